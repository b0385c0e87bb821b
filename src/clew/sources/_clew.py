"""A post as Clew's own exports have it, in lines of JSON or in rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import get_args

import msgspec

from clew.post import (
    Author,
    Choice,
    Counts,
    Entity,
    Listed,
    Media,
    Notice,
    Post,
    Problem,
    Record,
    Reply,
    State,
    Visibility,
)
from clew.sources._tweet import Wire

_STATES = frozenset(get_args(State))


class Who(Wire):
    """An account."""

    id: str | None = None
    handle: str | None = None
    name: str | None = None


class Words(Wire):
    """What a post said before it was edited."""

    id: str | None = None
    text: str | None = None
    body_start: int = 0
    created: datetime | None = None
    edited: datetime | None = None
    seen: datetime | None = None


class Said(Wire):
    """A post of the thread, or one that stands around it; only the latter has `network` and `author`."""

    id: str | None = None
    network: str | None = None
    author: Who | None = None
    author_id: str | None = None
    created: datetime | None = None
    text: str | None = None
    body_start: int = 0
    entities: tuple[Entity, ...] | None = None
    lang: str | None = None
    reply_to: str | None = None
    reply_to_author: str | None = None
    conversation: str | None = None
    quote: str | None = None
    repost_of: str | None = None
    repost: bool = False
    visibility: Visibility = "unknown"
    sensitive: bool | None = None
    warning: str | None = None
    media: tuple[Media, ...] | None = None
    poll: tuple[Choice, ...] | None = None
    counts: Counts | None = None
    url: str | None = None
    versions: tuple[str, ...] = ()
    listed: Listed | None = None
    seen: datetime | None = None
    in_parts: bool = False
    edited: datetime | None = None
    tags: tuple[str, ...] = ()
    state: str | None = None
    earlier: tuple[Words, ...] = ()


class Hole(Wire):
    """A place where a post is missing."""

    at: str | None = None
    reason: str | None = None


def posts(said: Said, who: str | None, names: Who, network: str | None, place: str) -> Iterator[Record]:
    """The post, after what it said before it was edited; a `Problem` where it lacks what a post must have."""
    for words in said.earlier:
        yield _post(_before(said, words), who, names, network, place)
    yield _post(said, who, names, network, place)


def state(said: Said, who: str | None) -> Iterator[Notice]:
    """What became of a post that is held."""
    if said.id is not None and is_key(said.id) and said.state in _STATES:
        yield Notice(said.id, said.state, key(who))  # type: ignore[arg-type]


def missing(holes: Iterable[Hole], who: str | None) -> Iterator[Notice]:
    """What became of posts that are not."""
    for hole in holes:
        if hole.at is not None and is_key(hole.at) and hole.reason in _STATES:
            yield Notice(hole.at, hole.reason, key(who))  # type: ignore[arg-type]


def _before(said: Said, words: Words) -> Said:
    """A post as it was before it was edited; of that only the words and the times are in an export."""
    known = {name: getattr(words, name) for name in words.__struct_fields__}
    then = {"entities": None, "counts": None, "media": None, "poll": None, "tags": (), "listed": None}
    return msgspec.structs.replace(said, **then, **known, url=said.url if words.id == said.id else None)


def is_key(text: str | None) -> bool:
    """Whether this can be an id: all have their network, or the kind of id they are, before a colon."""
    return text is not None and ":" in text


def key(text: str | None) -> str | None:
    """The id, or None where it can be none."""
    return text if is_key(text) else None


def _in_utc(when: datetime | None) -> datetime | None:
    """The same moment in UTC; a date without a zone, which no export has, is none."""
    try:
        return when.astimezone(UTC) if when is not None and when.tzinfo is not None else None
    except OverflowError:
        return None


def _listed(listed: Listed | None) -> Listed | None:
    """The same, without a likelihood that is none."""
    if listed is None or listed.sure is None or 0 <= listed.sure <= 1:
        return listed
    return msgspec.structs.replace(listed, sure=None)


def _post(said: Said, who: str | None, names: Who, network: str | None, place: str) -> Record:
    if not is_key(said.id) or not who or not network or said.text is None:
        return Problem(place, "A post was left out: it has no id, no author, no network or no text.")
    assert said.id is not None
    size = len(said.text)
    spans = said.entities
    if spans is not None and not all(0 <= each.start < each.end <= size and each.target != "" for each in spans):
        spans = tuple(each for each in spans if 0 <= each.start < each.end <= size and each.target != "")
    return Post(
        id=said.id,
        network=network,
        author=Author(who, network, names.handle, names.name),
        created=_in_utc(said.created),
        text=said.text,
        body_start=max(0, min(said.body_start, size)),
        entities=spans,
        lang=said.lang,
        reply_to=Reply(said.reply_to, said.reply_to_author or None) if said.reply_to else None,
        conversation=said.conversation or None,
        quote=said.quote or None,
        repost_of=said.repost_of or None,
        visibility=said.visibility,
        sensitive=said.sensitive,
        warning=said.warning,
        media=said.media,
        poll=said.poll,
        counts=said.counts,
        url=said.url,
        versions=tuple(filter(None, said.versions)),
        listed=_listed(said.listed),
        seen=_in_utc(said.seen),
        in_parts=said.in_parts,
        repost=said.repost,
        edited=_in_utc(said.edited),
        tags=tuple(filter(None, said.tags)),
    )
