"""From messages of a stream to posts in the archive: a capture for each batch, its threads, and then the cursor.

The cursor is written when everything before it is kept and its threads are made. A program killed anywhere hears the
last batch once more, and what is added twice changes nothing.
"""

from __future__ import annotations

import logging
import re
import tempfile
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from clew.archive.asked import Asking
from clew.archive.following.threads import Threads
from clew.archive.forgetting import redact
from clew.archive.importing import Importer
from clew.archive.settling import settle
from clew.capture import Capture, of_answers, open_capture
from clew.capture.answers import Answer
from clew.errors import StoreBusy, Unreadable
from clew.media.shelf import Shelf
from clew.networks import Message, Sign, Stream
from clew.post import Notice, Post, Problem, Record
from clew.stores.base import Added, Store
from clew.stores.deeds import Deed

CURSOR = "cursor"
T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_HOST = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass
class Batch:
    """Messages that are wanted, the posts in them that are, those whose threads lack something, and the last cursor."""

    messages: list[Message] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    lacking: list[Sign] = field(default_factory=list)
    cursor: str | None = None


class Recorder:
    """Writes what was heard, for all streams of a run, one after another."""

    def __init__(
        self, store: Store, captures: Path | None, media: Shelf | None, asking: Asking, stopped: threading.Event
    ) -> None:
        self._store = store
        self._captures = captures
        self._media = media
        self._asking = asking
        self._stopped = stopped
        self._turn = threading.Lock()

    def cursor(self, stream: Stream) -> str | None:
        """Where a stream was heard to."""
        found = [deed.said for deed in self._store.deeds(CURSOR, stream.name) if deed.name == stream.name]
        return found[0] or None if found else None

    def note(self, stream: Stream, cursor: str | None) -> None:
        """Write the cursor alone, where nothing before it is to be kept; None takes it back."""
        with self._turn:
            self._patiently(lambda: self._store.do([self._deed(stream, cursor)]))

    def keep(self, stream: Stream, batch: Batch, threads: Threads) -> Added:
        """Keep a batch, note which threads are to be fetched, and write the cursor."""
        with self._turn:
            return self._patiently(lambda: self._keep(stream, batch, threads))

    def _keep(self, stream: Stream, batch: Batch, threads: Threads) -> Added:
        names = {sign.id for sign in batch.signs}
        gone = {sign.id for sign in batch.signs if sign.deed == "deleted"}
        importer = Importer(
            self._store, self._captures, source=stream.source, private=False, progress=None, brought="follow"
        )
        added = Added()
        with self._store.adding():
            try:
                with _Captured(stream, batch.messages) as capture:
                    for brought in importer.add(capture, lambda records: _only(records, names)):
                        added = brought.added
            except Unreadable as error:
                _LOG.warning("%s: what was heard is in no format that is known: %s", stream.name, error)
            settle(self._store)
        deeds = threads.noted(batch.lacking)
        self._store.do([*deeds, *([self._deed(stream, batch.cursor)] if batch.cursor is not None else ())])
        if self._asking.redact:
            redact(self._store, self._captures, self._media, gone)
        return added

    @staticmethod
    def _deed(stream: Stream, cursor: str | None) -> Deed:
        return Deed(CURSOR, stream.name, cursor or "", datetime.now(UTC))

    def _patiently(self, write: Callable[[], T]) -> T:
        """Write as soon as the others who write let it; nothing that was heard is let go of meanwhile."""
        while True:
            try:
                return write()
            except StoreBusy:
                if self._stopped.wait(1):
                    raise


def _only(records: Sequence[Record], names: Collection[str]) -> Sequence[Record]:
    """The records but for posts that nobody asked for and that came in the same message."""
    return [each for each in records if _named(each) in names or isinstance(each, Problem)]


def _named(record: Record) -> str | None:
    return record.id if isinstance(record, Post) else record.post_id if isinstance(record, Notice) else None


class _Captured:
    """Messages as a capture: those that are answers as a recording, others as the file that they make together."""

    def __init__(self, stream: Stream, messages: Sequence[Message]) -> None:
        self._stream = stream
        self._messages = messages
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._capture: Capture | None = None

    def __enter__(self) -> Capture:
        data = [message.data for message in self._messages]
        answers = [each for each in data if isinstance(each, Answer)]
        if answers:
            self._capture = of_answers(answers, self._stream.name)
            return self._capture
        self._folder = tempfile.TemporaryDirectory(prefix="clew-stream-")
        path = Path(self._folder.name) / f"stream{self._stream.suffix}"
        path.write_bytes(b"".join(each for each in data if isinstance(each, bytes)))
        host = _HOST.sub("-", self._stream.name.partition("://")[2].partition("/")[0])
        self._capture = open_capture(path, called=f"{host} {datetime.now(UTC):%Y-%m-%d %H.%M.%S}{self._stream.suffix}")
        self._capture.place = self._stream.name
        return self._capture

    def __exit__(self, *_: object) -> None:
        if self._capture is not None:
            self._capture.close()
        if self._folder is not None:
            self._folder.cleanup()
