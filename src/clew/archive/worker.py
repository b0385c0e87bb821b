"""A second Python that works beside this one: reads a big input, or makes threads, while this one writes.

Python runs one thing at a time in a process, so what does not write goes into processes of its own. A worker is never
needed for the result: where one cannot be started or dies, its work is done here, and the outcome is the same.
Messages go over pipes, each as eight bytes of length and then MessagePack.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice, repeat
from types import TracebackType
from typing import IO, Self, TypeVar

import msgspec

from clew.post import Notice, Post, Problem, Value

T = TypeVar("T")

_LENGTH = 8
BATCH = 5_000
"""Records of a batch at first: progress is seen, and a killed import repeats half a second's work."""
BULK = 20_000
"""Records of a batch of a long input: each transaction writes the same pages of the indexes again."""
_FIRST = 8


def batches(records: Iterator[T]) -> Iterator[list[T]]:
    """What is read in batches, each a transaction: small ones first, and of a long input big ones."""
    for size in chain(repeat(BATCH, _FIRST), repeat(BULK)):
        if not (batch := list(islice(records, size))):
            return
        yield batch


class Read(Value, tag="read"):
    """Read these members of an input with a source; the answers are `Records`, the last one `done`."""

    place: str
    topic: str | None
    mapping: dict[str, str] | None
    source: str
    names: tuple[str, ...]
    called: str | None = None


class Records(Value):
    """A batch of what a source read, and how many bytes it had read by then."""

    posts: tuple[Post, ...]
    notices: tuple[Notice, ...]
    problems: tuple[Problem, ...]
    position: int
    done: bool = False


class Make(Value, tag="make"):
    """Make the threads of these authors from the archive at a place; the answer is `clew.settled.Settled`."""

    place: str
    author_ids: tuple[str, ...]


Request = Read | Make


class Worker:
    """One such process; it ends when it is closed, or when this process does."""

    def __init__(self) -> None:
        # the worker finds what this process finds, wherever that was told from
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "clew.archive.working"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def tell(self, request: Request) -> None:
        """Give it work; one that has died is found out when it does not answer."""
        assert self._process.stdin is not None
        with suppress(OSError):
            put(self._process.stdin, msgspec.msgpack.encode(request))

    def hear(self) -> bytes | None:
        """Its next answer, None when it has died."""
        assert self._process.stdout is not None
        return get(self._process.stdout)

    def close(self) -> None:
        """End it, whatever it is doing: it writes nothing that could be left half done."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Crew:
    """Workers that stay for whatever comes next: to start one takes as long as reading 15,000 posts does."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []

    def prepare(self) -> None:
        """Start one, unless one waits already."""
        if not self._idle:
            self.give(Worker())

    def take(self) -> Worker:
        """One that waits, or a new one; whoever has it gives it back or closes it."""
        return self._idle.pop() if self._idle else Worker()

    def give(self, worker: Worker) -> None:
        """Let one wait that has been heard to the end of what it was told."""
        self._idle.append(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._idle:
            worker.close()
        self._idle.clear()


def give_way(steps: int) -> None:
    """Let whoever reads the archive meanwhile go before this process; one that does so already stays where it is."""
    if hasattr(os, "nice") and os.nice(0) < steps:
        os.nice(steps - os.nice(0))


def processors() -> int:
    """How many processors this process may use; 1 where a second Python cannot be started at all."""
    if getattr(sys, "frozen", False) or not sys.executable:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def put(stream: IO[bytes], message: bytes) -> None:
    """Write a message."""
    stream.write(len(message).to_bytes(_LENGTH, "big"))
    stream.write(message)
    stream.flush()


def get(stream: IO[bytes]) -> bytes | None:
    """Read a message, None at the end and where one was cut short."""
    head = stream.read(_LENGTH)
    size = int.from_bytes(head, "big")
    message = stream.read(size) if len(head) == _LENGTH else b""
    return message if len(head) == _LENGTH and len(message) == size else None
