"""The frame on which threads are put together: the posts that have anything to be joined by, in columns.

A post of the frame is its number. The rules that follow change `up`, `why` and `at`; the frame draws the trees anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clew.post import Post
from clew.text.counting import SECOND, kind
from clew.thread import Number, Why
from clew.unroll.forest import Forest, grow
from clew.unroll.layers import Flags, Ints
from clew.unroll.order import key

Count = dict[str, int]
"""The last number of each kind of numbering on the way down to a post."""


class Loom:
    """Posts with their parents, and what put them there.

    `up` is the post that each stands under (-1 for none), `why` what put it there, `at` the id of the missing post
    of the author's own that it answers, `answers` the id of somebody's post that it answers, `unsure` the posts among
    these where the record does not say whose post that is, `moved` what a post stood under, why and with which gap
    before numbering put it elsewhere in its tree, `order` its place among all by age, `found` what looks
    like its numbering, `cards` whether any stood on a card of a saved page.
    """

    def __init__(self, posts: Sequence[Post], found: Sequence[tuple[Number, ...]]) -> None:
        self.posts = posts
        self.found = found
        size = len(posts)
        self.cards = any(post.listed is not None for post in posts)
        self.up = [-1] * size
        self.why: list[Why] = ["reply"] * size
        self.at: dict[int, str] = {}
        self.answers: dict[int, str] = {}
        self.unsure: set[int] = set()
        self.moved: dict[int, tuple[int, Why, str | None]] = {}
        self.order = [0] * size
        for place, number in enumerate(sorted(range(size), key=[key(post) for post in posts].__getitem__)):
            self.order[number] = place
        self._plain: Forest | None = None
        self._drawn: Forest | None = None

    def join(self, post: int, above: int, why: Why) -> None:
        """Put a post that stood under nothing under another."""
        self.up[post] = above
        self.why[post] = why
        self._plain = self._drawn = None

    def move(self, post: int, above: int) -> None:
        """Put a post under another of its tree because its number says so."""
        self.moved.setdefault(post, (self.up[post], self.why[post], self.at.get(post)))
        self.join(post, above, "number")

    def put_back(self) -> None:
        """Undo every move within a tree."""
        for post, (above, why, at) in self.moved.items():
            self.join(post, above, why)
            if at is not None:
                self.at[post] = at
        self.moved.clear()

    def plain(self) -> Forest:
        """The trees as they stand, the longest line first."""
        if self._plain is None:
            self._plain = self._grow(None)
        return self._plain

    def drawn(self) -> Forest:
        """The trees as they stand, numbering deciding at forks."""
        if self._drawn is None:
            preferred = self._preferred()
            self._drawn = self._grow(preferred) if preferred.any() else self.plain()
        return self._drawn

    def lines(self, policy: str) -> Forest:
        """The trees for good: under a policy other than `auto` no number moves or prefers a post."""
        if policy == "auto":
            return self.drawn()
        self.put_back()
        return self._grow(None, oldest=policy == "oldest")

    def _grow(self, preferred: Flags | None, *, oldest: bool = False) -> Forest:
        return grow(np.array(self.up, np.int64), np.array(self.order, np.int64), preferred, oldest=oldest)

    def _preferred(self) -> Flags:
        """The posts that carry the next number after the post above them, in trees with forks."""
        preferred = np.zeros(len(self.up), np.bool_)
        forest = self.plain()
        forked = forest.root[forest.line > 0]
        if forked.size and any(self.found):
            posts = self.of_trees(forest, forked)
            counts, below = self.counts(posts), self._numbers_below(posts)
            preferred[[post for post in posts if self.found[post] and self._goes_on(post, counts, below)]] = True
        return preferred

    def of_trees(self, forest: Forest, roots: Ints) -> list[int]:
        """All posts of these trees, parents before their children."""
        wanted = np.zeros(len(self.up), np.bool_)
        wanted[roots] = True
        reading = forest.reading()
        posts: list[int] = reading[wanted[forest.root[reading]]].tolist()
        return posts

    def counts(self, posts: Sequence[int]) -> dict[int, Count]:
        """How far the author had counted at each of these posts, which stand parents first."""
        counts: dict[int, Count] = {}
        for post in posts:
            count = counts.get(self.up[post], {})
            for number in self.found[post]:
                name = kind(number)
                if number.index <= 1 or number.index > count.get(name, 0):
                    count = {**count, name: number.index}
            counts[post] = count
        return counts

    def _numbers_below(self, posts: Sequence[int]) -> dict[int, set[tuple[str, int]]]:
        below: dict[int, set[tuple[str, int]]] = {}
        for post in posts:
            for number in self.found[post]:
                below.setdefault(self.up[post], set()).add((kind(number), number.index))
        return below

    def _goes_on(self, post: int, counts: dict[int, Count], below: dict[int, set[tuple[str, int]]]) -> bool:
        """Whether the post carries the next number after the post above it."""
        above = self.up[post]
        if above < 0:
            return False
        for number in self.found[post]:
            name = kind(number)
            last = counts[above].get(name)
            if last is not None:
                if number.index == last + 1:
                    return True
            elif (number.index == 1 or (number.index == SECOND and self.up[above] < 0)) and (
                # Nothing was counted yet: the sign must be one that little else looks like, or run on below.
                name == "/" or (name, number.index + 1) in below.get(post, ())
            ):
                return True
        return False
