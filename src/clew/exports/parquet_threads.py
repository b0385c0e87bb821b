"""Parquet: one thread a row, with its words in one column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._parquet import write_table
from clew.exports._tables import THREADS, thread_rows
from clew.thread import Thread

title = "Parquet table of threads, for programs"
mime = "application/vnd.apache.parquet"
suffix = ".threads.parquet"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write every thread as a row, ten thousand rows at a time."""
    write_table("clew-threads/1", THREADS, thread_rows, threads, out)
