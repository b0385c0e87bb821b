"""Pages that were printed, kept for the next reader while what they say is the same."""

from __future__ import annotations

import msgspec

from clew.recent import Recent

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
        self._kept: Recent[bytes, Print] = Recent(most, lambda made: len(made.body))

    def find(self, key: bytes) -> Print | None:
        """The page of that key, if it is still here."""
        return self._kept.find(key)

    def keep(self, key: bytes, made: Print) -> None:
        """Keep a page, if it is no larger than all of them may be; those asked for longest ago make room."""
        if len(made.body) <= self._most:
            self._kept.keep(key, made)
