"""WARC: the page of each thread as a recording of the web, for the programs of libraries and web archives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._recording import opening, recorded
from clew.thread import Thread

title = "WARC, pages as a recording of the web"
mime = "application/warc"
suffix = ".warc.gz"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the pages one after another, each as an answer that a server gave."""
    out.write(opening(about, about.latest()))
    for thread in threads:
        _page, answers = recorded(thread, about)
        out.write(b"".join(answer.record for answer in answers))
