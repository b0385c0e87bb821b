"""Markdown: each thread as a document to read, whose posts show as they were written and never become markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._markdown import document, front
from clew.exports._pour import pour
from clew.thread import Thread

__all__ = ["front", "mime", "suffix", "title", "write"]

title = "Markdown, to read or to go on writing"
mime = "text/markdown; charset=utf-8"
suffix = ".md"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write the threads one after another, a rule between two."""
    for number, thread in enumerate(threads):
        if number:
            out.write(b"\n---\n\n")
        pour(document(thread), out)
