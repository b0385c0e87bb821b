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

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import count
from typing import TypeVar

import msgspec

from clew.errors import StoreFault, Unreadable
from clew.places import Place
from clew.post import Problem, Value
from clew.sets import FORMAT, MANIFEST, Input, Manifest, Part, read_manifest
from clew.spark import plan
from clew.spark.engine import Engine, Give, Take
from clew.spark.files import reading
from clew.spark.lists import Listed, Listing, put_in_lists
from clew.spark.meetings import Met, Real, as_real, met
from clew.spark.observations import AddedUp, AddUp, Captured, add_up, tell
from clew.spark.plan import Task
from clew.spark.reading import Read, Reading, path_of, read
from clew.spark.rows import Row
from clew.spark.threads import Together, Written, put_together
from clew.stores.observation import moment

WORK = "work"
PLAN = "plan.json"
A_PART = 128 << 20
"""Bytes of input for each part of the set."""
_MOST_PARTS = 4096

S = TypeVar("S", AddedUp, Written, Listed)
Told = Callable[[str], None]


class Plan(Value):
    """What a run does, kept where it works so that the next run knows whether it is the same."""

    tasks: tuple[Task, ...]
    source: str | None
    parts: int
    began: datetime


class Made(Value):
    """A set that was made: what is in it, what could not be read at all, and whether it had been there already."""

    manifest: Manifest
    refused: tuple[Problem, ...]
    already: bool = False


def make_set(
    engine: Engine,
    inputs: Iterable[str],
    out: str,
    *,
    source: str | None = None,
    parts: int | None = None,
    split: int = plan.SPLIT,
    told: Told = lambda _said: None,
) -> Made:
    """Make a set of these inputs in a folder, or go on with it.

    `StoreFault` where the folder holds another set, or something else; `Unreadable` where nothing could be read.
    """
    place = Place(out)
    place.knock()
    tasks = tuple(plan.tasks(inputs, source, split))
    wanted = Plan(tasks, source, parts or _parts(tasks), datetime.now(UTC))
    before = place.read(MANIFEST)
    if before is not None:
        return _again(place, read_manifest(before, out), wanted)
    return _Run(engine, place, _begun(place, wanted), told).all()


