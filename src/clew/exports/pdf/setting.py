"""A book as the data that the template sets: texts, languages and links, and nothing that is a command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import regex

from clew.exports._book.book import Book
from clew.exports._book.chapter import Chapter, Figure, Fork, Head, Hole, Leaf, Quoted, Step, Words
from clew.exports.pdf import fonts
from clew.text.direction import Direction
from clew.text.places import shown
from clew.text.runs import Paragraph, Run

_LONGEST = 40  # letters in a word that a line can take whole
# Words longer than a line, of letters that have spaces between words, may be parted after each 20 letters.
_LONG = regex.compile(rf"(?V1)[\S--[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Thai}}]]{{{_LONGEST + 1},}}")
_PIECE = regex.compile(r"\X{20}(?=.)", regex.DOTALL)
_PARTED = "\u200b"
_OWN_USE = regex.compile(r"\p{Co}")
_CODE = regex.compile(r"([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Z]{2}))?(?:-.*)?")


class Setting:
    """A book to be set. `spelt` are the letters that no font here can show."""

    def __init__(self, book: Book, told: list[Chapter], faces: Mapping[str, Any]) -> None:
        self.book, self.told, self.faces = book, told, faces
        self.spelt: frozenset[str] = frozenset()

    def letters(self) -> str:
        """Each letter that occurs, once."""
        found: set[str] = set()
        _collect(self.data(), found)
        return "".join(sorted(found))

    def data(self) -> dict[str, Any]:
        """The whole book."""
        book = self.book
        more = len(book.authors) - len(book.by)
        return {
            "title": self.text(book.title),
            "by": [self.text(author) for author in book.by],
            "more": f"and {more:,} more" if more else "",
            "description": self.text(". ".join(book.facts())),
            "keywords": [],
            "date": [book.modified.year, book.modified.month, book.modified.day],
            "facts": [self.text(fact) for fact in book.facts()],
            "page": book.page,
            "faces": self.faces,
            "contents": [
                {
                    "title": self.text(entry.title),
                    "speech": speech(entry.lang, entry.direction, entry.title),
                    "who": self.text(", ".join(filter(None, (_apart(entry.author), entry.when)))),
                }
                for entry in book.entries
            ],
            "threads": [
                self._chapter(chapter, entry.when) for chapter, entry in zip(self.told, book.entries, strict=True)
            ],
        }

    def text(self, text: str) -> str:
        """The text as it can be shown: long words may be parted, letters without a shape are spelt."""
        if not text.isascii():
            text = _OWN_USE.sub(lambda letter: spelling(letter[0]), text)
            for letter in self.spelt.intersection(text):
                text = text.replace(letter, spelling(letter))
        return _LONG.sub(_parted, text) if len(text) > _LONGEST else text

    def _chapter(self, told: Chapter, day: str) -> dict[str, Any]:
        return {
            "rtl": told.head.direction == "rtl",
            "head": self._head(told.head, day),
            "answers": self._quoted(told.answers),
            "steps": list(self._steps(told.steps)),
            "ends": [self.text(end) for end in told.ends],
        }

    def _head(self, head: Head, day: str) -> dict[str, Any]:
        return {
            "author": self.text(head.author),
            "day": day,
            "facts": self.text(" · ".join(filter(None, (_apart(head.handle), *head.facts)))),
            "whole": head.whole,
            "tags": self.text(" ".join(map(_apart, head.tags))),
            "address": head.address,
            "shown": self.text(shown(head.address)) if head.address else "",
        }

    def _steps(self, steps: tuple[Step, ...]) -> Iterator[dict[str, Any]]:
        """Everything on the main line; what stands in asides between two posts is one step."""
        aside: list[dict[str, Any]] = []
        for step in steps:
            if step.depth:
                aside.append(self._step(step))
                continue
            if aside:
                yield {"kind": "aside", "items": aside}
                aside = []
            yield self._step(step)
        if aside:
            yield {"kind": "aside", "items": aside}

    def _step(self, step: Step) -> dict[str, Any]:
        if isinstance(step, Fork):
            return {"kind": "fork", "depth": step.depth, "sentence": step.sentence}
        if isinstance(step, Hole):
            return {"kind": "gap", "depth": step.depth, "numbers": step.numbers, "sentence": step.sentence}
        return {"kind": "post", "depth": step.depth} | self._leaf(step)

    def _leaf(self, leaf: Leaf) -> dict[str, Any]:
        return {
            "number": leaf.number,
            "words": self._words(leaf.words),
            "before": [self.text(note) for note in leaf.before],
            "figures": [self._figure(figure) for figure in leaf.figures],
            "poll": [self.text(answer) for answer in leaf.poll],
            "after": [self.text(note) for note in leaf.after],
            "quote": self._quoted(leaf.quote),
            "when": leaf.when,
            "link": leaf.link,
        }

    def _words(self, words: Words) -> dict[str, Any]:
        letters = "".join(run.text for paragraph in words.paragraphs for run in paragraph)
        return {
            "speech": speech(words.lang, words.direction, letters),
            "paragraphs": [self._paragraph(paragraph) for paragraph in words.paragraphs],
        }

    def _paragraph(self, paragraph: Paragraph) -> list[list[str | None]]:
        return [[run.kind, self._run(run), run.target] for run in paragraph]

    def _run(self, run: Run) -> str:
        text = self.text(run.text)
        return _apart(text) if run.kind in {"hashtag", "mention", "cashtag"} else text

    def _figure(self, figure: Figure) -> dict[str, Any]:
        return {
            "kind": figure.kind,
            "alt": self.text(figure.alt),
            "speech": speech(None, figure.direction, figure.alt),
            "lacking": figure.lacking,
            "link": figure.link,
            "veiled": figure.shown is not None and figure.veiled,
            "shown": None if figure.shown is None or figure.veiled else msgspec.structs.asdict(figure.shown),
        }

    def _quoted(self, quote: Quoted | None) -> dict[str, Any] | None:
        if quote is None:
            return None
        label = f"{quote.label} {quote.author}" + (f", {quote.when}" if quote.when else "")
        if quote.leaf is None and quote.link:
            label += f": {shown(quote.link)}"
        post = self._leaf(quote.leaf) if quote.leaf else None
        return {"label": self.text(label), "link": quote.link, "post": post}


def speech(lang: str | None, direction: Direction | None, letters: str) -> list[str | None]:
    """Language, region, direction and face, as the template takes them."""
    code = _CODE.fullmatch(lang or "en")
    spoken, region = (code[1], code[2]) if code else ("en", None)
    return [spoken, region, direction or "ltr", fonts.face(lang, letters)]


def spelling(letter: str) -> str:
    """A letter that cannot be shown, by its number."""
    return f"[U+{ord(letter):04X}]"


def _apart(words: str) -> str:
    """Words amid others, which they do not turn (UAX #9, 2.4)."""
    return f"\u2068{words}\u2069" if words else ""


def _parted(word: regex.Match[str]) -> str:
    return _PIECE.sub(lambda piece: piece[0] + _PARTED, word[0])


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        found.update(value)
    elif isinstance(value, dict):
        for each in value.values():
            _collect(each, found)
    elif isinstance(value, list):
        for each in value:
            _collect(each, found)
