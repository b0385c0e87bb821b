"""The search of a site: for each term the threads that have it, in files of script, which pages on a disk may load.

Terms are those of `clew.text.terms`. A browser cannot make them itself, but what they lack of a word stands at its
ends (articles, elisions, endings): `search.js` folds a word, and looks for it without one piece after another.
"""

from __future__ import annotations

import json
import unicodedata
from array import array
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from clew.text import dates
from clew.text.direction import direction
from clew.text.folding import fold
from clew.text.terms import terms
from clew.thread import Thread
from clew.web import words

_IN_A_FILE = 500
_TERMS_IN_A_FILE = 4000
_TITLE = 120


class Index:
    """Threads and their terms, as they come."""

    def __init__(self) -> None:
        self.threads = 0
        self._terms: dict[str, array[int]] = {}
        self._rows: list[list[Any]] = []

    def add(self, thread: Thread, file: str) -> None:
        """Note a thread that stands in a file."""
        author = thread.summary.author
        found = {term for part in thread.parts for term in terms(part.post.text)}
        found.update(terms(f"{author.name or ''} {author.handle or ''}"))
        for tag in thread.summary.tags:
            found.update(terms(tag))
        for term in found:
            self._terms.setdefault(term, array("I")).append(self.threads)
        self.threads += 1
        first = thread.parts[0].post
        title = words.opening(first, _TITLE)
        way = direction(title) or "ltr"
        self._rows.append(
            [file, title, way, words.author(author), _day(thread.summary.started), words.posts(thread.summary.held)]
        )

    def files(self) -> Iterator[tuple[str, str]]:
        """The files: what the search has to know, the threads, the terms."""
        parts = len(self._terms) // _TERMS_IN_A_FILE + 1
        about = {"threads": self.threads, "row": _IN_A_FILE, "parts": parts, **_folding()}
        yield "search/about.js", f"clewSearch.about = {_script(about)};\n"
        for at in range(0, self.threads, _IN_A_FILE):
            rows = _script(self._rows[at : at + _IN_A_FILE])
            yield f"search/threads-{at // _IN_A_FILE}.js", f"clewSearch.threads[{at // _IN_A_FILE}] = {rows};\n"
        shards: list[dict[str, list[int]]] = [{} for _ in range(parts)]
        for term in sorted(self._terms):
            shards[part_of(term, parts)][term] = self._terms[term].tolist()
        for at, shard in enumerate(shards):
            yield f"search/terms-{at}.js", f"clewSearch.terms[{at}] = new Map(Object.entries({_script(shard)}));\n"


def part_of(term: str, parts: int) -> int:
    """The file a term stands in; `search.js` counts alike, over the 16-bit units of its strings."""
    units = term.encode("utf-16-le", "surrogatepass")
    at = 0
    for unit in memoryview(units).cast("H"):
        at = (at * 31 + unit) & 0xFFFF
    return at % parts


def _script(value: Any) -> str:
    """The value as a script may hold it."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _day(moment: datetime | None) -> str:
    return dates.day(moment) if moment else ""


def _folding() -> dict[str, Any]:
    """What a browser does not know of letters, taken from the folding itself: marks it drops, digits, letters."""
    marks, zeros, letters = [], [], {}
    for code in range(0x80, _LAST):
        letter = chr(code)
        if unicodedata.combining(letter) and fold(f"a{letter}") == "a":
            marks.append(code)
        elif unicodedata.decimal(letter, None) == 0 and fold(letter) == "0":
            zeros.append(code)
        elif code < _LATIN_AND_ARABIC and letter.isalpha():
            plain, here = fold(letter), _browser(letter)
            if plain != here and letter not in letters:
                letters[letter] = plain
    return {"marks": _ranges(marks), "zeros": zeros, "letters": letters}


_LATIN_AND_ARABIC = 0x700
_LAST = 0x20000  # beyond it are Chinese signs and nothing with a mark or a digit


def _browser(letter: str) -> str:
    """What `toLowerCase` and `normalize` make of a letter."""
    return unicodedata.normalize("NFKD", letter.lower())


def _ranges(codes: list[int]) -> str:
    """Code points as the inside of a character class."""
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in found)
