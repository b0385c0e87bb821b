"""How whole a thread is, in words: the same sentence on the terminal, on pages and in every export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from clew.thread import Gap, Reason

_ONE: dict[Reason, str] = {
    "not captured": "it was not captured",
    "withdrawn": "it was withdrawn",
    "deleted": "it was deleted",
    "protected": "its author's posts are protected",
    "suspended": "its author's account was suspended",
    "withheld": "it was withheld by the network",
    "blocked": "its author blocked the reader",
}
_MANY: dict[Reason, str] = {
    "not captured": "they were not captured",
    "withdrawn": "they were withdrawn",
    "deleted": "they were deleted",
    "protected": "their author's posts are protected",
    "suspended": "their author's account was suspended",
    "withheld": "they were withheld by the network",
    "blocked": "their author blocked the reader",
}


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, `1 post` or `1,200 posts`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def gap_words(gap: Gap) -> str:
    """What is missing at a gap and why, as one sentence."""
    if gap.missing is None:
        what = {"start": "The beginning is", "end": "The end is", "middle": "At least one post is"}[_side(gap)]
        return f"{what} missing here: {reason_words(gap)}."
    verb = "is" if gap.missing == 1 else "are"
    where = {"start": "before this", "end": "after this", "middle": "here"}[_side(gap)]
    return f"{counted(gap.missing, 'post')} {verb} missing {where}: {reason_words(gap)}."


def reason_words(gap: Gap) -> str:
    """Why a gap is there, as half a sentence: `it was deleted`, `they were not captured`."""
    return (_ONE if gap.missing in {None, 1} else _MANY)[gap.reason]


def summary_words(held: int, promised: int | None, gaps: int | Sequence[Gap] = 0, branches: int = 0) -> str:
    """How many posts are held of those promised, what is missing, and how many branches there are.

    `gaps` is their number where a list knows no more. `14 of 16 posts held; 1 post deleted; 1 branch`.
    """
    parts = [_held(held, promised, whole=not gaps)]
    if isinstance(gaps, int):
        parts += [counted(gaps, "gap")] if gaps else []
    else:
        parts += _missing(gaps)
    if branches:
        parts.append(counted(branches, "branch", "branches"))
    return "; ".join(parts)


def ground_words(posts: int, alone: int, of: int) -> str:
    """What a capture brought to a thread of so many held posts: `3 posts, 1 of them nowhere else`."""
    what = f"all {counted(posts, 'post')}" if posts == of > 1 else counted(posts, "post")
    if not alone:
        return what
    if alone == posts:
        return f"{what}, held nowhere else" if posts < of else what
    return f"{what}, {alone:,} of them held nowhere else"


def _held(held: int, promised: int | None, *, whole: bool) -> str:
    if promised is None or promised == held == 1:
        return f"{counted(held, 'post')} held"
    if held == promised and whole:
        return f"All {counted(held, 'post')} held"
    if held >= promised:  # authors miscount: as many as promised may be held and some still be missing
        return f"{counted(held, 'post')} held, {promised:,} promised"
    return f"{held:,} of {counted(promised, 'post')} held"


def _missing(gaps: Sequence[Gap]) -> list[str]:
    posts: Counter[Reason] = Counter()
    unknown: Counter[Reason] = Counter()
    for gap in gaps:
        if gap.missing is None:
            unknown[gap.reason] += 1
        else:
            posts[gap.reason] += gap.missing
    known = [f"{counted(number, 'post')} {reason}" for reason, number in posts.items()]
    return known + [f"{counted(number, 'gap')} of unknown length ({reason})" for reason, number in unknown.items()]


def _side(gap: Gap) -> str:
    if gap.after is None:
        return "start"
    return "end" if gap.before is None else "middle"
