"""Values of answers that may be anything: read as what they should be, or as the least there is of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def items(value: Any) -> list[Any]:
    """A list as it is; an empty one of anything else."""
    return value if isinstance(value, list) else []


def moment(text: Any) -> datetime:
    """A moment, in UTC where nothing else is said; `EARLIEST` of what is none."""
    try:
        when = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return EARLIEST
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when
