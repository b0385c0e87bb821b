"""Dates as people write them in a filter, and as Clew writes them for people."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from clew.errors import BadQuery

_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d{2})?", re.ASCII)


def moment(written: str) -> datetime:
    """The first instant of `2018`, `2018-09`, `2018-09-07`, or that very time; UTC where no offset is written."""
    words = written.strip()
    if match := _YEAR_OR_MONTH.fullmatch(words):
        words += "-01" if match[1] else "-01-01"
    try:
        found = datetime.fromisoformat(words)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadQuery(
            f"{written!r} is no date Clew can read; write 2018, 2018-09, 2018-09-07 or 2018-09-07T10:30."
        ) from None


def day(when: datetime) -> str:
    """`7 September 2018`."""
    return f"{when.day} {when:%B} {when.year}"


def minute(when: datetime) -> str:
    """`7 September 2018, 10:30 UTC`."""
    return f"{day(when)}, {when:%H:%M} UTC"


def span(started: datetime | None, ended: datetime | None) -> str:
    """From when to when, no more exact than it helps: `7 September 2018, 10:30 to 11:47 UTC`."""
    if started is None or ended is None:
        known = started or ended
        return minute(known) if known else "no date"
    if started.date() != ended.date():
        return f"{_beginning(started, ended)} to {day(ended)}"
    if f"{started:%H:%M}" == f"{ended:%H:%M}":
        return minute(started)
    return f"{day(started)}, {started:%H:%M} to {ended:%H:%M} UTC"


def _beginning(started: datetime, ended: datetime) -> str:
    """As much of the first day as the last does not say again."""
    if started.year != ended.year:
        return day(started)
    return f"{started.day}" if started.month == ended.month else f"{started.day} {started:%B}"
