"""What an earlier run left in the folder of a set: nothing, the beginning of this set, or the set."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime

import msgspec

from clew.errors import StoreFault
from clew.places import PARTIAL, Place
from clew.post import Value
from clew.sets import MANIFEST, NUMBERED, Manifest, Part, TornManifest, read_manifest
from clew.spark.plan import Task

WORK = "work"
_PLAN = f"{WORK}/plan.json"
# What Clew writes into the folder of a set, and nobody else is likely to.
_STEPS = r"(?:read|told|waiting|(?:held|asked)-\d+)/\d{5,}\.(?:json|parquet)|(?:[a-z-]+(?:-\d+)?)\.json"
_OURS = re.compile(rf"{re.escape(MANIFEST)}|{NUMBERED.pattern}|{WORK}/(?:{_STEPS})|(?:.+/)?{re.escape(PARTIAL)}\w+")
# What a torn manifest still says.
_PLACE = re.compile(rb'"place": ?("(?:[^"\\]|\\.)*")')
_PARTS = re.compile(rb'"parts": ?(\d{1,5}),')
Told = Callable[[str], None]


class Plan(Value):
    """What a run does, kept where it works so that the next run knows whether it is the same.

    `over` is whether files of a set were there that no manifest names, so that they may be of other inputs.
    """

    tasks: tuple[Task, ...]
    source: str | None
    parts: int
    began: datetime
    over: bool = False

    @property
    def made_of(self) -> str:
        """What the inputs are known by: a SHA-256 of their names and sizes, and of the format a person named."""
        inputs = [(task.place, task.size) for task in self.tasks if task.is_whole_input]
        return hashlib.sha256(msgspec.json.encode([self.source, inputs])).hexdigest()


def left(place: Place, wanted: Plan, told: Told) -> Plan | Manifest:
    """The set that is there and whole, or the plan by which it is to be made.

    `StoreFault` where the folder holds another set, or something else.
    """
    said = place.read(MANIFEST)
    manifest = None if said is None else _manifest(place, said, wanted)
    if manifest is not None:
        lacking = lost(place, manifest.files)
        if not lacking:
            place.remove(WORK)
            return manifest
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        told(f"missing or torn in the set: {lacking[0]}{more}; it is made again")
        wanted = msgspec.structs.replace(wanted, parts=manifest.parts)
    kept = place.read(_PLAN)
    begun = None if kept is None else _begun(place, kept, wanted)
    if begun is not None:
        return begun
    if manifest is None:
        found = [each.path for each in place.files()]
        if not all(map(_OURS.fullmatch, found)):
            raise _something_else(place)
        if said is not None or any(map(NUMBERED.fullmatch, found)):
            what = "missing" if said is None else "torn"
            told(f"{MANIFEST} is {what}; all inputs are read again to make the set whole")
            wanted = msgspec.structs.replace(wanted, over=True, parts=_parts(said) or wanted.parts)
    if kept is not None:
        told(f"{_PLAN} is torn; what was begun is begun anew")
    return wanted


def begin(place: Place, plan: Plan) -> None:
    """Keep the plan; where it is not the one by which was worked before, nothing of that is kept."""
    written = msgspec.json.encode(plan)
    if place.read(_PLAN) != written:
        place.remove(WORK)
        place.write(_PLAN, written)


def see_room(place: Place, inputs: Sequence[str]) -> None:
    """`StoreFault` where the folder of a set is none, or lies where its inputs are looked for."""
    if place.size() is not None:
        raise StoreFault(f"{place.place} is a file; name a folder for the set.")
    for each in inputs:
        if place.is_inside(Place(each)):
            raise StoreFault(
                f"{place.place} lies inside {each} and would be read as part of it; name a folder beside it."
            )


def _manifest(place: Place, said: bytes, wanted: Plan) -> Manifest | None:
    """What the manifest says, None of a torn one; `StoreFault` where it names other inputs."""
    names = {task.place for task in wanted.tasks}
    try:
        manifest = read_manifest(said, place.place)
    except TornManifest:
        if not {_text(found) for found in _PLACE.findall(said)} <= names:
            raise _other(place) from None
        return None
    named = {each.place for each in manifest.inputs}
    if not (manifest.made_of == wanted.made_of if manifest.made_of else named <= names):
        raise _other(place)
    return manifest


def _text(written: bytes) -> str | None:
    """A text of JSON; None where it is none."""
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(written, type=str)
    return None


def _parts(torn: bytes | None) -> int | None:
    """How many parts the tables have, where a torn manifest still says so."""
    found = _PARTS.search(torn or b"")
    return None if found is None else int(found[1])


def _other(place: Place) -> StoreFault:
    return StoreFault(
        f"{place.place} is a set of other inputs, or of these as they were before; name another folder. "
        "(A set may be an input, too: the old one and what is new make a new one.)"
    )


def _something_else(place: Place) -> StoreFault:
    return StoreFault(f"{place.place} holds something else; name an empty folder for the set.")


def _begun(place: Place, kept: bytes, wanted: Plan) -> Plan | None:
    """The plan of an earlier run, None of one that is torn."""
    try:
        before = msgspec.json.decode(kept, type=Plan)
    except msgspec.MsgspecError:
        return None
    if (before.tasks, before.source) != (wanted.tasks, wanted.source):
        raise StoreFault(
            f"{place.place} holds the beginning of a set of other inputs; name another folder, or remove this one."
        )
    return before


def see_same(place: Place, captures: AbstractSet[str]) -> None:
    """`StoreFault` where the posts that lie there, as far as they can be read, are not of these captures alone."""
    for found in place.files("posts"):
        of = _captures(place, found.path)
        if of is None or not of <= captures:
            place.remove(WORK)  # else whoever made what is there could not go on with it
            raise _something_else(place) if of is None else _other(place)


def _captures(place: Place, path: str) -> set[str] | None:
    """The captures of posts in a file, none where it is damaged; None where that is no table of a set."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: set[str] = set()
    with suppress(pa.ArrowException, OSError, ValueError, RuntimeError), place.table(path) as table:
        if "captures" not in table.physical_schema.names:
            return None
        for batch in table.to_batches(columns=["captures"]):
            found.update(pc.unique(pc.list_flatten(batch.column(0))).to_pylist())
    return found


def remove_stale(place: Place, files: Collection[Part]) -> None:
    """Remove what a set of more parts left, which these files are in place of."""
    named = {each.path for each in files}
    for found in place.files():
        if NUMBERED.fullmatch(found.path) and found.path not in named:
            place.remove_file(found.path)


def lost(place: Place, files: tuple[Part, ...]) -> list[str]:
    """Which of these files are not there as they were left."""
    folders = sorted({each.path.partition("/")[0] for each in files})
    there = {found.path: found.size for folder in folders for found in place.files(folder)}
    return [each.path for each in files if there.get(each.path) != each.size]
