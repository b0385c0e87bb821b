"""The clock in the ids of X: exact to the millisecond, whatever the format that the id stands in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# X counts milliseconds from 2010-11-04 01:42:54.657 in the upper bits of an id; ids before that were handed out one
# after another and had just passed 29.7 thousand million.
_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, UTC)
_FROM = 30_000_000_000
_TO = 2**63


def clock(number: str) -> datetime | None:
    """When the post of this number was made; None for numbers without a clock."""
    value = int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0  # noqa: PLR2004
    return _EPOCH + timedelta(milliseconds=value >> 22) if _FROM <= value < _TO else None
