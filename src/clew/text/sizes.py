"""Numbers of bytes as people say them."""

from __future__ import annotations

from clew.speech import _, later, now

_KILO = 1000
_TENTHS = 10
_UNITS = (later("%(number)s bytes"), later("%(number)s kB"), later("%(number)s MB"), later("%(number)s GB"))


def size(length: int) -> str:
    """A number of bytes in decimal units: `12 MB`."""
    value, units = float(length), iter(_UNITS)
    unit = next(units)
    while value >= _KILO and (larger := next(units, None)):
        value, unit = value / _KILO, larger
    whole = value == int(value) or value >= _TENTHS
    return _(unit, number=now().number(round(value)) if whole else now().tenths(value))
