"""A set, from its inputs to its manifest, in some steps; each leaves files and a mark, and is not done twice.

    read       every input, by tasks of their own                        work/read
    add up     what was said of a post, all of a post in one task        work/held-0, work/asked-0, problems
    meet       cards of saved listings the posts they showed             again work/held-1 …, as those posts
    tell       what became of posts to those who answer them             work/told
    together   threads, all of an author in one task                     posts, threads, authors, problems
    lists      what threads are found by                                 names, lists, tags, words

A run that was killed goes on where it was: tasks that had finished reading are not done again, nor are steps that had.
The manifest is written last; a folder that has one is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any, TypeVar

import msgspec

from clew.errors import StoreFault, Unreadable
from clew.places import Place, below
from clew.post import Problem, Value
from clew.sets import MANIFEST, Input, Manifest, Part
from clew.spark import plan
from clew.spark.before import WORK, Plan, Told, begin, left, lost, remove_stale, see_room, see_same
from clew.spark.engine import Engine, Give, Take
from clew.spark.files import Step, reading
from clew.spark.lists import Listed, Listing, put_in_lists
from clew.spark.manifest import manifest
from clew.spark.meetings import Met, Real, as_real, met
from clew.spark.observations import AddedUp, AddUp, Captured, add_up, tell
from clew.spark.plan import Task
from clew.spark.reading import Read, Reading, path_of, read
from clew.spark.rows import Row
from clew.spark.threads import Together, Written, put_together

A_PART = 128 << 20
"""Bytes of input for each part of the set."""
_MOST_PARTS = 4096

S = TypeVar("S", AddedUp, Written, Listed)


class Made(Value):
    """A set that was made: what is in it, what could not be read at all, and whether it had been there already."""

    manifest: Manifest
    refused: tuple[Problem, ...]
    already: bool = False


class Planned:
    """A set that is to be made, or is there: what can be known of it before anybody is asked to make it."""

    def __init__(
        self,
        inputs: Sequence[str],
        out: str,
        *,
        source: str | None = None,
        parts: int | None = None,
        split: int = plan.SPLIT,
        told: Told = lambda _said: None,
    ) -> None:
        """`StoreFault` of a folder with another set, or something else; `Unreadable` of an input that is not there."""
        self._told = told
        place = Place(out)
        place.knock()
        if place.local is not None:  # whoever does a task is somewhere else
            place = Place(str(place.local))
        self._place = place
        with _seen_to():
            see_room(place, inputs)
            tasks = tuple(plan.tasks(inputs, source, split))
            self._found = left(place, Plan(tasks, source, parts or _parts(tasks), datetime.now(UTC)), told)

    @property
    def already(self) -> Made | None:
        """The set, where it is there and whole."""
        return Made(self._found, (), already=True) if isinstance(self._found, Manifest) else None

    def make(self, engine: Engine) -> Made:
        """Make it, or go on with it; `StoreFault` where a disk is full, `Unreadable` where nothing could be read."""
        if isinstance(self._found, Manifest):
            return Made(self._found, (), already=True)
        with _seen_to():
            begin(self._place, self._found)
            return _Run(engine, self._place, self._found, self._told).all()


def make_set(engine: Engine, inputs: Sequence[str], out: str, **more: Any) -> Made:
    """Make a set of these inputs in a folder, or go on with it; `more` is what `Planned` takes."""
    return Planned(inputs, out, **more).make(engine)


@contextmanager
def _seen_to() -> Iterator[None]:
    try:
        yield
    except OSError as error:  # no room for copies and runs beside the set, say
        raise StoreFault(f"The set cannot be made ({error}); see to it and run again.") from error


def _parts(tasks: Sequence[Task]) -> int:
    return max(1, min(_MOST_PARTS, sum(task.size for task in tasks if task.is_whole_input) // A_PART + 1))


class _Run:
    """One run."""

    def __init__(self, engine: Engine, place: Place, plan: Plan, told: Told) -> None:
        self._engine = engine
        self._place = place
        self._work = Place(below(place.place, WORK))
        self._plan = plan
        self._told = told

    def all(self) -> Made:
        """All steps that have not been done."""
        self._place.sweep()  # what was half written may be all the room there is
        reads = self._read()
        inputs = sorted((each for done in reads for each in done.inputs), key=lambda each: each.number)
        refused = tuple(problem for done in reads for problem in done.refused)
        if not inputs:
            first = refused[0].reason if refused else "there is nothing in them"
            raise Unreadable(f"None of the inputs can be read: {first}")
        captures = _captures(inputs)
        if self._plan.over:
            see_same(self._place, {each.id for each in inputs})
        added, cards = self._add_up(reads, captures)
        written = self._together(added, cards, captures)
        listed = self._lists(written)
        made = manifest(self._plan, reads, inputs, added, written, listed)
        self._place.sweep()
        if self._plan.over:
            remove_stale(self._place, made.files)
        self._place.write(MANIFEST, msgspec.json.format(msgspec.json.encode(made), indent=1))
        self._place.remove(WORK)
        return Made(made, refused)

    def _read(self) -> list[Read]:
        done = {each.task: each for each in self._finished()}
        left = [task for task in self._plan.tasks if task.number not in done]
        self._told(f"reading {len(self._plan.tasks):,} inputs, {len(left):,} of them left")
        how = Reading(self._plan.source, self._plan.parts, self._plan.began, self._work.place)
        for report in self._engine.run([msgspec.msgpack.encode(task) for task in left], partial(read, how)):
            read_now = msgspec.json.decode(report, type=Read)
            done[read_now.task] = read_now
        self._see(
            self._work, tuple(Part(path_of(each.task), each.rows, each.size) for each in done.values() if each.size)
        )
        self._told(f"{sum(each.posts for each in done.values()):,} posts read")
        return [done[task.number] for task in self._plan.tasks]

    def _finished(self) -> Iterator[Read]:
        """What tasks of an earlier run have read, as far as their files are whole."""
        there = {found.path: found.size for found in self._work.files("read")}
        for path in there:
            if path.endswith(".json"):
                with suppress(msgspec.MsgspecError):  # a torn report is none
                    done = msgspec.json.decode(self._work.read(path) or b"", type=Read)
                    if not done.size or there.get(path_of(done.task)) == done.size:
                        yield done

    def _add_up(self, reads: Sequence[Read], captures: dict[int, Captured]) -> tuple[list[AddedUp], Met]:
        asking = any(done.notices for done in reads)
        files = [path_of(done.task) for done in reads if done.size]
        pairs: dict[str, Real] = {}
        for again in count():
            how = AddUp(self._plan.parts, self._work.place, self._place.place, captures, asking, again)
            take, give = partial(add_up, how), partial(_rows, self._work.place, pairs, self._plan.parts)
            rows = None if pairs else sum(done.rows for done in reads)
            added = self._step(f"add-up-{again}", files, take, AddedUp, rows, give)
            met_now = self._met(again, added)
            if not met_now.pairs:
                break
            pairs = pairs | met_now.pairs
            self._told(f"{len(pairs):,} posts of saved listings are posts that are held")
        self._told(f"{sum(each.posts for each in added):,} posts are different")
        asked = _waiting(added, "asked-")
        if not asked:
            return added, met_now
        told = self._step("tell", [each.path for each in asked], partial(tell, how), AddedUp, _rows_of(asked))
        return [*added, *told], met_now

    def _met(self, again: int, added: Sequence[AddedUp]) -> Met:
        """What cards of listings met, where there are any."""
        if not any(each.listed for each in added):
            return Met({}, {})
        mark = f"met-{again}.json"
        kept = self._work.read(mark)
        if kept is not None:
            return msgspec.json.decode(kept, type=Met)
        files = [each.path for each in _waiting(added, "held-")]
        found = met(self._engine, self._work.place, files)
        self._work.write(mark, msgspec.json.encode(found))
        return found

    def _together(self, added: Sequence[AddedUp], cards: Met, captures: dict[int, Captured]) -> list[Written]:
        files = _waiting(added, "held-", "told/")
        how = Together(self._plan.parts, self._work.place, self._place.place, captures, cards.refused)
        paths = [each.path for each in files]
        made = self._step("together", paths, partial(put_together, how), Written, _rows_of(files))
        self._told(f"{sum(each.totals.threads for each in made):,} threads put together")
        return made

    def _lists(self, written: Sequence[Written]) -> list[Listed]:
        files = _waiting(written, "")
        take = partial(put_in_lists, Listing(self._place.place))
        return self._step("lists", [each.path for each in files], take, Listed, _rows_of(files))

    def _step(
        self, name: str, files: Sequence[str], take: Take, kind: type[S], rows: int | None, give: Give | None = None
    ) -> list[S]:
        """Send the rows of these files to whoever takes them, unless that was done before and is whole.

        `rows` is how many there are, None where `give` adds to them.
        """
        before = self._done(f"{name}.json", kind)
        if before is not None:
            self._told(f"{name}: done before")
            return before
        give = give or partial(_rows, self._work.place, {}, self._plan.parts)
        reports = self._engine.shuffle([each.encode() for each in files], give, self._plan.parts, take) if files else []
        made = sorted((msgspec.json.decode(each, type=kind) for each in reports), key=lambda each: each.part)
        counted = sum(each.rows for each in made)
        if (rows is not None and counted != rows) or len({each.part for each in made}) != len(made):
            raise StoreFault(
                f"{counted:,} rows of {rows or 0:,} came to where they belong ({name}): this server does not keep "
                "together what repartition puts together; use another one."
            )
        self._see(self._place, _of(made))
        self._see(self._work, _waiting(made, ""))
        self._work.write(f"{name}.json", msgspec.json.encode(made))
        return made

    def _done(self, mark: str, kind: type[S]) -> list[S] | None:
        """What a step came to in an earlier run, where all its files are still there as it left them."""
        with suppress(msgspec.MsgspecError):  # a torn mark is none
            before = msgspec.json.decode(self._work.read(mark) or b"", type=list[kind])  # type: ignore[valid-type]
            if not lost(self._place, _of(before)) and not lost(self._work, _waiting(before, "")):
                return before
        return None

    def _see(self, place: Place, files: tuple[Part, ...]) -> None:
        """`StoreFault` where this machine does not see what tasks say they wrote."""
        unseen = lost(place, files)
        if unseen:
            raise StoreFault(
                f"Tasks wrote {unseen[0]} and this machine does not see it in {place.place}: "
                "name a folder that all machines of the cluster share, or an address (s3://, hdfs://)."
            )


def _of(steps: Sequence[Step]) -> tuple[Part, ...]:
    return tuple(part for each in steps for part in each.files)


def _waiting(steps: Sequence[Step], *names: str) -> tuple[Part, ...]:
    return tuple(part for each in steps for part in each.waiting if part.path.startswith(names))


def _rows_of(files: Sequence[Part]) -> int:
    return sum(each.rows for each in files)


def _rows(work: str, pairs: Mapping[str, Real], parts: int, path: bytes) -> Iterator[Row]:
    rows = reading(Place(work), path.decode())
    return as_real(pairs, parts, rows) if pairs else rows


def _captures(inputs: Sequence[Input]) -> dict[int, Captured]:
    """Captures by all numbers they go by: the same bytes under two names are one capture, the first."""
    first: dict[str, Captured] = {}
    found = {}
    for each in inputs:
        found[each.number] = first.setdefault(each.id, Captured(each.number, each.id, each.name))
    return found
