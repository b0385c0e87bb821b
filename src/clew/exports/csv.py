"""CSV: one post a row, with the columns that `docs/exports.md` describes; lists and spans are JSON in a cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._comma import write_table
from clew.exports._tables import POSTS, post_rows
from clew.thread import Thread

title = "CSV table of posts, for a spreadsheet"
mime = "text/csv; charset=utf-8"
suffix = ".csv"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write every post as a row."""
    write_table(POSTS, post_rows, threads, out)
