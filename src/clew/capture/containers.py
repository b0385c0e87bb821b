"""Open any input as a capture: a file, a folder, a zip, a tar, a compressed file, standard input."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from clew.capture.answers import Answer
from clew.capture.away import Away
from clew.capture.contents import Below, Contents, Part
from clew.capture.folder import Folder
from clew.capture.inputs import opened
from clew.capture.packing import plain_name, unpacked
from clew.capture.recordings import Recording, is_recording, recorded
from clew.capture.reports import Reading, Report
from clew.capture.tarred import Tarred
from clew.capture.windows import BUFFER, Stream, Window
from clew.errors import NotFound, Unreadable
from clew.places import below
from clew.post import Problem
from clew.query import Query

if TYPE_CHECKING:
    from types import TracebackType

# Asking for heads is asking again and again about the same few members; a folder of a million files must not be held.
HEADS = 64
# What a member of a zip or tar must be called to be opened as a recording: looking into each would cost as much again.
RECORDINGS = re.compile(r"\.(?:har|warc)(?:\.(?:gz|zst))?$", re.IGNORECASE)


class Capture:
    """One input, opened; its members are read one after another and never unpacked to disk.

    `place` is the input as the person named it, `name` its last part. `names` are its members, sorted: for a plain or
    compressed file one, called as the file without its `.gz` or `.zst`. `topic` is the hashtag the person said the
    page is of, `mapping` the column of a table that holds a field of a post, `wanted` what is to be read of a set.
    `lies_at` is where another program finds the same input, None where it cannot. `seen` is when a server gave it, of
    an answer in a recording. `problems` grow while members are read (an input cut short, a member with an unsafe name).
    """

    def __init__(
        self,
        place: str,
        contents: Contents,
        reading: Reading,
        *,
        name: str,
        label: str | None = None,
        topic: str | None = None,
        names: tuple[str, ...] | None = None,
        heads: _Heads | None = None,
        seen: datetime | None = None,
    ) -> None:
        self.place = place
        self.name = name
        self.topic = topic
        self.mapping: Mapping[str, str] | None = None
        self.wanted: Query | None = None
        self.lies_at: Path | None = None
        self.seen = seen
        self._label = label or name
        self._size: int | None = None
        self._contents = contents
        self._reading = reading
        self._heads = heads or _Heads()
        self._members = _Members(contents.names if names is None else names)

    @property
    def names(self) -> tuple[str, ...]:
        """The members, sorted."""
        return self._members.names

    @property
    def problems(self) -> list[Problem]:
        """What was found wrong with the input so far."""
        return self._reading.problems

    @property
    def single(self) -> bool:
        """True of one file, whose bytes are kept as they came; false of a folder, zip or tar."""
        return self._contents.single

    @property
    def recorded(self) -> bool:
        """True of a recording of web traffic (HAR, WARC, WACZ), whose members are answers of any services."""
        return isinstance(self._contents, Recording)

    @property
    def lies_open(self) -> bool:
        """True of a folder, here or elsewhere, whose members are files that others may open by their paths in it."""
        return isinstance(_whole(self._contents), Folder | Away)

    @property
    def stored_names(self) -> tuple[str, ...]:
        """The members in the order in which they are stored; reading a packed tar in any other order is slow."""
        return self._members.stored

    @property
    def size(self) -> int:
        """How many bytes the members take in the input, packed as they are."""
        if self._size is None:
            self._size = sum(self._contents.stored(name) for name in self.names)
        return self._size

    @property
    def position(self) -> int:
        """How many of these bytes have been read since it was last set to 0."""
        return self._reading.position

    @position.setter
    def position(self, value: int) -> None:
        self._reading.position = value

    def where(self, name: str | None = None) -> str:
        """What problems call a member: `tweets.zip › data/tweets.js`, or the file's own name."""
        return self._label if self.single else f"{self._label} › {self._named(name)}"

    def open(self, name: str | None = None) -> BinaryIO:
        """A member's decompressed bytes: cut short or damaged they end early and leave a problem."""
        name = self._named(name)
        waiting = self._heads.take(name)
        if waiting is not None:
            return waiting
        report = Report(self._reading, self.where(name))
        return _buffered(unpacked(self._contents.open(name, report), report, self._contents.stored(name)))

    def raw(self, name: str | None = None) -> BinaryIO:
        """A member's bytes as they are, still compressed if they came so."""
        name = self._named(name)
        return _buffered(self._contents.open(name, Report(self._reading, self.where(name))))

    def head(self, name: str | None = None, size: int = 65536) -> bytes:
        """The first bytes of a member, for sniffing; kept, so that asking again costs nothing."""
        name = self._named(name)
        known = self._heads.known(name, size)
        if known is not None:
            return known
        return self._heads.read(name, self.open(name), size)

    def tail(self, size: int, name: str | None = None) -> bytes | None:
        """The last bytes of a member, not unpacked; None where all that is before them would have to be read."""
        name = self._named(name)
        reading = Reading()  # what is only looked at is no progress
        with self._contents.open(name, Report(reading, self.where(name))) as stream:
            if not isinstance(stream, Window):
                return None
            stream.skip(max(0, self._contents.stored(name) - size))
            return stream.read()

    def only(self, wants: Callable[[str], bool]) -> Self:
        """The same input with only the wanted members; the others cannot be opened through it."""
        made = type(self)(
            self.place,
            self._contents,
            self._reading,
            name=self.name,
            label=self._label,
            topic=self.topic,
            names=tuple(name for name in self.stored_names if wants(name)),
            heads=self._heads,
        )
        made.mapping, made.wanted, made.lies_at = self.mapping, self.wanted, self.lies_at
        return made

    def each(self) -> Iterator[Self]:
        """The members as captures of their own, for a folder or a zip that is no format as a whole."""
        if self.single:
            yield self
            return
        for name in self.stored_names:
            member = self._alone(name)
            if member is not None:
                with member:
                    yield member

    def parts(self) -> Iterator[Self]:
        """What lies at the top of a folder or zip, as captures of their own: its files, and its folders as such.

        The members of a tar come one by one as in `each`, for going back in a packed one costs all that is before.
        """
        if self.single or isinstance(self._contents, Tarred):
            yield from self.each()
            return
        found: dict[str, list[str]] = {}
        for name in self.stored_names:
            first, slash, _ = name.partition("/")
            found.setdefault(first + slash, []).append(name)
        for first, names in found.items():
            part = self._below(first, names) if first.endswith("/") else self._alone(first)
            if part is not None:
                with part:
                    yield part

    def close(self) -> None:
        """Let go of the input."""
        self._heads.close()
        self._contents.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _named(self, name: str | None) -> str:
        if name is None and len(self.names) == 1:
            return self.names[0]
        if name is None or name not in self._members.allowed:
            raise NotFound(f"{self.place} has no member {name!r} that may be opened; its names list those that may.")
        return name

    def _below(self, folder: str, names: list[str]) -> Self:
        """One folder as a capture, the same as if it had been named itself."""
        path = self._contents.path(names[0])
        path = None if path is None else path.parents[names[0].removeprefix(folder).count("/")]
        place = f"{self.place} › {folder[:-1]}" if path is None else str(path)
        if isinstance(_whole(self._contents), Away):
            place = below(self.place, folder[:-1])
        contents, label = Below(self._contents, folder, names), f"{self._label} › {folder[:-1]}"
        made = type(self)(place, contents, Reading(), name=folder[:-1], label=label, topic=self.topic)
        made.mapping, made.wanted, made.lies_at = self.mapping, self.wanted, path
        return made

    def _alone(self, name: str) -> Self | None:
        """One member as a capture; a zip or tar in a folder is opened as such."""
        path, reading = self._contents.path(name), Reading()
        label, place = f"{self._label} › {name}", f"{self.place} › {name}"
        contents: Contents = Part(self._contents, name, plain_name(PurePosixPath(name).name))
        seen = None
        try:
            if isinstance(self._contents, Recording):
                seen = self._contents.seen[name]
            elif path is not None:
                _, contents = opened(path, reading)
                place = str(path)
            elif RECORDINGS.search(name):
                contents = self._recording(name, Report(reading, label)) or contents
        except Unreadable as error:
            self._reading.note(label, error.message)
            return None
        made = type(self)(
            place, contents, reading, name=PurePosixPath(name).name, label=label, topic=self.topic, seen=seen
        )
        made.mapping, made.wanted, made.lies_at = self.mapping, self.wanted, path
        return made

    def _recording(self, name: str, report: Report) -> Recording | None:
        """A HAR or WARC inside a zip or tar; None where the member is only called so."""
        stream = unpacked(self._contents.open(name, report), report, self._contents.stored(name))
        if not is_recording(stream):
            stream.close()
            return None
        return recorded(stream, f"{self.place} › {name}", report)


