"""The lines of a saved page, however it was encoded, and what of them cannot be read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

import regex

from clew.post import Problem, Value

LONGEST = 30_000  # X lets nobody post more than 25,000 characters
_ESCAPED = regex.compile(r"[\ud800-\udfff]")  # what "surrogateescape" makes of a byte that is not UTF-8


class Line(Value):
    """A line that is not blank: its place in the file (from 1), its words, and how many blank lines stand before it."""

    place: int
    text: str
    blanks: int = 0


def encoding(head: bytes) -> str:
    """UTF-8 unless the first two bytes say UTF-16, as Windows editors write them."""
    return "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"


def decoded(head: bytes) -> str:
    """The first bytes of a page as text, for looking at only."""
    return head.decode(encoding(head), "ignore")


def lines(file: BinaryIO, head: bytes) -> Iterator[Line | Problem]:
    """Yield the lines that say something, and a problem for each that cannot be read or is no post's."""
    name = encoding(head)
    errors = "surrogateescape" if name == "utf-8-sig" else "replace"
    text = io.TextIOWrapper(file, encoding=name, errors=errors)
    place = blanks = 0
    while raw := text.readline(LONGEST):
        place += 1
        if not raw.endswith("\n") and _skip_rest(text):
            yield Problem(f"line {place}", f"The line has more than {LONGEST:,} characters, which no post has.")
            continue
        words = raw.strip()
        if _ESCAPED.search(words):
            words = _ESCAPED.sub("\ufffd", words)
            yield Problem(f"line {place}", "Some bytes are not UTF-8 and are shown as \ufffd.")
        if words:
            yield Line(place, words, blanks)
        blanks = 0 if words else blanks + 1


def _skip_rest(text: io.TextIOWrapper) -> bool:
    """Go to the end of a line that was longer than was asked for; False if nothing of it was left."""
    skipped = False
    while rest := text.readline(1 << 20):
        skipped = skipped or rest != "\n"
        if rest.endswith("\n"):
            break
    return skipped
