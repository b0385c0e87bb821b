"""Sections of a file that several readers share, each with its own place."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from clew.capture.reports import Report

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER = 1 << 18


class SharedFile:
    """A file opened once and read at any place by many; what is hashed and what is read are the same bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self._lock = threading.Lock()
        self.size = file.seek(0, io.SEEK_END)

    @classmethod
    def at(cls, path: Path) -> SharedFile:
        """Open the file at a path; `OSError` where that cannot be."""
        return cls(path.open("rb", buffering=0))

    def read_at(self, place: int, size: int) -> bytes:
        """Up to `size` bytes from a place on; fewer only at the end."""
        with self._lock:
            self.file.seek(place)
            pieces = []
            while size > 0 and (piece := self.file.read(size)):
                pieces.append(piece)
                size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


class Stream(io.RawIOBase):
    """A readable stream made of pieces; whoever writes one says only what the next piece is."""

    def __init__(self) -> None:
        super().__init__()
        self._piece = memoryview(b"")

    def next_piece(self) -> bytes:
        """The next bytes, `b""` at the end; called again after the end it says so again. A bare stream is empty."""
        return b""

    def take(self) -> bytes | memoryview:
        """What a peek has left over, else the next piece."""
        piece, self._piece = self._piece, memoryview(b"")
        return piece or self.next_piece()

    def peek(self, size: int) -> bytes:
        """The next bytes without taking them; fewer only at the end."""
        while len(self._piece) < size and (more := self.next_piece()):
            self._piece = memoryview(bytes(self._piece) + more)
        return bytes(self._piece[:size])

    def readable(self) -> bool:
        """Streams are for reading."""
        return True

    def readinto(self, target: WriteableBuffer, /) -> int:
        """Fill the target as far as the stream goes, so that a peek shows a whole buffer."""
        view = memoryview(target).cast("B")
        filled = 0
        while filled < len(view):
            if not self._piece:
                self._piece = memoryview(self.next_piece())
                if not self._piece:
                    break
            size = min(len(view) - filled, len(self._piece))
            view[filled : filled + size] = self._piece[:size]
            self._piece = self._piece[size:]
            filled += size
        return filled


class Window(Stream):
    """The bytes of a shared file from `start` to `end`, as they are."""

    def __init__(self, file: SharedFile, start: int, end: int, report: Report) -> None:
        super().__init__()
        self._file = file
        self._at = start
        self._end = end
        self._report = report

    def next_piece(self) -> bytes:
        """The next stretch; a window over the file's end, or over a damaged disk, ends early and says so."""
        size = min(BUFFER, self._end - self._at)
        if size <= 0:
            return b""
        try:
            piece = self._file.read_at(self._at, size)
        except OSError as error:
            self._report.note(f"cannot be read any further: {error.strerror or error}")
            piece = b""
        self._at = self._at + len(piece) if piece else self._end
        self._report.tally(len(piece))
        return piece

    def skip(self, size: int) -> int:
        """Move on without reading; how far it went, which is less than `size` at the end."""
        step = min(size, self._end - self._at)
        self._at += step
        self._report.tally(step)
        return step