def _parts(tasks: Sequence[Task]) -> int:
    return max(1, min(_MOST_PARTS, sum(task.size for task in tasks if task.end is None) // A_PART + 1))


def _begun(place: Place, wanted: Plan) -> Plan:
    """The plan of the run that began here before, which must be for the same inputs, or this one's."""
    kept = place.read(f"{WORK}/{PLAN}")
    if kept is None:
        if place.files():
            raise StoreFault(f"{place.place} holds something else; name an empty folder for the set.")
        place.write(f"{WORK}/{PLAN}", msgspec.json.encode(wanted))
        return wanted
    before = msgspec.json.decode(kept, type=Plan)
    if (before.tasks, before.source) != (wanted.tasks, wanted.source):
        raise StoreFault(
            f"{place.place} holds the beginning of a set of other inputs; name another folder, or remove this one."
        )
    return before


def _again(place: Place, manifest: Manifest, wanted: Plan) -> Made:
    """The set that is there, where it is whole and of the same inputs."""
    lacking = [part.path for part in manifest.files if place.size(part.path) != part.size]
    if lacking:
        raise StoreFault(
            f"{place.place} is not whole: {len(lacking)} of its files are missing or torn, {lacking[0]} among them; "
            "remove the folder and make the set again."
        )
    there = {(each.place, each.size) for each in manifest.inputs}
    if not {task.place for task in wanted.tasks} >= {name for name, _ in there}:
        raise StoreFault(f"{place.place} is a set of other inputs; name another folder.")
    return Made(manifest, (), already=True)


class _Run:
    """One run."""

    def __init__(self, engine: Engine, place: Place, plan: Plan, told: Told) -> None:
        self._engine = engine
        self._place = place
        self._work = Place(_below(place.place, WORK))
        self._plan = plan
        self._told = told

    def all(self) -> Made:
        """All steps that have not been done."""
        reads = self._read()
        inputs = sorted((each for done in reads for each in done.inputs), key=lambda each: each.number)
        refused = tuple(problem for done in reads for problem in done.refused)
        if not inputs:
            first = refused[0].reason if refused else "there is nothing in them"
            raise Unreadable(f"None of the inputs can be read: {first}")
        captures = _captures(inputs)
        added, cards = self._add_up(reads, captures)
        written = self._together(added, cards, captures)
        listed = self._lists(written)
        manifest = _manifest(self._plan, reads, inputs, added, written, listed)
        self._place.sweep()
        self._place.write(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        self._place.remove(WORK)
        return Made(manifest, refused)

    def _read(self) -> list[Read]:
        done = {each.task: each for each in self._finished()}
        left = [task for task in self._plan.tasks if task.number not in done]
        self._told(f"reading {len(self._plan.tasks):,} inputs, {len(left):,} of them left")
        how = Reading(self._plan.source, self._plan.parts, self._plan.began, self._work.place)
        for report in self._engine.run([msgspec.msgpack.encode(task) for task in left], partial(read, how)):
            read_now = msgspec.json.decode(report, type=Read)
            done[read_now.task] = read_now
        self._told(f"{sum(each.posts for each in done.values()):,} posts read")
        return [done[task.number] for task in self._plan.tasks]

    def _finished(self) -> Iterator[Read]:
        """What tasks of an earlier run have read, as far as their files are whole."""
        there = {found.path: found.size for found in self._work.files("read")}
        for path in there:
            if path.endswith(".json"):
                said = self._work.read(path)
                done = msgspec.json.decode(said or b"", type=Read)
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
        asked = [part for each in added for part in each.files if part[0].startswith("asked-")]
        if not asked:
            return added, met_now
        told = self._step("tell", [part[0] for part in asked], partial(tell, how), AddedUp, sum(p[1] for p in asked))
        return [*added, *told], met_now

    def _met(self, again: int, added: Sequence[AddedUp]) -> Met:
        """What cards of listings met, where there are any."""
        if not any(each.listed for each in added):
            return Met({}, {})
        mark = f"met-{again}.json"
        kept = self._work.read(mark)
        if kept is not None:
            return msgspec.json.decode(kept, type=Met)
        files = [path for each in added for path, _, _ in each.files if path.startswith("held-")]
        found = met(self._engine, self._work.place, files)
        self._work.write(mark, msgspec.json.encode(found))
        return found

    def _together(self, added: Sequence[AddedUp], cards: Met, captures: dict[int, Captured]) -> list[Written]:
        files = [part for each in added for part in each.files if part[0].startswith(("held-", "told/"))]
        how = Together(self._plan.parts, self._work.place, self._place.place, captures, cards.refused)
        made = self._step(
            "together", [p[0] for p in files], partial(put_together, how), Written, sum(p[1] for p in files)
        )
        self._told(f"{sum(each.totals.threads for each in made):,} threads put together")
        return made

    def _lists(self, written: Sequence[Written]) -> list[Listed]:
        files = [part for each in written for part in each.waiting]
        how = Listing(self._place.place)
        return self._step("lists", [p[0] for p in files], partial(put_in_lists, how), Listed, sum(p[1] for p in files))

    def _step(
        self, name: str, files: Sequence[str], take: Take, kind: type[S], rows: int | None, give: Give | None = None
    ) -> list[S]:
        """Send the rows of these files to whoever takes them, unless that was done before and is whole.

        `rows` is how many there are, None where `give` adds to them.
        """
        mark = f"{name}.json"
        kept = self._work.read(mark)
        if kept is not None:
            before = msgspec.json.decode(kept, type=list[kind])  # type: ignore[valid-type]
            if all(self._is_whole(each) for each in before):
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
        self._work.write(mark, msgspec.json.encode(made))
        return made

    def _is_whole(self, step: AddedUp | Written | Listed) -> bool:
        """Whether all files that a step left are there as it left them."""
        if isinstance(step, AddedUp):
            beside, within = step.problems, step.files
        elif isinstance(step, Written):
            beside, within = step.files, step.waiting
        else:
            beside, within = step.files, ()
        return all(self._place.size(path) == size for path, _, size in beside) and all(
            self._work.size(path) == size for path, _, size in within
        )


def _rows(work: str, pairs: Mapping[str, Real], parts: int, path: bytes) -> Iterator[Row]:
    rows = reading(Place(work), path.decode())
    return as_real(pairs, parts, rows) if pairs else rows


def _below(place: str, name: str) -> str:
    bare, mark, more = place.partition("?")
    return f"{bare.rstrip('/')}/{name}{mark}{more}"


def _captures(inputs: Sequence[Input]) -> dict[int, Captured]:
    """Captures by all numbers they go by: the same bytes under two names are one capture, the first."""
    first: dict[str, Captured] = {}
    found = {}
    for each in inputs:
        found[each.number] = first.setdefault(each.id, Captured(each.number, each.id, each.name))
    return found


def _manifest(
    plan: Plan,
    reads: Sequence[Read],
    inputs: Sequence[Input],
    added: Sequence[AddedUp],
    written: Sequence[Written],
    listed: Sequence[Listed],
) -> Manifest:
    totals = [each.totals for each in written]
    first = min((each.first for each in totals if each.first is not None), default=None)
    last = max((each.last for each in totals if each.last is not None), default=None)
    named = [*(each.files for each in written), *(each.files for each in listed), *(each.problems for each in added)]
    files = [Part(*part) for of in named for part in of]

    def total(name: str) -> int:
        return sum(getattr(each, name) for each in totals)

    def most(name: str) -> tuple[tuple[str, int], ...]:
        counts: Counter[str] = sum((Counter(getattr(each, name)) for each in totals), Counter())
        return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    return Manifest(
        format=FORMAT,
        clew=version("clew"),
        made=plan.began,
        parts=plan.parts,
        posts=total("posts"),
        authors=total("authors"),
        threads=total("threads"),
        held_in_threads=total("held_in_threads"),
        promised=total("promised"),
        gaps=total("gaps"),
        tags=sum(each.tags for each in listed),
        problems=sum(part.rows for part in files if part.path.startswith("problems/")),
        private=sum(done.private for done in reads),
        networks=most("networks"),
        languages=most("languages"),
        first=None if first is None else moment(first),
        last=None if last is None else moment(last),
        inputs=tuple({each.id: each for each in reversed(inputs)}.values())[::-1],
        files=tuple(sorted(files, key=lambda part: part.path)),
    )
