"""RIS, for Zotero, EndNote, Mendeley and their kin: one record for each thread, or that of one post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._citation import Citation, citations
from clew.thread import Thread

title = "RIS citation, for Zotero and EndNote"
mime = "application/x-research-info-systems; charset=utf-8"
suffix = ".ris"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write a record for each thread."""
    for each in citations(threads, about):
        lines = [f"{tag}  - {value}" for tag, value in _record(each)]
        out.write(("\r\n".join(lines) + "\r\nER  - \r\n\r\n").encode("utf-8", "replace"))


def _record(each: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "ELEC"
    yield "ID", each.key
    yield "AU", each.author.replace(",", " ")  # a comma would part a surname from the rest
    yield "TI", each.title
    yield "T2", each.container
    if each.issued:
        yield "PY", f"{each.issued:%Y}"
        yield "DA", f"{each.issued:%Y/%m/%d}"
    if each.original:
        yield "UR", each.original
    if each.archived:
        yield "UR", each.archived
        yield "DB", "Clew"
    if each.captured:
        yield "Y2", f"{each.captured:%Y/%m/%d}"
    if each.language:
        yield "LA", each.language
    yield "M3", each.genre
    yield "N1", each.note
