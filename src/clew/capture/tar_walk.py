"""Where the members of a tar lie, found in one pass over its bytes.

The layout is POSIX ustar and pax with the GNU long names; Python's `tarfile` reads the header itself. Walking is done
here because `tarfile` stops without a word at a damaged header, and holds long names of any size in memory.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple, Self

from clew.capture.reports import Report
from clew.capture.windows import Stream, Window

BLOCK = 512
# Names and pax records are short; one of more than this is an attack on memory.
LONGEST_NOTE = 1 << 20
# A size of more digits than 2**63 has is none.
DIGITS = 19
FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
LINKS = (tarfile.LNKTYPE, tarfile.SYMTYPE)
PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
NOTES = (*PAX, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE)


class Entry(NamedTuple):
    """One member: where its bytes begin in the unpacked tar, and how many they are."""

    start: int
    size: int


class Cursor:
    """A place in a tar that moves forward only."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._piece = b""
        self.at = 0

    def take(self, size: int) -> bytes:
        """The next bytes, fewer only at the end."""
        pieces = []
        while size > 0 and (self._piece or self._more()):
            pieces.append(self._piece[:size])
            self._piece = self._piece[size:]
            self.at += len(pieces[-1])
            size -= len(pieces[-1])
        return b"".join(pieces)

    def next_piece(self, size: int) -> bytes:
        """Some of the next bytes, `size` at most."""
        return self.take(min(size, len(self._piece) or self._more()))

    def skip(self, size: int) -> bool:
        """Move on; False where the tar ends first."""
        if not self._piece and isinstance(self._stream, Window):
            moved = self._stream.skip(size)
            self.at += moved
            return moved == size
        while size > 0 and (self._piece or self._more()):
            step = min(size, len(self._piece))
            self._piece = self._piece[step:]
            self.at += step
            size -= step
        return size <= 0

    def close(self) -> None:
        """Close what is read from."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _more(self) -> int:
        self._piece = bytes(self._stream.take())
        return len(self._piece)


class _Notes:
    """What the notes before a header say about it: a long name, a size that does not fit, holes."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.size: int | None = None
        self.sparse = False

    def take(self, kind: bytes, data: bytes) -> None:
        """Read a note: a GNU long name, or pax records (`length key=value` and a line feed)."""
        if kind == tarfile.GNUTYPE_LONGNAME:
            self.name = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
        while kind in PAX and (digits := data[:8].split(b" ", 1)[0]).isdigit() and int(digits) > len(digits):
            record, data = data[len(digits) + 1 : int(digits) - 1], data[int(digits) :]
            key, _, value = record.partition(b"=")
            if key == b"path":
                self.name = value.decode("utf-8", "surrogateescape")
            elif key == b"size" and value.isdigit() and len(value) <= DIGITS:
                self.size = int(value)
            elif key.startswith(b"GNU.sparse"):
                self.sparse = True


def walked(cursor: Cursor, report: Report) -> Iterator[tuple[str, Entry | str]]:
    """The files of a tar by name; after a damaged stretch it goes on at the next sound header.

    In place of an entry stands, in words, why a member cannot be read.
    """
    notes = _Notes()
    lost = False
    while block := cursor.take(BLOCK):
        info = header(block)
        if info is None:
            if len(block) == BLOCK and not any(block) and not lost:
                return
            if not lost:
                report.note(_damage(cursor.at - len(block), len(block)))
            lost, notes = True, _Notes()
            continue
        lost = False
        size = info.size if notes.size is None else notes.size
        if info.type in NOTES:
            data = cursor.take(size) if size <= LONGEST_NOTE else b""
            if data:
                notes.take(info.type, data)
            whole = cursor.skip(size - len(data) + -size % BLOCK)
        else:
            yield from _member(info, notes, cursor.at, size)
            holds = info.type in FILES or info.type not in tarfile.SUPPORTED_TYPES
            whole = cursor.skip(size + -size % BLOCK) if holds else True
            notes = _Notes()
        if not whole and not report.noted:
            report.note("ends too early")


def _member(info: tarfile.TarInfo, notes: _Notes, start: int, size: int) -> Iterator[tuple[str, Entry | str]]:
    name = info.name if notes.name is None else notes.name
    if info.type in LINKS:
        yield name, "is a link; it was not followed"
    elif notes.sparse or info.type == tarfile.GNUTYPE_SPARSE:
        yield name, "is stored with holes, which Clew does not read; unpack the tar and add the folder"
    elif info.type in FILES:
        yield name, Entry(start, size)


def _damage(place: int, size: int) -> str:
    if size < BLOCK:
        return "ends too early"
    return f"is damaged at byte {place:,} (unpacked); it is read on from the next member that can be found"


def header(block: bytes) -> tarfile.TarInfo | None:
    """A header block, or None where it is none by its own checksum."""
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return None
    return info if info.size >= 0 else None
