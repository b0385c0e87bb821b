"""Threads as headlines: the first words of each, who wrote it, and how much of it is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from clew.post import Author
from clew.speech import _
from clew.text import languages
from clew.text.completeness import summary_words
from clew.text.direction import direction
from clew.thread import Card
from clew.web import addresses, words

_LENGTH = 110


class Headline(msgspec.Struct, frozen=True):
    """A thread by its first words; `lang` and `way` are their language and direction, "" and auto where not known."""

    href: str
    words: str
    lang: str
    way: str
    author: Author
    started: datetime | None
    facts: str


def headlines(cards: Sequence[Card]) -> list[Headline]:
    """The headlines of these threads."""
    return [_headline(card) for card in cards]


def _headline(card: Card) -> Headline:
    of, first = card.summary, card.opening[0]
    post = first.post
    number = first.place.number
    start = post.body_start if number is None or number.place == "end" else max(post.body_start, number.end)
    return Headline(
        href=addresses.to_thread(of.id),
        words=words.opening(post, _LENGTH, start) or _("A thread without words"),
        lang=languages.attribute(first.lang) or "",
        way=direction(post.warning or post.text, 0 if post.warning else post.body_start) or "auto",
        author=of.author,
        started=of.started,
        facts=summary_words(of.held, of.promised),
    )
