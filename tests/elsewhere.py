"""Folders of this machine as a storage of other machines has them: behind an address, and with whatever goes wrong there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from fsspec.implementations.local import LocalFileSystem
from pyarrow import fs

from clew import places

ADDRESS = "gs://here"


class Elsewhere(LocalFileSystem):
    """A storage that can fail: what it was asked for, and below which names it gives nothing any more."""

    cachable = False
    protocol = "elsewhere"

    def __init__(self) -> None:
        super().__init__()
        self.listed = 0
        self.opened: Counter[str] = Counter()
        self.silent = ""

    def find(self, path: str, *more: Any, **named: Any) -> Any:
        self.listed += 1
        return super().find(path, *more, **named)

    def open(self, path: str, mode: str = "rb", **_more: Any) -> Any:
        if mode != "rb":
            Path(path).parent.mkdir(parents=True, exist_ok=True)  # storages of objects know no folders
        self.opened["/".join(Path(path).parts[-2:])] += 1
        file = super().open(path, mode)
        if self.silent and self.silent in path:
            file.read = self._fails
        return file

    def _fails(self, *_asked: Any) -> bytes:
        raise OSError("Network is unreachable")


def elsewhere(monkeypatch) -> Elsewhere:
    """A storage whose addresses are `gs://here` and a path of this machine."""
    storage, found = Elsewhere(), places._found

    def there(place: str) -> tuple[fs.FileSystem, str]:
        if not place.startswith(ADDRESS):
            return found(place)
        return fs.PyFileSystem(fs.FSSpecHandler(storage)), place.removeprefix(ADDRESS)

    monkeypatch.setattr(places, "_found", there)
    return storage
