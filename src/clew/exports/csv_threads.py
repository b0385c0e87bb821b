"""CSV: one thread a row, with its words in one cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._comma import write_table
from clew.exports._tables import THREADS, thread_rows
from clew.thread import Thread

title = "CSV table of threads, for a spreadsheet"
mime = "text/csv; charset=utf-8"
suffix = ".threads.csv"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write every thread as a row."""
    write_table(THREADS, thread_rows, threads, out)
