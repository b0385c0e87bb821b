"""Pictures that are part of a page: each as a `data:` address, as many as a page may weigh."""

from __future__ import annotations

import base64

from clew.exports._about import About
from clew.exports._book.chapter import Shown
from clew.post import Media

WIDTH = 640
"""Dots: the width of a page's column."""
MOST = 24 << 20
"""Bytes of pictures in one page; a browser opens so much at once, and it can be sent by mail. The rest is described."""


class Within:
    """The pictures of one page."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._left = MOST

    def show(self, medium: Media) -> Shown | None:
        """The picture as an address that holds it."""
        picture = self._about.picture(medium, WIDTH)
        if picture is None or picture.size > self._left:
            return None
        self._left -= picture.size
        data = base64.b64encode(picture.read()).decode()
        return Shown(f"data:{picture.mime};base64,{data}", picture.width, picture.height)
