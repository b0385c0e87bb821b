"""Which threads a query means and in what order, said over summaries in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from clew.query import Query, Sort
from clew.stores import marker
from clew.stores.observation import microseconds
from clew.thread import Shape, Summary

Made = tuple[Shape, Summary]


def fits(query: Query, summary: Summary) -> bool:
    """Whether a thread is long enough for a query and begins in its span of dates."""
    dated = query.since is not None or query.until is not None
    return (
        summary.held >= query.min_posts
        and (not dated or summary.rank >= 0)
        and (query.since is None or summary.rank >= microseconds(query.since))
        and (query.until is None or summary.rank < microseconds(query.until))
    )


def ordered(
    query: Query, after: marker.ThreadMarker | None, found: list[Made], grown: Callable[[Shape], int]
) -> list[Made]:
    """What comes after the marker, in the query's order; threads without a date come after dated ones in each.

    `grown` says which capture last brought a post of a thread that it did not have, by its place among all.
    """

    def by_time(made: Made) -> tuple[int, str]:
        return (made[1].rank, made[1].id)

    def by_length(made: Made) -> tuple[int, int, str]:
        return (made[1].held, *by_time(made))

    def by_growth(made: Made) -> tuple[int, int, str]:
        return (grown(made[0]), *by_time(made))

    if query.sort in {"longest", "grown"}:
        key = by_length if query.sort == "longest" else by_growth
        end = None if after is None else (after.held, after.rank, after.id)
        return sorted((made for made in found if end is None or key(made) < end), key=key, reverse=True)
    start = None if after is None else (after.rank, after.id)
    if query.sort == "newest":
        return sorted((made for made in found if start is None or by_time(made) < start), key=by_time, reverse=True)
    dated = sorted((made for made in found if made[1].rank >= 0), key=by_time)
    undated = sorted((made for made in found if made[1].rank < 0), key=by_time, reverse=True)
    if start is None:
        return dated + undated
    if start[0] < 0:
        return [made for made in undated if by_time(made) < start]
    return [made for made in dated if by_time(made) > start] + undated


Row = tuple[str, int, int]
"""A thread's id, its rank, and how many of its posts are held; in the order `grown` which capture brought the last."""


def merged(query: Query, lists: Iterable[Sequence[Row]], count: int) -> list[Row]:
    """The first `count` rows of several lists in the query's order, each thread once."""
    keys: dict[Sort, Callable[[Row], tuple[Any, ...]]] = {
        "longest": lambda row: (row[2], row[1], row[0]),
        "grown": lambda row: (row[2], row[1], row[0]),
        "oldest": lambda row: (row[1] < 0, *((row[1], row[0]) if row[1] >= 0 else ())),
    }
    by_time = sorted({row for rows in lists for row in rows}, key=lambda row: (row[1], row[0]), reverse=True)
    if query.sort in {"longest", "grown"}:
        by_time.sort(key=keys[query.sort], reverse=True)
    elif query.sort == "oldest":
        by_time.sort(key=keys["oldest"])  # undated ones, all equal here, stay newest first
    return by_time[:count]


def following(query: Query, last: Made, grown: Callable[[Shape], int]) -> str:
    """The marker of the page after a thread."""
    shape, summary = last
    held = grown(shape) if query.sort == "grown" else summary.held
    return marker.pack(marker.ThreadMarker(query.sort, held, summary.rank, summary.id))


def further(query: Query, number: int, held: int, shown: int) -> str:
    """The marker of the page of a search after an entry; `shown` is how many entries this page has."""
    before = marker.of_entries(query)
    place = shown + (0 if before is None else before.place)
    return marker.pack(marker.EntryMarker(query.sort, number, held, place))
