"""The road of an input: opened, recognised, kept, read in batches, and the threads of its authors put together.

What is written is finished batches and marks on the authors they touched; threads follow from the marks. A program
killed anywhere on this road has therefore lost nothing but time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from clew import sources
from clew.archive.reading import batches, named
from clew.capture import Capture
from clew.capture.keeping import keep
from clew.errors import UnknownFormat
from clew.post import Problem, Value
from clew.sources import Source
from clew.stores.base import Added, Kept, Store

# Large enough that a transaction's fixed cost is small, small enough that a killed import repeats a second's work.
BATCH = 5000
FOLDER = "folder"


class Progress(Value):
    """How far an import is: bytes read of bytes there are (None when unknown), and posts so far."""

    name: str
    read: int
    size: int | None
    posts: int


class Import(Value):
    """What one input brought; `already` is true where every byte of it had been read before.

    `source` is the format's name, or `folder` for what was wrong with a folder or zip whose members are of several.
    """

    name: str
    source: str
    added: Added
    already: bool = False


class Importer:
    """One call of `Archive.add`: where records go, and what the person said about them."""

    def __init__(
        self,
        store: Store,
        folder: Path | None,
        *,
        source: str | None,
        private: bool,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._store = store
        self._folder = folder
        self._source = None if source is None else sources.load(source)
        self._private = private
        self._progress = progress

    def add(self, capture: Capture) -> Iterator[Import]:
        """Read a capture as a whole or, where it is in no format as a whole, member by member."""
        if capture.recorded:
            yield from self._recording(capture)
            return
        if not capture.single:
            capture = capture.only(lambda name: not sources.is_private(name))
        source = self._whole(capture)
        if source is not None:
            yield self._one(capture, source)
            return
        refused: list[Problem] = []
        brought = False
        for each in self._members(capture, refused):
            brought = True
            yield each
        if not brought:
            raise UnknownFormat(f"Nothing in {capture.place} is in a format Clew knows; name one with --format.")
        if refused:
            yield self._refusals(capture, refused)

    def _whole(self, capture: Capture) -> Source | None:
        """The source that reads all of a capture; None for a folder, zip or tar whose members must be looked at."""
        named = self._source
        if named is not None:
            return named if capture.single or hasattr(named, "wants") or named.sniff(capture) else None
        try:
            return sources.find(capture)
        except UnknownFormat:
            if capture.single:
                raise
            return None

    def _members(self, capture: Capture, refused: list[Problem]) -> Iterator[Import]:
        """Read what can be read of the members; a zip in a folder has members in its turn, and no more than that."""
        for member in capture.each():
            if not member.single:
                member = member.only(lambda name: not sources.is_private(name))  # noqa: PLW2901  # nobody else sees it
            try:
                if member.recorded:
                    yield from self._recording(member)
                    continue
                source = self._whole(member)
            except UnknownFormat:
                refused.append(Problem(member.where(), "This file is in no format Clew knows; it was passed over."))
                continue
            if source is None:
                yield from self._members(member, refused)
            else:
                yield self._one(member, source)
        refused += capture.problems

    def _recording(self, capture: Capture) -> Iterator[Import]:
        """Read a recording of web traffic, whose answers may be of several services."""
        for source, answers in sources.in_recording(capture, self._source):
            yield self._one(answers, source)

    def _one(self, capture: Capture, source: Source) -> Import:
        capture = capture.only(sources.wants(source))
        name = named(source)
        looked_at = capture.position
        folder = None if sources.is_confidential(source, capture) else self._folder
        sha, size = keep(capture, folder)
        known = self._store.capture(sha)
        held = folder is not None
        self._store.begin(Kept(sha, capture.name, capture.place, size, datetime.now(UTC), name, held=held))
        # What a person says is no part of the bytes: the same page may be read again as the listing of another one.
        told = capture.topic is not None or capture.mapping is not None or self._private
        if known is not None and known.finished and known.source == name and not told:
            return Import(capture.name, name, Added(), already=True)
        # Progress is that of reading; what was looked at to recognise the format is not read again.
        capture.position = looked_at
        added = self._read(capture, source, sha)
        self._store.finish(sha)
        return Import(capture.name, name, added)

    def _read(self, capture: Capture, source: Source, sha: str) -> Added:
        total = Added()
        for batch in batches(capture, source, BATCH):
            total = _sum(total, self._store.add(sha, batch, private=self._private))
            self._tell(capture, total)
        if capture.problems:
            total = _sum(total, self._store.add(sha, capture.problems))
        self._tell(capture, total)
        return total

    def _tell(self, capture: Capture, added: Added) -> None:
        if self._progress is not None:
            posts = added.new + added.known + added.changed
            self._progress(Progress(capture.name, min(capture.position, capture.size), capture.size, posts))

    def _refusals(self, capture: Capture, refused: Sequence[Problem]) -> Import:
        """File what was wrong with a folder as a whole, under the hash of its list of names."""
        listing = "".join(f"{name}\n" for name in capture.names).encode("utf-8", "surrogateescape")
        sha = hashlib.sha256(listing).hexdigest()
        self._store.begin(Kept(sha, capture.name, capture.place, 0, datetime.now(UTC), FOLDER, held=False))
        added = self._store.add(sha, refused)
        self._store.finish(sha)
        return Import(capture.name, FOLDER, added)


def _sum(one: Added, other: Added) -> Added:
    return Added(*(a + b for a, b in zip(msgspec.structs.astuple(one), msgspec.structs.astuple(other), strict=True)))
