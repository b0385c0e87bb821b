"""Which columns the tables of a set have; `docs/cluster.md` says what each is."""

from __future__ import annotations

from clew.exports._tables import POSTS, THREADS, Kind

SET_POSTS: dict[str, Kind] = POSTS | {"repost": "bool", "repost_of_id": "text"}
SET_THREADS: dict[str, Kind] = THREADS | {"rank": "int", "shape": "bytes", "summary": "bytes", "opening": "bytes"}
AUTHORS: dict[str, Kind] = {
    "id": "text",
    "network": "text",
    "handle": "text",
    "name": "text",
    "posts": "int",
    "threads": "int",
}
TAGS: dict[str, Kind] = {"tag": "text", "written": "text", "threads": "int"}
PROBLEMS: dict[str, Kind] = {"capture": "text", "name": "text", "place": "text", "reason": "text"}
NOTICES: dict[str, Kind] = {"post_id": "text", "state": "text", "author_id": "text", "at": "time"}
LISTS: dict[str, Kind] = {
    "kind": "text",
    "value": "text",
    "rank": "int",
    "id": "text",
    "held": "int",
    "author_id": "text",
    "alone": "bool",
}
NAMES: dict[str, Kind] = {"name": "text", "id": "text", "thread_id": "text", "author_id": "text"}
WORDS: dict[str, Kind] = {
    "id": "text",
    "author_id": "text",
    "number": "int",
    "rank": "int",
    "held": "int",
    "length": "int",
    "about": "texts",
    "lines": "texts",
}
