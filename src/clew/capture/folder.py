"""A folder: its members are the files below it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from clew.capture.contents import Contents
from clew.capture.member_names import hidden, told
from clew.capture.reports import Reading, Report
from clew.capture.windows import SharedFile, Stream, Window


class Folder(Contents):
    """The files below a folder, by their path in it; hidden ones are left out, links out of it are not followed."""

    single = False

    def __init__(self, root: Path, place: str, reading: Reading) -> None:
        self._root = root
        self._place = place
        self._sizes = dict(sorted(self._walk(reading)))
        self.names = tuple(self._sizes)

    def stored(self, name: str) -> int:
        """The size of the file when the folder was listed."""
        return self._sizes[name]

    def open(self, name: str, report: Report) -> Stream:
        """The bytes of the file; one that cannot be opened is empty and says why."""
        try:
            return Whole(SharedFile.at(self._root / name), report)
        except OSError as error:
            report.note(f"cannot be opened: {error.strerror or error}")
            return Stream()

    def path(self, name: str) -> Path:
        """The file itself."""
        return self._root / name

    def close(self) -> None:
        """Nothing is held open."""

    def _walk(self, reading: Reading) -> Iterator[tuple[str, int]]:
        waiting = [""]
        while waiting:
            below = waiting.pop()
            try:
                with os.scandir(self._root / below) as listing:
                    entries = [entry for entry in listing if not hidden(entry.name)]
            except OSError as error:
                reading.note(self._shown(below), f"cannot be listed: {error.strerror or error}")
                continue
            for entry in entries:
                name = f"{below}/{entry.name}" if below else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                elif (size := self._measure(entry, name, reading)) is not None:
                    yield name, size

    def _measure(self, entry: os.DirEntry[str], name: str, reading: Reading) -> int | None:
        """The size of a file that may be read; of a link only where it stays in the folder, of no pipe or device."""
        try:
            if entry.is_symlink() and not Path(entry.path).resolve(strict=True).is_relative_to(self._root.resolve()):
                reading.note(self._shown(name), "is a link that leads out of the folder; it was not followed")
                return None
            state = entry.stat()
        except (OSError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it leads in a circle"
            reading.note(self._shown(name), f"cannot be opened: {reason}")
            return None
        if stat.S_ISREG(state.st_mode):
            return state.st_size
        if not entry.is_symlink():
            reading.note(self._shown(name), "is no file but a pipe or a device; it was not opened")
        return None

    def _shown(self, name: str) -> str:
        return f"{self._place} › {told(name)}" if name else self._place


class Whole(Window):
    """A whole file that nobody else reads."""

    def __init__(self, file: SharedFile, report: Report) -> None:
        super().__init__(file, 0, file.size, report)
        self._own = file

    def close(self) -> None:
        """Close the file, too."""
        self._own.close()
        super().close()
