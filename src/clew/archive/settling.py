"""Put the threads of touched authors together again, some authors at a time.

The marks in the store say whose threads are to be made; each group is written in one transaction that takes its marks
away. Nothing is lost when this stops anywhere: whoever opens the archive next goes on from the marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Self

import msgspec

from clew.archive.worker import Crew, Make, Worker, processors
from clew.meeting import Refused, heal
from clew.settled import Settled, threads_of
from clew.stores.base import Mark, Store

# Posts whose threads are made at a time: about 30 MB with everything that is made of them.
GROUP = 5000
# Posts whose threads are written in one transaction at most: about 50 MB.
WRITE = 20_000
# From this many on, workers gain more than their start costs (0.3 s).
MANY = 50_000
# Posts whose authors are shared out among workers at a time.
ROUND = 200_000
WORKERS = 4


def settle(
    store: Store, group: int = GROUP, told: Callable[[int], None] | None = None, crew: Crew | None = None
) -> None:
    """Make the threads of all touched authors; cards of listings meet the posts they showed before.

    `told` is called with how many threads are made whenever some are written; `crew` has workers that wait already.
    """
    refused: Refused = {}
    count = 0
    with ExitStack() as stack:
        shared: _Shared | None = None
        while marks := store.touched(ROUND):
            if heal(store, [mark.author_id for mark in marks], refused):
                continue  # somebody else is touched now
            if shared is None and store.place is not None and sum(mark.posts for mark in marks) >= MANY:
                crew = crew or stack.enter_context(Crew())
                shared = stack.enter_context(_Shared(store, store.place, min(processors(), WORKERS), crew))
            groups = list(_groups(marks, group))
            results = (made(store, each) for each in groups) if shared is None else shared.made(groups)
            for settled in _gathered(results):
                kept = [refused.pop(mark.author_id, {}) for mark in settled.marks] if refused else []
                problems = {name: problem for each in (settled.problems, *kept) for name, problem in each.items()}
                store.write(settled.marks, settled.threads, problems, settled.entries)
                count += len(settled.threads)
                if told is not None:
                    told(count)


def _groups(marks: Sequence[Mark], size: int) -> Iterator[tuple[str, ...]]:
    """Authors in groups of about `size` posts."""
    group: list[str] = []
    posts = 0
    for mark in marks:
        if group and posts + mark.posts > size:
            yield tuple(group)
            group, posts = [], 0
        group.append(mark.author_id)
        posts += mark.posts
    if group:
        yield tuple(group)


def _gathered(results: Iterable[Settled]) -> Iterator[Settled]:
    """Groups put together until they are worth a transaction: each one writes the same pages of the lists again.

    The first is written as it comes, and each takes as many as all before it, so that nobody waits to begin.
    """
    waiting: list[Settled] = []
    posts = done = 0
    for settled in results:
        waiting.append(settled)
        posts += sum(mark.posts for mark in settled.marks)
        if posts >= min(WRITE, done):
            yield _one(waiting)
            done, posts = done + posts, 0
            waiting.clear()
    if waiting:
        yield _one(waiting)


def _one(settled: Sequence[Settled]) -> Settled:
    problems = {post_id: problem for each in settled for post_id, problem in each.problems.items()}
    return Settled(
        tuple(mark for each in settled for mark in each.marks),
        tuple(thread for each in settled for thread in each.threads),
        problems,
        tuple(entry for each in settled for entry in each.entries),
    )


def made(store: Store, author_ids: Sequence[str]) -> Settled:
    """The threads of these authors as their posts are now."""
    return threads_of(store.of_authors(author_ids))


class _Shared:
    """Workers that make threads while this process writes those that are made."""

    _as_settled = msgspec.msgpack.Decoder(Settled)

    def __init__(self, store: Store, place: str, count: int, crew: Crew) -> None:
        self._store = store
        self._crew = crew
        self._place = place
        self._stack = ExitStack()
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._count = count

    def __enter__(self) -> Self:
        for _ in range(self._count if self._count > 1 else 0):
            self._idle.put(self._stack.enter_context(self._crew.take()))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def made(self, groups: Sequence[tuple[str, ...]]) -> Iterator[Settled]:
        """The threads of each group, as they come; a group whose worker dies is made here."""
        if self._idle.empty():
            yield from (made(self._store, group) for group in groups)
            return
        with ThreadPoolExecutor(self._count) as pool:
            asked = {pool.submit(self._ask, group): group for group in groups}
            try:
                for answer in as_completed(asked):
                    message = answer.result()
                    yield made(self._store, asked[answer]) if message is None else self._as_settled.decode(message)
                    del asked[answer]
            finally:
                pool.shutdown(cancel_futures=True)

    def _ask(self, author_ids: tuple[str, ...]) -> bytes | None:
        worker = self._idle.get()
        worker.tell(Make(self._place, author_ids))
        message = worker.hear()
        self._idle.put(worker)
        return message
