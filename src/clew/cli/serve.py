"""`clew serve`: the pages."""

from __future__ import annotations

import click

from clew.cli._addresses import hub, pages
from clew.cli._serving import serve_pages, where


@click.command("serve")
@where
@pages
@hub
@click.pass_obj
def command(place: str, host: str, port: int, *, public: bool, pages: str | None, hub: str | None) -> None:
    """Serve the archive as pages for a browser.

    Only this machine reaches them, unless --host and --public say otherwise.
    """
    from clew.archive import Archive

    with Archive.open(place, create=False) as archive:
        serve_pages(archive, place, host, port, public=public, pages=pages, hub=hub)
