"""Search as every database answers it: a needle, an order, a page, and the posts of each thread that were hit.

What differs is an `Engine`: how a needle is said to it, and how it counts. Where all must be true of one and the same
post, which no index knows, what may fit comes from the engine and is looked at by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import msgspec
import numpy as np

from clew.query import Page, Query, Sort
from clew.stores import entry, listing, marker, ordering
from clew.stores import needle as needles
from clew.stores.base import FacetCount, Facets, Found
from clew.stores.entry import FACETED, FACETS, Fact
from clew.stores.needle import Every, Known, Needle, Never
from clew.stores.observation import microseconds
from clew.thread import Card, Part, Place

ALL = 2**62
# Entries that are looked at by hand at a time.
_AT_A_TIME = 500
_COUNTED_AT_A_TIME = 5000
# Who has so many held posts has more than one.
_THREAD = 2
# Facts that are looked up by number of threads, so that the most frequent of each kind are among them.
_KEYS = 4000


class Hit(NamedTuple):
    """An entry that was found: its number, its first post's key, and how many posts of it are held."""

    number: int
    post: int
    held: int


class Said(NamedTuple):
    """What an entry says: its terms, a line for each post, and its facts as a store's keys."""

    lines: list[str]
    facts: frozenset[int]


class Head(NamedTuple):
    """An entry's first post by id, the places of the thread that begins with it, and its terms."""

    id: str
    places: tuple[Place, ...]
    lines: list[str]


class Asked(NamedTuple):
    """What an engine is asked for: `least` and `most` are the numbers that entries of the query's time can have."""

    needle: Needle
    least: int
    most: int
    held: int


class Engine(Protocol):
    """One database and its index, within one transaction."""

    def key(self, fact: Fact) -> int | None:
        """A fact's key, None where nothing has it."""
        ...

    def author_id(self, name: str) -> str | None:
        """An author's id from the id or a handle."""
        ...

    def rows(self, asked: Asked, order: Sort, count: int, beyond: marker.EntryMarker | None) -> list[Hit]:
        """The first `count` entries in an order other than `best`.

        By number, downwards or (`oldest`) upwards; or by length and then number downwards, `beyond` that marker.
        """
        ...

    def best(self, asked: Asked, phrases: Sequence[Sequence[str]], count: int) -> list[Hit]:
        """The first `count` entries by BM25 of these phrases, as SQLite's FTS5 has it, equal ones newest first.

        Of hits in very great number the newest may be ranked and no others, since they are as good.
        """
        ...

    def count(self, asked: Asked) -> int:
        """How many entries there are."""
        ...

    def facts(self, asked: Asked, count: int) -> tuple[int, bytes]:
        """How many the newest are, `count` at most, and their facts one after another (`clew.stores.entry.packed`)."""
        ...

    def said(self, numbers: Sequence[int]) -> dict[int, Said]:
        """What these entries say."""
        ...

    def kinds(self, keys: Sequence[int]) -> list[tuple[int, str, str]]:
        """Key, kind and value of facts."""
        ...

    def ids(self, posts: Sequence[int]) -> dict[int, str]:
        """The ids of posts."""
        ...

    def heads(self, numbers: Sequence[int]) -> dict[int, Head]:
        """What a page shows of these entries."""
        ...

    def cards(self, ids: Sequence[str], beside: Sequence[Sequence[Place]]) -> list[tuple[Card, tuple[Part, ...]]]:
        """Threads and posts alone as cards, each with its parts in the places `beside` it."""
        ...


