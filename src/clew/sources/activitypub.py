"""Posts as servers of the fediverse hand them to one another: objects, activities, outboxes and other collections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clew.capture import Capture
from clew.post import Record
from clew.sources._activity_post import POSTS, Known
from clew.sources._activity_records import of_member
from clew.sources._head import shapes

title = "ActivityPub (posts, activities and outboxes of any server)"
served = True

_TYPED = ("", "[].", "orderedItems[].", "items[].", "first.orderedItems[].", "first.items[].", "object.")
_DELETED = re.compile(rb'"type"\s*:\s*"(?:as:)?Tombstone"')
_KINDS = re.compile(rb'"type"\s*:\s*"(?:as:)?(?:' + b"|".join(sorted(kind.encode() for kind in POSTS)) + rb')"')


def sniff(capture: Capture) -> bool:
    """One file with an object, an activity or a list of such: a `type` beside whose it is or what was done to what."""
    return capture.single and any(_is_ours(keys, capture) for keys in shapes(capture.head()))


def _is_ours(keys: frozenset[str], capture: Capture) -> bool:
    for place in _TYPED:
        if f"{place}type" not in keys or f"{place}id" not in keys:
            continue
        if f"{place}actor" in keys and f"{place}object" in keys:
            return True
        if f"{place}attributedTo" in keys and _KINDS.search(capture.head()):
            return True
        if f"{place}deleted" in keys and _DELETED.search(capture.head()):
            return True
    return False


def read(capture: Capture) -> Iterator[Record]:
    """The posts in the order of the file; what was deleted, with its proof."""
    known = Known()
    for name in capture.names:
        yield from of_member(capture, name, known)
