"""Let cards of saved listings meet the real posts they showed, before threads are made of either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from clew.healing import CROWD, Meeting, Said, cards, match, proves
from clew.post import Post, Problem
from clew.stores.base import Touched
from clew.text import wording

MOST = 1000
"""So many posts of the same words are a formula; looking through more of them would prove no more."""
Refused = dict[str, dict[str, Problem]]
"""Cards that could be several threads' posts: by the author of the card, the problem by its first post."""


class Meets(Protocol):
    """What is asked for cards and the posts they may be; `clew.stores.base.Store` says what each answers."""

    def unmet(self, author_ids: Sequence[str]) -> tuple[Post, ...]:
        """The posts of these authors that are known only from pages without ids."""
        ...

    def said_by(self, words: int, most: int) -> tuple[str, ...] | None:
        """Ids of the authors of real posts of these words, None where there are `most` such posts or more."""
        ...

    def of_authors(self, author_ids: Sequence[str]) -> Touched:
        """All posts of these authors."""
        ...

    def meet(self, pairs: Mapping[str, str]) -> None:
        """Make posts known only from pages observations of the real ones they are."""
        ...


def heal(store: Meets, author_ids: Sequence[str], refused: Refused) -> bool:
    """Let the cards of these authors meet posts, and note in `refused` which could not tell whom; whether any met."""
    met = False
    unmet = store.unmet(author_ids)
    for post in unmet:
        refused.pop(post.author.id, None)
    # A listing of an author's threads asks for the same author card by card.
    said = lru_cache(maxsize=2)(lambda author: _said(store, author))
    for card in cards(unmet):
        meeting = _meeting(store, card, said)
        if meeting.pairs:
            store.meet(dict(meeting.pairs))
            met = True
        elif meeting.refused is not None:
            first = card[0]
            reason = f"The card may be of several threads: {meeting.refused}"
            refused.setdefault(first.author.id, {})[first.id] = Problem(first.id, reason)
    return met


def _meeting(store: Meets, card: Sequence[Post], said: Callable[[str], Said]) -> Meeting:
    authors: set[str] | None = None
    for post in card if proves(card) else ():
        words = wording.number(post)
        by = None if words is None else store.said_by(words, MOST)
        if by is not None:
            authors = set(by) if authors is None else authors & set(by)
    if not authors:
        return Meeting()
    if len(authors) > CROWD:
        return Meeting(refused=f"{len(authors)} authors posted words like these.")
    return match(card, {author: said(author) for author in sorted(authors)})


def _said(store: Meets, author: str) -> Said:
    from clew.unroll.order import key

    return Said(sorted(store.of_authors([author]).posts, key=key))
