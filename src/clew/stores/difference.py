"""What changes where the threads of some authors are replaced: what goes, what comes, and what is counted.

Threads that stayed the same, byte for byte, are left alone; of the others every row is given back by the values that
its summary follows from, so that nothing has to be searched for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from clew.stores.base import Mark
from clew.stores.listing import COUNTED, DAY, Facet, facets, opening
from clew.stores.packed import as_shape, as_summary, encode
from clew.text.folding import fold
from clew.thread import Shape, Summary

# A thread of more places than these has its opening beside its shape.
LONG = 20


class Row(NamedTuple):
    """A thread as the database has it."""

    key: int
    author: int
    summary: bytes
    shape: bytes


class _Made(NamedTuple):
    """A thread as it is to be, and the bytes it is kept as."""

    shape: Shape
    summary: Summary
    summary_bytes: bytes
    shape_bytes: bytes


class Difference:
    """Threads as they are (`before`, by id) against threads as they are to be."""

    def __init__(self, before: Mapping[str, Row], threads: Sequence[tuple[Shape, Summary]]) -> None:
        made = [_made(*thread, before.get(thread[0].id)) for thread in threads]
        self._changed = [each for each in made if each is not None]
        kept = {shape.id for shape, _ in threads} - {each.shape.id for each in self._changed}
        self.stale = [row for thread_id, row in before.items() if thread_id not in kept]
        self._names_before = [_names(as_shape(row.shape)) for row in self.stale]
        self._names_after = [_names(each.shape) for each in self._changed]
        self.gone: list[tuple[Facet, int, str]] = []
        self.come: list[tuple[Facet, int, str, int, int]] = []
        self.facet_counts: Counter[Facet] = Counter()
        self.begun: Counter[tuple[Facet, int]] = Counter()
        self.spellings: Counter[tuple[Facet, str]] = Counter()
        self.author_counts: Counter[int] = Counter()
        self.tally: Counter[str] = Counter()
        self.rows: list[tuple[int, int, int, bytes, bytes | None, bytes]] = []
        self.places: list[tuple[int, int]] = []
        self.left: list[tuple[int, int]] = []

    def names(self) -> Iterable[str]:
        """The posts that stand in threads that go or come, whose keys `compare` needs."""
        return chain.from_iterable((*self._names_before, *self._names_after))

    def compare(self, posts: Mapping[str, tuple[int, int]], authors: Mapping[str, int], last: int) -> None:
        """Gather what goes and what comes.

        `posts` are the keys of the posts that are held, and of the captures that had them first, `last` the greatest
        key of a thread given out so far.
        """
        keys = {name: key for name, (key, _) in posts.items()}
        for row, names in zip(self.stale, self._names_before, strict=True):
            summary = as_summary(row.summary)
            self.left.extend((keys[name], row.key) for name in names if name in keys)
            under = facets(summary)
            self.gone.extend((facet, summary.rank, summary.id) for facet in under)
            self._count(summary, under, row.author, -1)
        for thread, (made, names) in enumerate(zip(self._changed, self._names_after, strict=True), last + 1):
            shape, summary, author = made.shape, made.summary, authors[made.shape.author_id]
            first = encode(opening(shape)) if len(shape.places) > LONG else None
            self.rows.append((thread, keys[shape.id], author, made.summary_bytes, first, made.shape_bytes))
            self.places.extend((keys[name], thread) for name in names if name in keys)
            under = facets(summary)
            grown = max(posts[name][1] for name in names if name in posts)
            self.come.extend((facet, summary.rank, summary.id, summary.held, grown) for facet in under)
            self._count(summary, under, author, 1)

    def _count(self, summary: Summary, under: Iterable[Facet], author: int, sign: int) -> None:
        if summary.held < COUNTED:
            return
        for facet in under:
            self.facet_counts[facet] += sign
            if summary.rank >= 0:
                self.begun[facet, summary.rank // DAY] += sign
        for tag in summary.tags:
            self.spellings[("tag", fold(tag)), tag] += sign
        self.author_counts[author] += sign
        self.tally["held_in_threads"] += sign * summary.held
        self.tally["promised"] += sign * (summary.promised or 0)
        self.tally["gaps"] += sign * summary.gaps

    def facets(self) -> set[Facet]:
        """All facets of the rows that go and come."""
        return {row[0] for row in self.gone} | {row[0] for row in self.come}


def _made(shape: Shape, summary: Summary, row: Row | None) -> _Made | None:
    """The thread and its bytes, None where they are what is written already."""
    made = _Made(shape, summary, encode(summary), encode(shape))
    same = row is not None and row.shape == made.shape_bytes and row.summary == made.summary_bytes
    return None if same else made


def _names(shape: Shape) -> list[str]:
    """The posts that stand in a thread, older versions of edited posts among them."""
    names = [place.id for place in shape.places]
    names.extend(older for older, _ in shape.earlier)
    return names


def about(rows: Iterable[tuple[str, int, int]], limit: int) -> tuple[Mark, ...]:
    """The first of these authors that have about `limit` posts together, at least one."""
    found: list[Mark] = []
    posts = 0
    for row in rows:
        mark = Mark(*row)
        if found and posts + mark.posts > limit:
            break
        found.append(mark)
        posts += mark.posts
    return tuple(found)
