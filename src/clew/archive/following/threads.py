"""Threads of which a stream showed a part: the rest is fetched, as `clew add ADDRESS` does, one after another.

What is to be fetched is noted in the store together with the part, so that a killed program fetches it later.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Self

import msgspec

from clew.errors import ClewError, StoreBusy, Unreadable
from clew.networks import Sign
from clew.post import Author, Value
from clew.stores.base import Store
from clew.stores.deeds import Deed, name_of

_KIND = "fetch"
# A server shows a post some moments after its stream did. Then, where nothing came, after longer and longer times.
_PAUSES = (2, 20, 120, 900)
# A server of the fediverse tells of a hashtag and not of what goes on without it: its threads are looked at again.
_LOOKS = (60, 300, 1800, 7200)
# One thread after another, and none sooner than this.
_REST = 1.0
_REMEMBERED = timedelta(days=7)


class Errand(Value):
    """A thread to fetch: the address of a post of it, when (Unix time), and how often it was tried."""

    address: str
    due: float
    tries: int = 0
    looks: int = 0


def let_go(store: Store, authors: Iterable[Author]) -> None:
    """Fetch no thread of these authors that was still to be fetched: its address names them."""
    begun = tuple(start for author in authors for start in (f"at://{author.id}/", f"{author.id}/"))
    waiting = [msgspec.json.decode(deed.said, type=Errand) for deed in store.deeds(_KIND) if deed.said]
    own = [errand for errand in waiting if errand.address.startswith(begun)]
    if own:
        store.do([over(errand) for errand in own])


def over(errand: Errand) -> Deed:
    """The deed that says that there is nothing to fetch any more."""
    return Deed(_KIND, name_of(errand.address), "", datetime.now(UTC))


class Threads:
    """The errands of one run; `lacks` says of a post whether its thread has to be fetched."""

    def __init__(self, store: Store, fetch: Callable[[str], None], stopped: threading.Event) -> None:
        self._store = store
        self._fetch = fetch
        self._stopped = stopped
        self._turn = threading.Condition()
        self._errands: dict[str, Errand] = {}
        self._named: set[str] = set()
        self.failed: str | None = None
        self.fetched = 0
        store.undo(_KIND, datetime.now(UTC) - _REMEMBERED)
        for deed in store.deeds(_KIND):
            if deed.said:
                errand = msgspec.json.decode(deed.said, type=Errand)
                self._errands[errand.address] = msgspec.structs.replace(errand, due=time.time())
        self._thread = threading.Thread(target=self._work, name="threads", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with self._turn:
            self._turn.notify()
        self._thread.join(20)

    @property
    def waiting(self) -> int:
        """How many are still to be fetched."""
        return len(self._errands)

    def noted(self, lacking: Iterable[Sign]) -> list[Deed]:
        """Deeds that say which threads are to be fetched, to be written with what showed them."""
        now = datetime.now(UTC)
        return [
            Deed(_KIND, name_of(errand.address), msgspec.json.encode(errand).decode(), now)
            for errand in self._new(lacking)
        ]

    def _new(self, lacking: Iterable[Sign]) -> list[Errand]:
        found = []
        with self._turn:
            for sign in lacking:
                if (sign.root or sign.id) in self._named or sign.id in self._errands:
                    continue
                self._named.add(sign.root or sign.id)
                self._errands[sign.id] = Errand(sign.id, time.time() + _PAUSES[0])
                found.append(self._errands[sign.id])
            self._turn.notify()
        return found

    def _work(self) -> None:
        while not self._stopped.is_set():
            with self._turn:
                errand = min(self._errands.values(), key=lambda each: each.due, default=None)
                wait = _REST if errand is None else errand.due - time.time()
                if wait > 0:
                    self._turn.wait(min(wait, _REST))
                    continue
            assert errand is not None
            self._run(errand)
            self._stopped.wait(_REST)

    def _run(self, errand: Errand) -> None:
        try:
            self._fetch(errand.address)
        except StoreBusy:
            self._later(errand, errand.tries)
        except Unreadable as error:
            self.failed = error.message
            self._later(errand, errand.tries + 1)
        except ClewError as error:
            self.failed = error.message
            self._over(errand)
        else:
            self.fetched += 1
            if errand.address.startswith("http") and errand.looks < len(_LOOKS):
                again = Errand(errand.address, time.time() + _LOOKS[errand.looks], looks=errand.looks + 1)
                with self._turn:
                    self._errands[errand.address] = again
            else:
                self._over(errand)

    def _later(self, errand: Errand, tries: int) -> None:
        if tries >= len(_PAUSES):
            self._over(errand)
            return
        with self._turn:
            due = time.time() + _PAUSES[tries]
            self._errands[errand.address] = Errand(errand.address, due, tries, errand.looks)

    def _over(self, errand: Errand) -> None:
        with self._turn:
            self._errands.pop(errand.address, None)
        self._store.do([over(errand)])
