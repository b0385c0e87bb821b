"""Threads of a page that say nearly the same, folded under the first of them.

Only the threads of the page are compared. Copies of a text come within hours of one another and so stand together in a
list by time; and nothing is ever folded under what another page shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from clew.post import Author
from clew.speech import many, plural
from clew.text.likeness import first_alike
from clew.thread import Card
from clew.web import addresses


class Twin(msgspec.Struct, frozen=True):
    """A thread that says nearly the same as another one."""

    href: str
    author: Author
    started: datetime | None
    posts: int


class Twins(msgspec.Struct, frozen=True):
    """All such threads of a page, and in words how many."""

    said: str
    threads: list[Twin]


def folded(cards: Sequence[Card]) -> list[tuple[Card, Twins | None]]:
    """The cards in their order, without those that say nearly the same as one before, which come with it."""
    groups: dict[int, list[Card]] = {}
    for card, first in zip(cards, first_alike([_text(card) for card in cards]), strict=True):
        groups.setdefault(first, []).append(card)
    return [(first, _twins(first, rest) if rest else None) for first, *rest in groups.values()]


def _text(card: Card) -> str:
    return "\n".join(part.post.text[part.post.body_start :] for part in card.opening if part.place.line == 0)


def _twins(first: Card, rest: Sequence[Card]) -> Twins:
    own = first.summary.author.id
    others = {card.summary.author.id for card in rest} - {own}
    again = sum(card.summary.author.id == own for card in rest)
    said = many("%(num)s more account posted this", "%(num)s more accounts posted this", len(others))
    if again and others:
        one, more = plural(
            "%(accounts)s, and this one %(num)s more time", "%(accounts)s, and this one %(num)s more times"
        )
        said = many(one, more, again, accounts=said)
    elif again:
        one, more = plural(
            "Posted %(num)s more time by the same account", "Posted %(num)s more times by the same account"
        )
        said = many(one, more, again)
    return Twins(said, [_twin(card) for card in rest])


def _twin(card: Card) -> Twin:
    of = card.summary
    return Twin(addresses.to_thread(of.id), of.author, of.started, of.held)
