"""A post's words as paragraphs of runs: plain words, numbering, links, hashtags, mentions, in no markup at all.

Books and papers are written from these, so that what is a link and what is dimmed is decided once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import regex

from clew.post import Entity, Post, Value
from clew.text.entities import entities
from clew.text.places import leads_to, shown, web
from clew.text.plain import printable, shortened
from clew.thread import Number

Kind = Literal["words", "break", "number", "link", "hashtag", "mention", "cashtag"]

_NEW_LINES = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"))
# Lone surrogates, and the 66 code points that are no characters (Unicode 16, 23.7), which no file can hold as text.
_NO_CHARACTERS = regex.compile(r"[\ud800-\udfff]|\p{NChar}")
# Pointed Hebrew, Vietnamese and the deepest stacks of Tibetan need fewer marks on a letter; more only deface the page.
_MARKS = 8
_TOO_MANY_MARKS = regex.compile(rf"(\p{{M}}{{{_MARKS}}})\p{{M}}+")
_EMPTY_LINES = regex.compile(r"\n[ \t]*\n\s*")
_TURNING = regex.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


class Run(Value):
    """Words of one kind, without a line break in them; `target` is where a link leads."""

    kind: Kind
    text: str
    target: str | None = None


Paragraph = tuple[Run, ...]


def clean(text: str) -> str:
    """The text without what no page can show: control characters, lone surrogates, towers of marks."""
    if not text.replace("\n", "").isprintable():
        text = _NO_CHARACTERS.sub("\ufffd", printable(text.translate(_NEW_LINES)))
    return text if text.isascii() else _TOO_MANY_MARKS.sub(r"\1", text)


def heading(text: str, limit: int = 80) -> str:
    """The text in one short line for titles and labels, without controls that would turn its surroundings."""
    said = clean(text)
    return shortened(said if said.isascii() else _TURNING.sub("", said), limit)


def paragraphs(post: Post, number: Number | None = None, *, quoted: bool = False) -> tuple[Paragraph, ...]:
    """A post's words, without the automatic mentions before them.

    `quoted` is true where the quoted post is shown beside the words, so that a link to it at their end may go.
    """
    found: list[Paragraph] = []
    line: list[Run] = []
    for run in _broken(_runs(post, number, quoted=quoted)):
        if run is not None:
            line.append(run)
        elif line:
            found.append(_trimmed(line))
            line = []
    found.append(_trimmed(line))
    return tuple(paragraph for paragraph in found if paragraph)


def _trimmed(line: list[Run]) -> Paragraph:
    """A paragraph without line breaks at its ends."""
    start, end = 0, len(line)
    while start < end and _is_space(line[start]):
        start += 1
    while end > start and _is_space(line[end - 1]):
        end -= 1
    return tuple(line[start:end])


def _is_space(run: Run) -> bool:
    return run.kind == "break" or (run.kind == "words" and not run.text.strip())


def _broken(runs: Iterator[Run]) -> Iterator[Run | None]:
    """The runs cut at line ends; None stands for an empty line, which ends a paragraph."""
    for run in runs:
        if run.kind != "words" or "\n" not in run.text:
            yield run
            continue
        for block, words in enumerate(_EMPTY_LINES.split(run.text)):
            if block:
                yield None
            for row, piece in enumerate(words.split("\n")):
                if row:
                    yield Run("break", "\n")
                if piece:
                    yield Run("words", piece)


def _runs(post: Post, number: Number | None, *, quoted: bool) -> Iterator[Run]:
    text = _without_quote(post) if quoted else post.text.rstrip()
    at = min(max(post.body_start, 0), len(text))
    for start, end, run in _in_order(_marked(post, number), at, len(text)):
        if start > at:
            yield Run("words", clean(text[at:start]))
        yield run
        at = end
    if at < len(text):
        yield Run("words", clean(text[at:]))


def _marked(post: Post, number: Number | None) -> Iterator[tuple[int, int, Run]]:
    text = post.text
    if number is not None and 0 <= number.start < number.end <= len(text):
        yield number.start, number.end, Run("number", _one_line(text[number.start : number.end]))
    for entity in entities(text) if post.entities is None else post.entities:
        run = _of(entity, _one_line(text[entity.start : entity.end]))
        if run is not None and run.text:
            yield entity.start, entity.end, run


def _of(entity: Entity, written: str) -> Run | None:
    if entity.kind != "link":
        return Run(entity.kind, written)
    address = web(entity.value)
    return None if address is None else Run("link", heading(shown(address), 60), address)


def _one_line(text: str) -> str:
    return clean(text).replace("\n", " ")


def _in_order(spans: Iterable[tuple[int, int, Run]], start: int, stop: int) -> Iterator[tuple[int, int, Run]]:
    """Spans inside the shown text, each after the one before; of two that overlap the first stays."""
    at = start
    for first, last, run in sorted(spans, key=lambda each: each[0]):
        if at <= first < last <= stop:
            yield first, last, run
            at = last


def _without_quote(post: Post) -> str:
    """The text without the link to the quoted post that X writes at its end."""
    text = post.text.rstrip()
    for entity in post.entities or ():
        if entity.kind == "link" and entity.end == len(text) and post.quote and leads_to(entity.value, post.quote):
            return text[: entity.start].rstrip()
    return text
