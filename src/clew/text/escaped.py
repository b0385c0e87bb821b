"""Text that was escaped for HTML, with spans over it, turned into text as a person reads it, with spans over that.

Offsets are code points over the escaped text (checked on 12,030 entities of real posts), so spans are cut out first
and only then is `&amp;` written as `&`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from clew.post import Entity


class Mark(NamedTuple):
    """A span of escaped text that means something; `shown` stands in its place, None leaves the span as written."""

    start: int
    end: int
    kind: Literal["hashtag", "mention", "link", "cashtag"]
    value: str
    target: str | None = None
    shown: str | None = None


_start_of = itemgetter(0)


def unescaped(text: str) -> str:
    """The text with the three entities of X undone; `&amp;lt;` becomes `&lt;`, which is what its author wrote."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def placed(text: str, start: int, end: int, spelled: str) -> tuple[int, int] | None:
    """Where a span really stands: at its offsets, else at the one place that spells it, else nowhere.

    Sources repeat a span's words, and their offsets are sometimes wrong (13 of 700 links of API v2).
    """
    if 0 <= start < end <= len(text):
        found = text[start:end]
        if found == spelled or _alike(found, spelled):
            return start, end
    at = text.find(spelled)
    if spelled and at >= 0 and text.find(spelled, at + 1) < 0:
        return at, at + len(spelled)
    return None


def _alike(found: str, spelled: str) -> bool:
    # The sign may be full-width (＃ ＠), and a handle may be written in other capitals than its owner writes it.
    return found[1:].lower() == spelled[1:].lower() and (found[0] == spelled[0] or found[0] in "＃＠")


def past_mentions(text: str, marks: Iterable[Mark]) -> int:
    """The offset behind the mentions a text opens with; 0 where it opens with anything else (`.@x` too)."""
    at = 0
    for mark in sorted(marks, key=_start_of):
        if mark.kind != "mention" or mark.start != at:
            break
        at = mark.end
        while at < len(text) and text[at].isspace():
            at += 1
    return at


def without_last(text: str, links: list[Mark]) -> tuple[str, list[Mark]]:
    """The text without the links that end it, and the links that stand elsewhere: for what is shown in another way."""
    inside: list[Mark] = []
    for link in sorted(links, key=_start_of, reverse=True):
        if link.end == len(text) or not text[link.end :].strip():
            text = text[: link.start].rstrip()
        else:
            inside.append(link)
    return text, inside


def reading(escaped: str, marks: Sequence[Mark], body: int = 0) -> tuple[str, tuple[Entity, ...], int]:
    """The text as a person reads it, its entities, and where its body starts; of overlapping marks the first stands."""
    if not marks:
        return unescaped(escaped), (), len(unescaped(escaped[:body])) if body > 0 else 0
    pieces: list[str] = []
    entities: list[Entity] = []
    at = length = start = 0
    for begin, end, kind, value, target, shown in sorted(marks, key=_start_of):
        if begin < at:
            continue
        before = unescaped(escaped[at:begin])
        if at < body <= begin:
            start = length + len(unescaped(escaped[at:body]))
        word = unescaped(escaped[begin:end]) if shown is None else shown
        length += len(before)
        after = length + len(word)
        entities.append(Entity(kind, length, after, value, target))
        pieces += before, word
        at, length = end, after
        if begin < body <= at:
            start = length
    if at < body:
        start = length + len(unescaped(escaped[at:body]))
    pieces.append(unescaped(escaped[at:]))
    return "".join(pieces), tuple(entities), start
