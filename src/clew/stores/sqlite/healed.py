"""Make posts known only from pages observations of the real ones."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from clew.post import Author, Post
from clew.stores.base import Mark
from clew.stores.met import as_met
from clew.stores.packed import as_post
from clew.stores.sqlite.adding import Batch
from clew.stores.sqlite.meeting import LISTED_ONLY
from clew.stores.sqlite.rows import among, mark_touched, post_keys
from clew.stores.sqlite.threads import Writing
from clew.text import wording


def meet(conn: sqlite3.Connection, pairs: Mapping[str, str]) -> None:
    """Move what captures said of the pages' posts over to the real ones, and leave the pages' ids as names of these."""
    said = _said(conn, pairs)
    listed = _listed(conn, pairs)
    authors = {author for _, author in listed.values()}
    # Their threads go now, since they are threads of posts that will not be there; marks bring back what is left.
    Writing(conn).write(_marks(conn, authors), (), {})
    _remove(conn, listed, [post for _, post in said])
    keys = post_keys(conn, pairs.values())
    names = ((name, keys[real]) for name, real in pairs.items() if name in listed)
    conn.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", names)
    by_capture: dict[int, list[Post]] = defaultdict(list)
    real = _real(conn, pairs.values())
    for capture, post in said:
        by_capture[capture].append(as_met(post, real[pairs[post.id]]))
    for capture, posts in by_capture.items():
        Batch(conn, capture).add(posts)
    gone = f"DELETE FROM author WHERE key = ? AND posts = 0 AND id GLOB '{LISTED_ONLY}'"  # noqa: S608 - a constant
    left = [author for author in authors if not conn.execute(gone, (author,)).rowcount]
    mark_touched(conn, {*left, *(author for (author,) in conn.execute(_AUTHORS, (among(pairs.values()),)))})


_AUTHORS = "SELECT author FROM post WHERE id IN (SELECT value FROM json_each(?))"


def _said(conn: sqlite3.Connection, pairs: Mapping[str, str]) -> list[tuple[int, Post]]:
    """Everything that captures said of the pages' posts."""
    sql = """
        SELECT capture, record FROM post WHERE id IN (SELECT value FROM json_each(?1)) UNION
        SELECT o.capture, coalesce(o.record, p.record) FROM post p JOIN observation o ON o.post = p.key
        WHERE p.id IN (SELECT value FROM json_each(?1))
    """
    return [(capture, as_post(record)) for capture, record in conn.execute(sql, (among(pairs),))]


def _listed(conn: sqlite3.Connection, pairs: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    sql = "SELECT id, key, author FROM post WHERE id IN (SELECT value FROM json_each(?))"
    return {name: (key, author) for name, key, author in conn.execute(sql, (among(pairs),))}


def _real(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Post]:
    sql = """
        SELECT p.id, a.id, a.network FROM post p JOIN author a ON a.key = p.author
        WHERE p.id IN (SELECT value FROM json_each(?))
    """
    rows = conn.execute(sql, (among(ids),))
    return {post: Post(post, network, Author(author, network), None, "") for post, author, network in rows}


def _marks(conn: sqlite3.Connection, authors: Iterable[int]) -> list[Mark]:
    sql = """
        SELECT a.id, a.posts, coalesce(t.mark, 0) FROM author a LEFT JOIN touched t ON t.author = a.key
        WHERE a.key IN (SELECT value FROM json_each(?))
    """
    return [Mark(*row) for row in conn.execute(sql, (among(authors),))]


def _remove(conn: sqlite3.Connection, listed: Mapping[str, tuple[int, int]], said: Iterable[Post]) -> None:
    words = ((wording.number(post), listed[post.id][0]) for post in said)
    conn.executemany("DELETE FROM wording WHERE listed = 1 AND words = ? AND post = ?", words)
    for table, column in (("observation", "post"), ("alias", "post"), ("post", "key")):
        conn.executemany(f"DELETE FROM {table} WHERE {column} = ?", ((key,) for key, _ in listed.values()))  # noqa: S608
    counts = Counter(author for _, author in listed.values())
    conn.executemany(
        "UPDATE author SET posts = posts - ? WHERE key = ?", ((count, author) for author, count in counts.items())
    )
    conn.execute("UPDATE tally SET value = value - ? WHERE name = 'posts'", (len(listed),))
