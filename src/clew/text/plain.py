"""Words from outside on a terminal, in a letter or on one line: nothing in them may give orders to the screen."""

from __future__ import annotations

import re
import unicodedata

from clew.post import Author
from clew.text.direction import RIGHT_TO_LEFT, direction

# Characters that start terminal commands: C0 but tab and line feed, DEL, C1 (ECMA-48). C0 have pictures from U+2400.
_CONTROLS = {code: 0x2400 + code for code in range(32) if code not in {9, 10}}
_CONTROLS |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
# What turns the direction of the words that follow it on the same line (UAX #9, section 2).
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_MARK = "\u200f"
_ISOLATE, _POP = "\u2068", "\u2069"


def printable(text: str) -> str:
    """The text with line feeds for line ends, and a picture for each character that would command a terminal."""
    if text.isprintable():  # which no control is, nor the end of a line
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def one_line(text: str) -> str:
    """The text on one line, every run of white space one space."""
    return " ".join(printable(text).split())


def isolated(text: str) -> str:
    """Words for the middle of a line: from right to left or not, they do not turn what stands around them."""
    words = _TURNS.sub("", one_line(text))
    return f"{_ISOLATE}{words}{_POP}" if RIGHT_TO_LEFT.search(words) else words


def shortened(text: str, length: int) -> str:
    """The text on one line, cut after a word at `length` characters."""
    words = one_line(text)
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    return cut[: cut.rindex(" ")].rstrip() + "…" if " " in cut[length // 2 :] else cut + "…"


def byline(author: Author) -> str:
    """`Lina Haddad (@lina)`, or as much of it as is known."""
    name = isolated(author.name) if author.name and author.name.strip() else None
    handle = f"@{isolated(author.handle)}" if author.handle else None
    if name and handle:
        return f"{name} ({handle})"
    return name or handle or "Unknown author"


def steady(text: str) -> str:
    """A post's words for a screen that finds each line's direction by its first letter, as terminals and mail do.

    A line that runs from right to left although `1/`, `@x` or a link begins it starts with U+200F, which says so;
    what turns a line and is never ended ends with the line by itself (UAX #9, X8).
    """
    return "\n".join(
        _RIGHT_MARK + line if _starts_wrong(line) else line for line in printable(text).strip("\n").split("\n")
    )


def _starts_wrong(line: str) -> bool:
    if not RIGHT_TO_LEFT.search(line) or direction(line) != "rtl":
        return False
    first = next((kind for kind in map(unicodedata.bidirectional, line) if kind in {"L", "R", "AL"}), "R")
    return first == "L"
