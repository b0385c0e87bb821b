"""A set's files on other machines, as DuckDB reads them: in blocks, which are kept a while.

DuckDB reads the ends of files again for each question, and of the rest the groups of rows that may hold what is asked
for. Files of a set never change, so that what was fetched once is good for the next question.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fsspec import AbstractFileSystem

from clew.places import Place
from clew.recent import Recent

BLOCK = 1 << 18
KEPT = 512
"""Blocks that are kept at most: 128 MB."""
# A read of DuckDB's is mostly less; more at once would only wait longer for its first byte.
_MOST = 32


class Away(AbstractFileSystem):  # type: ignore[misc]  # has no types
    """The files of a set as a file system for `duckdb.register_filesystem`; they are called `clew-set://posts/…`."""

    protocol = "clew-set"
    cachable = False

    def __init__(self, place: Place, sizes: Mapping[str, int], made: datetime) -> None:
        """`made` is when the set was made, since when its files have not changed."""
        super().__init__()
        self._sizes = sizes
        self._made = made
        self._blocks = Blocks(place)

    @classmethod
    def called(cls, path: str) -> str:
        """What DuckDB is to call a file of the set."""
        return f"{cls.protocol}://{path}"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix(f"{cls.protocol}://")

    def open(self, path: str, mode: str = "rb", **_more: Any) -> File:
        """A file, for reading."""
        del mode
        name = self._strip_protocol(path)
        return File(self._blocks, name, self._sizes[name])

    def glob(self, path: str, **_more: Any) -> list[str]:
        """The file itself: names are names, and no patterns."""
        return [path] if self.exists(path) else []

    def exists(self, path: str, **_more: Any) -> bool:
        """Whether the set has this file."""
        return self._strip_protocol(path) in self._sizes

    def info(self, path: str, **_more: Any) -> dict[str, Any]:
        """Name and size, as the manifest says."""
        name = self._strip_protocol(path)
        return {"name": name, "size": self._sizes[name], "type": "file"}

    @property
    def faults(self) -> int:
        """How often something could not be fetched."""
        return self._blocks.faults

    def close(self) -> None:
        """Let go of the files."""
        self._blocks.close()

    def modified(self, _path: str) -> datetime:
        """When the set was made: it is never changed."""
        return self._made


class File(io.RawIOBase):
    """A file that is read through the blocks; each of DuckDB's threads has its own."""

    def __init__(self, blocks: Blocks, name: str, size: int) -> None:
        super().__init__()
        self._blocks, self._name, self._size, self._at = blocks, name, size, 0

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def seekable(self) -> bool:
        """It can be read from anywhere."""
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Go on reading from elsewhere."""
        self._at = place + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        """Where reading goes on."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        end = self._size if size < 0 else min(self._size, self._at + size)
        found = self._blocks.read(self._name, self._at, end, self._size)
        self._at += len(found)
        return found


class Blocks:
    """Pieces of files that were fetched; those that were used longest ago go first."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._kept: Recent[tuple[str, int], bytes] = Recent(KEPT, lambda _: 1)
        self._lock = threading.Lock()
        self._open: dict[str, Any] = {}
        self.faults = 0

    def read(self, name: str, start: int, end: int, size: int) -> bytes:
        """The bytes of a file from `start` to before `end`."""
        if end <= start:
            return b""
        first, last = start // BLOCK, (end - 1) // BLOCK + 1
        kept = ((number, self._kept.find((name, number))) for number in range(first, last))
        pieces = {number: piece for number, piece in kept if piece is not None}
        lacking = [number for number in range(first, last) if number not in pieces]
        while lacking:
            run = 1
            while run < min(len(lacking), _MOST) and lacking[run] == lacking[0] + run:
                run += 1
            try:
                pieces |= self._fetched(name, lacking[0], lacking[run - 1] + 1, size)
            except (OSError, RuntimeError):  # as Arrow and the client of HDFS tell what their servers do not give
                self.faults += 1
                raise
            lacking = lacking[run:]
        whole = b"".join(pieces[number] for number in range(first, last))
        return whole[start - first * BLOCK : end - first * BLOCK]

    def _fetched(self, name: str, first: int, last: int, size: int) -> dict[int, bytes]:
        """Blocks from `first` to before `last`, fetched at once."""
        start = first * BLOCK
        found = self._file(name).read_at(min(size, last * BLOCK) - start, start)
        pieces = {number: found[number * BLOCK - start :][:BLOCK] for number in range(first, last)}
        for number, piece in pieces.items():
            self._kept.keep((name, number), piece)
        return pieces

    def _file(self, name: str) -> Any:
        """The file as Arrow has it, opened once."""
        with self._lock:
            if name in self._open:
                return self._open[name]
        opened = self._place.open(name)
        with self._lock:
            return self._open.setdefault(name, opened)

    def close(self) -> None:
        """Let go of all files."""
        with self._lock:
            for file in self._open.values():
                file.close()
            self._open.clear()
        self._kept.clear()
