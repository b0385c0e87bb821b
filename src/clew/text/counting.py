"""Which of what looks like numbering is one: what runs on from post to post (rule 14)."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from clew.thread import Number

# A run may go beyond, but what begins here is a year or an amount.
BEGINS_BELOW = 1000

SECOND = 2
"""What the first number may be where the opening post has none: authors begin to count at their second post."""
FEWEST = 2
"""One post alone proves nothing."""

# Authors change between these within one thread; any other two styles are two numberings.
_KINDS = {
    **dict.fromkeys(("1/", "1/n", "1/12", "(1/)", "(1/n)", "(1/12)", "[1/]", "[1/n]", "[1/12]", "1\\"), "/"),
    **dict.fromkeys(("(1)", "[1]", "1)"), ")"),
}

Run = list[tuple[int, Number]]


def kind(number: Number) -> str:
    """What a style has in common with those that authors change it for; `/` is the kind little else looks like."""
    return _KINDS.get(number.style, number.style)


def decide(
    found: Sequence[tuple[Number, ...]], *, loose: Collection[int] = (), before: Number | None = None
) -> tuple[Number | None, ...]:
    """The numbers of a line of posts, None where a post has none: those of `found` that run on.

    `found` are each post's candidates. `loose` are the positions that no reply joins to the one before, so that
    posts may be missing there (0: the line may begin in the middle of the count). `before` is the number of the post
    that a branch leaves from.
    """
    decided: list[Number | None] = [None] * len(found)
    if sum(map(bool, found)) + (before is not None) < FEWEST:
        return tuple(decided)
    kinds = {kind(number): None for numbers in found for number in numbers}
    runs = [run for name in kinds for run in _runs(found, name, loose, before) if _holds(run, before)]
    taken = bytearray(len(found))
    for run in sorted(runs, key=lambda run: (-len(run), kind(run[0][1]) != "/", run[0][1].place != "start", run[0][0])):
        span = slice(run[0][0], run[-1][0] + 1)
        if not any(taken[span]):
            taken[span] = b"\1" * (span.stop - span.start)
            for position, number in run:
                decided[position] = number
    return tuple(decided)


def split(numbers: Sequence[Number | None]) -> list[Run]:
    """Decided numbers as runs with their positions: a new one where the count falls back or changes its kind."""
    runs: list[Run] = []
    for position, number in enumerate(numbers):
        if number is None:
            continue
        last = runs[-1][-1][1] if runs else None
        if last is None or number.index < last.index or kind(number) != kind(last):
            runs.append([])
        runs[-1].append((position, number))
    return runs


def total(run: Run) -> int | None:
    """How many posts a run says there are: the total most of its posts agree on, the larger of equals."""
    votes = Counter(number.total for _, number in run if number.total is not None)
    return max(votes, key=lambda said: (votes[said], said), default=None)


def _runs(found: Sequence[tuple[Number, ...]], name: str, loose: Collection[int], before: Number | None) -> list[Run]:
    """Runs of one kind; what falls out of the count is passed over."""
    entries = [
        (position, [number for number in numbers if kind(number) == name])
        for position, numbers in enumerate(found)
        if numbers
    ]
    entries = [entry for entry in entries if entry[1]]
    gaps = sorted(loose)
    runs: list[Run] = []
    run: Run = []
    for place, (position, options) in enumerate(entries):
        ahead = entries[place + 1][1] if place + 1 < len(entries) else []
        number = _next(run, position, options, gaps, ahead) if run else None
        if number is None:
            number = _first(run, position, options, gaps, before, ahead)
            if number is None:
                continue
            run = []
            runs.append(run)
        run.append((position, number))
    return runs


def _first(
    run: Run, position: int, options: list[Number], loose: list[int], before: Number | None, ahead: list[Number]
) -> Number | None:
    """The number a run may begin with here: 1 (or 0), and 2 behind a post without a number, when none has begun yet."""
    for number in options:
        if number.index <= 1:
            return number
        if run:
            continue
        if number.index == SECOND and position >= 1:
            return number
        if before is not None and number.index == before.index + 1 and kind(number) == kind(before):
            return number
        # In the middle of a count that began with posts not held; the next number has to agree.
        in_middle = bool(loose) and loose[0] <= position
        if number.index < BEGINS_BELOW and any(
            (in_middle and later.index == number.index + 1)
            or (later.index > number.index and later.total == number.total is not None)
            for later in ahead
        ):
            return number
    return None


def _next(run: Run, position: int, options: list[Number], loose: list[int], ahead: list[Number]) -> Number | None:
    """What goes on with the run here: the next number, else the same again, else a higher one that is accounted for."""
    before, last = run[-1]
    for number in options:
        if number.index == last.index + 1:
            return number
    for number in options:
        if number.index == last.index > 1:
            return number
        if number.index > last.index and (
            bisect_right(loose, before) < bisect_right(loose, position)
            or number.index - last.index <= position - before
            or last.total == number.total is not None
            or _resumes(last.index, number.index, ahead)
        ):
            return number
    return None


def _resumes(last: int, index: int, ahead: list[Number]) -> bool:
    """Whether the next post goes on from `index` and not from `last`: then the author skipped a number."""
    following = {number.index for number in ahead}
    return index + 1 in following and last + 1 not in following


def _holds(run: Run, before: Number | None) -> bool:
    """Whether a run is numbering: at least two posts that count on, and more where it begins in the middle."""
    position, first = run[0]
    if before is not None and first.index == before.index + 1 and kind(first) == kind(before):
        return True
    steps = sum(b.index == a.index + 1 for (_, a), (_, b) in pairwise(run))
    slash = kind(first) == "/"
    if first.index <= 1 or (first.index == SECOND and position >= 1):
        return len(run) >= FEWEST and (steps >= 1 or slash)
    same_total = len(run) >= FEWEST and all(number.total == first.total is not None for _, number in run)
    return same_total or (steps >= 1 and len(run) >= (FEWEST if slash else FEWEST + 1))
