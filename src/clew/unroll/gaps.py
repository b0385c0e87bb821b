"""Where posts of a thread are missing, how many and why (rule 13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from clew.post import Notice, State
from clew.text.counting import Run, kind, split, total
from clew.thread import Gap, Number
from clew.unroll.loom import Loom

States = Mapping[str, State]
Numbers = Sequence[Number | None]


class Line(msgspec.Struct, frozen=True, gc=False):
    """Posts of one line with their numbers; a branch leaves the post `after`, whose number is `before`."""

    posts: Sequence[int]
    numbers: Numbers
    after: int | None = None
    before: Number | None = None


def states(notices: Iterable[Notice]) -> dict[str, State]:
    """What became of each post, by the latest notice; of notices at one time the first in the alphabet."""
    found: dict[str, tuple[str, State]] = {}
    for notice in notices:
        when = notice.at.isoformat() if notice.at else ""
        known = found.get(notice.post_id)
        if known is None or when > known[0] or (when == known[0] and notice.state < known[1]):
            found[notice.post_id] = (when, notice.state)
    return {post_id: state for post_id, (_, state) in found.items()}


def is_loose(loom: Loom, post: int) -> bool:
    """Whether no reply joins the post to one before it, so that posts may be missing there."""
    if loom.up[post] < 0:
        return post in loom.at or loom.posts[post].listed is not None
    return post in loom.at or loom.why[post] != "reply"


def find_gaps(loom: Loom, lines: Sequence[Line], told: States) -> tuple[tuple[Gap, ...], int | None]:
    """The gaps of a thread, main line first, and how many posts it is said to have.

    Said by the numbering (`3/12`; counts that begin anew are added up) and by the page that listed it. Where both
    speak the larger number stands: either may have been written before the thread was finished.
    """
    if not any(_may_miss(loom, line) for line in lines):
        return (), None
    main, *branches = lines
    gaps = _line_gaps(loom, main, told)
    aside = [gap for line in branches for gap in _line_gaps(loom, line, told)]
    by_author, after_last = _said(split(main.numbers), len(main.posts))
    by_page = max((listed.promised or 0 for post in main.posts if (listed := loom.posts[post].listed)), default=0)
    promised = max(by_author, by_page) or None
    if promised is None:
        return (*gaps, *aside), None
    counted = by_author == promised
    held = sum(number is not None for number in main.numbers) if counted else len(main.posts)
    if held + sum(gap.missing or 0 for gap in (*gaps, *aside)) > promised:  # then one of the two is wrong
        gaps, aside = _unmeasured(gaps), _unmeasured(aside)
    if counted:
        end = after_last
    elif any(gap.missing is None for gap in gaps):
        end = 0  # what is missing may all be there
    else:
        end = promised - held - sum(gap.missing or 0 for gap in gaps)
    if end > 0:
        gaps.append(Gap(after=loom.posts[main.posts[-1]].id, before=None, missing=end))
    return (*gaps, *aside), promised


def _may_miss(loom: Loom, line: Line) -> bool:
    """Whether anything speaks of missing posts: a number, a missing parent, a card."""
    return any(line.numbers) or not loom.at.keys().isdisjoint(line.posts) or loom.cards


def _said(runs: Sequence[Run], held: int) -> tuple[int, int]:
    """How many posts the numbers say there are (0 where they do not), and how many are missing after the last held."""
    totals = [total(run) for run in runs]
    if not totals or None in totals:
        return 0, 0
    said = [number for number in totals if number is not None]
    place, last = runs[-1][-1]
    return sum(said), said[-1] - last.index - (held - 1 - place)


def _unmeasured(gaps: Iterable[Gap]) -> list[Gap]:
    return [Gap(after=gap.after, before=gap.before, reason=gap.reason, at=gap.at) for gap in gaps]


def _line_gaps(loom: Loom, line: Line, told: States) -> list[Gap]:
    """The gaps of a line up to its last held post."""
    skipped = [_skipped_on_card(loom, line, place) if loom.cards else 0 for place in range(len(line.posts))]
    between = _between(loom, line, skipped)
    gaps = []
    for place, post in enumerate(line.posts):
        missing = max(between.get(place, 0), skipped[place])
        if missing or post in loom.at:
            at = loom.at.get(post)
            above = line.posts[place - 1] if place else line.after
            gaps.append(
                Gap(
                    after=None if above is None else loom.posts[above].id,
                    before=loom.posts[post].id,
                    reason="not captured" if at is None else told.get(at, "not captured"),
                    missing=missing or None,
                    at=at,
                )
            )
    return gaps


def _between(loom: Loom, line: Line, skipped: Sequence[int]) -> dict[int, int]:
    """How many posts are missing before places of the line, where the numbers on both sides leave no doubt."""
    missing: dict[int, int] = {}
    for nth, run in enumerate(split(line.numbers)):
        counted = [(place, number.index) for place, number in run]
        if nth == 0 and line.before is not None and kind(line.before) == kind(run[0][1]):
            counted.insert(0, (-1, line.before.index))
        elif nth == 0 and line.after is None and run[0][0] == 0:
            counted.insert(0, (-1, 0))
        for (left, low), (right, high) in pairwise(counted):
            gone = high - low - (right - left)
            if gone > 0:
                place = _where(loom, line, skipped, range(left + 1, right + 1))
                if place is not None:
                    missing[place] = gone
    return missing


def _where(loom: Loom, line: Line, skipped: Sequence[int], places: range) -> int | None:
    """The one place among these where posts are missing, None where it could be several or none.

    A reply to the post right above proves that nothing is missing, whatever the numbers say: authors miscount.
    """
    torn = [place for place in places if skipped[place] or line.posts[place] in loom.at]
    if not torn:
        torn = [place for place in places if is_loose(loom, line.posts[place])][-1:]
    return torn[0] if len(torn) == 1 else None


def _skipped_on_card(loom: Loom, line: Line, place: int) -> int:
    """How many posts of a listing's card are missing right before this place."""
    listed = loom.posts[line.posts[place]].listed
    if listed is None:
        return 0
    if place == 0:
        return listed.place if line.after is None else 0
    before = loom.posts[line.posts[place - 1]].listed
    if before is None or before.card != listed.card or loom.why[line.posts[place]] != "listing":
        return 0
    return max(0, listed.place - before.place - 1)
