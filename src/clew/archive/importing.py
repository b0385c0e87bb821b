"""The road of an input: opened, recognised, kept, read in batches, and the threads of its authors put together.

What is written is finished batches and marks on the authors they touched; threads follow from the marks. A program
killed anywhere on this road has therefore lost nothing but time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Self

import msgspec

from clew import sources
from clew.archive.brought import note_brought
from clew.archive.consent import Consent
from clew.archive.emptying import WITHDRAWN, staying
from clew.archive.reading import Reading, named
from clew.archive.taking import Taker
from clew.archive.worker import Crew
from clew.capture import Capture
from clew.capture.keeping import keep, remove
from clew.errors import BadQuery, NotFound
from clew.post import PRIVATE, Post, Problem, Record, Value
from clew.sources import Source
from clew.stores.base import Added, Kept, Store

FOLDER = "folder"
MET = 100
"""Posts of a batch that progress names."""

Mark = Callable[[Sequence[Record]], Sequence[Record]]


class Progress(Value):
    """How far an import is: bytes read of bytes there are (None when unknown), and posts and problems of it so far.

    `met` are ids of some of the posts since the last time. `threads` is how many are put together again, None while
    posts are still read.
    """

    name: str
    read: int
    size: int | None
    posts: int
    problems: int = 0
    met: tuple[str, ...] = ()
    threads: int | None = None


class Import(Value):
    """What one input brought; `already` is true where every byte of it had been read before.

    `capture` is the SHA-256 under which it is known here.

    `media` is how many pictures, films and sounds of its posts were kept.

    `source` is the format's name, or `folder` for what was wrong with a folder or zip whose members are of several.
    """

    name: str
    source: str
    added: Added
    already: bool = False
    media: int = 0
    capture: str = ""


class Importer:
    """One call of `Archive.add`: where records go, and what the person said about them.

    A `with` block ends the workers that it has started.
    """

    def __init__(
        self,
        store: Store,
        folder: Path | None,
        *,
        source: str | None,
        private: bool,
        progress: Callable[[Progress], None] | None,
        taker: Taker | None = None,
        brought: str = "",
        crew: Crew | None = None,
    ) -> None:
        """`brought` names the program that brings posts without being told to by the owner (`bot`, `follow`).

        Whoever has a `crew` ends it; without one there is one for this call alone.
        """
        self._store = store
        self._folder = folder
        self._brought = brought
        self._left_out = 0
        self._source = None if source is None else sources.load(source)
        self._private = private
        self._progress = progress
        self._taker = taker
        self._wishes = Consent(store)
        self._mark: Mark = _as_they_are
        self._own = ExitStack()
        self._reading = Reading(crew or self._own.enter_context(Crew()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._own.close()

    def add(self, capture: Capture, mark: Mark | None = None) -> Iterator[Import]:
        """Read a capture as a whole or, where it is in no format as a whole, part by part.

        `mark` has a look at each batch before it is written; of a capture whose posts it leaves out, no bytes are kept.
        """
        self._mark = mark or _as_they_are
        refused: list[Problem] = []
        for whole, source in sources.walk(capture, self._source, refused):
            yield self._one(whole, source)
        if refused:
            yield self._refusals(capture, refused)

    def _one(self, whole: Capture, source: Source) -> Import:
        if whole.wanted is not None and not sources.chooses(source):
            raise BadQuery(f"{whole.name} is no set, of which a part can be added; leave --tag and the like away.")
        capture = whole.only(sources.wants(source))
        name = named(source)
        looked_at = capture.position
        folder = None if sources.is_confidential(source, capture) else self._folder
        # Bytes that may hold what must not be kept are kept once they were read, so that none have to be taken back.
        late = bool(self._brought)
        self._reading.prepare(capture)
        hashed = keep(capture, None) if folder is not None and self._store.forgets() else None
        if hashed is not None:
            before = self._store.capture(hashed[0])
            folder = folder if before is None or before.gone is None else None
            late = late or before is None or not before.finished
        place = None if late else folder
        sha, size = hashed if hashed is not None and place is None else keep(capture, place)
        known = self._store.capture(sha)
        held = folder is not None and not late
        kept = Kept(sha, capture.name, capture.place, size, datetime.now(UTC), name, held=held)
        note_brought(self._store, sha, self._brought, known=known is not None)
        self._store.begin(kept)
        # What a person says is no part of the bytes: the same page may be read again as the listing of another one.
        told = capture.topic is not None or capture.mapping is not None or capture.wanted is not None or self._private
        if known is not None and known.finished and known.source == name and not told:
            media = self._media(whole, source, sha)
            return Import(capture.name, name, Added(), already=True, media=media, capture=sha)
        # Progress is that of reading; what was looked at to recognise the format is not read again.
        capture.position = looked_at
        self._left_out = 0
        added = self._read(capture, source, sha)
        if late and folder is not None and not self._left_out and not added.forgotten:
            keep(capture, folder)
            self._store.begin(msgspec.structs.replace(kept, held=True))
        if added.forgotten:
            if folder is not None:
                remove(folder, sha, staying(self._store, folder, {sha}))
            self._store.empty(sha, WITHDRAWN)
        if capture.wanted is None:  # of a set that was added in part there may be more
            self._store.finish(sha)
        return Import(capture.name, name, added, media=self._media(whole, source, sha), capture=sha)

    def _media(self, whole: Capture, source: Source, sha: str) -> int:
        """Keep the files of the posts' media where that was asked for."""
        if self._taker is None:
            return 0
        return self._taker.take(whole, source, sha, lambda: self._tell(whole, Added()))

    def _read(self, capture: Capture, source: Source, sha: str) -> Added:
        total = Added()
        for batch in self._reading.batches(capture, source):
            marked = self._mark(batch)
            self._left_out += len(batch) - len(marked)
            batch = marked  # noqa: PLW2901
            total = _sum(total, self._store.add(sha, batch, private=self._private))
            self._wishes.note_profiles(batch)
            self._tell(capture, total, batch)
        if capture.problems:
            total = _sum(total, self._store.add(sha, capture.problems))
        self._tell(capture, total)
        return total

    def _tell(self, capture: Capture, added: Added, batch: Sequence[Record] = ()) -> None:
        if self._progress is not None:
            posts, read = added.new + added.known + added.changed, min(capture.position, capture.size)
            met = (record.id for record in batch if isinstance(record, Post) and record.visibility not in PRIVATE)
            some = tuple(islice(met, MET))
            self._progress(Progress(capture.name, read, capture.size, posts, added.problems, some))

    def _refusals(self, capture: Capture, refused: Sequence[Problem]) -> Import:
        """File what was wrong with a folder as a whole, under the hash of its list of names."""
        listing = "".join(f"{name}\n" for name in capture.names).encode("utf-8", "surrogateescape")
        sha = hashlib.sha256(listing).hexdigest()
        self._store.begin(Kept(sha, capture.name, capture.place, 0, datetime.now(UTC), FOLDER, held=False))
        added = self._store.add(sha, refused)
        self._store.finish(sha)
        return Import(capture.name, FOLDER, added, capture=sha)


def _as_they_are(records: Sequence[Record]) -> Sequence[Record]:
    return records


def _sum(one: Added, other: Added) -> Added:
    return Added(*(a + b for a, b in zip(msgspec.structs.astuple(one), msgspec.structs.astuple(other), strict=True)))


class Visitor(Importer):
    """Goes once more through what was added before, for its media alone."""

    def __init__(self, store: Store, taker: Taker, progress: Callable[[Progress], None] | None) -> None:
        super().__init__(store, None, source=None, private=False, progress=progress, taker=taker)

    def _one(self, whole: Capture, source: Source) -> Import:
        sha, _ = keep(whole.only(sources.wants(source)), None)
        known = self._store.capture(sha)
        if known is None or not known.finished:
            raise NotFound(f"{whole.place} was not added here yet; `clew add --media` adds it and keeps its pictures.")
        media = self._media(whole, source, sha)
        return Import(whole.name, named(source), Added(), already=True, media=media, capture=sha)

    def _refusals(self, capture: Capture, refused: Sequence[Problem]) -> Import:
        """What was wrong with the whole was told when it was added."""
        del refused
        return Import(capture.name, FOLDER, Added(), already=True)
