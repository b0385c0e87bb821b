"""A tar, packed or plain: one pass finds the members, and reading them in their order is one pass more."""

from __future__ import annotations

from collections.abc import Callable

from clew.capture.contents import Contents
from clew.capture.member_names import sound, told
from clew.capture.reports import Reading, Report
from clew.capture.tar_walk import Cursor, Entry, walked
from clew.capture.windows import BUFFER, Stream


class Tarred(Contents):
    """The members of a tar. `start` opens the whole tar's bytes anew, from the front; a packed one cannot seek."""

    single = False

    def __init__(
        self,
        start: Callable[[Report], Stream],
        *,
        place: str,
        size: int,
        reading: Reading,
        close: Callable[[], None],
    ) -> None:
        self._start = start
        self._close = close
        self._size = size
        self._idle: Cursor | None = None
        self._whole = Report(reading, place)
        with Cursor(start(self._whole)) as cursor:
            self._entries: dict[str, Entry] = {}
            for name, entry in sound(walked(cursor, self._whole), place, reading):
                if isinstance(entry, str):
                    reading.note(f"{place} › {told(name)}", entry)
                else:
                    self._entries[name] = entry
            self._length = max(1, cursor.at)
        reading.position = 0
        self.names = tuple(self._entries)

    def stored(self, name: str) -> int:
        """The member's share of the input's size."""
        return self._size * self._entries[name].size // self._length

    def open(self, name: str, report: Report) -> Stream:
        """The member; going back in a packed tar means beginning again at its front."""
        entry = self._entries[name]
        cursor, self._idle = self._idle, None
        if cursor is not None and cursor.at > entry.start:
            cursor.close()
            cursor = None
        if cursor is None:
            cursor = Cursor(self._start(self._whole))
        cursor.skip(entry.start - cursor.at)
        return _Member(cursor, entry, report, self._rest)

    def path(self, _name: str) -> None:
        """Members of a tar are no files."""
        return

    def close(self) -> None:
        """Let go of the tar."""
        self._rest(None)
        self._close()

    def _rest(self, cursor: Cursor | None) -> None:
        """Keep a cursor that nobody reads through for the next member behind it."""
        if self._idle is not None:
            self._idle.close()
        self._idle = cursor


class _Member(Stream):
    """The bytes of one member, read through a cursor that goes back to rest when it is closed."""

    def __init__(self, cursor: Cursor, entry: Entry, report: Report, rest: Callable[[Cursor], None]) -> None:
        super().__init__()
        self._cursor = cursor
        self._left = entry.size
        self._size = entry.size
        self._report = report
        self._rest = rest

    def next_piece(self) -> bytes:
        """The next bytes; a member that the tar does not hold to its end says so."""
        if self._left <= 0:
            return b""
        piece = self._cursor.next_piece(min(self._left, BUFFER))
        self._left -= len(piece)
        if not piece:
            self._report.note(f"ends too early; {self._size - self._left:,} bytes of it could be read")
            self._left = 0
        return piece

    def close(self) -> None:
        """Leave the cursor to the next member."""
        if not self.closed:
            self._rest(self._cursor)
        super().close()
