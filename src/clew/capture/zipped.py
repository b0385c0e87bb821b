"""A zip: its members are read where they lie, each checked by its own checksum; nothing is unpacked to disk."""

from __future__ import annotations

import bz2
import zipfile
import zlib
from collections.abc import Callable, Iterator

from clew.capture.contents import Contents
from clew.capture.member_names import sound, told
from clew.capture.packing import Frame, Inflater, Stepwise, Unpacked, Unpacker
from clew.capture.reports import Reading, Report
from clew.capture.windows import SharedFile, Stream, Window
from clew.capture.zip_walk import ENCRYPTED, LOCAL, LOCAL_MAGIC, Entry, listed, walked
from clew.errors import Unreadable

STORED = 0
METHODS: dict[int, Callable[[], Unpacker]] = {
    8: lambda: Inflater(-15),
    12: lambda: Stepwise(bz2.BZ2Decompressor()),
    93: Frame,
}


class Zipped(Contents):
    """The members of a zip; one whose list at the end is lost is read as far as its members can be found."""

    single = False

    def __init__(self, file: SharedFile, place: str, reading: Reading, *, label: str) -> None:
        self._file = file
        entries = _entries(file, place, reading, label)
        if entries and all(entry.flags & ENCRYPTED for entry in entries):
            raise Unreadable(f"{place} is locked with a password; unpack it and add the folder.")
        named = sound(((entry.name, entry) for entry in _apart(entries, label, reading)), label, reading)
        self._entries = {name: entry for name, entry in named if _readable(name, entry, label, reading)}
        self.names = tuple(self._entries)

    def stored(self, name: str) -> int:
        """The packed size of the member."""
        return self._entries[name].packed

    def open(self, name: str, report: Report) -> Stream:
        """The member, unpacked and checked."""
        entry = self._entries[name]
        try:
            fixed = self._file.read_at(entry.header, LOCAL.size)
        except OSError as error:
            report.note(f"cannot be read: {error.strerror or error}")
            return Stream()
        if len(fixed) < LOCAL.size or not fixed.startswith(LOCAL_MAGIC):
            report.note("is not where the list of the zip says it is")
            return Stream()
        *_, name_size, extra_size = LOCAL.unpack(fixed)
        start = entry.header + LOCAL.size + name_size + extra_size
        packed = Window(self._file, start, min(start + entry.packed, self._file.size), report)
        if entry.method == STORED:
            return Checked(packed, entry, report)
        return Checked(Unpacked(packed, report, start=METHODS[entry.method], stored=entry.packed), entry, report)

    def path(self, _name: str) -> None:
        """Members of a zip are no files."""
        return

    def close(self) -> None:
        """Close the zip."""
        self._file.close()


class Checked(Stream):
    """A member's bytes, held against the size and the checksum that the zip says they have."""

    def __init__(self, inner: Stream, entry: Entry, report: Report) -> None:
        super().__init__()
        self._inner = inner
        self._entry = entry
        self._report = report
        self._crc = self._size = 0
        self._done = False

    def next_piece(self) -> bytes:
        """The next bytes; at the end the sums are compared."""
        piece = bytes(self._inner.take())
        if piece:
            self._crc = zlib.crc32(piece, self._crc)
            self._size += len(piece)
        elif not self._done:
            self._done = True
            self._compare()
        return piece

    def close(self) -> None:
        """Close what is read from, too."""
        self._inner.close()
        super().close()

    def _compare(self) -> None:
        entry = self._entry
        if self._report.noted:
            return
        if entry.size is None or self._size < entry.size:
            self._report.note(f"ends too early; {self._size:,} bytes of it could be read")
        elif entry.crc != self._crc:
            self._report.note("does not have the checksum it should have; some of it may be wrong")


def _entries(file: SharedFile, place: str, reading: Reading, label: str) -> list[Entry]:
    try:
        return listed(file)
    except zipfile.BadZipFile:
        entries = list(walked(file))
    if not entries:
        raise Unreadable(f"{place} is a damaged zip, and no member of it could be found; get it anew.")
    reading.note(
        label,
        f"ends too early or is damaged: the list of its members is missing; {len(entries)} could still be found",
    )
    return entries


def _apart(entries: list[Entry], label: str, reading: Reading) -> Iterator[Entry]:
    """The members that share no bytes with one before them; bombs let many share the same few."""
    overlapping: set[Entry] = set()
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header):
        if entry.header < end:
            overlapping.add(entry)
        end = max(end, entry.header + LOCAL.size + entry.packed)
    for entry in entries:
        if entry not in overlapping:
            yield entry
            continue
        reading.note(f"{label} › {told(entry.name)}", "lies over another member of the zip; it was not opened")


def _readable(name: str, entry: Entry, place: str, reading: Reading) -> bool:
    reason = None
    if entry.flags & ENCRYPTED:
        reason = "is locked with a password; it was not opened"
    elif entry.link:
        reason = "is a link; it was not followed"
    elif entry.method != STORED and entry.method not in METHODS:
        reason = (
            f"is packed in a way that Clew does not know (method {entry.method}); unpack the zip and add the folder"
        )
    if reason is not None:
        reading.note(f"{place} › {told(name)}", reason)
    return reason is None
