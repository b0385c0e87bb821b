"""CSL-JSON, for pandoc and all that know Citation Style Language: one item for each thread, or that of one post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from clew.exports._about import UNTOLD, About
from clew.exports._citation import citations
from clew.exports._csl import item
from clew.thread import Thread

title = "CSL-JSON citation, for pandoc"
mime = "application/vnd.citationstyles.csl+json"
suffix = ".csl.json"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the items as one array, each on a line of its own."""
    encoder = msgspec.json.Encoder()
    before = b"[\n"
    for each in citations(threads, about):
        out.write(before + encoder.encode(item(each)))
        before = b",\n"
    out.write(b"[]\n" if before == b"[\n" else b"\n]\n")
