"""Threads over time as bars, each of which is the filter for its period: years, months of a year, days of a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from clew.archive import Days
from clew.speech import _, later, many, now
from clew.web import periods
from clew.web.asking import Link, address
from clew.web.periods import Period, Unit

HEIGHT = 56
"""Pixels of the highest bar."""
_LOWEST = 2.0
# Of its column, and of the whole width: few bars are no wider than a thumb.
_SHARE, _WIDEST = 0.8, 3.2
# More months than these make bars that nobody can hit; then years come first.
_MONTHS = 30
_LABELS = 12

_CAPTIONS: dict[Unit, str] = {
    "year": later("Threads by year: most in %(period)s, %(threads)s"),
    "month": later("Threads by month: most in %(period)s, %(threads)s"),
    "day": later("Threads by day: most on %(period)s, %(threads)s"),
}
_NEWEST: dict[Unit, str] = {
    "year": later("The newest threads by year: most in %(period)s, %(threads)s"),
    "month": later("The newest threads by month: most in %(period)s, %(threads)s"),
    "day": later("The newest threads by day: most on %(period)s, %(threads)s"),
}


class Bar(msgspec.Struct, frozen=True):
    """A period: where its bar stands, at the beginning of its column, in percent of the width and pixels from the top.

    `x` is the left side of the bar, `room` that of its column; columns stand from the right where words do.

    `href` is None where no thread begins in it; `now` is true of the one that is shown.
    """

    name: str
    threads: int
    href: str | None
    now: bool
    room: float
    x: float
    y: float
    width: float
    height: float


class Tick(msgspec.Struct, frozen=True):
    """A word under the bars, and where it begins in percent of the width, from the left in every language."""

    label: str
    href: str | None
    x: float


class Chart(msgspec.Struct, frozen=True):
    """Bars in the direction of the language.

    `slot` is how wide a column is in percent, `trail` leads back to longer periods.
    """

    unit: Unit
    bars: list[Bar]
    ticks: list[Tick]
    slot: float
    caption: str
    trail: list[Link]


def chart(days: Days, path: str, params: Mapping[str, str]) -> Chart | None:
    """The chart of a list, whose `days` are those of the list without its dates; None where there is nothing to see."""
    now = periods.asked(params)
    if now is None and len(days.counts) < 2:  # noqa: PLR2004 - one day is no time to draw
        return None
    first, last = (days.counts[0][0], days.counts[-1][0]) if days.counts else (date.min, date.min)
    slots = _slots(first, last, now)
    unit = slots[0].unit
    threads: Counter[Period] = Counter()
    for day, count in days.counts:
        threads[periods.of(day, unit)] += count
    seen = any(threads[slot] for slot in slots)
    return Chart(
        unit=unit,
        bars=_bars(slots, threads, now, path, params) if seen else [],
        ticks=_ticks(slots, path, params),
        slot=_percent(1, len(slots)),
        caption=_caption(slots, threads, whole=days.whole),
        trail=trail(now, path, params),
    )


def trail(now: Period | None, path: str, params: Mapping[str, str]) -> list[Link]:
    """From any date to the period that is asked for; nothing where none is."""
    if now is None:
        return []
    found = [Link(_("Any date"), address(path, params, since=None, until=None))]
    units: tuple[Unit, ...] = ("year", "month", "day")
    for unit in units[: units.index(now.unit) + 1]:
        period = now.within(unit)
        found.append(Link(period.name, None if period == now else period.to(path, params)))
    return found


def _slots(first: date, last: date, now: Period | None) -> list[Period]:
    """The periods that have a column: those in the one that is asked for, or all from first to last."""
    if now is not None:
        year, month = now.within("year"), now.within("month")
        if now.unit == "year":
            return periods.months(year.first, year.first.replace(month=12))
        return periods.days(month)
    months = periods.months(first, last)
    if len(months) == 1:
        return periods.days(months[0])
    if len(months) <= _MONTHS:
        return months
    return [Period(date(year, 1, 1), "year") for year in range(first.year, last.year + 1)]


def _bars(
    slots: Sequence[Period], threads: Mapping[Period, int], now: Period | None, path: str, params: Mapping[str, str]
) -> list[Bar]:
    most = max((threads[slot] for slot in slots), default=0) or 1
    slot_width = 100 / len(slots)
    bars = []
    for at, slot in enumerate(slots):
        count = threads[slot]
        height = round(max(_LOWEST, HEIGHT * count / most), 1) if count else 0.0
        width = round(min(slot_width * _SHARE, _WIDEST), 3)
        bars.append(
            Bar(
                name=slot.name,
                threads=count,
                href=slot.to(path, params) if count else None,
                now=slot == now,
                room=_left(at, len(slots), slot_width),
                x=_left(at, len(slots), width),
                y=round(HEIGHT - height, 1),
                width=width,
                height=height,
            )
        )
    return bars


def _ticks(slots: Sequence[Period], path: str, params: Mapping[str, str]) -> list[Tick]:
    """Under months of several years their years, which are filters too; else as many names as there is room for."""
    unit, count = slots[0].unit, len(slots)
    if unit == "month" and slots[0].first.year != slots[-1].first.year:
        ticks = []
        for at, slot in enumerate(slots):
            last_of_year = 12 - slot.first.month
            if slot.first.month == 1 or (at == 0 and last_of_year > 1):  # no word where the next one stands
                year = slot.within("year")
                ticks.append(Tick(year.name, year.to(path, params), _left(at, count)))
        return ticks
    if unit == "month":
        return [Tick(now().short_month(slot.first), None, _left(at, count)) for at, slot in enumerate(slots)]
    if unit == "day":
        return [Tick(str(slot.first.day), None, _left(at, count)) for at, slot in enumerate(slots) if at % 7 == 0]
    step = -(-count // _LABELS)
    return [Tick(slot.name, None, _left(at, count)) for at, slot in enumerate(slots) if at % step == 0]


def _caption(slots: Sequence[Period], threads: Mapping[Period, int], *, whole: bool) -> str:
    unit = slots[0].unit
    most = max(slots, key=lambda slot: threads[slot])
    said = many("%(num)s thread", "%(num)s threads", threads[most])
    return _((_CAPTIONS if whole else _NEWEST)[unit], period=most.name, threads=said)


def _left(at: int, of: int, width: float = 0) -> float:
    """Where something of a width that begins with a column has its left side."""
    begins = 100 * at / of
    return round(100 - begins - width if now().way == "rtl" else begins, 3)


def _percent(at: int, of: int) -> float:
    return round(100 * at / of, 3)
