"""Files that are sent to an archive: where they wait until they are read, and under which names.

    incoming/clew.lock
    incoming/<random>/1, 2, …

A file lies under a number. The name it came with is told to people and to the sources, and is never a path. The files
of a folder are put into one zip as they come, unpacked, because the names in a zip are data and are read as such.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from clew.capture.keeping import FULL
from clew.errors import BadQuery, StoreFault, StoreFull
from clew.post import Value
from clew.stores.sqlite.attendance import Attendance

INCOMING = "incoming"
LONGEST = 1000
"""Letters of a name that are kept."""
FOLDERS = 64
"""Folders that may come at once: each is a file that is open until all has come."""
_WHOLE = (".zip", ".wacz", ".tar", ".tgz", ".tar.gz", ".tar.zst")
"""What is read as a whole itself, and would not be looked into inside of another zip."""


class Sent(Value):
    """A file that was sent: where it lies, and the name it came with."""

    path: Path
    name: str


class Incoming:
    """The folder of files that wait; None is the system's folder for temporary files."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._held = ExitStack()
        self._open = False

    def open(self) -> None:
        """Be known to be using the folder; what others left there that were killed is removed.

        A folder that is not there is made by the first delivery; where nobody may write there is nothing to remove.
        """
        if not self._open and self.folder is not None and self.folder.is_dir():
            with suppress(StoreFault, OSError):
                self._attend(self.folder)

    def _attend(self, folder: Path) -> None:
        attendance = Attendance(folder, 5.0)
        with attendance.unattended() as nobody:
            if nobody:
                for each in folder.iterdir():
                    if each.is_dir():
                        shutil.rmtree(each, ignore_errors=True)
        self._held.enter_context(attendance.adding())
        self._open = True

    def close(self) -> None:
        """Let go of the folder."""
        self._held.close()
        self._open = False

    def room(self) -> int:
        """How many bytes there is room for."""
        place = Path(tempfile.gettempdir()) if self.folder is None else self.folder
        while not place.exists():
            place = place.parent
        return shutil.disk_usage(place).free

    def delivery(self) -> Delivery:
        """A place for what comes next; `StoreFault` where there can be none."""
        try:
            if self.folder is not None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self.open()
            return Delivery(Path(tempfile.mkdtemp(dir=self.folder, prefix="" if self.folder else "clew-incoming-")))
        except OSError as error:
            raise _fault(error) from error


class Delivery:
    """Files as they come, one after another; in a `with` block nothing is left of a delivery that fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._singles: list[Sent] = []
        self._zips: dict[str, tuple[zipfile.ZipFile, set[str]]] = {}
        self._file: IO[bytes] | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        if kind is not None:
            self.discard()

    def begin(self, name: str) -> None:
        """Open the next file under the name it came with: `tweets.zip`, or `folder/data/tweets.js`."""
        try:
            self._file = self._opened(name[:LONGEST].replace("\\", "/"))
        except OSError as error:
            raise _fault(error) from error

    def write(self, piece: bytes) -> None:
        """The next bytes of the file; `StoreFull` where there is no room."""
        assert self._file is not None
        try:
            self._file.write(piece)
        except OSError as error:
            raise _fault(error) from error

    def end(self) -> None:
        """The file is whole."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                raise _fault(error) from error
            finally:
                self._file = None

    def finish(self) -> tuple[Sent, ...]:
        """What came, in the order in which it was begun."""
        try:
            for each, _ in self._zips.values():
                each.close()
        except OSError as error:
            raise _fault(error) from error
        return tuple(self._singles)

    def discard(self) -> None:
        """Remove everything."""
        # On a full disk closing fails, too, and so does a zip that would write the list of its members.
        with suppress(OSError, ValueError):
            self.end()
        for each, _ in self._zips.values():
            file, each.fp = each.fp, None
            if file is not None:
                with suppress(OSError):
                    file.close()
        self._zips.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _opened(self, name: str) -> IO[bytes]:
        top, slash, member = name.strip("/").partition("/")
        if not slash or name.lower().endswith(_WHOLE):
            return (self._next(name.rpartition("/")[2] or "a file without a name")).open("xb")
        if top not in self._zips:
            if len(self._zips) >= FOLDERS:
                raise BadQuery(f"These are the files of more than {FOLDERS} folders; choose the folder around them.")
            self._zips[top] = zipfile.ZipFile(self._next(top), "x"), set()
        folder, known = self._zips[top]
        member = member.replace("\0", "\N{REPLACEMENT CHARACTER}")
        while member in known:
            member += "~"
        known.add(member)
        return folder.open(zipfile.ZipInfo(member), "w", force_zip64=True)

    def _next(self, name: str) -> Path:
        self._count += 1
        path = self.folder / str(self._count)
        self._singles.append(Sent(path, name))
        return path


def _fault(error: OSError) -> StoreFault:
    if error.errno in FULL:
        return StoreFull("There is no room left on the disk for what was sent; make some and send it again.")
    return StoreFault(f"What was sent cannot be kept ({error.strerror or error}); see that Clew may write there.")
