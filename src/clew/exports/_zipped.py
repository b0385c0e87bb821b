"""A zip that is written member by member into anything that can be written to, and is the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO, Self

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time; one time for all makes the bytes the same each time
_PLAIN_FILE = 0o644 << 16


class Zipped:
    """A zip in the making; use it in a `with` block. One member at a time is in memory."""

    def __init__(self, out: BinaryIO) -> None:
        self._window = _Window(out)
        self._zip = zipfile.ZipFile(self._window, "w", zipfile.ZIP_DEFLATED, strict_timestamps=True)

    def add(self, name: str, data: bytes | str, *, packed: bool = True) -> None:
        """Write one member."""
        entry = zipfile.ZipInfo(name, _EARLIEST)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = _PLAIN_FILE
        entry.create_system = 3  # Unix, wherever it is written, or the bytes would differ
        self._zip.writestr(entry, data)
        self._window.pass_on()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:  # a zip without its end is no zip, which is right for one that was not finished
            self._zip.close()
            self._window.pass_on()
        self._zip.fp = None  # or it would be given its end when it is thrown away


class _Window(io.RawIOBase):
    """The member being written, which can be gone back in, in front of a file that cannot.

    `zipfile` goes back to write a member's length before it; where it cannot it marks the member as streamed, which
    some readers of EPUB refuse, and the bytes would depend on what is written to.
    """

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self._out = out
        self._passed = 0
        self._kept = io.BytesIO()

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._passed + self._kept.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        assert whence == io.SEEK_SET
        return self._passed + self._kept.seek(offset - self._passed)

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that zipfile writes
        return self._kept.write(data)

    def pass_on(self) -> None:
        """Write out what is kept; nothing before this is gone back to."""
        data = self._kept.getvalue()
        self._passed += len(data)
        self._kept = io.BytesIO()
        self._out.write(data)
