"""Years, months and days: what an address asks for, and the address that asks for one."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import msgspec

from clew.errors import BadQuery
from clew.speech import now
from clew.text import dates
from clew.web.asking import address

Unit = Literal["year", "month", "day"]
LENGTHS: dict[Unit, int] = {"year": 4, "month": 7, "day": 10}


class Period(msgspec.Struct, frozen=True, order=True):
    """A year, a month or a day, by its first day."""

    first: date
    unit: Unit

    @property
    def key(self) -> str:
        """As it is written in an address: `2018`, `2018-09`, `2018-09-07`."""
        return self.first.isoformat()[: LENGTHS[self.unit]]

    @property
    def after(self) -> date | None:
        """The first day after it; None where the calendar ends with it."""
        first = self.first
        try:
            if self.unit == "year":
                return date(first.year + 1, 1, 1)
            days = monthrange(first.year, first.month)[1] if self.unit == "month" else 1
            return first + timedelta(days=days)
        except (ValueError, OverflowError):
            return None

    @property
    def name(self) -> str:
        """`2018`, `September 2018`, `7 September 2018`."""
        if self.unit == "year":
            return str(self.first.year)
        return now().day(self.first) if self.unit == "day" else now().month(self.first)

    def within(self, unit: Unit) -> Period:
        """The longer period it lies in."""
        return of(self.first, unit)

    def to(self, path: str, params: Mapping[str, str]) -> str:
        """The address of a list, asked for what began in it."""
        following = None if self.after is None else Period(self.after, self.unit).key
        return address(path, params, since=self.key, until=following)


def of(day: date, unit: Unit) -> Period:
    """The year, month or day of a day."""
    if unit == "year":
        return Period(date(day.year, 1, 1), unit)
    return Period(day.replace(day=1) if unit == "month" else day, unit)


def moment(day: date) -> datetime:
    """A day's beginning."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def asked(params: Mapping[str, str]) -> Period | None:
    """The year, month or day that an address asks for; None where it asks for none, or for another span."""
    since, until = params.get("since", ""), params.get("until", "")
    if not since:
        return None
    try:
        first = dates.moment(since)
        last = dates.moment(until) if until else None
    except BadQuery:  # the list itself says so
        return None
    for unit in LENGTHS:
        period = of(first.date(), unit)
        ends = None if period.after is None else moment(period.after)
        if moment(period.first) == first and ends == last:
            return period
    return None


def read(written: str) -> Period | None:
    """The period of an address such as `2018-09`; None for what is none."""
    unit = next((unit for unit, length in LENGTHS.items() if length == len(written)), None)
    if unit is None or not written.replace("-", "").isdecimal() or not written.isascii():
        return None
    try:
        return Period(date.fromisoformat(written + "-01-01"[len(written) - 4 :] if unit != "day" else written), unit)
    except ValueError:
        return None


def months(first: date, last: date) -> list[Period]:
    """All months from one to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [Period(date(each // 12, each % 12 + 1, 1), "month") for each in range(start, start + count)]


def days(month: Period) -> list[Period]:
    """All days of a month."""
    last = monthrange(month.first.year, month.first.month)[1]
    return [Period(month.first.replace(day=day), "day") for day in range(1, last + 1)]
