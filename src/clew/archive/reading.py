"""Read a capture in batches: here, or for a big one in a worker, so that this process has only the writing to do."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from itertools import islice

import msgspec

from clew.archive.worker import Crew, Read, Records, Worker, batches, processors
from clew.capture import Capture
from clew.post import Record
from clew.sources import Source

# From this size on, a worker gains more than its start costs (0.2 s).
BIG = 16 << 20
_as_records = msgspec.msgpack.Decoder(Records)


def named(source: Source) -> str:
    """The name of a source, as lists and `--format` know it."""
    return source.__name__.rpartition(".")[2]


class Reading:
    """What one call of `Archive.add` reads its inputs with: here, or with one worker of a crew.

    One is enough: it reads faster than anybody writes.
    """

    def __init__(self, crew: Crew) -> None:
        self._crew = crew

    def prepare(self, capture: Capture) -> None:
        """Start the worker that will read a big capture, so that it is there when the bytes have been kept."""
        if _apart(capture):
            self._crew.prepare()

    def batches(self, capture: Capture, source: Source) -> Iterator[Sequence[Record]]:
        """What a source reads from a capture, batch by batch; the capture's problems grow meanwhile."""
        done = 0
        if _apart(capture):
            died = yield from self._ahead(capture, source)
            if died is None:
                return
            done, capture.position = died, 0
        # What came before a worker died has been kept; sources read the same things in the same order each time.
        yield from batches(islice(source.read(capture), done, None))

    def _ahead(self, capture: Capture, source: Source) -> Generator[Sequence[Record], None, int | None]:
        """What the worker reads: None when it was heard to the end, else how many records came before it died.

        It stays for what comes next where it was heard to the end, and only then.
        """
        worker = self._crew.take()
        done, heard = 0, False
        try:
            for records in _from(worker, capture, source):
                capture.position = records.position
                if records.done:
                    heard = True
                    capture.problems.extend(found for found in records.problems if found not in capture.problems)
                    return None
                batch: list[Record] = [*records.posts, *records.notices, *records.problems]
                done += len(batch)
                yield batch
            return done
        finally:
            if heard:
                self._crew.give(worker)
            else:
                worker.close()


def _apart(capture: Capture) -> bool:
    """Whether a worker is to read it."""
    # A recording is gone through from end to end to be opened, which is most of the work.
    gone_through = capture.recorded or capture.wanted is not None
    return capture.size >= BIG and not gone_through and processors() > 1 and _can_be_opened_again(capture)


def _can_be_opened_again(capture: Capture) -> bool:
    """Whether another process finds the same input at the same place and calls it by the same name."""
    first = capture.names[0] if capture.names else None
    called = capture.where(first) in {capture.name, f"{capture.name} › {first}"}
    return called and capture.lies_at is not None and (capture.lies_at.is_dir() or capture.lies_at.is_file())


def _from(worker: Worker, capture: Capture, source: Source) -> Iterator[Records]:
    """What a worker reads, until it has finished or died; it reads on while this process writes."""
    mapping = None if capture.mapping is None else dict(capture.mapping)
    place, source_name = str(capture.lies_at), named(source)
    worker.tell(Read(place, capture.topic, mapping, source_name, capture.names, called=capture.name))
    while (message := worker.hear()) is not None:
        yield _as_records.decode(message)
