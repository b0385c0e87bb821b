"""Later threads of the same author that quote a thread to go on (rule 9): linked, never joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from clew.thread import Shape
from clew.unroll.held import Owned
from clew.unroll.loom import Loom
from clew.unroll.order import instant

SOON = 7 * 24 * 60 * 60_000_000
"""Within how many microseconds after a thread's last post a quote of any of its posts goes on with it."""


def link_continuations(loom: Loom, found: Sequence[Shape], numbers: Mapping[Owned, int]) -> list[Shape]:
    """The shapes, each with the threads whose first post quotes its last post, or soon after it any of its posts."""
    quoting = [
        nth for nth, shape in enumerate(found) if loom.posts[numbers[shape.author_id, shape.id]].quote is not None
    ]
    if not quoting:
        return list(found)
    thread = {(shape.author_id, place.id): nth for nth, shape in enumerate(found) for place in shape.places}
    onward: dict[int, list[int]] = defaultdict(list)
    for nth in quoting:
        shape = found[nth]
        first = numbers[shape.author_id, shape.id]
        quoted = numbers.get((shape.author_id, loom.posts[first].quote or ""))
        earlier = None if quoted is None else thread.get((shape.author_id, loom.posts[quoted].id))
        if quoted is None or earlier is None or earlier == nth:
            continue
        last = numbers[shape.author_id, found[earlier].main[-1]]
        if loom.order[last] < loom.order[first] and (quoted == last or _soon(loom, last, first)):
            onward[earlier].append(nth)
    return [
        msgspec.structs.replace(shape, continues=tuple(found[later].id for later in onward[nth]))
        if nth in onward
        else shape
        for nth, shape in enumerate(found)
    ]


def _soon(loom: Loom, last: int, first: int) -> bool:
    before, after = instant(loom.posts[last]), instant(loom.posts[first])
    return before is not None and after is not None and after - before <= SOON
