"""How often a password may be tried: a few times from one address, and not without end from all of them together."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

_EACH = 5
_ALL = 100
_WITHIN = 15 * 60
_ADDRESSES = 10_000


class Attempts:
    """Counts tries in the last quarter of an hour; the memory it takes has a bound, however many addresses try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._all: deque[float] = deque(maxlen=_ALL)
        self._each: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._each)

    def take(self, address: str) -> int:
        """Count a try before it is known whether it is right; else say the seconds until the next may be."""
        now, where = self._clock(), _network(address)
        with self._lock:
            own = self._each.setdefault(where, deque(maxlen=_EACH))
            self._each.move_to_end(where)
            if len(self._each) > _ADDRESSES:
                self._each.popitem(last=False)
            wait = max(_wait(own, now), _wait(self._all, now))
            if not wait:
                own.append(now)
                self._all.append(now)
            return wait

    def forgive(self, address: str) -> None:
        """Forget the tries of an address that got it right."""
        with self._lock:
            for _ in self._each.pop(_network(address), ()):
                if self._all:
                    self._all.pop()


def _wait(tries: deque[float], now: float) -> int:
    """The seconds until the oldest of a full count is over."""
    assert tries.maxlen is not None
    if len(tries) < tries.maxlen or now - tries[0] >= _WITHIN:
        return 0
    return int(_WITHIN - (now - tries[0])) + 1


def _network(address: str) -> str:
    """What one person has: an address, and of IPv6 the 64 bits that providers give to a household."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if found.version == 6:  # noqa: PLR2004 - IPv6
        return found.ipv4_mapped.exploded if found.ipv4_mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
