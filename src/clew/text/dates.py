"""Dates as people write them in a filter, and as Clew writes them for people."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from clew.errors import BadQuery
from clew.speech import _, now

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
            _(
                "%(written)s is no date Clew can read; write 2018, 2018-09, 2018-09-07 or 2018-09-07T10:30.",
                written=repr(written),
            )
        ) from None


def day(when: datetime) -> str:
    """`7 September 2018`."""
    return now().day(when)


def minute(when: datetime) -> str:
    """`7 September 2018, 10:30 UTC`."""
    return _("%(day)s, %(time)s UTC", day=day(when), time=f"{when.hour:02}:{when.minute:02}")  # not by slow strftime


def span(started: datetime | None, ended: datetime | None) -> str:
    """From when to when, no more exact than it helps: `7 September 2018, 10:30 to 11:47 UTC`."""
    if started is None or ended is None:
        known = started or ended
        return minute(known) if known else _("no date")
    if started.date() != ended.date():
        return _("%(first)s to %(last)s", first=_beginning(started, ended), last=day(ended))
    if f"{started:%H:%M}" == f"{ended:%H:%M}":
        return minute(started)
    times = {"begun": f"{started:%H:%M}", "ended": f"{ended:%H:%M}"}
    return _("%(day)s, %(begun)s to %(ended)s UTC", day=day(started), **times)


def _beginning(started: datetime, ended: datetime) -> str:
    """As much of the first day as the last does not say again."""
    if started.year != ended.year:
        return day(started)
    return f"{started.day}" if started.month == ended.month else now().day_of(started)
