"""The plan of a thread's pages, drawn from its shape alone: which number each post has, what stands on which page.

No post is needed for it, so that only those are read that a page shows.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import msgspec

from clew.recent import Recent
from clew.thread import Gap, Place, Shape

PAGE = 500
"""Posts on one page of a thread."""
TICKS = 120
"""Marks in the strip; a longer thread has one mark for several posts."""
OPENING = 60
"""Posts at the beginning that are needed for what stands above and below every page."""
_KEPT = 200_000


class At(NamedTuple):
    """A post, by its place in reading order; `depth` is 0 on the main line and one more in each branch of a branch."""

    place: int
    depth: int


class Missing(NamedTuple):
    """A gap, where it is."""

    gap: Gap
    depth: int


class Bundle(NamedTuple):
    """Posts of the main line that share a mark of the strip, the first and the last by their places."""

    first: int
    last: int
    fork: bool


class Plan:
    """The pages of one thread."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        named = {branch.after for branch in shape.branches}
        named.update(name for gap in shape.gaps for name in (gap.before, gap.after) if name is not None)
        self._at = {place.id: at for at, place in enumerate(shape.places) if place.id in named} if named else {}
        self._mains = list(accumulate(place.line == 0 for place in shape.places)) if shape.branches else None
        self._depths = self._of_lines()
        self._before: dict[int, list[Gap]] = defaultdict(list)
        self._after: dict[int, list[Gap]] = defaultdict(list)
        self._nowhere: list[Gap] = []
        for gap in shape.gaps:
            self._beside(gap)
        self.gaps: list[tuple[Gap, str]] = []
        """The gaps in reading order, each with the numbers of the missing posts (`4`, `4–6`) or ""."""
        self._missed: list[tuple[int, int]] = []
        self._count()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.shape.places) // PAGE))

    @cached_property
    def digest(self) -> bytes:
        """What stands for the whole shape wherever something depends on it."""
        return hashlib.sha256(msgspec.msgpack.encode(self.shape)).digest()

    def number(self, at: int) -> int:
        """The number of a post of the main line, from 1 on, passing over posts known to be missing.

        A gap of unknown length counts for nothing: the numbers after it are those of held posts.
        """
        passed = bisect_right(self._missed, (2 * at, 1 << 62))
        return self._main(at) + (self._missed[passed - 1][1] if passed else 0)

    def number_of(self, post_id: str) -> int:
        """The number of a post that a branch leaves from."""
        return self.number(self._at[post_id])

    def page_of(self, post_id: str | None) -> int:
        """The page on which a post stands; 1 for one that does not stand here."""
        at = self._at.get(post_id or "")
        if at is None:
            at = next((at for at, place in enumerate(self.shape.places) if place.id == post_id), 0)
        return self.page_at(at)

    @staticmethod
    def page_at(at: int) -> int:
        """The page on which the post of this place stands."""
        return at // PAGE + 1

    def steps(self, page: int) -> Iterator[At | Missing]:
        """The posts and gaps of a page, what leads to its first post among them."""
        places = self.shape.places
        start, stop = (page - 1) * PAGE, min(page * PAGE, len(places))
        if start >= stop:
            return
        depth = self._depths[places[start - 1].line] if start else 0
        yield from (Missing(gap, depth) for gap in self._after.get(start - 1, ()))
        for at in range(start, stop):
            depth = self._depths[places[at].line]
            yield from (Missing(gap, depth) for gap in self._before.get(at, ()))
            yield At(at, depth)
            if at + 1 < stop or stop == len(places):
                yield from (Missing(gap, depth) for gap in self._after.get(at, ()))
        if stop == len(places):
            yield from (Missing(gap, 0) for gap in self._nowhere)

    @cached_property
    def strip(self) -> list[Bundle | Gap]:
        """The thread lying down: one bundle a post (or a few, in long threads), and the gaps of the main line."""
        places = self.shape.places
        mains = range(len(places)) if self._mains is None else [at for at, each in enumerate(places) if not each.line]
        size = -(-len(self.shape.main) // TICKS) or 1
        forks = sorted(self._at[each.after] for each in self.shape.branches if each.after in self._at)
        marks: list[Bundle | Gap] = []
        begun = 0
        for until, gap in (*self._holes(), (len(mains), None)):
            for first in range(begun, until, size):
                last = min(first + size, until) - 1
                ends = mains[first], mains[last]
                inside = forks[bisect_left(forks, ends[0]) : bisect_right(forks, ends[1])]
                marks.append(Bundle(*ends, fork=any(places[at].line == 0 for at in inside)))
            begun = until
            if gap is not None:
                marks.append(gap)
        return marks

    def on(self, page: int) -> tuple[Place, ...]:
        """The places of the posts on a page."""
        return self.shape.places[(page - 1) * PAGE : page * PAGE]

    def shown(self, page: int) -> list[Place]:
        """The places that a page shows, the strip and what stands around its posts among it, in reading order."""
        places = self.shape.places
        if len(places) <= PAGE:
            return list(places)
        wanted = {*range(OPENING), *range((page - 1) * PAGE, min(page * PAGE, len(places)))}
        wanted.update(mark.first for mark in self.strip if isinstance(mark, Bundle))
        return [places[at] for at in sorted(wanted)]

    def _main(self, at: int) -> int:
        """How many posts of the main line there are up to this place."""
        return at + 1 if self._mains is None else self._mains[at]

    def _of_lines(self) -> dict[int, int]:
        """How deep each line stands, in the order in which they begin."""
        depths = {0: 0}
        if self._mains is None:
            return depths
        places = self.shape.places
        begins: dict[int, int] = {}
        for at, place in enumerate(places):
            begins.setdefault(place.line, at)
        for line, begun in begins.items():
            if line:
                after = self._at.get(self.shape.branches[line - 1].after)
                depths[line] = 1 + (depths[places[after].line] if after is not None and after < begun else 0)
        return depths

    def _beside(self, gap: Gap) -> None:
        """File a gap by the post it stands before, at an end by the post it stands after."""
        if (at := self._at.get(gap.before or "")) is not None:
            self._before[at].append(gap)
        elif (at := self._at.get(gap.after or "")) is not None:
            self._after[at].append(gap)
        else:
            self._nowhere.append(gap)

    def _in_order(self) -> Iterator[tuple[int, int, Gap]]:
        """Every gap with what it stands at: twice the place of a post, one more where it stands behind it; its line."""
        for at in sorted({*self._before, *self._after}):
            line = self.shape.places[at].line
            yield from ((2 * at, line, gap) for gap in self._before.get(at, ()))
            yield from ((2 * at + 1, line, gap) for gap in self._after.get(at, ()))
        yield from ((2 * len(self.shape.places), 0, gap) for gap in self._nowhere)

    def _count(self) -> None:
        missed = 0
        for at, line, gap in self._in_order():
            if line or gap.missing is None:
                self.gaps.append((gap, ""))
                continue
            first = self._passed(at) + missed + 1
            missed += gap.missing
            self.gaps.append((gap, str(first) if gap.missing == 1 else f"{first}–{first + gap.missing - 1}"))
            self._missed.append((at, missed))

    def _passed(self, at: int) -> int:
        """How many posts of the main line stand before such a gap."""
        return self._main((at + 1) // 2 - 1) if at else 0

    def _holes(self) -> Iterator[tuple[int, Gap]]:
        """The gaps of the main line, each with the number of posts of that line before it."""
        return ((self._passed(at), gap) for at, line, gap in self._in_order() if not line)


class Plans:
    """Plans of long threads, kept as long as their shapes are (`clew.stores.shapes`): by the object, not its value."""

    def __init__(self, most: int = _KEPT) -> None:
        self._kept: Recent[int, Plan] = Recent(most, lambda plan: len(plan.shape.places))

    def of(self, shape: Shape) -> Plan:
        """The plan of a thread of this shape."""
        if len(shape.places) <= PAGE:
            return Plan(shape)
        return self._kept.find(id(shape)) or self._kept.keep(id(shape), Plan(shape))


plan = Plans().of