class Finding:
    """One query on its way through an engine."""

    def __init__(self, engine: Engine, query: Query) -> None:
        listing.wanted(query, lambda _name: None)  # says what means nothing
        self._engine = engine
        self._query = query
        self.needle = needles.needle(query, engine.key, engine.author_id)
        self._by_hand = query.scope == "post" and needles.in_one(self.needle)
        sought = needles.loosened(self.needle) if self._by_hand else self.needle
        self._asked = Asked(sought, *_span(query), query.min_posts)

    def hits(self, count: int) -> list[Hit]:
        """The next `count` entries in the query's order."""
        after = marker.of_entries(self._query)
        if self._query.sort == "best":
            before = 0 if after is None else after.place
            return (
                list(self._best())[before : before + count] if self._by_hand else self._ranked(before + count)[before:]
            )
        if not self._by_hand:
            return self._rows(count, after)
        found: list[Hit] = []
        for group in self._groups(self._asked, after):
            found += self._in_one(group)
            if len(found) >= count:
                break
        return found[:count]

    def _ranked(self, count: int) -> list[Hit]:
        return self._engine.best(self._asked, needles.wanted(self.needle), count)

    def _best(self) -> Iterator[Hit]:
        every = self._ranked(ALL)
        for at in range(0, len(every), _AT_A_TIME):
            yield from self._in_one(every[at : at + _AT_A_TIME])

    def _groups(
        self, asked: Asked, after: marker.EntryMarker | None = None, size: int = _AT_A_TIME
    ) -> Iterator[list[Hit]]:
        """Everything that may be found, some at a time."""
        while True:
            group = self._rows(size, after, asked)
            yield group
            if len(group) < size:
                return
            after = marker.EntryMarker(self._query.sort, group[-1].number, group[-1].held, 0)

    def _in_one(self, group: Sequence[Hit]) -> list[Hit]:
        return [hit for hit, _ in self._said_in_one(group)]

    def _said_in_one(self, group: Sequence[Hit]) -> list[tuple[Hit, Said]]:
        said = self._engine.said([hit.number for hit in group])
        return [(hit, said[hit.number]) for hit in group if needles.fits_one(self.needle, *said[hit.number])]

    def _rows(self, count: int, after: marker.EntryMarker | None, asked: Asked | None = None) -> list[Hit]:
        asked = asked or self._asked
        sort, rows = self._query.sort, self._engine.rows
        if sort == "longest":
            return rows(asked, sort, count, after)
        if sort == "newest":
            most = asked.most if after is None else min(asked.most, after.number - 1)
            return rows(asked._replace(most=most), sort, count, None)
        return self._oldest(asked, count, after)

    def _oldest(self, asked: Asked, count: int, after: marker.EntryMarker | None) -> list[Hit]:
        """Dated ones first, the oldest of them before the others; then the undated, as every list has them."""
        found: list[Hit] = []
        if after is None or after.number >= entry.DATED:
            least = max(asked.least, entry.DATED, 0 if after is None else after.number + 1)
            found = self._engine.rows(asked._replace(least=least), "oldest", count, None)
            after = None
        if len(found) < count:
            most = min(asked.most, entry.DATED - 1 if after is None else after.number - 1)
            found += self._engine.rows(asked._replace(most=most), "newest", count - len(found), None)
        return found

    def count(self) -> int:
        """How many entries are found on all pages."""
        return self._count_by_hand() if self._by_hand else self._engine.count(self._asked)

    def _count_by_hand(self) -> int:
        """Of posts alone, which are most of what is found, the index knows what is in one post."""
        branch = self._engine.key(("has", "branch"))
        branched = Known(() if branch is None else (branch,))
        alone, number = self._asked._replace(needle=Every((self.needle, Never(branched)))), 0
        if self._asked.held < _THREAD:
            number = self._engine.count(alone) - self._engine.count(alone._replace(held=_THREAD))
            others = self._asked._replace(needle=Every((self._asked.needle, branched)))
            for group in self._groups(others, size=_COUNTED_AT_A_TIME):
                number += len(self._in_one([hit for hit in group if hit.held < _THREAD]))
        threads = self._asked._replace(held=max(_THREAD, self._asked.held))
        return number + sum(len(self._in_one(group)) for group in self._groups(threads, size=_COUNTED_AT_A_TIME))

    def facts(self, count: int) -> tuple[int, bytes]:
        """How many the newest are that are found, and their facts."""
        if not self._by_hand:
            return self._engine.facts(self._asked, count)
        found: list[bytes] = []
        for group in self._groups(self._asked):
            found += (entry.packed(said.facts) for _, said in self._said_in_one(group))
            if len(found) >= count:
                break
        return len(found[:count]), b"".join(found[:count])


