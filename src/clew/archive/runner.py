"""Runs errands: asks for media at their web addresses, keeps what comes, and notes it.

One after another is kept and noted as it comes, so that a run that ends anywhere has lost nothing but the files it was
at, and the next one goes on with those.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from clew.archive import holdings
from clew.archive.errands import Errand
from clew.fetching import Client, Doors, Got, Limits
from clew.media.addresses import originals
from clew.media.kinds import refusal
from clew.media.shelf import Shelf
from clew.stores.base import Holding, Store

WORKERS = 4


class Runner:
    """Runs errands, some at a time; what each brought is noted in the archive before it is told."""

    def __init__(self, store: Store, shelf: Shelf, nearby: Iterable[str], most: int) -> None:
        self._store = store
        self._shelf = shelf
        self._stopped = threading.Event()
        self._client = Client(Doors(nearby), Limits(most), self._stopped)

    def run(self, wanted: Iterable[Errand]) -> Iterator[Holding]:
        """What each errand brought: a file, or a reason; only lasting reasons are noted."""
        waiting = iter(wanted)
        pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="clew-media")
        try:
            running: set[Future[tuple[Holding, bool]]] = set()
            while True:
                running |= {pool.submit(self._one, each) for each in islice(waiting, 2 * WORKERS - len(running))}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for each in done:
                    holding, lasting = each.result()
                    if lasting:
                        self._store.hold([holding])
                    yield holding
        finally:
            self._stopped.set()
            self._client.close()
            pool.shutdown(cancel_futures=True)

    def _one(self, errand: Errand) -> tuple[Holding, bool]:
        """What an errand brought, and whether that is worth noting."""
        reason, lasting = "", True
        for address in originals(errand.address):
            with self._shelf.begin() as partial:
                found = self._client.fetch(address, partial.file, refusal)
                if isinstance(found, Got):
                    try:
                        file = holdings.shelved(self._shelf, partial, found.size)
                    except holdings.UnfitError as error:
                        return holdings.holding(errand.address, errand.post, found.address, None, str(error)), True
                    return holdings.holding(errand.address, errand.post, found.address, file), True
            reason, lasting = found.reason, lasting and found.lasting
        return holdings.holding(errand.address, errand.post, errand.address, None, reason), lasting
