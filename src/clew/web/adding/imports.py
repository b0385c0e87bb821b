"""Imports: one is made at a time, in a thread of its own, and those that wait are known by a random name.

An import knows nothing of files: it is given a `Bring`, which reads what it reads into the archive. It is stopped
where it next tells how far it is, and then leaves what a killed `clew add` leaves: what was read, and marks from which
the archive is mended when it is opened again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import anyio
from msgspec.structs import replace

from clew.archive import Archive, Import, Progress
from clew.errors import ClewError, NotFound, StoreBusy
from clew.speech import _, later
from clew.web.adding.standing import Standing, State, Tally, Unread
from clew.web.presence import Presence

_LOG = logging.getLogger(__name__)

Bring = Callable[[Archive, Callable[[Progress], None]], Iterator[Import | Unread]]
"""Reads inputs into an archive, telling how far it is: an `Import` for each, or why it cannot be read."""

WAITING = 20
"""Imports that may wait."""
_KEPT = 50
_TRIES = 20
_SHOWN = 12
_TAGS = 24
_FAILED = later("Clew could not go on with this. Its log says why; what was read is kept.")
_NO_ADDRESS = later("The hub was not told: start Clew with --pages and the address that others read these pages at.")
_NOT_TOLD = later("The hub was not told of everything that changed; Clew’s log says why.")


class StoppedError(Exception):
    """The server stops, and with it the import."""


class Job:
    """One import; `names` are what it reads, as a person knows it, and `done` is called when it is over.

    `private` says whether posts for followers and single persons are kept.
    """

    def __init__(
        self, names: tuple[str, ...], bring: Bring, done: Callable[[], None], *, private: bool = False
    ) -> None:
        self.id = secrets.token_urlsafe(12)
        self.names = names
        self.bring = bring
        self.done = done
        self.private = private
        self.now = Standing()
        self._lock = threading.Lock()
        self._bells: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def change(self, **values: Any) -> None:
        """Another moment; whoever watches is told."""
        with self._lock:
            self.now = replace(self.now, version=self.now.version + 1, **values)
            for loop, event in self._bells:
                loop.call_soon_threadsafe(event.set)

    async def after(self, version: int, patience: float) -> Standing:
        """How it stands as soon as that is another version, or when so many seconds are over."""
        bell = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            self._bells.add(bell)
        try:
            if self.now.version == version:
                with anyio.move_on_after(patience):
                    await bell[1].wait()
        finally:
            with self._lock:
                self._bells.discard(bell)
        return self.now


class Imports:
    """The imports of one server; the hub that `site` names is told what each has changed."""

    def __init__(self, archive: Archive, site: Presence = Presence()) -> None:  # noqa: B008 - a frozen value
        self._archive = archive
        self._site = site
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._turn = threading.Condition()
        self._waiting: list[Job] = []
        self._thread: threading.Thread | None = None
        self.stopping = False

    @property
    def full(self) -> bool:
        """Whether so many wait that no more are taken."""
        return len(self._waiting) >= WAITING

    def put(self, job: Job) -> None:
        """Let an import wait for its turn."""
        with self._turn:
            self._jobs[job.id] = job
            self._waiting.append(job)
            over = [name for name, each in self._jobs.items() if each.now.over]
            for name in over[: max(0, len(self._jobs) - _KEPT)]:
                del self._jobs[name]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="imports", daemon=True)
                self._thread.start()
            self._turn.notify()

    def job(self, name: str) -> Job:
        """The import of that name; `NotFound` where it is over for long, or was of a server that is no more."""
        with self._turn:
            job = self._jobs.get(name)
        if job is None:
            raise NotFound(_("That import is not known any more; what it read is among the captures."))
        return job

    def before(self, job: Job) -> int:
        """How many are made before this one."""
        with self._turn:
            return self._waiting.index(job) + 1 if job in self._waiting else 0

    def stop(self) -> None:
        """Let no more be made, and the one at hand end at its next step."""
        with self._turn:
            self.stopping = True
            waiting, self._waiting = self._waiting, []
            watched = [job for job in self._jobs.values() if not job.now.over and job not in waiting]
            self._turn.notify()
        for job in waiting:
            self._end(job, "stopped")
        for job in watched:
            job.change()

    def close(self, patience: float = 10.0) -> None:
        """Stop, and wait until nothing is written any more, though not for ever: its marks are mended from later."""
        self.stop()
        if self._thread is not None:
            self._thread.join(patience)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            self._make(job)

    def _next(self) -> Job | None:
        with self._turn:
            while not self._waiting and not self.stopping:
                self._turn.wait()
            return None if self.stopping else self._waiting.pop(0)

    def _make(self, job: Job) -> None:
        """Make one import; this is the border at which an import's errors become sentences."""
        began = datetime.now(UTC)
        try:
            tally = self._patiently(job)
            found, tags = self._found(tuple(tally.met))
            self._end(job, "done", **tally.sums(), found=found, tags=tags, sentence=self._tell_hub(began))
        except StoppedError:
            self._end(job, "stopped")
        except ClewError as error:
            self._end(job, "failed", sentence=error.message)
        except Exception as error:  # noqa: BLE001 - a fault of one import must not end those that wait
            _LOG.error("An import failed", exc_info=error)
            self._end(job, "failed", sentence=_FAILED)

    def _end(self, job: Job, state: State, **values: Any) -> None:
        job.done()
        job.change(state=state, **values)

    def _patiently(self, job: Job) -> Tally:
        """Make it again where another program is writing: what was read before costs little the second time."""
        for _try in range(_TRIES):
            try:
                return self._once(job)
            except StoreBusy as error:
                job.change(state="waiting", sentence=error.message)
        return self._once(job)

    def _once(self, job: Job) -> Tally:
        tally = Tally()

        def tell(progress: Progress) -> None:
            if self.stopping:
                raise StoppedError
            tally.progress(progress)
            state: State = "reading" if progress.threads is None else "joining"
            job.change(state=state, sentence="", **tally.sums())

        job.change(state="reading", sentence="", **tally.sums())
        for each in job.bring(self._archive, tell):
            if isinstance(each, Unread):
                tally.refuse(each)
            else:
                tally.bring(each)
            job.change(**tally.sums())
            if self.stopping:
                raise StoppedError
        return tally

    def _tell_hub(self, began: datetime) -> str:
        """Tell the hub, as `clew add` does; a message for whoever added, "" where there is nothing to say."""
        site = self._site
        if site.hub is None:
            return ""
        if site.address is None:
            return _NO_ADDRESS
        told = self._archive.tell_hub(site.hub, site.address.rstrip("/"), began)
        if told.why is None:
            return ""
        _LOG.warning("The hub was told of %d of %d feeds that changed: %s", told.told, told.changed, told.why)
        return _NOT_TOLD

    def _found(self, met: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        """Some threads of these posts, and their hashtags, the most frequent first."""
        cards = self._archive.threads_of(met)
        tags: dict[str, int] = {}
        for card in cards:
            for tag in card.summary.tags:
                tags[tag] = tags.get(tag, 0) + 1
        return cards[:_SHOWN], tuple(sorted(tags, key=lambda tag: -tags[tag])[:_TAGS])