def _span(query: Query) -> tuple[int, int]:
    """The numbers an entry of the query's time can have."""
    least, most = 0, ALL
    if query.since is not None or query.until is not None:
        least = entry.DATED
    if query.since is not None:
        least = max(least, entry.first_number(max(0, microseconds(query.since))))
    if query.until is not None:
        most = entry.first_number(max(0, microseconds(query.until))) - 1
    return least, most


def search(engine: Engine, query: Query) -> Page[Found]:
    """A page of what a query finds."""
    finding = Finding(engine, query)
    found = finding.hits(ALL if query.limit is None else query.limit + 1)
    page = found[: query.limit]
    by_number = engine.heads([hit.number for hit in page])
    heads = [by_number[hit.number] for hit in page]
    phrases = needles.wanted(finding.needle)
    hit_places = []
    for head in heads:
        places = head.places or (Place(head.id, "start"),)
        hit_places.append([places[at] for at in needles.hits(phrases, head.lines)])
    cards = engine.cards([head.id for head in heads], [some[: listing.OPENING] for some in hit_places])
    items = (
        Found(card, tuple(place.id for place in some), parts)
        for (card, parts), some in zip(cards, hit_places, strict=True)
    )
    more = len(found) > len(page)
    return Page(tuple(items), ordering.further(query, page[-1].number, page[-1].held, len(page)) if more else None)


def cards(engine: Engine, query: Query) -> Page[Card]:
    """The same as cards alone: which posts were hit is not looked for, which takes longest in long threads."""
    found = Finding(engine, query).hits(ALL if query.limit is None else query.limit + 1)
    page = found[: query.limit]
    names = engine.ids([hit.post for hit in page])
    made = engine.cards([names[hit.post] for hit in page], [()] * len(page))
    more = len(found) > len(page)
    after = ordering.further(query, page[-1].number, page[-1].held, len(page)) if more else None
    return Page(tuple(card for card, _ in made), after)


def ids(engine: Engine, query: Query, count: int) -> tuple[list[str], str | None]:
    """The next `count` threads and posts alone that are found, by id, and the marker of what comes after."""
    hits = Finding(engine, query).hits(count)
    names = engine.ids([hit.post for hit in hits])
    last = hits[-1] if len(hits) == count else None
    after = None if last is None else ordering.further(query, last.number, last.held, len(hits))
    return [names[hit.post] for hit in hits], after


def count(engine: Engine, query: Query) -> int:
    """How many a query finds."""
    return Finding(engine, msgspec.structs.replace(query, after=None, sort="newest")).count()


def facets(engine: Engine, query: Query, most: int, among: int | None = None) -> Facets:
    """What the newest of those have in common that a query finds."""
    number, facts = Finding(engine, msgspec.structs.replace(query, after=None, sort="newest")).facts(among or FACETED)
    keys, counts = np.unique(np.frombuffer(facts, dtype=entry.KEY), return_counts=True)
    order = np.lexsort((keys, -counts))[:_KEYS]
    times: dict[int, int] = dict(zip(keys[order].tolist(), counts[order].tolist(), strict=True))
    by_kind: dict[str, list[tuple[int, str]]] = {kind: [] for kind in FACETS}
    for key, kind, value in engine.kinds(list(times)):
        if kind in by_kind:
            by_kind[kind].append((-times[key], value))
    kept = (
        FacetCount(kind, value, -number) for kind, found in by_kind.items() for number, value in sorted(found)[:most]
    )
    return Facets(number, tuple(kept))
