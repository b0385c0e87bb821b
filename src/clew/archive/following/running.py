"""One run of `clew follow`: the streams that the list asks for, heard until somebody stops it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from clew import networks, settings
from clew.archive.asked import Asking, tokens
from clew.archive.consent import NETWORK
from clew.archive.following.listening import Listener, News
from clew.archive.following.recording import Recorder
from clew.archive.following.threads import Threads
from clew.archive.following.wanted import Permission, Wanted
from clew.archive.following.wishes import Followed, Wishes
from clew.errors import BadQuery
from clew.fetching import Doors
from clew.media.shelf import Shelf
from clew.post import Author
from clew.stores.base import Store
from clew.stores.consent import Statement

_LOOKED = 3.0
_HUB = 15.0
# What was begun before a hub was told last, and finished after: so much of it is told again.
_UNDER_WAY = timedelta(seconds=30)
_ENDING = 30.0


class Streams:
    """How all streams are doing at a moment."""

    def __init__(self, news: Iterable[News], threads: Threads, refused: int) -> None:
        self.news = tuple(news)
        self.refused = refused
        self.fetched, self.waiting, self.failed = threads.fetched, threads.waiting, threads.failed


class Following:
    """One run of `clew follow`."""

    def __init__(
        self,
        store: Store,
        captures: Path | None,
        media: Shelf | None,
        asking: Asking,
        fetch: Callable[[str], None],
        *,
        stream: str,
        looked_up: bool = True,
    ) -> None:
        self._store = store
        self._wishes = Wishes(store)
        self._asking = asking
        self._fetch = fetch
        self._stream = stream
        self.stopped = threading.Event()
        self._permission = Permission(store, self._look_up if looked_up else None, self.stopped)
        self._recorder = Recorder(store, captures, media, asking, self.stopped)

    def run(self, told: Callable[[Streams], None], tell_hub: Callable[[datetime], None] | None = None) -> None:
        """Follow what is on the list, whatever is put on it meanwhile, until `stopped` is set.

        `told` hears about once a second how it is going; `tell_hub` is called when posts were kept since a moment, and
        not more often than every 15 seconds.
        """
        hub = _Hub(tell_hub)
        listeners: list[Listener] = []
        before = 0  # batches of listeners that ended because the list changed
        if not self._wishes.all():
            raise BadQuery("Nothing is followed yet; `clew follow add NAME` (or #tag, words, a server) begins.")
        with Threads(self._store, self._fetch, self.stopped) as threads:
            while not self.stopped.is_set():
                wishes = self._wishes.all()
                with self._listening(wishes, threads) as listeners:
                    looked = time.monotonic()
                    while not self.stopped.wait(1):
                        now = Streams((each.news for each in listeners), threads, self._permission.refused)
                        told(now)
                        hub.look(before + sum(each.batches for each in now.news) + now.fetched)
                        if time.monotonic() - looked >= _LOOKED:
                            looked = time.monotonic()
                            if self._wishes.all() != wishes:
                                break
                        if any(each.fault is not None for each in listeners):
                            self.stopped.set()
                before += sum(each.news.batches for each in listeners)
        hub.look(before + threads.fetched, last=True)
        fault = next((each.fault for each in listeners if each.fault is not None), None)
        if fault is not None:
            raise fault

    def _look_up(self, author: Author) -> Iterator[Statement]:
        """What an author's network says now of whether they want to be shown; nothing where it cannot be asked."""
        services = networks.Services(self._asking.appview.rstrip("/"), self._asking.plc.rstrip("/"))
        with closing(networks.Ask(services, self._asking.nearby, tokens(settings.tokens()))) as ask:
            stance = networks.consent(author, ask)
        if stance.answer != "unknown":
            yield Statement(author.id, NETWORK, stance.answer, stance.reason, datetime.now(UTC))

    @contextmanager
    def _listening(self, wishes: tuple[Followed, ...], threads: Threads) -> Iterator[list[Listener]]:
        """Listen to every stream that somebody's wish is about."""
        ended = threading.Event()
        doors, keys = Doors(self._asking.nearby), tokens(settings.tokens())
        listeners = []
        for stream, own in self._streams(wishes):
            wanted = Wanted(self._store, stream.network, own, self._permission)
            listeners.append(Listener(stream, wanted, self._recorder, threads, doors, keys, ended))
        for each in listeners:
            each.start()
        try:
            yield listeners
        finally:
            ended.set()
            for each in listeners:
                each.join(_ENDING)

    def _streams(self, wishes: tuple[Followed, ...]) -> Iterator[tuple[networks.Stream, list[Followed]]]:
        """The streams, each with the wishes that it is heard for."""
        everywhere = [each for each in wishes if each.server is None and each.kind != "server"]
        if everywhere:
            yield _stream("bluesky", self._stream), everywhere
        for wish in wishes:
            if wish.kind == "server" or wish.server is not None:
                yield _stream("fediverse" if wish.server else "bluesky", wish.address), [wish]


def _stream(network: str, address: str) -> networks.Stream:
    found: networks.Stream = cast("Any", networks.load(network)).stream(address)
    return found


class _Hub:
    """Tells a hub what has changed, now and then."""

    def __init__(self, tell: Callable[[datetime], None] | None) -> None:
        self._tell = tell
        self._count = 0
        self._since = datetime.now(UTC)
        self._told = time.monotonic()

    def look(self, count: int, *, last: bool = False) -> None:
        """Tell it, if more was kept and the last time is some seconds ago, or there will be no other."""
        if self._tell is None or count == self._count or (not last and time.monotonic() - self._told < _HUB):
            return
        since, self._since, self._count = self._since, datetime.now(UTC) - _UNDER_WAY, count
        self._tell(since)
        self._told = time.monotonic()
