"""Values that were asked for last, kept for whoever asks again, as many as there is room for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key, together no heavier than `most` as `weigh` has it; the very last is kept however heavy it is.

    Several threads may use it at once.
    """

    def __init__(self, most: int, weigh: Callable[[V], int]) -> None:
        self._most = most
        self._weigh = weigh
        self._weight = 0
        self._turn = threading.Lock()
        self._kept: OrderedDict[K, V] = OrderedDict()

    def find(self, key: K) -> V | None:
        """The value of that key, if it is still here."""
        with self._turn:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: K, value: V) -> V:
        """Keep a value, for which the oldest make room; what the key has already stays, and comes back."""
        with self._turn:
            if key in self._kept:
                return self._kept[key]
            self._kept[key] = value
            self._weight += self._weigh(value)
            while self._weight > self._most and len(self._kept) > 1:
                self._weight -= self._weigh(self._kept.popitem(last=False)[1])
            return value

    def clear(self) -> None:
        """Keep none of them any longer."""
        with self._turn:
            self._kept.clear()
            self._weight = 0
