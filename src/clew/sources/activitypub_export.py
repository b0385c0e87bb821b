"""The export of an account from Mastodon, Pleroma, Akkoma and their kin: its outbox and its description, no more."""

from __future__ import annotations

from collections.abc import Iterator

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Problem, Record
from clew.sources._activity import Thing
from clew.sources._activity_post import Known
from clew.sources._activity_records import of_member
from clew.sources._head import shapes

title = "Account export of a fediverse server (zip, tar or folder)"

_OUTBOX, _ACTOR = "outbox.json", "actor.json"
# What lies beside these in exports. A folder with other JSON files is no export: it may hold one.
_BESIDE = frozenset(
    {_OUTBOX, _ACTOR, "likes.json", "bookmarks.json", "following.json", "followers.json", "featured.json", "lists.json"}
)


def sniff(capture: Capture) -> bool:
    """A folder, zip or tar with an outbox in it and no JSON but what belongs to such exports."""
    names = [name for name in capture.names if name.endswith(".json") and "media_attachments/" not in name]
    outboxes = [name for name in names if _base(name) == _OUTBOX]
    if capture.single or not outboxes or not all(_base(name) in _BESIDE for name in names):
        return False
    return any("orderedItems" in keys for name in outboxes for keys in shapes(capture.head(name)))


def wants(name: str) -> bool:
    """True for the outbox and the account's description; never likes, bookmarks, lists or follows."""
    return _base(name) in {_OUTBOX, _ACTOR} and not name.startswith("__MACOSX/")


def read(capture: Capture) -> Iterator[Record]:
    """The posts of each outbox, in its order."""
    for name in capture.names:
        if _base(name) == _OUTBOX:
            known = Known()
            yield from _owner(capture, name.removesuffix(_OUTBOX) + _ACTOR, known)
            yield from of_member(capture, name, known)


def _owner(capture: Capture, name: str, known: Known) -> Iterator[Record]:
    """Learn whose the outbox is from the description beside it."""
    if name not in capture.names:
        return
    with capture.open(name) as stream:
        for value in values(stream, capture.where(name), Thing):
            if isinstance(value, Problem):
                yield value
            else:
                known.add(value)


def _base(name: str) -> str:
    return name.rpartition("/")[2]
