"""Rows of Clew's own tables of posts: every column is known, and so is what its cells are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from clew.post import Problem, Record
from clew.sources._clew import Hole, Said, Who, missing, posts, state

_TELLING = frozenset({"id", "thread_id", "position", "role", "line", "why", "text", "entities", "earlier", "gaps"})
_RENAMED = {
    "created_at": "created",
    "reply_to_id": "reply_to",
    "reply_to_author_id": "reply_to_author",
    "conversation_id": "conversation",
    "quote_id": "quote",
    "repost_of_id": "repost_of",
    "seen_at": "seen",
    "edited_at": "edited",
}
_COUNTS = ("replies", "reposts", "likes", "quotes", "views", "bookmarks")
_NESTED = ("entities", "media", "poll", "tags", "versions", "earlier", "listed", "gaps", "captures")
_DERIVED = frozenset({"number", "why"})  # follow from the posts


def is_own(header: Sequence[str]) -> bool:
    """Whether these are the columns of Clew's own table of posts."""
    return set(header) >= _TELLING


def read(row: Mapping[str, Any], place: str) -> Iterator[Record]:
    """The post of a row, what it said before, what became of it and of those missing beside it."""
    known = {_RENAMED.get(name, name): value for name, value in row.items() if value is not None}
    counts = {name: known.pop(name) for name in _COUNTS if name in known}
    known = {name: value for name, value in known.items() if name not in _DERIVED}
    if counts:
        known["counts"] = counts
    try:
        said = msgspec.convert(known, Said, strict=False)
        holes = msgspec.convert(known.get("gaps", ()), tuple[Hole, ...], strict=False)
    except msgspec.ValidationError as error:
        yield Problem(place, f"A row was left out: {error}.")
        return
    who = row.get("author_id")
    names = Who(who, row.get("author_handle"), row.get("author_name"))
    yield from posts(said, who, names, said.network, place)
    yield from state(said, who)
    yield from missing(holes, who)


def cells(header: Sequence[str], record: Sequence[str]) -> dict[str, Any]:
    """A row of text as values: an empty cell is unknown, lists are JSON, words lose the apostrophe before them.

    `msgspec.DecodeError` where a cell is not what its column has.
    """
    row: dict[str, Any] = {}
    for name, cell in zip(header, record, strict=False):
        if name in _NESTED:
            row[name] = msgspec.json.decode(cell) if cell else None
        elif cell or name == "text":
            row[name] = cell.removeprefix("'")
    return row
