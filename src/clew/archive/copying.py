"""Copy an archive into another store: what captures said, record by record, and then threads made of it, and compared.

Everything that is copied may be copied again without changing anything, so a copy that was stopped goes on when it is
asked for again. Posts known only from pages come after all others and after the names of those that had met, so that
none of them meets a post in the copy that it did not meet before.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from clew import exports
from clew.archive.importing import Progress
from clew.archive.settling import settle
from clew.archive.worker import BATCH
from clew.capture.keeping import carry
from clew.errors import StoreFault
from clew.exports import Export
from clew.media.shelf import Shelf, small_name
from clew.post import File, Post, Record, Value
from clew.query import Query
from clew.stores.base import Kept, Store
from clew.stores.consent import Forgetting
from clew.text import wording
from clew.thread import Thread

T = TypeVar("T")
_AT_A_TIME = 4 * BATCH
_EVERYTHING = Query(limit=None, min_posts=1)
_encode = msgspec.msgpack.Encoder().encode


class Copied(Value):
    """What was copied and compared; `absent` are captures whose files were missing or damaged where they came from."""

    captures: int
    records: int
    posts: int
    threads: int
    absent: int


class _Sum(NamedTuple):
    """How many records, and the sum of their hashes, which is the same in whatever order they come."""

    records: int = 0
    hashes: int = 0

    def plus(self, record: Record) -> _Sum:
        digest = hashlib.blake2b(_encode((type(record).__name__, record)), digest_size=16).digest()
        return _Sum(self.records + 1, self.hashes + int.from_bytes(digest, "big"))


class Copying:
    """One copy on its way."""

    def __init__(
        self,
        source: Store,
        target: Store,
        kept: Path | None,
        keep: Path | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        """`kept` and `keep` are the folders of the captures' files, None where an archive has none."""
        self._source = source
        self._target = target
        self._kept = kept
        self._keep = keep
        self._progress = progress
        self._sums: dict[str, _Sum] = defaultdict(_Sum)

    def copy(self) -> Copied:
        """Copy, make the threads, and compare."""
        captures = self._source.captures()
        names = {kept.id for kept in captures}
        strange = next((kept for kept in self._target.captures() if kept.id not in names), None)
        if strange is not None:
            raise StoreFault(f"The other archive holds {strange.name}, which this one does not; copy to a new place.")
        with self._target.adding():
            absent = sum([not self._begin(kept) for kept in captures])
            self._wishes()
            self._records()
            for kept in captures:
                if kept.finished:
                    self._target.finish(kept.id)
            for saved in self._source.saved():
                self._target.save(saved)
            for shelf in self._source.shelves():
                self._target.shelve(shelf.name, self._source.shelf(shelf.name))
            self._tell("threads put together", 0, None)
            settle(self._target)
        self._compare_records(captures)
        threads = self._compare_threads()
        info = self._source.info()
        if info != self._target.info():
            raise StoreFault(_different("what is counted in them"))
        records = sum(each.records for each in self._sums.values())
        return Copied(len(captures), records, info.posts, threads, absent)

    def _begin(self, kept: Kept) -> bool:
        """Note a capture and bring its file along, where both archives keep files; false where it is not there."""
        held = kept.held and self._kept is not None and self._keep is not None
        there = not held or carry(kept.id, self._kept or Path(), self._keep or Path())
        self._target.begin(msgspec.structs.replace(kept, held=held and there, finished=False))
        if kept.gone is not None:
            self._target.empty(kept.id, kept.gone)
        return there

    def _wishes(self) -> None:
        """What was forgotten, who refused and what authors said of themselves, before any of their posts."""
        there = self._target.receipts()
        if self._source.forgets() and not self._target.forgets():
            self._target.forget(Forgetting((), tuple(self._source.signs()), tuple(self._source.tombs())))
        for receipt in self._source.receipts()[len(there) :]:
            self._target.forget(Forgetting((), (), receipt=receipt))
        for refusal in self._source.refusals():
            self._target.refuse(refusal)
        self._target.state(self._source.statements(None))
        self._target.do(self._source.deeds(None))

    def _records(self) -> None:
        """Copy what captures said; records of a lot go capture by capture."""
        total = self._source.info().posts
        done, pages = 0, False
        for lot in _lots(self._source.said()):
            cards = [each for each in lot if _is_of_a_page(each[1])]
            pages = pages or bool(cards)
            self._add(each for each in lot if not _is_of_a_page(each[1]))
            done += len(lot)
            self._tell("records copied", done, max(total, done))
        self._target.note_met(self._source.met())
        if pages:
            for lot in _lots(each for each in self._source.said() if _is_of_a_page(each[1])):
                self._add(lot)
        for apart in _lots(chain(self._source.private(), self._source.withheld())):
            self._add(apart)

    def _add(self, records: Iterable[tuple[str, Record]]) -> None:
        by_capture: dict[str, list[Record]] = defaultdict(list)
        for capture, record in records:
            by_capture[capture].append(record)
            self._sums[capture] = self._sums[capture].plus(record)
        for capture, said in by_capture.items():
            for at in range(0, len(said), BATCH):
                self._target.add(capture, said[at : at + BATCH], private=True)

    def _compare_records(self, captures: Iterable[Kept]) -> None:
        copied: dict[str, _Sum] = defaultdict(_Sum)
        total = sum(each.records for each in self._sums.values())
        for number, (capture, record) in enumerate(self._everything(self._target), 1):
            copied[capture] = copied[capture].plus(record)
            if number % BATCH == 0:
                self._tell("records compared", number, max(total, number))
        for kept in captures:
            here, there = self._sums[kept.id], copied[kept.id]
            if here != there:
                what = f"what {kept.name} said: {here.records:,} records in one and {there.records:,} in the other"
                raise StoreFault(_different(what))
        if set(self._source.met()) != set(self._target.met()):
            raise StoreFault(_different("which cards of pages have met which posts"))

    @staticmethod
    def _everything(store: Store) -> Iterator[tuple[str, Record]]:
        yield from store.said()
        yield from store.private()
        yield from store.withheld()

    def _compare_threads(self) -> int:
        """Compare every thread by the hash of its line; how many there are."""
        lines, number = exports.load("jsonl"), 0
        total = self._source.info().threads
        pairs = zip_longest(self._source.threads(_EVERYTHING), self._target.threads(_EVERYTHING))
        for number, (here, there) in enumerate(pairs, 1):
            if here is None or there is None or _line(lines, here) != _line(lines, there):
                name = here.id if here is not None else there.id if there is not None else ""
                raise StoreFault(_different(f"the thread {name}"))
            if number % BATCH == 0:
                self._tell("threads compared", number, max(total, number))
        return number

    def _tell(self, what: str, done: int, of: int | None) -> None:
        if self._progress is not None:
            self._progress(Progress(what, done, of, done))


