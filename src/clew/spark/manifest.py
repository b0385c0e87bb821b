"""The manifest of a set, out of what every step said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version

from clew.sets import FORMAT, Input, Manifest
from clew.spark.before import Plan
from clew.spark.lists import Listed
from clew.spark.observations import AddedUp
from clew.spark.reading import Read
from clew.spark.threads import Written
from clew.stores.observation import moment


def manifest(
    plan: Plan,
    reads: Sequence[Read],
    inputs: Sequence[Input],
    added: Sequence[AddedUp],
    written: Sequence[Written],
    listed: Sequence[Listed],
) -> Manifest:
    """What is in the set, with which it is whole."""
    totals = [each.totals for each in written]
    first = min((each.first for each in totals if each.first is not None), default=None)
    last = max((each.last for each in totals if each.last is not None), default=None)
    files = [part for step in (*written, *listed, *added) for part in step.files]

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
        made_of=plan.made_of,
    )
