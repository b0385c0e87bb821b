"""What was done outside, in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

from clew.stores.deeds import Deed
from clew.stores.memory.adding import Rows


class Deeds:
    """The part of the store that remembers deeds."""

    _rows: Rows
    _turn: threading.RLock

    def do(self, deeds: Sequence[Deed]) -> None:
        """Note deeds."""
        with self._turn:
            self._rows.deeds.update(((each.kind, each.name), each) for each in deeds)

    def deeds(self, kind: str | None, beginning: str = "", since: datetime | None = None) -> tuple[Deed, ...]:
        """The deeds of a kind."""
        with self._turn:
            found = [each for each in self._rows.deeds.values() if kind in {None, each.kind}]
        found = [each for each in found if each.name.startswith(beginning) and (since is None or each.made >= since)]
        return tuple(sorted(found, key=lambda each: (each.made, each.name)))

    def undo(self, kind: str, before: datetime) -> int:
        """Let go of old deeds."""
        with self._turn:
            old = [key for key, each in self._rows.deeds.items() if each.kind == kind and each.made < before]
            for key in old:
                del self._rows.deeds[key]
        return len(old)
