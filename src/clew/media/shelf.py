"""Where an archive keeps the files of media: byte for byte, under the SHA-256 of the bytes.

    media/ab/abcd….jpg            the file as it came
    media/ab/abcd…-640.webp       a smaller copy, which can be made again

A file gets its name only when it is whole and on the disk; what a killed run leaves is called `.partial-…` and is
removed by the next.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from clew.capture.keeping import FULL, PARTIAL, PIECE, put, sweep
from clew.errors import StoreFault, StoreFull

FOLDER = "media"
_NAME = re.compile(r"(?P<sha>[0-9a-f]{64})(?:-(?P<width>[0-9]{1,5}))?\.(?P<suffix>[a-z0-9]{2,4})")


class Shelf:
    """The files of one archive."""

    def __init__(self, archive: Path) -> None:
        self.folder = archive / FOLDER

    @contextmanager
    def begin(self) -> Iterator[Partial]:
        """A file that has no name yet, and is gone afterwards unless it was kept."""
        with _told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=PARTIAL, dir=self.folder)
        partial = Partial(self, Path(name), os.fdopen(handle, "w+b"))
        try:
            yield partial
        finally:
            partial.file.close()
            partial.path.unlink(missing_ok=True)

    def keep(self, data: bytes, name: str) -> None:
        """Keep a smaller copy, or another file that goes with one, under a name of its own."""
        with self.begin() as partial:
            partial.file.write(data)
            partial.keep(name)

    def bring(self, other: Shelf, name: str, sha: str | None = None) -> bool:
        """Copy a file from another shelf; false where it is not there, or not what its SHA-256 says."""
        try:
            with other.path(name).open("rb") as file, self.begin() as partial:
                shutil.copyfileobj(file, partial.file, PIECE)
                if sha is not None and partial.sha() != sha:
                    return False
                partial.keep(name)
        except FileNotFoundError:
            return False
        return True

    def path(self, name: str) -> Path:
        """Where the file of a name lies, whether it is there or not."""
        return self.folder / name[:2] / name

    def has(self, name: str) -> bool:
        """Whether it is there."""
        return self.path(name).is_file()

    def sweep(self) -> int:
        """Remove what killed runs left half written; only for whoever writes to the archive."""
        return sweep(self.folder)


class Partial:
    """A file that is being written."""

    def __init__(self, shelf: Shelf, path: Path, file: BinaryIO) -> None:
        self._shelf = shelf
        self.path = path
        self.file = file

    def sha(self) -> str:
        """The SHA-256 of what was written."""
        summed = hashlib.sha256()
        self.file.flush()
        self.file.seek(0)
        while piece := self.file.read(PIECE):
            summed.update(piece)
        return summed.hexdigest()

    def keep(self, name: str) -> None:
        """Give it its name, once it is on the disk."""
        with _told(self._shelf.folder):
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            put(self.path, self._shelf.path(name))


def parted(name: str) -> tuple[str, int | None] | None:
    """The SHA-256 and the width (None of the file as it came) that a file's name says; None where it is no name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return found["sha"], int(found["width"]) if found["width"] else None


def small_name(sha: str, width: int) -> str:
    """The name of a smaller copy."""
    return f"{sha}-{width}.webp"


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StoreFull(f"There is no room for media in {folder}; make some and do the same again.") from error
        reason = error.strerror or str(error)
        raise StoreFault(f"Media cannot be kept in {folder} ({reason}); see that you may write there.") from error
