"""The first step: every task reads its input with the same sources as a laptop, and writes down what they said."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from clew import sources
from clew.capture import Capture, open_capture
from clew.capture.keeping import keep
from clew.errors import ClewError, UnknownFormat
from clew.places import Place
from clew.post import Problem, Record, Value
from clew.sets import Input, part_of
from clew.sources._walk import passed_over
from clew.spark.files import writing
from clew.spark.plan import Task
from clew.spark.rows import Row
from clew.stores.gathering import by_kind, encoded
from clew.stores.packed import encode

POST, NOTICE, PROBLEM, NAME = range(4)
CAPTURES = 1 << 20
"""How many captures one input may be of: numbers of captures of different inputs never meet."""
_BATCH = 5000
_PIECE = 1 << 20


class Reading(Value):
    """How to read: the format where a person said it, how many parts there are, when the run began, and where to."""

    source: str | None
    parts: int
    began: datetime
    work: str


class Read(Value):
    """What a task read: its captures, the file of rows, and what could not be read at all."""

    task: int
    inputs: tuple[Input, ...] = ()
    rows: int = 0
    size: int = 0
    posts: int = 0
    private: int = 0
    notices: int = 0
    refused: tuple[Problem, ...] = ()


def path_of(number: int) -> str:
    """The file of what a task read."""
    return f"read/{number:06}.parquet"


def report_of(number: int) -> str:
    """The file in which it is said that a task has finished."""
    return f"read/{number:06}.json"


def read(how: Reading, message: bytes) -> bytes:
    """Do one task: write its rows, then that it has finished."""
    task = msgspec.msgpack.decode(message, type=Task)
    work = Place(how.work)
    reader = _Reader(task, how)
    if task.hashes:
        done = reader.hashed()
    else:
        with writing(work, path_of(task.number)) as file:
            for row in reader.rows():
                file.add(row)
        done = reader.done(file.rows, work.size(path_of(task.number)) or 0)
    said = msgspec.json.encode(done)
    work.write(report_of(task.number), said)
    return said


class _Reader:
    """One task, and what it counts."""

    def __init__(self, task: Task, how: Reading) -> None:
        self._task = task
        self._how = how
        self._inputs: list[Input] = []
        self._refused: list[Problem] = []
        self._counts = {"posts": 0, "private": 0, "notices": 0}

    def hashed(self) -> Read:
        """The file as an input, whose parts others read."""
        task, summed = self._task, _Summed()
        Place(task.place).copy(summed)  # type: ignore[arg-type]  # only written to
        assert task.source is not None
        return Read(task.number, (self._input(0, summed.sha.hexdigest(), task.name, task.size, task.source),))

    def done(self, rows: int, size: int) -> Read:
        """What was read."""
        return Read(self._task.number, tuple(self._inputs), rows, size, refused=tuple(self._refused), **self._counts)

    def rows(self) -> Iterator[Row]:
        """Everything that is said in the input."""
        named = self._task.source or self._how.source
        source = None if named is None else sources.load(named)
        refused: list[Problem] = []
        # A storage that does not answer says nothing of the input: that fails, and is done again.
        with _here(self._task) as path:
            try:
                if path is not None:
                    yield from self._file(path, source, refused)
            except ClewError as error:
                refused.append(Problem(self._task.label, error.message))
        self._refused += [] if self._task.inside else refused
        yield from self._told(-1, refused)

    def _file(self, path: Path, named: sources.Source | None, refused: list[Problem]) -> Iterator[Row]:
        with open_capture(path, label=self._label()) as capture:
            try:
                for whole, source in sources.walk(capture, named, refused):
                    yield from self._capture(whole, source)
                    if self._task.whole:  # what is beside it are tasks of their own
                        return
            except UnknownFormat as error:
                if not self._task.inside:
                    raise
                refused.append(passed_over(capture, error))

    def _label(self) -> str:
        task = self._task
        return task.label if task.end is None else f"{task.label}, from byte {task.start:,}"

    def _capture(self, whole: Capture, source: sources.Source) -> Iterator[Row]:
        capture = whole.only(sources.wants(source))
        piece = self._task.piece
        if self._task.is_whole_input:
            sha, size = keep(capture, None)
            name = source.__name__.rpartition(".")[2]
            self._inputs.append(self._input(len(self._inputs), sha, capture.name, size, name))
            number = self._inputs[-1].number
        else:
            number = self._task.first * CAPTURES
        records = sources.read_piece(source, capture, piece) if piece else source.read(capture)
        while some := list(islice(records, _BATCH)):
            yield from self._records(number, some)
        yield from self._told(number, capture.problems)

    def _records(self, number: int, records: list[Record]) -> Iterator[Row]:
        batch, parts = by_kind(records), self._how.parts
        problems = list(batch.problems)
        for post, record in encoded(batch.public, problems):
            yield Row(part_of(post.id, parts), post.id, POST, number, record)
        for notice in batch.notices:
            yield Row(part_of(notice.post_id, parts), notice.post_id, NOTICE, number, encode(notice))
        yield from self._told(number, problems)
        self._counts["posts"] += len(batch.public)
        self._counts["private"] += len(batch.private)
        self._counts["notices"] += len(batch.notices)

    def _told(self, number: int, problems: list[Problem]) -> Iterator[Row]:
        for problem in problems:
            said = Problem(_plain(problem.place), _plain(problem.reason))
            key = f"{said.place}\n{said.reason}"
            yield Row(part_of(key, self._how.parts), key, PROBLEM, number, encode(said))

    def _input(self, nth: int, sha: str, name: str, size: int, source: str) -> Input:
        number = self._task.first * CAPTURES + nth
        return Input(number, sha, _plain(name), _plain(self._task.place), size, source, self._how.began)


def _plain(words: str) -> str:
    return words.encode("utf-8", "replace").decode()


class _Summed:
    """A file that only its SHA-256 is wanted of."""

    def __init__(self) -> None:
        self.sha = hashlib.sha256()

    def write(self, piece: Any) -> None:
        self.sha.update(piece)


@contextmanager
def _here(task: Task) -> Iterator[Path | None]:
    """The input as a file of this machine: itself, or a copy of the lines the task is to read, None for none."""
    there = Place(task.place)
    if task.end is None and there.local is not None:
        yield there.local
        return
    with tempfile.TemporaryDirectory(prefix="clew-") as folder:
        path = Path(folder) / task.name
        with path.open("wb") as out:
            if task.end is None:
                there.copy(out)
            else:
                _lines(there, out, task.start, task.end)
        yield path if path.stat().st_size or task.end is None else None


def _lines(there: Place, out: BinaryIO, start: int, end: int) -> None:
    """Copy the lines whose first byte stands from `start` to before `end`."""
    with there.open() as file:
        # the byte before says whether a line begins here
        at = max(0, start - 1)
        file.seek(at)
        began = start == 0
        while piece := file.read(_PIECE):
            if not began:
                cut = piece.find(b"\n") + 1
                if not cut:
                    at += len(piece)
                    if at >= end:
                        return
                    continue
                at, piece, began = at + cut, piece[cut:], True
                if at >= end:
                    return
            # what goes beyond the end is the rest of a line that begins before it
            over = piece.find(b"\n", max(0, end - 1 - at))
            if at + len(piece) >= end and over >= 0:
                out.write(piece[: over + 1])
                return
            out.write(piece)
            at += len(piece)
