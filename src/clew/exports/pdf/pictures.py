"""The pictures of a paper: files in the folder that it is set in, as many as the memory can bear that sets it."""

from __future__ import annotations

from pathlib import Path

from clew.exports._about import About
from clew.exports._book.chapter import Shown
from clew.post import Media

WIDTH = 1280
"""Dots: 250 to the inch over the whole column."""
MOST = 96 << 20
"""Bytes of pictures in one paper: all of it is in memory at once. The rest is described."""
_SET = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


class Pictures:
    """The pictures of one paper."""

    def __init__(self, folder: Path, about: About) -> None:
        self._folder, self._about = folder, about
        self._left = MOST
        self._there: set[str] = set()

    def show(self, medium: Media) -> Shown | None:
        """The name of the picture's file."""
        picture = self._about.picture(medium, WIDTH)
        if picture is None or picture.mime not in _SET or not picture.width or not picture.height:
            return None
        if picture.name not in self._there:
            if picture.size > self._left:
                return None
            self._left -= picture.size
            (self._folder / picture.name).write_bytes(picture.read())
            self._there.add(picture.name)
        return Shown(picture.name, picture.width, picture.height)
