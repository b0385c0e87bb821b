"""Look-ups that several parts of this store need: many ids in one question, posts as they are shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from clew.post import Author, Notice, Post
from clew.stores.assembly import Shown
from clew.stores.base import Kept
from clew.stores.observation import moment
from clew.stores.packed import as_notice, as_post

_as_json = msgspec.json.Encoder().encode


_NUL = r"\u0000"
_VALUES = "SELECT value FROM json_each"
_SPELT = "SELECT replace(replace(value, char(1, 1), char(0)), char(1, 2), char(1)) FROM json_each"


class _Spelt(str):
    """Values of which one has a NUL, where SQLite's JSON ends: it stands there as U+0001 twice."""

    __slots__ = ()


class Connection(sqlite3.Connection):
    """A connection that reads such values, too."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement."""
        if any(type(each) is _Spelt for each in parameters):
            sql = sql.replace(_VALUES, _SPELT)
        return super().execute(sql, parameters)


def among(values: Iterable[str | int]) -> str:
    """Values as one argument for `IN (SELECT value FROM json_each(?))`: one statement for any number of them.

    As fast as a list of question marks (2.9 µs an id with a row of 600 bytes, both ways), and never compiled anew.
    """
    values = list(values)
    written = _as_json(values).decode()
    if _NUL not in written:
        return written
    kept = (each.replace("\1", "\1\2").replace("\0", "\1\1") if isinstance(each, str) else each for each in values)
    return _Spelt(_as_json(list(kept)).decode())


class Rows:
    """`clew.stores.assembly.Rows` over a connection."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def shown(self, ids: Iterable[str]) -> dict[str, Shown]:
        """The posts of these ids that are held, their authors called as they were called last."""
        sql = """
            SELECT id, key, author, coalesce(shown, record) FROM post WHERE id IN (SELECT value FROM json_each(?))
        """
        rows = self._conn.execute(sql, (among(ids),)).fetchall()
        authors = self.authors({author for _, _, author, _ in rows})
        return {
            post_id: Shown(key, author, msgspec.structs.replace(as_post(record), author=authors[author]))
            for post_id, key, author, record in rows
        }

    def named(self, names: Iterable[str]) -> dict[str, str]:
        """The ids of the posts that go by these other names."""
        sql = """
            SELECT n.name, max(p.id) FROM alias n JOIN post p ON p.key = n.post
            WHERE n.name IN (SELECT value FROM json_each(?)) GROUP BY n.name
        """
        return dict(self._conn.execute(sql, (among(names),)).fetchall())

    def authors(self, keys: Iterable[int]) -> dict[int, Author]:
        """Authors by key, as they were called last."""
        sql = "SELECT key, id, network, handle, name FROM author WHERE key IN (SELECT value FROM json_each(?))"
        return {key: Author(*values) for key, *values in self._conn.execute(sql, (among(keys),))}

    def captures(self, posts: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The captures each post (by key) stands on, oldest first."""
        sql = """
            SELECT seen.post, seen.capture, c.id FROM (
                SELECT key AS post, capture FROM post WHERE key IN (SELECT value FROM json_each(?1))
                UNION SELECT post, capture FROM observation WHERE post IN (SELECT value FROM json_each(?1))
            ) seen JOIN capture c ON c.key = seen.capture ORDER BY seen.post, seen.capture
        """
        found: dict[int, tuple[str, ...]] = {}
        for post, _, capture in self._conn.execute(sql, (among(posts),)):
            found[post] = (*found.get(post, ()), capture)
        return found

    def readings(self, posts: Iterable[int]) -> dict[int, list[Post]]:
        """Everything that captures said of each post (by key), each wording once."""
        sql = """
            SELECT key, record FROM post WHERE key IN (SELECT value FROM json_each(?1)) UNION
            SELECT post, record FROM observation WHERE record IS NOT NULL AND post IN (SELECT value FROM json_each(?1))
        """
        found: dict[int, list[Post]] = {}
        for post, record in self._conn.execute(sql, (among(posts),)):
            found.setdefault(post, []).append(as_post(record))
        return found

    def notices(self, ids: Iterable[str]) -> list[Notice]:
        """What is proved of these posts."""
        sql = """
            SELECT DISTINCT post, record FROM notice WHERE post IN (SELECT value FROM json_each(?))
            ORDER BY post, record
        """
        return [as_notice(record) for _, record in self._conn.execute(sql, (among(ids),))]


def author_keys(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """Keys of the authors that are known."""
    sql = "SELECT id, key FROM author WHERE id IN (SELECT value FROM json_each(?))"
    return dict(conn.execute(sql, (among(ids),)).fetchall())


def post_keys(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """Keys of the posts that are held."""
    sql = "SELECT id, key FROM post WHERE id IN (SELECT value FROM json_each(?))"
    return dict(conn.execute(sql, (among(ids),)).fetchall())


def post_origins(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Keys of the posts that are held, and of the captures that had them first."""
    sql = "SELECT id, key, capture FROM post WHERE id IN (SELECT value FROM json_each(?))"
    return {name: (key, capture) for name, key, capture in conn.execute(sql, (among(ids),))}


def mark_touched(conn: sqlite3.Connection, authors: Iterable[int]) -> None:
    """Note authors whose threads must be made anew."""
    keys = sorted(authors)
    if not keys:
        return
    conn.execute("UPDATE tally SET value = value + 1 WHERE name = 'mark'")
    conn.executemany(
        "INSERT INTO touched SELECT ?, value FROM tally WHERE name = 'mark'"
        " ON CONFLICT (author) DO UPDATE SET mark = excluded.mark",
        ((key,) for key in keys),
    )


KEPT = "id, name, place, size, taken, source, held, finished, gone"


def as_kept(row: tuple[Any, ...]) -> Kept:
    """A capture from the columns `KEPT`."""
    capture_id, name, place, size, taken, source, held, finished, gone = row
    return Kept(capture_id, name, place, size, moment(taken), source, bool(held), bool(finished), gone)
