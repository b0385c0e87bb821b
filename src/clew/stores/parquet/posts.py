"""Posts and their places out of rows of a set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from clew.post import Author, Choice, Counts, Entity, Listed, Media, Post, Reply
from clew.stores.parquet.tables import Row, Tables
from clew.thread import Part, Place

_COUNTS = ("replies", "reposts", "likes", "quotes", "views", "bookmarks")
_COLUMNS = "* EXCLUDE (number, number_total, hashtags, mentions, links, why, line, gaps, role, position)"


def post(row: Row) -> Post:
    """The post of a row."""
    author = Author(row["author_id"], row["network"], row["author_handle"], row["author_name"])
    counts = {name: row[name] for name in _COUNTS if row[name] is not None}
    return Post(
        id=row["id"],
        network=row["network"],
        author=author,
        created=_moment(row["created_at"]),
        text=row["text"],
        body_start=row["body_start"],
        entities=_each(Entity, row["entities"]),
        lang=row["lang"],
        reply_to=None if row["reply_to_id"] is None else Reply(row["reply_to_id"], row["reply_to_author_id"]),
        conversation=row["conversation_id"],
        quote=row["quote_id"],
        repost_of=row["repost_of_id"],
        visibility=row["visibility"],
        sensitive=row["sensitive"],
        warning=row["warning"],
        media=_each(Media, row["media"]),
        poll=_each(Choice, row["poll"]),
        counts=Counts(**counts) if counts else None,
        url=row["url"],
        versions=tuple(row["versions"] or ()),
        listed=_listed(row["listed"]),
        seen=_moment(row["seen_at"]),
        in_parts=bool(row["in_parts"]),
        repost=bool(row["repost"]),
        edited=_moment(row["edited_at"]),
        tags=tuple(row["tags"] or ()),
    )


def _moment(said: datetime | None) -> datetime | None:
    return None if said is None else said.astimezone(UTC)


def _each(kind: type[Any], said: Iterable[Mapping[str, Any]] | None) -> tuple[Any, ...] | None:
    return None if said is None else tuple(kind(**each) for each in said)


def _listed(said: Mapping[str, Any] | None) -> Listed | None:
    return None if said is None else Listed(**{**said, "elsewhere": tuple(said["elsewhere"] or ())})


class Shown:
    """Posts by id, with what is said beside them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {row["id"]: row for row in rows}

    def post(self, post_id: str) -> Post | None:
        """A post, None where it is not among these."""
        row = self._rows.get(post_id)
        return None if row is None else post(row)

    def parts(self, places: Iterable[Place], *, listed: bool = False) -> tuple[Part, ...]:
        """Posts in their places; as lists have them without their earlier words."""
        return tuple(self._part(place, listed=listed) for place in places)

    def _part(self, place: Place, *, listed: bool) -> Part:
        row = self._rows[place.id]
        shown = post(row)
        earlier = tuple(self._before(shown, words) for words in (() if listed else row["earlier"] or ()))
        return Part(shown, place, tuple(row["captures"] or ()), row["state"], earlier)

    def _before(self, shown: Post, words: Mapping[str, Any]) -> Post:
        """A post as it was: whole where it has an id of its own and is held, else its words and times."""
        other = self._rows.get(words["id"])
        if other is not None and other["id"] != shown.id and other["text"] == words["text"]:
            return post(other)
        nothing = {"entities": None, "counts": None, "media": None, "poll": None, "tags": (), "listed": None}
        known = {name: words[name] for name in ("id", "text", "body_start")}
        times = {name: _moment(words[name]) for name in ("created", "edited", "seen")}
        return msgspec.structs.replace(shown, **nothing, **known, **times)


def of_threads(tables: Tables, threads: Mapping[str, str]) -> Shown:
    """All posts of these threads (ids, and whose they are), older versions among them."""
    question = f"SELECT {_COLUMNS} FROM rows WHERE author_id IN $a0 AND thread_id IN $a1"  # noqa: S608 names of columns
    authors = sorted(set(threads.values()))
    return Shown(tables.ask(question, tables.of("posts", authors), authors, list(threads)))


def of_posts(tables: Tables, authors: Sequence[str], ids: Sequence[str]) -> Shown:
    """These posts of these authors."""
    question = f"SELECT {_COLUMNS} FROM rows WHERE author_id IN $a0 AND id IN $a1"  # noqa: S608 names of columns
    return Shown(tables.ask(question, tables.of("posts", authors), list(authors), list(ids)))


def of_names(tables: Tables, names: Iterable[str]) -> dict[str, Post]:
    """The posts that go by these names."""
    wanted = sorted(set(names))
    led = tables.ask("SELECT * FROM rows WHERE name IN $a0", tables.of("names", wanted), wanted)
    own = {row["name"]: row for row in sorted(led, key=lambda row: row["name"] == row["id"])}
    authors = sorted({row["author_id"] for row in own.values()})
    ids = sorted({row["id"] for row in own.values()})
    shown = of_posts(tables, authors, ids)
    found = {name: shown.post(row["id"]) for name, row in own.items()}
    return {name: each for name, each in found.items() if each is not None}
