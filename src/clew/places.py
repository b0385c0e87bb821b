"""Folders and files wherever they are: on this machine, in S3, in HDFS; a file has its name only when it is whole.

An address is what Arrow knows (`s3://bucket/folder?endpoint_override=host:port&scheme=http`, `gs://bucket/folder`), or
one of HDFS (`hdfs://host:port/folder`); anything else is a path of this machine. Who may open it is told the servers'
own way (`AWS_ACCESS_KEY_ID` and the like), never in the address, which is shown to people and written into sets.
"""

from __future__ import annotations

import io
import os
import posixpath
import re
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast
from urllib.parse import parse_qs, urlsplit

from clew.errors import MissingPart, StoreFault, Unreadable

if TYPE_CHECKING:
    from pyarrow import fs

PARTIAL = ".partial-"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_AWAY = re.compile(r"(?:s3|gs|gcs|abfss?|hdfs|viewfs)://", re.IGNORECASE)
_HDFS = frozenset({"hdfs", "viewfs"})
# Stores of objects show an object when all of it was sent; a file system needs another name until then.
_OBJECTS = frozenset({"s3", "gcs", "abfs"})
_PIECE = 1 << 20
_PATIENCE = 10
"""Seconds a server may take to be found."""


class Found(NamedTuple):
    """A file: its path below the folder that was looked through, and its size."""

    path: str
    size: int


def is_address(place: str) -> bool:
    """Whether a place is on another machine, or may be."""
    return _ADDRESS.match(place) is not None


def is_away(place: str) -> bool:
    """Whether a place is the address of a folder or file in a storage of other machines."""
    return _AWAY.match(place) is not None


def below(place: str, name: str) -> str:
    """The path or address of what lies in a folder."""
    bare, mark, more = place.partition("?") if is_address(place) else (place, "", "")
    return f"{bare.rstrip('/')}/{name}{mark}{more}"


class Place:
    """A folder, or a file, by its path or address."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._system: fs.FileSystem
        self._path: str
        try:
            self._system, self._path = _found(place)
        except ImportError as error:
            raise MissingPart(
                "Reaching other machines' files needs a part that is not installed; run: pip install 'clew[parquet]'."
            ) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise Unreadable(f"{place} cannot be reached ({_said(error)}); check the address.") from error

    def knock(self) -> None:
        """See that somebody listens where a port is named: clients would ask again for minutes. `Unreadable`."""
        try:
            at = urlsplit(self.place)
            named = parse_qs(at.query).get("endpoint_override", [""])[0]
            at = urlsplit(f"//{named}") if named else at
            if is_away(self.place) and at.hostname and at.port:
                socket.create_connection((at.hostname, at.port), _PATIENCE).close()
        except (OSError, ValueError) as error:
            raise Unreadable(f"{self.place} cannot be reached ({_said(error)}); check the address.") from error

    @property
    def local(self) -> Path | None:
        """Its path on this machine; None where it is on another."""
        return Path(self._path) if self._system.type_name == "local" else None

    def is_inside(self, folder: Place) -> bool:
        """Whether it lies in another folder, at any depth."""
        if self.local is not None and folder.local is not None:
            return folder.local.resolve() in self.local.resolve().parents
        return self._system == folder._system and self._path.startswith(f"{folder._path.rstrip('/')}/")

    def at(self, below: str) -> str:
        """The full path of a file below this folder, as its file system knows it."""
        return posixpath.join(self._path, below) if below else self._path

    def size(self, below: str = "") -> int | None:
        """The bytes of a file; None where there is none."""
        info = self._info(self.at(below))
        return cast("int", info.size) if info.is_file else None

    def stamp(self, below: str) -> tuple[int | None, int] | None:
        """When a file was written, in nanoseconds where the storage says so, and its size; None where there is none."""
        info = self._info(self.at(below))
        return (info.mtime_ns, info.size) if info.is_file else None

    def is_folder(self) -> bool:
        """Whether there is a folder here."""
        return bool(self._info(self._path).type.name == "Directory")

    def files(self, below: str = "") -> list[Found]:
        """All files below this folder, sorted by path; none where there is no folder."""
        from pyarrow import fs

        selector = fs.FileSelector(self.at(below), allow_not_found=True, recursive=True)
        found = [info for info in self._info(selector) if info.is_file]
        return sorted(Found(posixpath.relpath(info.path, self._path), info.size) for info in found)

    def read(self, below: str) -> bytes | None:
        """A small file's bytes; None where there is none."""
        if self.size(below) is None:
            return None
        with self._reached(), self._system.open_input_stream(self.at(below)) as stream:
            return cast("bytes", stream.read())

    def open(self, below: str = "") -> Any:
        """A file to be read from anywhere in it, as Arrow has it."""
        return self._system.open_input_file(self.at(below))

    @contextmanager
    def table(self, below: str) -> Iterator[Any]:
        """A table in Parquet as a fragment of Arrow's datasets, of which only what is asked for is read.

        `Unreadable` where another machine does not give what is asked for; what Arrow says of a damaged file passes.
        """
        import pyarrow as pa
        import pyarrow.dataset as ds

        form = ds.ParquetFileFormat()
        if self.local is not None:
            yield form.make_fragment(self.at(below), self._system)
            return
        given = _Given()
        try:
            given.begin(lambda: self.open(below))
            yield form.make_fragment(pa.PythonFile(given, mode="r"))
        except Exception as error:
            if given.refused is None:
                raise
            said = _said(given.refused)
            raise Unreadable(f"{self.place} cannot be read further ({said}); see to it, and add it again.") from error

    def copy(self, out: BinaryIO, start: int = 0, end: int | None = None) -> None:
        """Copy this file's bytes from `start` to `end`."""
        with self.open() as file:
            file.seek(start)
            left = (file.size() if end is None else end) - start
            while left > 0 and (piece := file.read(min(_PIECE, left))):
                out.write(piece)
                left -= len(piece)

    @contextmanager
    def whole(self, below: str) -> Iterator[Any]:
        """Write a file that is there when the block ends, in place of one that was, and not there at all before."""
        path = self.at(below)
        try:
            if self._system.type_name in _OBJECTS:
                with tempfile.TemporaryFile() as spool:
                    yield spool
                    spool.seek(0)
                    with self._removed_on_error(path), self._system.open_output_stream(path, compression=None) as out:
                        shutil.copyfileobj(spool, out, _PIECE)
                return
            self._system.create_dir(posixpath.dirname(path), recursive=True)
            partial = f"{posixpath.dirname(path)}/{PARTIAL}{uuid.uuid4().hex}"
            with self._removed_on_error(partial):
                with self._system.open_output_stream(partial, compression=None) as out:
                    yield out
                self._rename(partial, path)
        except OSError as error:
            raise StoreFault(f"{self.place} cannot be written to ({_said(error)}); see to it and run again.") from error

    def _rename(self, partial: str, path: str) -> None:
        if self.local is not None:
            os.replace(partial, path)  # noqa: PTH105 paths of a file system of Arrow are texts
            return
        if self._info(path).type.name != "NotFound":
            self._system.delete_file(path)
        self._system.move(partial, path)

    @contextmanager
    def _removed_on_error(self, path: str) -> Iterator[None]:
        """Leave no half of a file: closing a stream finishes what was written, whatever happened meanwhile."""
        try:
            yield
        except BaseException:
            with suppress(OSError, RuntimeError):  # a storage that is gone has nothing to remove
                self._system.delete_file(path)
            raise

    def sweep(self) -> None:
        """Remove what killed tasks left half written."""
        for found in self.files():
            if posixpath.basename(found.path).startswith(PARTIAL):
                self._system.delete_file(self.at(found.path))

    def write(self, below: str, data: bytes) -> None:
        """Write a small file."""
        with self.whole(below) as out:
            out.write(data)

    def remove_file(self, below: str) -> None:
        """Remove a file."""
        self._system.delete_file(self.at(below))

    def remove(self, below: str) -> None:
        """Remove a folder below this one with all that is in it."""
        if self.local is not None:
            shutil.rmtree(self.at(below), ignore_errors=True)
        elif self._info(self.at(below)).type.name == "Directory":
            with suppress(FileNotFoundError):  # some servers of S3 know folders of which all objects are gone
                self._system.delete_dir(self.at(below))

    def _info(self, of: str | fs.FileSelector) -> Any:
        with self._reached():
            return self._system.get_file_info(of)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError) as error:
            raise Unreadable(
                f"{self.place} cannot be read ({_said(error)}); check address and keys, and that its server is there."
            ) from error


