"""The best cut of a run of lines into cards of three posts, and how sure each boundary is.

A cut is a path from the run's first line to its last, post by post, three posts a card. It costs what its posts and
boundaries cost, and the cheapest is taken. The costs from the start and to the end give for every boundary the
cheapest path that avoids it, and so the margin by which it was chosen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from clew.post import Value
from clew.sources.threadreader_text.evidence import Evidence
from clew.sources.threadreader_text.looks import Mark
from clew.text.length import LIMIT, OLD_LIMIT

CARD = 3  # posts the site shows of a thread
# Costs, in the unit of clew.sources.threadreader_text.evidence.
UNCLOSED = 3.5  # one card more in a run, whose closing line is missing
UNNAMED = 12.0  # what it costs more on a page whose cards open with their author's name
TOO_FEW = 12.0  # each post that a card lacks of its three
CUT_SHORT = 4.0  # the same at the end of a page, which may have been copied in part
TOO_LONG = 9.0  # a post of several lines over the limit, and as much again for every LIMIT more
LONG_AUTHOR = 3.0  # the same where one line alone is over it: its author pays to write long
RUNS_ON = 3.0  # won by a number that runs on from the post before
BEGINS = 2.0  # won by a number that begins a numbering where one may begin
OUT_OF_TURN = 3.0  # a number that does neither
UNNUMBERED = 2.5  # a post without a number in a thread that has them
ENDS_TRUE = 2.0  # won by a number at a post's end that is its place in the thread
SLIGHT = 1.0  # a post of no length that is not the first; less for longer ones, nothing from SLIGHT_WEIGHT on
SLIGHT_WEIGHT = 90
_REACH = 2 * LIMIT  # how far a post is tried in a long run
_MOST_LINES = 48  # of a post in a long run
_SMALL_RUN = 40  # lines of a run in which every post is tried

# The signs a thread numbers with and what its first post is numbered (0 where numbering begins with the second).
Numbering = tuple[str, int] | None
State = tuple[int, Numbering]  # posts of the card so far, and its numbering
_AT_CARD: State = (0, None)


class Frame(Value):
    """What is known of a run besides its lines.

    `closed`: a closing line ends it. `named`: cards of its page open with their author's name. `last`: the page ends
    with it. `old` is the cost of a post over 140 characters, above 0 where all lines around are older than that.
    """

    closed: bool = True
    named: bool = False
    last: bool = False
    old: float = 0.0


class Piece(Value):
    """One post of the cut: its lines (first, past the last) and its place in its card.

    `margin` is how much more the best cut costs that has no such post there; infinite where there is none. `instead`
    are lines that the best other cut takes for one post.
    """

    first: int
    end: int
    post: int
    margin: float = math.inf
    instead: tuple[int, int] | None = None


def cut(evidence: Evidence, frame: Frame) -> list[Piece]:
    """Cut a run of at least one line."""
    return _Paths(evidence, frame).pieces()


class _Paths:
    """All paths through a run, cheapest first known from both ends."""

    def __init__(self, evidence: Evidence, frame: Frame) -> None:
        self.evidence, self.frame = evidence, frame
        self.size = len(evidence.looks)
        self.spans = [list(_spans(evidence, frame, line)) for line in range(self.size)]
        self.reached: list[dict[State, float]] = [{} for _ in range(self.size + 1)]
        self.rest: list[dict[State, float]] = [{} for _ in range(self.size + 1)]
        self.step: list[dict[State, tuple[int, State]]] = [{} for _ in range(self.size + 1)]
        self.over: list[tuple[float, tuple[int, int] | None]] = [(math.inf, None)] * (self.size + 1)
        self._forward()
        self._backward()

    def pieces(self) -> list[Piece]:
        """The posts of the cheapest path, with their margins."""
        best = self.rest[0][_AT_CARD]
        found, line, state = [], 0, _AT_CARD
        while line < self.size:
            end, following = self.step[line][state]
            before, after = self._without(line, state[0]), self._without(end, following[0])
            other, instead = min(before, after, key=lambda each: each[0])
            found.append(Piece(line, end, state[0], max(0.0, other - best), instead))
            line, state = end, following
        return found

    def _forward(self) -> None:
        self.reached[0][_AT_CARD] = 0.0
        for line in range(self.size):
            for state, cost in self.reached[line].items():
                for end, following, price in self._edges(line, state):
                    there = self.reached[end]
                    if cost + price < there.get(following, math.inf):
                        there[following] = cost + price

    def _backward(self) -> None:
        for state in self.reached[self.size]:
            self.rest[self.size][state] = self._ending(state[0])
        for line in range(self.size - 1, -1, -1):
            whole: dict[int, float] = {}
            for state, cost in self.reached[line].items():
                least = math.inf
                for end, following, price in self._edges(line, state):
                    onward = price + self.rest[end].get(following, math.inf)
                    whole[end] = min(whole.get(end, math.inf), cost + onward)
                    if onward < least:
                        least = onward
                        self.step[line][state] = (end, following)
                self.rest[line][state] = least
            self._cover(line, whole)

    def _cover(self, line: int, whole: dict[int, float]) -> None:
        """Keep for every boundary the cheapest path with a post that goes across it."""
        least: tuple[float, tuple[int, int] | None] = (math.inf, None)
        for end in range(max(whole, default=line), line + 1, -1):
            if whole.get(end, math.inf) < least[0]:
                least = (whole[end], (line, end))
            if least[0] < self.over[end - 1][0]:
                self.over[end - 1] = least

    def _without(self, line: int, post: int) -> tuple[float, tuple[int, int] | None]:
        """The cheapest path on which no post in this place of its card begins at the line."""
        others = (
            cost + self.rest[line].get(state, math.inf)
            for state, cost in self.reached[line].items()
            if state[0] != post
        )
        return min((min(others, default=math.inf), None), self.over[line], key=lambda each: each[0])

    def _ending(self, post: int) -> float:
        if post == 0:
            return 0.0
        return (CARD - post) * (CUT_SHORT if self.frame.last and not self.frame.closed else TOO_FEW)

    def _edges(self, line: int, state: State) -> Iterator[tuple[int, State, float]]:
        """The posts that may begin here: where they end, the state after them, what they cost."""
        post = state[0]
        first, numbering = self._first(line, state)
        following: State = _AT_CARD if post == CARD - 1 else (post + 1, numbering)
        looks = self.evidence.looks
        for end, price, slight in self.spans[line]:
            mark = looks[end - 1].end
            price_here = first + price
            if mark is not None and mark.index == post + 1:
                price_here -= ENDS_TRUE
            if post:
                price_here += slight
            yield end, following, price_here

    def _first(self, line: int, state: State) -> tuple[float, Numbering]:
        """What a post's first line costs in its place, and the card's numbering after it."""
        post, numbering = state
        looks = self.evidence.looks
        mark = looks[line].start
        if post == 0:
            cost = self.evidence.begin[line]
            if line > 0:
                cost += UNCLOSED + UNNAMED * self.frame.named
            if mark is None:
                return cost, None
            if mark.index in {0, 1}:
                return cost - BEGINS, (mark.style, mark.index)
            return (
                (cost + OUT_OF_TURN / 2, (mark.style, mark.index)) if self._later(mark) else (cost + OUT_OF_TURN, None)
            )
        cost = self.evidence.part[line]
        if mark is None:
            return cost + UNNUMBERED * (numbering is not None), numbering
        if numbering is not None:
            if mark.style != numbering[0]:
                return cost + UNNUMBERED, numbering
            return cost + (-RUNS_ON if mark.index == numbering[1] + post else OUT_OF_TURN), numbering
        begun = mark.index - post
        if begun in {0, 1}:
            won = 0.0 if looks[line].item else BEGINS / (2 - begun)  # most threads number their first post
            return cost - won, (mark.style, begun)
        return cost + OUT_OF_TURN / 3, (mark.style, begun) if self._later(mark) else None

    def _later(self, mark: Mark) -> bool:
        """Whether a numbering may begin with any number ("21/40", a thread that goes on).

        Not in a long run, where every card might be numbered otherwise and the paths would be too many.
        """
        return mark.style == "slash" and self.size <= _SMALL_RUN


def _spans(evidence: Evidence, frame: Frame, line: int) -> Iterator[tuple[int, float, float]]:
    """The posts that may begin at a line, whatever their place: their end, cost, and what they cost more where
    they are not the first.
    """
    looks, size = evidence.looks, len(evidence.looks)
    small = size <= _SMALL_RUN
    weight, old, joined = -looks[line].free, -looks[line].free, 0.0
    long_author = False
    for end in range(line + 1, min(size, line + _MOST_LINES) + 1 if not small else size + 1):
        look = looks[end - 1]
        breaks = evidence.breaks[end - 1] if end > line + 1 else 0
        weight += look.weight + breaks
        old += look.old + breaks
        long_author = long_author or look.weight - look.free > LIMIT
        if end > line + 1:
            joined += evidence.join[end - 1]
            if weight > _REACH and not small:
                return
        price = joined
        if end > line + 1 and weight > LIMIT:
            price += (LONG_AUTHOR if long_author else TOO_LONG) * weight / LIMIT
        if end > line + 1 and old > OLD_LIMIT:
            price += frame.old
        yield end, price, SLIGHT * max(0.0, 1 - weight / SLIGHT_WEIGHT)
