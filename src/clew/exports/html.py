"""HTML: threads as one page to keep, which looks like Clew's own and needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._page import pieces
from clew.thread import Thread

title = "HTML, one page to keep"
mime = "text/html; charset=utf-8"
suffix = ".html"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the threads one after another, and what they were at the end."""
    for piece in pieces(threads, about):  # noqa: FURB122  # an `out` need only know how to write
        out.write(piece.encode())
