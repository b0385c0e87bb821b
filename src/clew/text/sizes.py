"""Numbers of bytes as people say them."""

from __future__ import annotations

_KILO = 1000
_TENTHS = 10


def size(length: int) -> str:
    """A number of bytes in decimal units: `12 MB`."""
    value, units = float(length), iter(("bytes", "kB", "MB", "GB"))
    unit = next(units)
    while value >= _KILO and (larger := next(units, None)):
        value, unit = value / _KILO, larger
    return f"{value:,.0f} {unit}" if value == int(value) or value >= _TENTHS else f"{value:.1f} {unit}"
