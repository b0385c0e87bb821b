"""Packed bytes (gzip, zstd, bzip2, xz): recognised by their first bytes, unpacked as far as they go."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import zstandard

from clew.capture.reports import Report
from clew.capture.windows import Stream

# A member that has grown past both is a bomb: JSON seldom packs better than 30 to 1, and 1 to 200 is far from it.
BOMB_SIZE = 256 << 20
BOMB_RATIO = 200
OUTPUT = 1 << 18
ERRORS = (zlib.error, OSError, lzma.LZMAError, zstandard.ZstdError, EOFError, ValueError)


class Unpacker(Protocol):
    """One packed stream being undone: bytes in, a bounded number of bytes out."""

    eof: bool
    rest: bytes

    def push(self, data: bytes) -> bytes:
        """Take all of `data`, give what is ready; pushed `b""` it gives what it still holds back."""
        ...


class Inflater:
    """Deflate in one of its wrappings: `wbits` 31 is gzip, -15 the bare stream inside a zip."""

    def __init__(self, wbits: int) -> None:
        self._inflate = zlib.decompressobj(wbits)
        self._failure: zlib.error | None = None
        self.eof = False
        self.rest = b""

    def push(self, data: bytes) -> bytes:
        """Inflate; where the data is damaged, what stands before the damage is given first."""
        if self._failure is not None:
            raise self._failure
        data = self._inflate.unconsumed_tail + data
        before = self._inflate.copy()
        try:
            out = self._inflate.decompress(data, OUTPUT)
        except zlib.error as error:
            # The failed call has swallowed its output: go up to the damage again, byte by byte.
            self._failure = error
            return self._creep(before, data)
        self.eof, self.rest = self._inflate.eof, self._inflate.unused_data
        return out

    def _creep(self, inflate: zlib._Decompress, data: bytes) -> bytes:
        out = bytearray()
        with suppress(zlib.error):
            for place in range(len(data)):
                out += inflate.decompress(data[place : place + 1])
        return bytes(out)


class Stepwise:
    """bzip2 and xz, whose own decompressors keep what they cannot give at once."""

    def __init__(self, inner: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._inner = inner
        self.eof = False
        self.rest = b""

    def push(self, data: bytes) -> bytes:
        """Decompress up to a bounded number of bytes."""
        out = self._inner.decompress(data, OUTPUT)
        self.eof, self.rest = self._inner.eof, self._inner.unused_data
        return out


class Frame:
    """One zstd frame; fed in small pieces, because 512 bytes of a bomb can become 16 MB."""

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor().decompressobj()
        self._queue = b""
        self.eof = False
        self.rest = b""

    def push(self, data: bytes) -> bytes:
        """Decompress until a bounded number of bytes is there."""
        self._queue += data
        out: list[bytes] = []
        size = at = 0
        while at < len(self._queue) and size < OUTPUT and not self.eof:
            out.append(self._inner.decompress(self._queue[at : at + 512]))
            size += len(out[-1])
            at += 512
            self.eof = self._inner.eof
        self._queue = self._queue[at:]
        if self.eof:
            self.rest = self._inner.unused_data + self._queue
        return b"".join(out)


PACKINGS: dict[str, tuple[bytes, Callable[[], Unpacker]]] = {
    "gzip": (b"\x1f\x8b\x08", lambda: Inflater(31)),
    "zstd": (b"\x28\xb5\x2f\xfd", Frame),
    "bzip2": (b"BZh", lambda: Stepwise(bz2.BZ2Decompressor())),
    "xz": (b"\xfd7zXZ\x00", lambda: Stepwise(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=256 << 20))),
}
SUFFIXES = (".gz", ".zst", ".zstd", ".bz2", ".xz")


def packing(head: bytes) -> str | None:
    """How these bytes are packed, by their first six; None where they are not."""
    return next((name for name, (magic, _) in PACKINGS.items() if head.startswith(magic)), None)


def plain_name(name: str) -> str:
    """A member's name without the suffix of its packing: `tweets.jsonl.gz` is `tweets.jsonl`."""
    suffix = next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")
    return name[: len(name) - len(suffix)] or name


class Unpacked(Stream):
    """The unpacked bytes of a packed stream, frame after frame; cut short or damaged it ends early and says so.

    `stored` is the packed size where it is known, and what the size of a bomb is measured by.
    """

    def __init__(
        self,
        packed: Stream,
        report: Report,
        *,
        start: Callable[[], Unpacker],
        magic: bytes | None = None,
        stored: int = 0,
    ) -> None:
        super().__init__()
        self._packed = packed
        self._report = report
        self._start = start
        self._magic = magic
        self._limit = max(BOMB_SIZE, BOMB_RATIO * stored)
        self._unpacker = start()
        self._rest = b""
        self._size = 0
        self._full = self._done = False

    def next_piece(self) -> bytes:
        """Unpack until there is something to give."""
        while not self._done:
            data = self._rest
            if not data and not self._full:
                data = bytes(self._packed.take())
            self._rest = b""
            # At the end of the input the unpacker is asked once more: it may still have to say what was wrong.
            ended = not data and not self._full
            if piece := self._push(data):
                return piece
            if ended and not self._done:
                self._end_early()
        return b""

    def close(self) -> None:
        """Close what is read from, too."""
        self._packed.close()
        super().close()

    def _push(self, data: bytes) -> bytes:
        try:
            piece = self._unpacker.push(data)
        except ERRORS as error:
            self._done = True
            self._report.note(f"is damaged; {self._size:,} bytes of it could be read ({error})")
            return b""
        self._size += len(piece)
        self._full = len(piece) >= OUTPUT
        if self._size > self._limit:
            self._done = True
            self._report.note(
                f"unpacks to more than {BOMB_RATIO} times its size; reading stopped after {self._size:,} bytes"
            )
        elif self._unpacker.eof:
            self._next_frame(self._unpacker.rest)
        return piece

    def _next_frame(self, rest: bytes) -> None:
        """Go on with the next frame; gzip files are often several put one after another, tapes pad with zeros."""
        self._full = False
        if self._magic is None:
            self._done = True
            return
        rest = rest.lstrip(b"\0")
        while len(rest) < len(self._magic) and (more := bytes(self._packed.take())):
            rest = (rest + more).lstrip(b"\0")
        if rest.startswith(self._magic):
            self._unpacker, self._rest = self._start(), rest
            return
        self._done = True
        if rest:
            self._report.note(
                f"goes on after its end with bytes that belong to nothing; {self._size:,} bytes of it were read"
            )

    def _end_early(self) -> None:
        self._done = True
        if not self._report.noted:
            self._report.note(f"ends too early; {self._size:,} bytes of it could be read")


def unpacked(stream: Stream, report: Report, stored: int = 0) -> Stream:
    """The stream with its packing undone, itself where it has none; `stored` is its packed size where it is known."""
    kind = packing(stream.peek(6))
    if kind is None:
        return stream
    magic, start = PACKINGS[kind]
    return Unpacked(stream, report, start=start, magic=magic, stored=stored)
