"""A page parted where a card is known to begin or end, the site's own lines taken away."""

from __future__ import annotations

from collections.abc import Iterable

from clew.post import Problem, Value
from clew.sources.threadreader_text import furniture
from clew.sources.threadreader_text.lines import Line

_LEAST_BYLINES = 2  # names without dates are believed where this many cards, and half of all, begin with one


class Byline(Value):
    """Who the page says wrote a card."""

    handle: str
    name: str | None = None


class Run(Value):
    """Lines of one card, or of several whose closing lines are missing.

    `closed` says that a closing line ends it (`promised` is its number), `byline` that a card is known to begin it.
    """

    lines: tuple[Line, ...]
    closed: bool = False
    promised: int | None = None
    byline: Byline | None = None


class Page(Value):
    """A page's runs in order, the hashtag its own heading names, and whether blank lines stand between its posts."""

    runs: tuple[Run, ...]
    problems: tuple[Problem, ...] = ()
    topic: str | None = None
    apart: bool = False


class _Closer(Value):
    line: Line
    promised: int


def page(read: Iterable[Line | Problem]) -> Page:
    """Part a page into runs."""
    problems: list[Problem] = []
    topic = None
    stretch: list[Line] = []
    stretches: list[tuple[list[Line], _Closer | None]] = []
    for line in read:
        if isinstance(line, Problem):
            problems.append(line)
            continue
        promised = furniture.promise(line.text)
        topic = topic or furniture.heading(line.text)
        if promised is None:
            stretch.append(line)
        else:
            stretches.append((stretch, _Closer(line, promised)))
            stretch = []
    stretches.append((stretch, None))
    named = _named(stretches)
    runs = [run for lines, closer in stretches for run in _runs(lines, closer, named=named)]
    problems += [_empty(closer) for lines, closer in stretches if closer and not lines]
    return Page(tuple(runs), tuple(problems), topic, _apart(stretches))


def _empty(closer: _Closer) -> Problem:
    return Problem(f"line {closer.line.place}", f"The card that promises {closer.promised} posts shows none of them.")


def _apart(stretches: list[tuple[list[Line], _Closer | None]]) -> bool:
    """Whether blank lines set the page's blocks apart: most closing lines then have one before and one after."""
    closers = [closer for _, closer in stretches if closer]
    after = [lines[0].blanks > 0 for lines, _ in stretches[1:] if lines]
    before = [closer.line.blanks > 0 for closer in closers]
    return len(after) > 0 and sum(after) * 2 > len(after) and sum(before) * 2 > len(before)


def _named(stretches: list[tuple[list[Line], _Closer | None]]) -> bool:
    """Whether the cards of this page begin with a name and a handle, each on its line."""
    long_enough = [lines for lines, _ in stretches if len(lines) > 1]
    named = sum(furniture.handle(lines[1].text) is not None for lines in long_enough)
    return named >= _LEAST_BYLINES and named * 2 >= len(long_enough)


def _runs(lines: list[Line], closer: _Closer | None, *, named: bool) -> list[Run]:
    """The runs of a stretch: parted at the site's own lines and at lines that say who wrote the next card."""
    own = _own(lines)
    runs: list[Run] = []
    kept: list[Line] = []
    byline: Byline | None = None
    at = 0
    while at < len(lines):
        begins = None if own[at] else _byline(lines, at, own, first=not kept, named=named)
        if own[at] or begins:
            runs += [Run(tuple(kept), byline=byline)] if kept else []
            kept, byline = [], begins[0] if begins else byline if not kept else None
        else:
            kept.append(lines[at])
        at += begins[1] if begins else 1
    if kept:
        runs.append(Run(tuple(kept), closer is not None, closer.promised if closer else None, byline))
    return runs


def _own(lines: list[Line]) -> list[bool]:
    """Which lines are the site's: those it alone writes, and those that touch one and may be its own."""
    own = [furniture.sure(line.text) for line in lines]
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        for at in order:
            beside = at - order.step
            own[at] = own[at] or (own[beside] and furniture.maybe(lines[at].text))
    return own


def _byline(lines: list[Line], at: int, own: list[bool], *, first: bool, named: bool) -> tuple[Byline, int] | None:
    """Who wrote the card that begins here and how many lines say so; None where no card is known to begin.

    A handle with a date beside or below it is the site's. Without the date only as the `first` lines of a stretch, on
    a page whose cards all begin so (`named`).
    """
    beside = furniture.byline(lines[at].text)
    if beside:
        return Byline(beside[1], beside[0]), 1
    for names in (0, 1):
        below = at + names
        if below >= len(lines) or any(own[at : below + 1]):
            return None
        name = lines[at].text if names else None
        beside = furniture.byline(lines[below].text)
        if beside and beside[0] is None and first:
            return Byline(beside[1], name), names + 1
        who = furniture.handle(lines[below].text)
        dated = below + 1 < len(lines) and furniture.when(lines[below + 1].text)
        if who and (dated or (name and first and named)):
            return Byline(who, name), names + 1 + dated
    return None
