"""What the inside of an input looks like to whoever reads it, whether it is a file, a folder, a zip or a tar."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from clew.capture.reports import Report
from clew.capture.windows import SharedFile, Stream, Window


class Contents(Protocol):
    """The members of an input. `names` are in the order in which they are stored, which is the cheapest to read in."""

    names: tuple[str, ...]
    single: bool

    def stored(self, name: str) -> int:
        """How many bytes the member takes in the input."""
        ...

    def open(self, name: str, report: Report) -> Stream:
        """The member's bytes; what is wrong with them goes into the report."""
        ...

    def path(self, name: str) -> Path | None:
        """Where the member is a file of its own."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


class Single:
    """A file that is its own only member."""

    single = True

    def __init__(self, name: str, file: SharedFile) -> None:
        self.names: tuple[str, ...] = (name,)
        self._file = file

    def stored(self, _name: str) -> int:
        """The size of the file."""
        return self._file.size

    def open(self, _name: str, report: Report) -> Stream:
        """The bytes of the file."""
        return Window(self._file, 0, self._file.size, report)

    def path(self, _name: str) -> None:
        """The file is the input, not a member of it."""
        return

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Part:
    """One member of a zip, tar or folder as an input of its own; it lives as long as what it is part of."""

    single = True

    def __init__(self, whole: Contents, name: str, plain: str) -> None:
        self.names: tuple[str, ...] = (plain,)
        self._whole = whole
        self._name = name

    def stored(self, _name: str) -> int:
        """How many bytes it takes in the whole."""
        return self._whole.stored(self._name)

    def open(self, _name: str, report: Report) -> Stream:
        """The member's bytes."""
        return self._whole.open(self._name, report)

    def path(self, _name: str) -> Path | None:
        """Where the member is a file of its own."""
        return self._whole.path(self._name)

    def close(self) -> None:
        """The whole is closed by whoever opened it."""


class Below:
    """What lies in one folder of a folder or zip, as an input of its own; it lives as long as what it is part of."""

    single = False

    def __init__(self, whole: Contents, folder: str, names: Iterable[str]) -> None:
        self.names: tuple[str, ...] = tuple(name.removeprefix(folder) for name in names)
        # Folders may be nested more deeply than calls may.
        self.whole: Contents = whole.whole if isinstance(whole, Below) else whole
        self.folder: str = whole.folder + folder if isinstance(whole, Below) else folder

    def stored(self, name: str) -> int:
        """How many bytes the member takes in the whole."""
        return self.whole.stored(self.folder + name)

    def open(self, name: str, report: Report) -> Stream:
        """The member's bytes."""
        return self.whole.open(self.folder + name, report)

    def path(self, name: str) -> Path | None:
        """Where the member is a file of its own."""
        return self.whole.path(self.folder + name)

    def close(self) -> None:
        """The whole is closed by whoever opened it."""
