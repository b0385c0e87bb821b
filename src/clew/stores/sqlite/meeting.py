"""Posts known only from pages without ids: which there are, who may have posted their words, and what they are now."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from clew.post import Author, Post
from clew.stores.met import as_met
from clew.stores.packed import as_post
from clew.stores.sqlite.rows import among
from clew.text import wording

LISTED_ONLY = f"{wording.LISTING}*"


def as_known(conn: sqlite3.Connection, posts: Iterable[Post]) -> Iterator[Post]:
    """The posts, those of pages under the ids of the real ones where these are known."""
    posts = list(posts)
    listed = [post.id for post in posts if wording.is_listed_only(post.id)]
    real = _real(conn, listed) if listed else {}
    for post in posts:
        yield as_met(post, real[post.id]) if post.id in real else post


def _real(conn: sqlite3.Connection, listed: Iterable[str]) -> dict[str, Post]:
    sql = """
        SELECT n.name, p.id, a.id, a.network
        FROM alias n JOIN post p ON p.key = n.post JOIN author a ON a.key = p.author
        WHERE n.name IN (SELECT value FROM json_each(?))
    """
    rows = conn.execute(sql, (among(listed),))
    return {name: Post(post, network, Author(author, network), None, "") for name, post, author, network in rows}


def on_cards(conn: sqlite3.Connection, words: Iterable[int]) -> list[int]:
    """Authors of posts on cards that begin with these words and have met no real post."""
    if conn.execute("SELECT 1 FROM wording WHERE listed = 1 LIMIT 1").fetchone() is None:
        return []
    sql = """
        SELECT DISTINCT p.author FROM wording w JOIN post p ON p.key = w.post
        WHERE w.listed = 1 AND w.words IN (SELECT value FROM json_each(?))
    """
    return [author for (author,) in conn.execute(sql, (among(words),))]


def unmet(conn: sqlite3.Connection, author_ids: Sequence[str]) -> tuple[Post, ...]:
    """The posts of these authors that are known only from pages."""
    if conn.execute("SELECT 1 FROM wording WHERE listed = 1 LIMIT 1").fetchone() is None:
        return ()
    sql = f"""
        SELECT coalesce(p.shown, p.record) FROM author a CROSS JOIN post p
        WHERE a.id IN (SELECT value FROM json_each(?)) AND p.author = a.key AND p.id GLOB '{LISTED_ONLY}' ORDER BY p.key
    """  # noqa: S608 - a constant, which has to stand there for the index to be taken
    return tuple(as_post(record) for (record,) in conn.execute(sql, (among(author_ids),)))


def said_by(conn: sqlite3.Connection, words: int, most: int) -> tuple[str, ...] | None:
    """Authors of real posts of these words, None for too many posts."""
    sql = "SELECT post FROM wording WHERE listed = 0 AND words = ? LIMIT ?"
    posts = [post for (post,) in conn.execute(sql, (words, most))]
    if len(posts) >= most:
        return None
    sql = """
        SELECT DISTINCT a.id FROM post p JOIN author a ON a.key = p.author
        WHERE p.key IN (SELECT value FROM json_each(?)) ORDER BY a.id
    """
    return tuple(author for (author,) in conn.execute(sql, (among(posts),)))
