"""Templates of the pages and of the site become files."""

from __future__ import annotations

from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

from clew.web.printing import HERE, templates
from clew.web.site.layout import Layout


class Printing:
    """The pages' own templates, with the few that the site has instead before them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        folders = (Path(__file__).with_name("templates"), HERE / "templates")
        self._templates = templates().overlay(loader=ChoiceLoader([FileSystemLoader(each) for each in folders]))

    def page(self, name: str, template: str, **values: object) -> str:
        """A page for the file `name`."""
        text = self._templates.get_template(template).render(**values)
        return self._layout.related(name, text)
