"""The items of the list `log.entries` in a stream of JSON, one after another, without holding more than one.

The list stands inside an object beside others, whose order is free, so brackets are counted from the front. Strings
are passed over in one step each: nearly all of such a file is strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from clew.capture.reports import Report
from clew.capture.windows import BUFFER, Stream

# An entry has the answer's text as JSON in JSON, which is at most about twice as long.
LONGEST = 64 << 20
_SIGN = re.compile(rb'["{}\[\]]')
_WITHIN = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_KEY = re.compile(rb"\s*:")
# Keys that are looked for are shorter; a longer string need not be held whole.
_WORD = 1 << 10
_AT = ((b"log", 1), (b"entries", 2))


def entries(stream: Stream, report: Report) -> Iterator[bytes | None]:
    """The bytes of each entry, None for one longer than `LONGEST`; a list without an end is told of."""
    walk = _Walk(stream)
    yield from walk.items()
    if not walk.ended:
        report.note("ends too early: the list of its entries is not closed")


class _Walk:
    """A walk over the brackets of a stream; `ended` once the list has."""

    def __init__(self, stream: Stream) -> None:
        self._stream = cast("BinaryIO", stream)
        self._data = b""
        self._at = 0
        self._kept: int | None = None  # where the item at hand begins in `_data`
        self._too_long = False
        self.ended = False

    def items(self) -> Iterator[bytes | None]:
        """The items of the list."""
        depth = 0
        reached = 0  # how many of `log` and `entries` have been gone into
        key = b""
        while (sign := self._sign()) is not None:
            if sign == b'"':
                word = self._string()
                if word is None:
                    return
                if reached < len(_AT) and depth == _AT[reached][1] and self._is_key():
                    key = word
            elif sign in b"{[":
                depth += 1
                if reached < len(_AT) and (key, depth - 1) == _AT[reached]:
                    reached += 1
                elif reached == len(_AT) and depth == 4:  # noqa: PLR2004 file, log, entries, entry
                    self._kept, self._too_long = self._at - 1, False
                key = b""
            else:
                depth -= 1
                if reached == len(_AT) and depth == 3:  # noqa: PLR2004
                    yield self._item()
                elif reached == len(_AT) and depth < 3:  # noqa: PLR2004
                    self.ended = True
                    return

    def _item(self) -> bytes | None:
        start, self._kept = self._kept, None
        return None if self._too_long or start is None else self._data[start : self._at]

    def _sign(self) -> bytes | None:
        """The next bracket or quote; None at the end."""
        while (found := _SIGN.search(self._data, self._at)) is None:
            self._at = len(self._data)
            if not self._more():
                return None
        self._at = found.end()
        return found[0]

    def _string(self) -> bytes | None:
        """The string that begins here, as written, or the end of a long one; None where it has no end."""
        start = self._at
        while True:
            found = _WITHIN.match(self._data, self._at)
            assert found is not None
            self._at = found.end()
            if self._data[self._at : self._at + 1] == b'"':
                self._at += 1
                return self._data[start : self._at - 1]
            before = self._at
            if not self._more(start if before - start < _WORD else before):
                return None
            start = max(0, start - (before - self._at))

    def _is_key(self) -> bool:
        while (found := _KEY.match(self._data, self._at)) is None:
            if self._data[self._at :].strip() or not self._more():
                return False
        return found is not None

    def _more(self, keep: int | None = None) -> bool:
        """Read on, and drop what is done with: up to the item at hand, else up to `keep`; False at the end."""
        first = self._at if keep is None else keep
        if self._kept is not None:
            self._too_long = self._too_long or self._at - self._kept > LONGEST
            first = self._at if self._too_long else self._kept
            self._kept = 0
        piece = self._stream.read(max(BUFFER, len(self._data) - first))
        self._data = self._data[first:] + piece
        self._at -= first
        return bool(piece)
