"""JSON: one array of the same values as the lines of `jsonl`, written as they come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._contract import written
from clew.thread import Thread

title = "JSON, one array of threads"
mime = "application/json"
suffix = ".json"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write the threads as one array, each on a line of its own."""
    before = b"[\n"
    for thread in threads:
        out.write(before)
        for piece in written(thread):  # noqa: FURB122  # an `out` need only know how to write
            out.write(piece)
        before = b",\n"
    out.write(b"[]\n" if before == b"[\n" else b"\n]\n")