class _Members:
    """The names that may be opened, in both orders."""

    def __init__(self, stored: tuple[str, ...]) -> None:
        self.stored = stored
        self.allowed = frozenset(stored)
        self.names = tuple(sorted(stored))


class _Heads:
    """The first bytes of members asked about, and the one stream that is still open behind such bytes."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, bool]] = {}
        self._waiting: tuple[str, BinaryIO] | None = None

    def known(self, name: str, size: int) -> bytes | None:
        """The bytes, if as many are kept or the member has no more."""
        head, whole = self._known.get(name, (b"", False))
        return head[:size] if whole or len(head) >= size > 0 else None

    def read(self, name: str, stream: BinaryIO, size: int) -> bytes:
        """Look at the first bytes; the stream is put by, still at its front, for whoever opens the member next."""
        self.close()
        if size <= BUFFER:
            head = cast("io.BufferedReader", stream).peek(BUFFER)
            whole = len(head) < BUFFER
            self._waiting = (name, stream)
        else:
            with stream:
                head = stream.read(size)
            whole = len(head) < size
        while len(self._known) >= HEADS:
            del self._known[next(iter(self._known))]
        self._known[name] = (head[: max(size, 65536)], whole and len(head) <= max(size, 65536))
        return head[:size]

    def take(self, name: str) -> BinaryIO | None:
        """The stream put by for this member."""
        if self._waiting is None or self._waiting[0] != name:
            return None
        _, stream = self._waiting
        self._waiting = None
        return stream

    def close(self) -> None:
        """Close the stream that nobody came for."""
        if self._waiting is not None:
            self._waiting[1].close()
            self._waiting = None


def open_capture(
    place: str | Path,
    *,
    topic: str | None = None,
    mapping: Mapping[str, str] | None = None,
    wanted: Query | None = None,
    called: str | None = None,
    label: str | None = None,
) -> Capture:
    """Open an input (`-` is standard input); `Unreadable` says in one sentence why it cannot be.

    `called` is the input's name where its file has another one; it is told to people and never looked up. `label` is
    what problems call it, where that is not its name.
    """
    reading = Reading()
    name, contents = opened(place, reading, called)
    capture = Capture(called or str(place), contents, reading, name=name, label=label, topic=topic)
    capture.mapping, capture.wanted = mapping, wanted
    capture.lies_at = None if str(place) == "-" else Path(place)
    return capture


def of_answers(answers: Iterable[Answer], place: str) -> Capture:
    """What servers answered when Clew itself asked for what is at an address, as a recording of these answers.

    They are called by their whole addresses, in which no secrets are: those travel in headers.
    """
    return Capture(place, Recording(answers, place, str), Reading(), name=place)


def _whole(contents: Contents) -> Contents:
    return contents.whole if isinstance(contents, Below) else contents


def _buffered(stream: Stream) -> BinaryIO:
    return io.BufferedReader(stream, BUFFER)
