"""WARC: the page of each thread as a recording of the web, for the programs of libraries and web archives."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._beside import Beside
from clew.exports._recording import opening, recorded
from clew.thread import Thread

title = "WARC, pages as a recording of the web"
mime = "application/warc"
suffix = ".warc.gz"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the pages one after another, each as an answer that a server gave, then the captures they stand on."""
    out.write(opening(about, about.latest()))
    beside = Beside(about)
    for thread in threads:
        page, answers, pictures = recorded(thread, about)
        records = chain(answers, beside.of(thread, page, pictures))
        for answer in records:  # noqa: FURB122  # an `out` need only know how to write
            out.write(answer.record)
