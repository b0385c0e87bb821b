"""The days on which threads begin: as numbers from 1970 on in a store, as dates outside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from clew.query import Query
from clew.stores.base import Days
from clew.stores.entry import moment_of
from clew.stores.finding import Engine, Finding
from clew.stores.listing import COUNTED, DAY
from clew.stores.observation import microseconds
from clew.stores.ordering import Row

# Threads that are looked at where no count is kept: about 10 ms of a page.
MOST = 5000
_FIRST = date(1970, 1, 1).toordinal()
_ALL = 2**62


def is_kept(query: Query) -> bool:
    """Whether counts may be kept of a query, if it comes to one facet: it asks for no more, and for whole days."""
    bounds = (each for each in (query.since, query.until) if each is not None)
    return (
        query.match is None
        and not query.also
        and query.min_posts == COUNTED
        and not any(microseconds(each) % DAY for each in bounds)
    )


def span(query: Query) -> tuple[int, int]:
    """The first day that is asked for, and the first after it that is not, by their numbers."""
    since = 0 if query.since is None else max(0, microseconds(query.since)) // DAY
    return since, _ALL if query.until is None else max(0, microseconds(query.until)) // DAY


def dated(counts: Iterable[tuple[int, int]], *, whole: bool = True) -> Days:
    """Days by their numbers, in order, as dates; those on which no thread begins are left out."""
    return Days(tuple((date.fromordinal(_FIRST + day), threads) for day, threads in counts if threads > 0), whole)


def of_rows(rows: Iterable[Row], most: int | None) -> Days:
    """The days of the first `most` of these rows of a list."""
    return _counted([rank for _, rank, _ in rows], most)


def of_search(engine: Engine, query: Query) -> Days:
    """The days of what a search finds: an entry's number says when its thread began."""
    return _counted([moment_of(hit.number) for hit in Finding(engine, query).hits(MOST + 1)], MOST)


def _counted(ranks: list[int], most: int | None) -> Days:
    found = Counter(rank // DAY for rank in ranks[:most] if rank >= 0)
    return dated(sorted(found.items()), whole=most is None or len(ranks) <= most)
