"""The part of an archive that does what people ask for: forget what is held of them, or keep it from others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from clew.archive import consent
from clew.archive.forgetting import Found, Trace, forget
from clew.archive.importing import Progress
from clew.archive.receipts import still_held
from clew.archive.settling import settle
from clew.archive.view import View
from clew.errors import BadSetting, NotFound
from clew.stores.consent import Receipt, Refusal, Statement


class Wishing(View):
    """Forgetting and refusing; `Archive` has the rest."""

    def forget(self, found: Found, reason: str, trace: Trace = "id") -> Receipt:
        """Remove what was found, for good, and say what that was.

        `BadSetting` where a database's captures or media lie in a folder that was not named.
        """
        if self._captures is None and self._store.place is not None and (found.files or self._keeps(found.captures)):
            raise BadSetting(
                "Captures and media of this archive lie in a folder of their own; name it with --captures."
            )
        return forget(self._store, self._captures, self._media, found, reason, trace)

    def _keeps(self, captures: Iterable[str]) -> bool:
        """Whether the bytes of one of these captures are kept."""
        return any(kept.held for kept in map(self._store.capture, captures) if kept is not None)

    def still_held(self, receipt: Receipt, progress: Callable[[Progress], None] | None = None) -> Iterator[str]:
        """What is still held of what a receipt says was removed, each in words; everything here is gone through."""
        with self._store.adding():
            yield from still_held(self._store, self._captures, self._media, receipt, progress)

    def refuse(self, name: str, reason: str) -> tuple[str, int]:
        """Keep an author from everything that others see; their name in the list, and how many posts that hid.

        `name` is an id, a handle or the address of a profile; `BadQuery` where it is none.
        """
        called = consent.name_of(name)
        with self._store.adding():
            number = self._store.refuse(Refusal(called, reason.strip(), datetime.now(UTC)))
            settle(self._store)
        return called, number

    def allow(self, name: str) -> int:
        """Take a refusal back; how many posts are shown again. `NotFound` where there is none of that name."""
        called = consent.name_of(name)
        refusal = next((each for each in self._store.refusals() if each.name == called), None)
        if refusal is None:
            raise NotFound(f"Nobody called {called} is on the list; `clew consent` shows it.")
        with self._store.adding():
            number = self._store.allow(called)
            if refusal.source == consent.NETWORK:  # the owner's word stands before what is looked up again
                self._store.state([Statement(called, consent.OWNER, "yes", "", datetime.now(UTC))])
            settle(self._store)
        return number
