"""Search over entries in dictionaries: each is looked at, by hand, and the score is worked out in the open.

The score is BM25 as SQLite's FTS5 has it (https://www.sqlite.org/fts5.html#the_bm25_function): over the terms of an
entry, its facts and the marks between its posts counted into its length.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from clew.query import Query
from clew.stores import entry, marker
from clew.stores import needle as needles
from clew.stores.base import FacetCount, Facets
from clew.stores.entry import FACETED, FACETS, Entry, Fact
from clew.stores.needle import Needle
from clew.stores.observation import microseconds

_K1 = 1.2
_B = 0.75
_LEAST = 1e-6


class Finding:
    """One query over all entries."""

    def __init__(self, entries: Mapping[str, Entry], query: Query, author_id: Callable[[str], str | None]) -> None:
        self._entries = entries
        self._query = query
        self.needle: Needle = needles.needle(query, lambda fact: fact, author_id)

    def found(self) -> list[Entry]:
        """Every entry the query means, in its order, from its marker on."""
        query = self._query
        found = [each for each in self._entries.values() if self._fits(each)]
        after = marker.of_entries(query)
        if query.sort == "best":
            scores = Scores(self._entries, needles.wanted(self.needle))
            found.sort(key=lambda each: (scores.of(each), -number_of(each)))
            return found[0 if after is None else after.place :]
        key = _ORDERS[query.sort]
        found.sort(key=lambda each: key(number_of(each), each.held))
        if after is None:
            return found
        last = key(after.number, after.held)
        return [each for each in found if key(number_of(each), each.held) > last]

    def _fits(self, each: Entry) -> bool:
        query, lines = self._query, each.lines or ()
        if each.held < query.min_posts or not _in_time(query, each.rank):
            return False
        if query.scope == "post":
            return needles.fits_one(self.needle, lines, each.about)
        return needles.fits(self.needle, lines, each.about)


def _oldest(number: int, held: int) -> tuple[int, ...]:
    del held
    return (0, number) if number >= entry.DATED else (1, -number)


_ORDERS: dict[str, Callable[[int, int], tuple[int, ...]]] = {
    "newest": lambda number, _held: (-number,),
    "oldest": _oldest,
    "longest": lambda number, held: (-held, -number),
}


def number_of(each: Entry) -> int:
    """The number of an entry that no store has given one."""
    return each.number if each.number is not None else entry.number(each.rank, each.id)


def _in_time(query: Query, rank: int) -> bool:
    if query.since is None and query.until is None:
        return True
    return (
        rank >= 0
        and (query.since is None or rank >= microseconds(query.since))
        and (query.until is None or rank < microseconds(query.until))
    )


class Scores:
    """BM25 of entries for some phrases; lower is better, as in FTS5."""

    def __init__(self, entries: Mapping[str, Entry], phrases: Sequence[Sequence[str]]) -> None:
        self._phrases = [f" {' '.join(phrase)} " for phrase in phrases]
        self._average = sum(map(entry.length, entries.values())) / max(1, len(entries))
        self._weights = [self._weight(phrase, entries.values()) for phrase in self._phrases]

    @staticmethod
    def _weight(phrase: str, entries: Iterable[Entry]) -> float:
        total = having = 0
        for each in entries:
            total += 1
            having += _times(phrase, each) > 0
        return max(_LEAST, math.log((total - having + 0.5) / (having + 0.5)))

    def of(self, each: Entry) -> float:
        """An entry's score."""
        long = _K1 * (1 - _B + _B * entry.length(each) / self._average)
        times = (_times(phrase, each) for phrase in self._phrases)
        return -sum(
            weight * ((count * (_K1 + 1)) / (count + long)) for weight, count in zip(self._weights, times, strict=True)
        )


def _times(phrase: str, each: Entry) -> int:
    """How often a phrase stands in an entry; where two overlap both count."""
    count = 0
    for line in each.lines or ():
        padded, at = f" {line} ", -1
        while (at := padded.find(phrase, at + 1)) >= 0:
            count += 1
    return count


def facets(found: Sequence[Entry], most: int, among: int | None) -> Facets:
    """What the newest of the found entries have in common."""
    looked_at = sorted(found, key=number_of, reverse=True)[: among or FACETED]
    counts: dict[Fact, int] = {}
    for each in looked_at:
        for fact in each.about:
            counts[fact] = counts.get(fact, 0) + 1
    kept = []
    for kind in FACETS:
        of_kind = sorted((-count, value) for (name, value), count in counts.items() if name == kind)
        kept += [FacetCount(kind, value, -count) for count, value in of_kind[:most]]
    return Facets(len(looked_at), tuple(kept))
