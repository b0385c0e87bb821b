"""What an owner puts beside the threads, in memory: kept searches, shelves, and the files that stand for media."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence

from clew.stores.base import Holding, Saved, ShelfCount, Shelved
from clew.stores.memory.adding import Rows


class Furniture:
    """The part of the store that keeps searches, shelves and media."""

    _rows: Rows
    _turn: threading.RLock

    def save(self, saved: Saved) -> None:
        """Keep a search under its name."""
        with self._turn:
            self._rows.saved[saved.name] = saved

    def saved(self) -> tuple[Saved, ...]:
        """The searches that are kept."""
        with self._turn:
            return tuple(self._rows.saved[name] for name in sorted(self._rows.saved))

    def unsave(self, name: str) -> bool:
        """Let go of a kept search."""
        with self._turn:
            return self._rows.saved.pop(name, None) is not None

    def shelve(self, name: str, threads: Sequence[Shelved]) -> None:
        """Let these be what stands on a shelf."""
        with self._turn:
            self._rows.shelves[name] = tuple(threads)
            if not threads:
                del self._rows.shelves[name]

    def shelf(self, name: str) -> tuple[Shelved, ...]:
        """What stands on a shelf."""
        return self._rows.shelves.get(name, ())

    def shelves(self) -> tuple[ShelfCount, ...]:
        """The shelves."""
        with self._turn:
            shelves = sorted(self._rows.shelves.items())
        return tuple(ShelfCount(name, len(some), max(each.added for each in some)) for name, some in shelves)

    def hold(self, holdings: Sequence[Holding]) -> None:
        """Note what stands for these media."""
        with self._turn:
            self._rows.media.update((each.address, each) for each in holdings)

    def holdings(self, addresses: Iterable[str]) -> Mapping[str, Holding]:
        """What is noted of these media."""
        with self._turn:
            return {name: self._rows.media[name] for name in addresses if name in self._rows.media}

    def holding(self, sha: str) -> Holding | None:
        """One medium whose file has this SHA-256."""
        with self._turn:
            return next((each for _, each in sorted(self._rows.media.items()) if each.sha == sha), None)

    def every_holding(self) -> Iterator[Holding]:
        """What is noted of all media."""
        with self._turn:
            return iter(tuple(self._rows.media.values()))
