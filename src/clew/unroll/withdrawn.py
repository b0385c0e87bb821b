"""Threads with posts that were withdrawn: what is left of these posts holds a thread together and is then a gap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from clew.thread import Branch, Gap, Place, Shape


def without(shape: Shape, gone: Collection[str]) -> Shape | None:
    """The shape with gaps where the posts `gone` stood; None where its main line has no other post."""
    if not any(place.id in gone for place in shape.places):
        return shape
    before, after = _around(shape.gaps)
    main, gaps = _line(shape.main, gone, before, after.get(shape.main[-1]), None)
    if not main:
        return None
    branches = []
    for branch in shape.branches:
        leaves = _stem(branch.after, shape, gone) or main[0]
        posts, more = _line(branch.posts, gone, before, after.get(branch.posts[-1]), leaves)
        if posts:
            branches.append(Branch(leaves, posts))
            gaps += more
    return msgspec.structs.replace(
        shape,
        id=main[0],
        main=main,
        places=_places(shape, main, branches),
        branches=tuple(branches),
        gaps=tuple(gaps),
        continues=tuple(name for name in shape.continues if name not in gone),
        earlier=tuple((old, new) for old, new in shape.earlier if old not in gone and new not in gone),
    )


def _around(gaps: Iterable[Gap]) -> tuple[dict[str, Gap], dict[str, Gap]]:
    """Gaps by the post that follows them, and those that nothing follows by the post before."""
    gaps = tuple(gaps)
    return (
        {gap.before: gap for gap in gaps if gap.before is not None},
        {gap.after: gap for gap in gaps if gap.before is None and gap.after is not None},
    )


def _line(
    posts: Sequence[str], gone: Collection[str], before: dict[str, Gap], last: Gap | None, stem: str | None
) -> tuple[tuple[str, ...], list[Gap]]:
    """The posts of a line that are left, and its gaps; `stem` is the post that a branch leaves."""
    held: list[str] = []
    gaps: list[Gap] = []
    waiting: list[Gap] = []
    for post in posts:
        waiting += [before[post]] if post in before else []
        if post in gone:
            waiting.append(Gap(None, None, "withdrawn", 1, post))
        else:
            gaps += _one(waiting, held[-1] if held else stem, post)
            waiting = []
            held.append(post)
    waiting += [last] if last is not None else []
    return tuple(held), gaps + (_one(waiting, held[-1], None) if held else [])


def _one(waiting: Sequence[Gap], after: str | None, before: str | None) -> list[Gap]:
    """What is missing at one place as one gap, because a place has one; it is `withdrawn` where any of it was."""
    if not waiting:
        return []
    counts = [gap.missing for gap in waiting]
    missing = None if None in counts else sum(count for count in counts if count is not None)
    withdrawn = any(gap.reason == "withdrawn" for gap in waiting)
    # `at` names the one post that is missing
    at = waiting[0].at if len(waiting) == 1 else None
    return [Gap(after, before, "withdrawn" if withdrawn else waiting[0].reason, missing, at)]


def _stem(leaves: str, shape: Shape, gone: Collection[str]) -> str | None:
    """The nearest post before a place, on its own line and then on those it left, that is still there."""
    lines = {
        post: (line, at) for line in (shape.main, *(b.posts for b in shape.branches)) for at, post in enumerate(line)
    }
    stems = {branch.posts[0]: branch.after for branch in shape.branches}
    here: str | None = leaves
    while here is not None and here in gone:
        line, at = lines[here]
        here = line[at - 1] if at else stems.get(here)
    return here


def _places(shape: Shape, main: Sequence[str], branches: Sequence[Branch]) -> tuple[Place, ...]:
    """The reading order: each branch right after the post it leaves."""
    known = {place.id: place for place in shape.places}
    leaving: dict[str, list[tuple[int, Branch]]] = {}
    for number, branch in enumerate(branches, 1):
        leaving.setdefault(branch.after, []).append((number, branch))
    places: list[Place] = []
    waiting = [(0, post) for post in reversed(main)]
    while waiting:
        line, post = waiting.pop()
        places.append(msgspec.structs.replace(known[post], line=line))
        for number, branch in reversed(leaving.get(post, ())):
            waiting.extend((number, each) for each in reversed(branch.posts))
    return (msgspec.structs.replace(places[0], why="start"), *places[1:])
