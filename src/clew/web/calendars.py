"""A day's threads, and calendars that lead to it: all years, a year of months, a month of days."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from clew.archive import Days, rows
from clew.errors import NotFound
from clew.query import Query
from clew.speech import _, english, many, now
from clew.web import addresses, asking, periods
from clew.web.asking import Link
from clew.web.finding import clean
from clew.web.forms import archive_of, forms_of, other_forms, split, written
from clew.web.listpages import listed, poured
from clew.web.periods import Period
from clew.web.printing import page

_WEEK = 7
_SHADES = 4


class Cell(msgspec.Struct, frozen=True):
    """A month or a day of a calendar: `shade` is 0 where nothing begins, and grows to 4 with the number of threads."""

    label: str
    name: str
    threads: int
    href: str | None
    shade: int


class Month(msgspec.Struct, frozen=True):
    """A month by weeks from Monday on; a cell before its first day or after its last is None."""

    name: str
    href: str
    threads: int
    weeks: list[list[Cell | None]]


class Year(msgspec.Struct, frozen=True):
    """A year and its months."""

    name: str
    href: str
    threads: int
    months: list[Cell]


class Beside(msgspec.Struct, frozen=True):
    """The days or periods with threads before and after the one that is shown, and the longer one it is part of."""

    before: Link | None
    above: Link
    after: Link | None


def day(request: Request) -> Response:
    """The threads that begin on a day."""
    name, form = split(forms_of(request), clean(request.path_params["day"], "day"))
    period = periods.read(name)
    if period is None or period.unit != "day":
        raise NotFound(_("%(name)s is no day; write one as /day/2018-09-07.", name=name[:40]))
    params = {key: value for key, value in request.query_params.items() if key not in {"since", "until"}}
    after = None if period.after is None else period.after.isoformat()
    asked = {**params, "since": period.key, **({"until": after} if after else {})}
    if form:
        with english():
            title = period.name
        return poured(request, asking.everything(asked), form, name, title, addresses.to_day(period.first))
    counts = dict(archive_of(request).days(Query()).counts)
    began = counts.get(period.first, 0)
    return listed(
        request,
        addresses.to_day(period.first),
        asking.query(asked),
        charted=False,
        title=period.name,
        facts=_(
            "%(weekday)s, %(threads)s",
            weekday=now().weekday(period.first.weekday()),
            threads=many("%(num)s thread", "%(num)s threads", began),
        ),
        beside=_days_beside(counts, period),
        inside=Query(since=periods.moment(period.first), until=_moment(period.after), min_posts=1),
        template="day.html",
    )


def _moment(day: date | None) -> datetime | None:
    return None if day is None else periods.moment(day)


def _days_beside(counts: dict[date, int], period: Period) -> Beside:
    before = max((day for day in counts if day < period.first), default=None)
    after = min((day for day in counts if day > period.first), default=None)
    month = period.within("month")
    return Beside(_day(before), Link(month.name, addresses.to_calendar(month.key)), _day(after))


def _day(day: date | None) -> Link | None:
    return None if day is None else Link(Period(day, "day").name, addresses.to_day(day))


def calendar(request: Request) -> Response:
    """All years, or the year or month that the address names; the days of it in other forms."""
    name, form = split(forms_of(request), clean(request.scope["path"], "page"))
    written_period = name.removeprefix("/calendar").removeprefix("/")
    period = periods.read(written_period) if written_period else None
    if (written_period and (period is None or period.unit == "day")) or (form and form not in rows.FORMS):
        raise NotFound(_("%(name)s is no year or month; write one as /calendar/2018-09.", name=written_period[:40]))
    days = archive_of(request).days(Query())
    if form:
        return _poured(request, days, period, form)
    undated = _undated(request, days)
    forms = other_forms(request, addresses.to_calendar(written_period), QueryParams(), among=rows.FORMS)
    if period is None:
        return page(request, "calendar.html", years=_years(days), forms=forms, undated=undated)
    months = [period] if period.unit == "month" else periods.months(period.first, period.first.replace(month=12))
    counts = dict(days.counts)
    return page(
        request,
        "months.html",
        period=period,
        months=[_month(each, counts) for each in months],
        threads=sum(threads for day, threads in days.counts if periods.of(day, period.unit) == period),
        beside=_periods_beside(days, period),
        forms=forms,
    )


def _undated(request: Request, days: Days) -> int:
    """How many threads have no date and so stand on no day."""
    return archive_of(request).info().threads - sum(threads for _, threads in days.counts)


def _poured(request: Request, days: Days, period: Period | None, form: str) -> Response:
    counts = [each for each in days.counts if period is None or periods.of(each[0], period.unit) == period]
    lines = rows.FORMS[form](rows.HEADS["days"], [rows.DayCount(*each) for each in counts])
    return written(request, form, "days", lambda out: out.writelines(lines))


def _years(days: Days) -> list[Year]:
    """The years in which threads begin, newest first."""
    threads: Counter[Period] = Counter()
    for day, count in days.counts:
        threads[periods.of(day, "month")] += count
    most = max(threads.values(), default=0)
    found = []
    for first in sorted({month.first.replace(month=1) for month in threads}, reverse=True):
        months = periods.months(first, first.replace(month=12))
        total = sum(threads[month] for month in months)
        cells = [_cell(month, now().short_month(month.first), threads[month], most) for month in months]
        found.append(Year(str(first.year), addresses.to_calendar(str(first.year)), total, cells))
    return found


def _month(month: Period, counts: dict[date, int]) -> Month:
    days = periods.days(month)
    most = max(counts.values(), default=0)
    cells: list[Cell | None] = [None] * days[0].first.weekday()
    cells += [_cell(day, str(day.first.day), counts.get(day.first, 0), most) for day in days]
    cells += [None] * (-len(cells) % _WEEK)
    weeks = [cells[at : at + _WEEK] for at in range(0, len(cells), _WEEK)]
    threads = sum(counts.get(day.first, 0) for day in days)
    return Month(month.name, addresses.to_calendar(month.key), threads, weeks)


def _cell(period: Period, label: str, threads: int, most: int) -> Cell:
    to = addresses.to_day(period.first) if period.unit == "day" else addresses.to_calendar(period.key)
    shade = -(-_SHADES * threads // most) if threads else 0
    return Cell(label, period.name, threads, to if threads else None, shade)


def _periods_beside(days: Days, period: Period) -> Beside:
    """The year or month before and after in which threads begin."""
    others = {periods.of(day, period.unit) for day, _ in days.counts}
    before = max((each for each in others if each < period), default=None)
    after = min((each for each in others if each > period), default=None)
    year = period.within("year")
    above = (
        Link(_("All years"), "/calendar") if period.unit == "year" else Link(year.name, addresses.to_calendar(year.key))
    )
    return Beside(_link(before), above, _link(after))


def _link(period: Period | None) -> Link | None:
    return None if period is None else Link(period.name, addresses.to_calendar(period.key))
