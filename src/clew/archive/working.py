"""What a worker does (`python -m clew.archive.working`): answer requests until there are no more."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from queue import Queue
from typing import BinaryIO

import msgspec

from clew import sources, stores
from clew.archive.settling import made
from clew.archive.worker import Make, Read, Records, Request, batches, get, give_way, put
from clew.capture import Capture, open_capture
from clew.post import Notice, Post, Problem
from clew.stores.base import Store

# Batches that may wait; more would only take memory.
_AHEAD = 1
# Hardly anything that is read or made has a cycle; to look for them as often as usual takes a tenth of the time.
_SELDOM = (50_000, 20, 20)
# Steps of `nice`: whoever writes goes before whoever reads ahead (`clew add` takes 5), and both behind a server.
_STEPS = 10
_as_request = msgspec.msgpack.Decoder(Request)
_encode = msgspec.msgpack.Encoder().encode


def main() -> None:
    """Answer each request on standard output."""
    # Whoever started this decides what an interrupt means, and ends this with the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_SELDOM)
    give_way(_STEPS)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    archives: dict[str, Store] = {}
    while (message := get(requests)) is not None:
        request = _as_request.decode(message)
        if isinstance(request, Read):
            _ahead(_read(request), answers)
            _prepare()
        else:
            put(answers, _encode(made(_archive(archives, request), request.author_ids)))


def _prepare() -> None:
    """Load what making threads takes, while what was read last is still being written."""
    from clew import unroll  # noqa: F401
    from clew.text import tongues

    tongues.prepare()


def _ahead(records: Iterator[Records], answers: BinaryIO) -> None:
    """Read on while a few batches wait for whoever writes them."""
    waiting: Queue[Records | None] = Queue(_AHEAD)

    def pass_on() -> None:
        try:
            while (batch := waiting.get()) is not None:
                put(answers, _encode(batch))
        except OSError:  # nobody is there to write it any more
            os._exit(1)

    passing = threading.Thread(target=pass_on, daemon=True)
    passing.start()
    for batch in records:
        waiting.put(batch)
    waiting.put(None)
    passing.join()


def _archive(archives: dict[str, Store], request: Make) -> Store:
    if request.place not in archives:
        archives[request.place] = stores.find(request.place).Store.open(request.place, create=False)
    return archives[request.place]


def _opened(request: Read) -> Capture:
    return open_capture(request.place, topic=request.topic, mapping=request.mapping, called=request.called)


def _read(request: Read) -> Iterator[Records]:
    wanted = frozenset(request.names)
    with _opened(request) as whole:
        capture = whole.only(wanted.__contains__)
        records = sources.load(request.source).read(capture)
        for batch in batches(records):
            yield Records(
                tuple(record for record in batch if type(record) is Post),
                tuple(record for record in batch if type(record) is Notice),
                tuple(record for record in batch if type(record) is Problem),
                capture.position,
            )
        yield Records((), (), tuple(capture.problems), capture.position, done=True)


if __name__ == "__main__":
    main()
