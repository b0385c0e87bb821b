"""The pictures of a book: each is written once, when the first post comes that shows it."""

from __future__ import annotations

from clew.exports._about import About
from clew.exports._book.chapter import Shown
from clew.exports._zipped import Zipped
from clew.post import Media

WIDTH = 1280
"""Dots: twice the width of an e-reader's page in print."""
# https://www.w3.org/TR/epub-33/#sec-core-media-types
_CORE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


class Pictures:
    """The pictures that are in a book so far: `there` has the type of each by its name."""

    def __init__(self, made: Zipped, about: About) -> None:
        self.there: dict[str, str] = {}
        self._made, self._about = made, about

    def show(self, medium: Media) -> Shown | None:
        """Where the picture lies in the book."""
        picture = self._about.picture(medium, WIDTH)
        if picture is None or picture.mime not in _CORE:
            return None
        name = f"pictures/{picture.name}"
        if name not in self.there:
            self.there[name] = picture.mime
            self._made.add(f"EPUB/{name}", picture.read(), packed=False)
        return Shown(name, picture.width, picture.height)
