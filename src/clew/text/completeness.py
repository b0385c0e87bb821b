"""How whole a thread is, in words: the same sentence on the terminal, on pages and in every export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from clew.speech import _, later, many, number, plural
from clew.thread import Gap, Reason

_ONE: dict[Reason, str] = {
    "not captured": later("it was not captured"),
    "withdrawn": later("it was withdrawn"),
    "deleted": later("it was deleted"),
    "protected": later("its author's posts are protected"),
    "suspended": later("its author's account was suspended"),
    "withheld": later("it was withheld by the network"),
    "blocked": later("its author blocked the reader"),
}
_MANY: dict[Reason, str] = {
    "not captured": later("they were not captured"),
    "withdrawn": later("they were withdrawn"),
    "deleted": later("they were deleted"),
    "protected": later("their author's posts are protected"),
    "suspended": later("their author's account was suspended"),
    "withheld": later("they were withheld by the network"),
    "blocked": later("their author blocked the reader"),
}

_UNKNOWN = {
    "start": later("The beginning is missing here: %(reason)s."),
    "middle": later("At least one post is missing here: %(reason)s."),
    "end": later("The end is missing here: %(reason)s."),
}
_KNOWN = {
    "start": plural(
        "%(num)s post is missing before this: %(reason)s.", "%(num)s posts are missing before this: %(reason)s."
    ),
    "middle": plural("%(num)s post is missing here: %(reason)s.", "%(num)s posts are missing here: %(reason)s."),
    "end": plural(
        "%(num)s post is missing after this: %(reason)s.", "%(num)s posts are missing after this: %(reason)s."
    ),
}


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, `1 post` or `1,200 posts`, in English; what pages say is said by `clew.speech.many`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def gap_words(gap: Gap) -> str:
    """What is missing at a gap and why, as one sentence."""
    side, reason = _side(gap), reason_words(gap)
    if gap.missing is None:
        return _(_UNKNOWN[side], reason=reason)
    return many(*_KNOWN[side], gap.missing, reason=reason)


def reason_words(gap: Gap) -> str:
    """Why a gap is there, as half a sentence: `it was deleted`, `they were not captured`."""
    return _((_ONE if gap.missing in {None, 1} else _MANY)[gap.reason])


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
    if posts == of > 1:
        what = many("all of %(num)s post", "all %(num)s posts", posts)
    else:
        what = many("%(num)s post", "%(num)s posts", posts)
    if not alone:
        return what
    if alone == posts:
        return _("%(posts)s, held nowhere else", posts=what) if posts < of else what
    one, more = plural("%(posts)s, %(num)s of them held nowhere else", "%(posts)s, %(num)s of them held nowhere else")
    return many(one, more, alone, posts=what)


def _held(held: int, promised: int | None, *, whole: bool) -> str:
    if promised is None or promised == held == 1:
        return many("%(num)s post held", "%(num)s posts held", held)
    if held == promised and whole:
        return many("All of %(num)s post held", "All %(num)s posts held", held)
    if held >= promised:  # authors miscount: as many as promised may be held and some still be missing
        one, more = plural("%(num)s post held, %(promised)s promised", "%(num)s posts held, %(promised)s promised")
        return many(one, more, held, promised=number(promised))
    return many("%(held)s of %(num)s post held", "%(held)s of %(num)s posts held", promised, held=number(held))


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
