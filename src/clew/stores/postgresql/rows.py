"""Look-ups that several parts of this store need: many ids in one question, posts as they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from clew.post import Author, Notice, Post
from clew.stores.assembly import Shown
from clew.stores.base import Kept
from clew.stores.observation import moment
from clew.stores.packed import as_notice, as_post
from clew.stores.postgresql.bulk import Conn
from clew.stores.postgresql.words import brief


class Rows:
    """`clew.stores.assembly.Rows` over a connection."""

    def __init__(self, conn: Conn) -> None:
        self._conn = conn

    def shown(self, ids: Iterable[str]) -> dict[str, Shown]:
        """The posts of these ids that are held, their authors called as they were called last."""
        sql = "SELECT id, key, author, coalesce(shown, record) FROM post WHERE id = ANY(%b)"
        rows = self._conn.execute(sql, (list(ids),)).fetchall()
        authors = self.authors({author for _, _, author, _ in rows})
        return {
            post_id: Shown(key, author, msgspec.structs.replace(as_post(record), author=authors[author]))
            for post_id, key, author, record in rows
        }

    def named(self, names: Iterable[str]) -> dict[str, str]:
        """The ids of the posts that go by these other names."""
        short = {brief(name): name for name in names}
        sql = (
            "SELECT n.name, max(p.id) FROM alias n JOIN post p ON p.key = n.post WHERE n.name = ANY(%b) GROUP BY n.name"
        )
        return {short[name]: post_id for name, post_id in self._conn.execute(sql, (list(short),))}

    def authors(self, keys: Iterable[int]) -> dict[int, Author]:
        """Authors by key, as they were called last."""
        sql = "SELECT key, id, network, handle, name FROM author WHERE key = ANY(%b)"
        return {key: Author(*values) for key, *values in self._conn.execute(sql, (list(keys),))}

    def captures(self, posts: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The captures each post (by key) stands on, oldest first."""
        sql = """
            SELECT seen.post, c.id FROM (
                SELECT key AS post, capture FROM post WHERE key = ANY(%(posts)b)
                UNION SELECT post, capture FROM observation WHERE post = ANY(%(posts)b)
            ) seen JOIN capture c ON c.key = seen.capture ORDER BY seen.post, seen.capture
        """
        found: dict[int, tuple[str, ...]] = {}
        for post, capture in self._conn.execute(sql, {"posts": list(posts)}):
            found[post] = (*found.get(post, ()), capture)
        return found

    def readings(self, posts: Iterable[int]) -> dict[int, list[Post]]:
        """Everything that captures said of each post (by key), each wording once."""
        sql = """
            SELECT key, record FROM post WHERE key = ANY(%(posts)b) UNION
            SELECT post, record FROM observation WHERE record IS NOT NULL AND post = ANY(%(posts)b)
        """
        found: dict[int, list[Post]] = {}
        for post, record in self._conn.execute(sql, {"posts": list(posts)}):
            found.setdefault(post, []).append(as_post(record))
        return found

    def notices(self, ids: Iterable[str]) -> list[Notice]:
        """What is proved of these posts."""
        sql = "SELECT DISTINCT post, record FROM notice WHERE post = ANY(%b) ORDER BY post, record"
        return [as_notice(record) for _, record in self._conn.execute(sql, (list(ids),))]


def author_keys(conn: Conn, ids: Iterable[str]) -> dict[str, int]:
    """Keys of the authors that are known."""
    return _pairs(conn, "SELECT id, key FROM author WHERE id = ANY(%b)", ids)


def post_keys(conn: Conn, ids: Iterable[str]) -> dict[str, int]:
    """Keys of the posts that are held."""
    return _pairs(conn, "SELECT id, key FROM post WHERE id = ANY(%b)", ids)


def post_origins(conn: Conn, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Keys of the posts that are held, and of the captures that had them first."""
    sql = "SELECT id, key, capture FROM post WHERE id = ANY(%b)"
    return {name: (key, capture) for name, key, capture in conn.execute(sql, (list(ids),)).fetchall()}


def _pairs(conn: Conn, sql: str, ids: Iterable[str]) -> dict[str, int]:
    return {name: key for name, key in conn.execute(sql, (list(ids),)).fetchall()}  # noqa: C416 - dict() has no type for rows


KEPT = "SELECT id, name, place, size, taken, source, held, finished, gone FROM capture"


def as_kept(row: tuple[Any, ...]) -> Kept:
    """A capture from the columns of `KEPT`."""
    capture_id, name, place, size, taken, source, held, finished, gone = row
    return Kept(capture_id, name, place, size, moment(taken), source, held, finished, gone)
