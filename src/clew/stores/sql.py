"""What a query means in SQL, once for every store that speaks it.

Lists are read from one table, which has a row for each facet of each thread:

    listed(facet, rank, thread, held, grown)   primary key (facet, rank, thread),
                                               indexes (facet, held, rank, thread), (facet, grown, rank, thread, held)

A page is a range of one of these three trees. The rarest facet leads; the others are asked for row by row, each by a
full key. A plus sign before a column keeps the planner from taking the other tree for the sake of that column
(https://www.sqlite.org/optoverview.html, section 4): it would then have to sort everything to find one page. In
PostgreSQL it is an operator like any other, which has the same effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clew.query import Query
from clew.stores.listing import COUNTED
from clew.stores.marker import ThreadMarker
from clew.stores.observation import microseconds

Argument = str | int
# A filter that fewer rows than this pass is worth sorting for; one that more pass is met often enough while walking.
FEW = 5000


@dataclass
class Condition:
    """Terms of a WHERE and what stands for their question marks."""

    terms: list[str] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)

    def add(self, term: str, *arguments: Argument) -> None:
        """One more term."""
        self.terms.append(term)
        self.arguments.extend(arguments)

    def __str__(self) -> str:
        return " AND ".join(self.terms)


@dataclass(frozen=True)
class Statement:
    """SQL and its arguments."""

    sql: str
    arguments: tuple[Argument, ...]

    @property
    def percent(self) -> str:
        """The same for a driver that marks an argument by `%s`; nothing here has a question mark or `%` in it."""
        return self.sql.replace("?", "%s")


def scarce(query: Query, facet: int) -> Statement | None:
    """Counts what passes the filter that the list's own order is no help for, up to `FEW`; None where there is none."""
    where = Condition()
    where.add("facet = ?", facet)
    if query.sort == "grown" and (query.since is not None or query.until is not None):
        _dates(where, query, "rank", "rank")
    elif query.sort == "longest":
        if query.since is None and query.until is None:
            return None
        _dates(where, query, "rank", "rank")
    else:
        if query.min_posts <= COUNTED:
            return None
        where.add("held >= ?", query.min_posts)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM listed WHERE {where} LIMIT {FEW}) few"  # noqa: S608 - terms of this file
    return Statement(sql, tuple(where.arguments))


def page(
    query: Query, facets: Sequence[int], after: ThreadMarker | None, count: int, *, few: bool = False
) -> tuple[Statement, ...]:
    """Statements that together give the next `count` rows (`ordering.Row`); ask the next while one falls short.

    `facets` have the rarest first. `few` says that `scarce` counted few.
    """
    if query.sort == "longest":
        return (_longest(query, facets, after, count, few=few),)
    if query.sort == "grown":
        return (_grown(query, facets, after, count, few=few),)
    if query.sort == "newest":
        return (_by_rank(query, facets, after, count, dated=None, few=few),)
    # Undated threads come after the dated ones in this order too, and in that of their page.
    undated = (
        ()
        if query.since or query.until
        else (_by_rank(query, facets, _in(after, dated=False), count, dated=False, few=few),)
    )
    if after is not None and after.rank < 0:
        return undated
    return (_by_rank(query, facets, after, count, dated=True, few=few), *undated)


def _in(after: ThreadMarker | None, *, dated: bool) -> ThreadMarker | None:
    return after if after is not None and (after.rank >= 0) == dated else None


def _by_rank(
    query: Query, facets: Sequence[int], after: ThreadMarker | None, count: int, *, dated: bool | None, few: bool
) -> Statement:
    rank, held = ("+d.rank", "d.held") if few else ("d.rank", "+d.held")
    way, sign = ("ASC", ">") if dated else ("DESC", "<")
    # Where a marker says at which end to begin, another bound at that end must not: the tree is entered at one place.
    at_least = "+d.rank" if after is not None and dated else rank
    below = "+d.rank" if after is not None and not dated else rank
    where = _facets(facets)
    if dated is not None:
        where.add(f"{at_least} >= 0" if dated else f"{below} < 0")
    _dates(where, query, at_least, below)
    where.add(f"{held} >= ?", query.min_posts)
    if after is not None:
        where.add(f"({rank}, d.thread) {sign} (?, ?)", after.rank, after.id)
    return _statement(where, f"{rank} {way}, d.thread {way}", count)


def _longest(query: Query, facets: Sequence[int], after: ThreadMarker | None, count: int, *, few: bool) -> Statement:
    rank, held = ("d.rank", "+d.held") if few else ("+d.rank", "d.held")
    where = _facets(facets)
    _dates(where, query, rank, rank)
    where.add(f"{held} >= ?", query.min_posts)
    order = (held, "+d.rank" if few else "d.rank", "d.thread")
    if after is not None:
        where.add(f"({', '.join(order)}) < (?, ?, ?)", after.held, after.rank, after.id)
    return _statement(where, ", ".join(f"{column} DESC" for column in order), count)


def _grown(query: Query, facets: Sequence[int], after: ThreadMarker | None, count: int, *, few: bool) -> Statement:
    dated = query.since is not None or query.until is not None
    rank, held = ("d.rank" if few and dated else "+d.rank"), ("d.held" if few and not dated else "+d.held")
    grown = "+d.grown" if few else "d.grown"
    where = _facets(facets)
    _dates(where, query, rank, rank)
    where.add(f"{held} >= ?", query.min_posts)
    order = (grown, "+d.rank" if few else "d.rank", "d.thread")
    if after is not None:
        where.add(f"({', '.join(order)}) < (?, ?, ?)", after.held, after.rank, after.id)
    return _statement(where, ", ".join(f"{column} DESC" for column in order), count, "d.grown")


def _facets(facets: Sequence[int]) -> Condition:
    where = Condition()
    where.add("d.facet = ?", facets[0])
    for place, facet in enumerate(facets[1:]):
        other = f"f{place}"
        # no EXISTS: PostgreSQL would make a join of it, and read all that is under one of the facets
        where.add(
            f"(SELECT 1 FROM listed {other} WHERE {other}.facet = ? AND {other}.rank = d.rank"  # noqa: S608
            f" AND {other}.thread = d.thread) IS NOT NULL",
            facet,
        )
    return where


def _dates(where: Condition, query: Query, at_least: str, below: str) -> None:
    """`since` inclusive, `until` exclusive; a thread without a date is in no span of dates."""
    if query.since is not None:
        where.add(f"{at_least} >= ?", max(0, microseconds(query.since)))
    elif query.until is not None:
        where.add(f"{at_least} >= 0")
    if query.until is not None:
        where.add(f"{below} < ?", microseconds(query.until))


def _statement(where: Condition, order: str, count: int, third: str = "d.held") -> Statement:
    sql = f"SELECT d.thread, d.rank, {third} FROM listed d WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608
    return Statement(sql, (*where.arguments, count))
