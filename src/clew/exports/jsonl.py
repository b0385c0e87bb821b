"""JSON lines: one thread a line, the documented and versioned contract (`docs/jsonl.md`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._contract import written
from clew.thread import Thread

title = "JSON lines, one thread a line"
mime = "application/x-ndjson; charset=utf-8"
suffix = ".jsonl"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write every thread as one line."""
    for thread in threads:
        for piece in written(thread):  # noqa: FURB122  # an `out` need only know how to write
            out.write(piece)
        out.write(b"\n")
