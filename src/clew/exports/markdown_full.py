"""Markdown in full: as `markdown`, and after each post when it was written and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._markdown import document, front
from clew.exports._pour import pour
from clew.thread import Thread

__all__ = ["front", "mime", "suffix", "title", "write"]

title = "Markdown in full, with the time and address of every post"
mime = "text/markdown; charset=utf-8"
suffix = ".full.md"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write the threads one after another, a rule between two."""
    for number, thread in enumerate(threads):
        if number:
            out.write(b"\n---\n\n")
        pour(document(thread, full=True), out)