def bring_media(source: Store, target: Store, kept: Shelf | None, keep: Shelf | None) -> None:
    """Bring along the files of media and what is noted of them; a file that is missing or damaged stays behind."""
    if kept is None or keep is None:
        return
    for lot in _lots(source.every_holding()):
        target.hold([each for each in lot if each.file is None or _brought(each.file, kept, keep)])


def _brought(file: File, kept: Shelf, keep: Shelf) -> bool:
    if not keep.has(file.name) and not keep.bring(kept, file.name, file.sha):
        return False
    for width in file.small:
        name = small_name(file.sha, width)
        if not keep.has(name):
            keep.bring(kept, name)
    return True


class _Hashed:
    """A file that only hashes what is written to it."""

    def __init__(self) -> None:
        self.hash = hashlib.blake2b(digest_size=16)

    def write(self, piece: bytes) -> int:
        self.hash.update(piece)
        return len(piece)


def _line(form: Export, thread: Thread) -> bytes:
    """The hash of a thread's line; which of its captures came first is nothing that a thread is about."""
    parts = (msgspec.structs.replace(part, captures=tuple(sorted(part.captures))) for part in thread.parts)
    hashed = _Hashed()
    form.write([msgspec.structs.replace(thread, parts=tuple(parts))], hashed)  # type: ignore[arg-type]
    return hashed.hash.digest()


def _lots(records: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(records)
    while lot := list(islice(waiting, _AT_A_TIME)):
        yield lot


def _is_of_a_page(record: Record) -> bool:
    return isinstance(record, Post) and wording.is_listed_only(record.id)


def _different(what: str) -> str:
    return f"The two archives are not the same in {what}; see that nobody is adding to them, and copy again."
