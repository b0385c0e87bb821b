"""Ids only, for sharing a set of posts without their words: whoever may read them can fetch them again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.text.plain import one_line
from clew.thread import Thread

title = "Ids of posts, one a line"
mime = "text/plain; charset=utf-8"
suffix = ".ids.txt"

_OF_X = "x:"
_OF_A_PAGE = "listing:"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write the id of every post as its network has it.

    A post known only from a saved page has none, and is left out.
    """
    for thread in threads:
        names = (one_line(part.post.id).removeprefix(_OF_X) for part in thread.parts)
        lines = [f"{name}\n" for name in names if not name.startswith(_OF_A_PAGE)]
        out.write("".join(lines).encode("utf-8", "replace"))
