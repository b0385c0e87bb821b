"""BibTeX, for LaTeX: one entry for each thread, or the entry of one post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._citation import Citation, citations
from clew.thread import Thread

title = "BibTeX citation, for LaTeX"
mime = "application/x-bibtex; charset=utf-8"
suffix = ".bib"

_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces and sees no backslash before them
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "#$%&_"}
_SIGN = re.compile(r"[\\{}~^#$%&_]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write an entry for each thread."""
    for each in citations(threads, about):  # noqa: FURB122  # an `out` need only know how to write
        out.write("".join(_entry(each)).encode("utf-8", "replace"))


def _entry(each: Citation) -> Iterator[str]:
    # `misc` is what both BibTeX and biblatex have for what is no book; its fields are known to both.
    yield f"@misc{{{each.key},\n"
    yield _field("author", f"{{{_words(each.author)}}}")
    yield _field("title", f"{{{_words(each.title)}}}")
    if each.issued:
        yield _field("year", f"{each.issued:%Y}")
        yield f"  month = {_MONTHS[each.issued.month - 1]},\n"
        yield _field("day", f"{each.issued.day}")
    yield _field("howpublished", f"{_words(each.genre)}, {_words(each.container)}")
    if each.original or each.archived:
        yield _field("url", _address(each.original or each.archived or ""))
    if each.captured:
        yield _field("urldate", f"{each.captured:%Y-%m-%d}")
    archived = f"Archived at \\url{{{_address(each.archived)}}}. " if each.archived else ""
    yield _field("note", f"{archived}{_words(each.note)}")
    yield "}\n\n"


def _field(name: str, value: str) -> str:
    return f"  {name} = {{{value}}},\n"


def _words(text: str) -> str:
    return _SIGN.sub(lambda match: _SIGNS[match[0]], text)


def _address(text: str) -> str:
    """An address inside braces: none of those may stand in it."""
    return text.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")