class _Given(io.RawIOBase):
    """A file of another machine, and in `refused` why that did not give what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: Exception | None = None
        self._file: Any = None
        self._size = 0

    def begin(self, opened: Callable[[], Any]) -> None:
        """Open the file."""
        self._file = self._asked(opened)
        self._size = self._asked(self._file.size)

    def _asked(self, ask: Callable[..., Any], *of: int) -> Any:
        try:
            return ask(*of)
        except (OSError, RuntimeError) as error:  # as Arrow and the client of HDFS tell it
            self.refused = error
            raise

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        from_where = {io.SEEK_SET: 0, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self._size}
        return int(self._asked(self._file.seek, from_where[whence] + place))

    def tell(self) -> int:
        return int(self._file.tell())

    def read(self, size: int = -1) -> bytes:
        return bytes(self._asked(self._file.read, *([size] if size >= 0 else [])))


def _found(place: str) -> tuple[fs.FileSystem, str]:
    """The file system of a place, and the path there."""
    from pyarrow import fs

    if not is_address(place):
        # a relative path is one of whoever asked, and tasks run elsewhere
        return fs.LocalFileSystem(), Path(place).absolute().as_posix()
    address = urlsplit(place)
    if address.password is not None:
        raise Unreadable(
            "An address with a key in it would be shown and written down; leave the key out and set it the server's own"
            " way, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    if address.scheme.lower() not in _HDFS:
        return cast("tuple[fs.FileSystem, str]", fs.FileSystem.from_uri(place))
    try:
        from hdfs_native import fsspec
    except ImportError as error:
        raise MissingPart("Reaching HDFS needs a part that is not installed; run: pip install 'clew[hdfs]'.") from error
    kind = fsspec.HdfsFileSystem if address.scheme.lower() == "hdfs" else fsspec.ViewfsFileSystem
    system = fs.PyFileSystem(fs.FSSpecHandler(kind(address.hostname, address.port)))
    return system, address.path.rstrip("/") or "/"


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
