"""Parquet: one post a row, with the columns that `docs/exports.md` describes, each of one type for ever."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._parquet import write_table
from clew.exports._tables import POSTS, post_rows
from clew.thread import Thread

title = "Parquet table of posts, for programs"
mime = "application/vnd.apache.parquet"
suffix = ".parquet"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write every post as a row, ten thousand rows at a time."""
    write_table("clew-posts/1", POSTS, post_rows, threads, out)
