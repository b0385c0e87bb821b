"""What an earlier run left in the folder of a set: nothing, the beginning of this set, or the set."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import msgspec

from clew.errors import StoreFault
from clew.places import Place
from clew.post import Value
from clew.sets import MANIFEST, Manifest, Part, read_manifest
from clew.spark.plan import Task

WORK = "work"
_PLAN = f"{WORK}/plan.json"
Told = Callable[[str], None]


class Plan(Value):
    """What a run does, kept where it works so that the next run knows whether it is the same."""

    tasks: tuple[Task, ...]
    source: str | None
    parts: int
    began: datetime

    @property
    def made_of(self) -> str:
        """What the inputs are known by: a SHA-256 of their names and sizes, and of the format a person named."""
        inputs = [(task.place, task.size) for task in self.tasks if task.is_whole_input]
        return hashlib.sha256(msgspec.json.encode([self.source, inputs])).hexdigest()


def left(place: Place, wanted: Plan, told: Told) -> Plan | Manifest:
    """The set that is there and whole, or the plan by which it is to be made, which is then kept.

    `StoreFault` where the folder holds another set, or something else.
    """
    manifest = _set(place, wanted)
    if manifest is not None:
        lacking = lost(place, manifest.files)
        if not lacking:
            place.remove(WORK)
            return manifest
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        told(f"missing or torn in the set: {lacking[0]}{more}; it is made again")
        wanted = msgspec.structs.replace(wanted, parts=manifest.parts)
    kept = place.read(_PLAN)
    if kept is not None:
        return _begun(place, kept, wanted)
    if manifest is None and place.files():
        raise StoreFault(f"{place.place} holds something else; name an empty folder for the set.")
    place.write(_PLAN, msgspec.json.encode(wanted))
    return wanted


def _set(place: Place, wanted: Plan) -> Manifest | None:
    said = place.read(MANIFEST)
    if said is None:
        return None
    manifest = read_manifest(said, place.place)
    names = {each.place for each in manifest.inputs}
    same = manifest.made_of == wanted.made_of if manifest.made_of else names <= {task.place for task in wanted.tasks}
    if not same:
        raise StoreFault(
            f"{place.place} is a set of other inputs, or of these as they were before; name another folder. "
            "(A set may be an input, too: the old one and what is new make a new one.)"
        )
    return manifest


def _begun(place: Place, kept: bytes, wanted: Plan) -> Plan:
    try:
        before = msgspec.json.decode(kept, type=Plan)
    except msgspec.MsgspecError as error:
        raise StoreFault(f"{_PLAN} in {place.place} cannot be read; remove the folder and run again.") from error
    if (before.tasks, before.source) != (wanted.tasks, wanted.source):
        raise StoreFault(
            f"{place.place} holds the beginning of a set of other inputs; name another folder, or remove this one."
        )
    return before


def lost(place: Place, files: tuple[Part, ...]) -> list[str]:
    """Which of these files are not there as they were left."""
    folders = sorted({each.path.partition("/")[0] for each in files})
    there = {found.path: found.size for folder in folders for found in place.files(folder)}
    return [each.path for each in files if there.get(each.path) != each.size]
