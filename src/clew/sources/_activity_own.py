"""Clew's own export in ActivityStreams read back: the posts of any network, with what the vocabulary has no word for.

Each collection, note and account has that in `clew`; the exact words of a post are in `source`.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec

from clew.post import Choice, Counts, Problem, Record
from clew.sources._activity import Thing, address, things
from clew.sources._clew import Hole, Medium, Said, Who, missing, posts, state
from clew.sources._tweet import Wire

_KINDS = {"Image": "photo", "Video": "video", "Audio": "audio"}


class _Rest(Wire):
    """What a collection says beside its posts."""

    network: str | None = None
    gaps: tuple[Hole, ...] = ()


def is_own(thing: Thing) -> bool:
    """Whether this is a collection that says of which network its posts are, as only Clew's do."""
    return isinstance(thing.clew, dict) and "network" in thing.clew and thing.ordered_items is not None


def own(collection: Thing, place: str) -> Iterator[Record]:
    """The posts of a thread in their order, then the posts around them, then what became of those that are missing."""
    try:
        rest = msgspec.convert(collection.clew, _Rest)
        around = msgspec.convert(collection.context, Thing) if isinstance(collection.context, dict) else Thing()
    except msgspec.ValidationError as error:
        yield Problem(place, f"A thread was left out: {error}.")
        return
    author = _who(collection.attributed_to)
    for thing in things(collection.ordered_items):
        if thing.kind == "Tombstone":
            yield from missing((Hole(thing.id, "deleted"),), address(thing.attributed_to))
        else:
            yield from _post(thing, author, rest.network, place)
    for thing in things(around.items):
        yield from _post(thing, Who(), rest.network, place)
    yield from missing((hole for hole in rest.gaps if hole.reason != "deleted"), author.id)


def _post(thing: Thing, author: Who, network: str | None, place: str) -> Iterator[Record]:
    try:
        said = _said(thing)
    except (msgspec.ValidationError, TypeError) as error:
        yield Problem(place, f"A post was left out: {error}.")
        return
    who = _who(thing.attributed_to)
    yield from posts(said, who.id, author if who.id == author.id else who, said.network or network, place)
    yield from state(said, who.id)


def _said(thing: Thing) -> Said:
    """The post as the other exports have it; `ValidationError` where something in it is of another kind."""
    rest = msgspec.convert(thing.clew if isinstance(thing.clew, dict) else {}, Said)
    source = thing.source if isinstance(thing.source, dict) else {}
    told = {
        "id": thing.id,
        "text": source.get("content"),
        "created": thing.published,
        "edited": thing.updated,
        "lang": rest.lang or next(iter(thing.content_map or ()), None),
        "reply_to": address(thing.in_reply_to),
        "conversation": thing.context,
        "quote": address(thing.quote),
        "sensitive": thing.sensitive,
        "warning": None if thing.summary is None else unescape(thing.summary),
        "url": thing.url,
    }
    known = msgspec.convert(told, Said)
    return msgspec.structs.replace(
        rest,
        **{name: getattr(known, name) for name in told},
        media=None if thing.attachment is None else tuple(map(_medium, things(thing.attachment))),
        poll=None if thing.one_of is None else tuple(map(_choice, things(thing.one_of))),
        counts=None if rest.counts is None else _counts(rest.counts, thing),
    )


def _who(actor: Any) -> Who:
    """The account, as far as it is told here."""
    if not isinstance(actor, Thing):
        return Who(address(actor))
    handle = actor.clew.get("handle") if isinstance(actor.clew, dict) else None
    return Who(actor.id, handle if isinstance(handle, str) else actor.preferred_username, actor.name)


def _medium(thing: Thing) -> Medium:
    rest = thing.clew if isinstance(thing.clew, dict) else {}
    told = {
        "kind": rest.get("kind", _KINDS.get(thing.kind)),
        "url": address(thing.url),
        "alt": thing.name,
        "preview": rest.get("preview"),
        "mime": thing.media_type,
        "width": thing.width,
        "height": thing.height,
    }
    return msgspec.convert(told, Medium)


def _choice(thing: Thing) -> Choice:
    return Choice(thing.name or "", _total(thing.replies))


def _counts(rest: Counts, thing: Thing) -> Counts:
    return msgspec.structs.replace(
        rest, replies=_total(thing.replies), likes=_total(thing.likes), reposts=_total(thing.shares)
    )


def _total(value: Any) -> int | None:
    return value.total_items if isinstance(value, Thing) else None
