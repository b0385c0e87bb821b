"""Pages that were printed, kept for the next reader while what they say is the same."""

from __future__ import annotations

import threading
from collections import OrderedDict

import msgspec

_MOST = 16_000_000


class Print(msgspec.Struct, frozen=True):
    """A page as bytes, with its tag, and what is to be loaded early for it."""

    body: bytes
    tag: str
    early: str = ""


class Prints:
    """The pages asked for last, up to a number of bytes; a key has everything in it that the page depends on."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._size = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, Print] = OrderedDict()

    def find(self, key: bytes) -> Print | None:
        """The page of that key, if it is still here."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: bytes, made: Print) -> None:
        """Keep a page; those asked for longest ago make room."""
        with self._lock:
            if key in self._kept or len(made.body) > self._most:
                return
            self._kept[key] = made
            self._size += len(made.body)
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1].body)
