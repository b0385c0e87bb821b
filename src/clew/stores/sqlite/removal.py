"""Take posts out of everything that is shown: for good, or into the table of those who refused to be shown."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from clew.post import Notice, Post
from clew.stores.base import Mark
from clew.stores.consent import Apart, met_signs, names, told_apart, told_signs
from clew.stores.packed import as_post
from clew.stores.sqlite.entries import Change
from clew.stores.sqlite.rows import among, author_keys, mark_touched
from clew.stores.sqlite.threads import Writing
from clew.text import wording

_MANY = 500


def told(conn: sqlite3.Connection, posts: Sequence[Post], *, refused: bool = True) -> Apart:
    """Tell posts that come in apart by what was forgotten and, where `refused` says so, by who refused."""
    gone: set[bytes] = set()
    if conn.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is not None:
        gone = forgotten(conn, (each for post in posts for each in met_signs(post)))
    met: list[str] = []
    if refused and conn.execute("SELECT 1 FROM refusal LIMIT 1").fetchone() is not None:
        sql = """
            SELECT name FROM refusal WHERE name IN (SELECT value FROM json_each(?1))
            UNION SELECT author FROM refused WHERE author IN (SELECT value FROM json_each(?1))
        """
        called = among({name for post in posts for name in names(post.author)})
        met = [name for (name,) in conn.execute(sql, (called,))]
    return told_apart(posts, gone, met)


def unforgotten(conn: sqlite3.Connection, notices: Sequence[Notice]) -> Iterator[Notice]:
    """The notices that are of no forgotten post or author."""
    known = conn.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is not None
    gone = forgotten(conn, (sign for each in notices for sign in told_signs(each))) if known and notices else set()
    return (each for each in notices if not gone or gone.isdisjoint(told_signs(each)))


def forgotten(conn: sqlite3.Connection, signs: Iterable[bytes]) -> set[bytes]:
    """Those of the fingerprints that are of something forgotten."""
    wanted = sorted(set(signs))
    found: set[bytes] = set()
    for at in range(0, len(wanted), _MANY):
        some = wanted[at : at + _MANY]
        sql = f"SELECT sign FROM forgotten WHERE sign IN ({', '.join('?' * len(some))})"  # noqa: S608 - question marks
        found.update(each for (each,) in conn.execute(sql, some))
    return found


def said_of(conn: sqlite3.Connection, ids: Iterable[str]) -> Iterator[tuple[str, Post]]:
    """Everything that captures said of these posts, and the capture's id."""
    sql = """
        SELECT c.id, said.record FROM (
            SELECT capture, record FROM post WHERE id IN (SELECT value FROM json_each(?1))
            UNION SELECT o.capture, coalesce(o.record, p.record) FROM post p JOIN observation o ON o.post = p.key
            WHERE p.id IN (SELECT value FROM json_each(?1))
            UNION SELECT capture, record FROM private WHERE post IN (SELECT value FROM json_each(?1))
            UNION SELECT capture, record FROM withheld WHERE post IN (SELECT value FROM json_each(?1))
        ) said JOIN capture c ON c.key = said.capture
    """
    for capture, found in conn.execute(sql, (among(ids),)):
        yield capture, as_post(found)


def remove(conn: sqlite3.Connection, ids: Collection[str], authors: Collection[str] = ()) -> Change:
    """Take posts out; authors of whom none is left go with them, the others are touched. What changed for a search."""
    sql = "SELECT id, key, author FROM post WHERE id IN (SELECT value FROM json_each(?))"
    rows = conn.execute(sql, (among(ids),)).fetchall()
    writers = {author for _, _, author in rows} | set(author_keys(conn, authors).values())
    # their threads go now, since they are threads of posts that will not be there; marks bring back what is left
    change = Writing(conn).write(_marks(conn, writers), (), {})
    keys = {name: key for name, key, _ in rows}
    words = {(wording.number(post), keys[post.id]) for _, post in said_of(conn, keys)}
    conn.executemany("DELETE FROM wording WHERE words = ? AND post = ? AND listed IN (0, 1)", words)
    for table, column in (("observation", "post"), ("alias", "post"), ("post", "key")):
        sql = f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of here
        conn.execute(sql, (among(keys.values()),))
    fewer = Counter(author for _, _, author in rows)
    conn.executemany("UPDATE author SET posts = posts - ? WHERE key = ?", ((n, key) for key, n in fewer.items()))
    conn.execute("UPDATE tally SET value = value - ? WHERE name = 'posts'", (len(rows),))
    left = {key for (key,) in conn.execute(_LEFT, (among(writers),))}
    for table, column in (("touched", "author"), ("missing", "author"), ("problem", "author"), ("author", "key")):
        sql = f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of here
        conn.execute(sql, (among(writers - left),))
    mark_touched(conn, left)
    return change


_LEFT = "SELECT key FROM author WHERE key IN (SELECT value FROM json_each(?)) AND posts > 0"


def _marks(conn: sqlite3.Connection, authors: Iterable[int]) -> list[Mark]:
    sql = "SELECT id, posts, 0 FROM author WHERE key IN (SELECT value FROM json_each(?))"
    return [Mark(*row) for row in conn.execute(sql, (among(authors),))]


def keep_apart(conn: sqlite3.Connection, meant: Mapping[str, str]) -> tuple[int, Change | None]:
    """Move what is held of these authors to where nothing shows it; each with the name that a refusal has for them."""
    conn.executemany("INSERT OR IGNORE INTO refused VALUES (?, ?)", meant.items())
    sql = """
        SELECT p.id FROM author a JOIN post p ON p.author = a.key WHERE a.id IN (SELECT value FROM json_each(?))
    """
    ids = [name for (name,) in conn.execute(sql, (among(meant),))]
    if not ids:
        return 0, None
    sql = """
        INSERT OR IGNORE INTO withheld
        SELECT a.id, p.id, p.capture, p.record FROM author a JOIN post p ON p.author = a.key
        WHERE a.id IN (SELECT value FROM json_each(?1))
        UNION SELECT a.id, p.id, o.capture, coalesce(o.record, p.record)
        FROM author a JOIN post p ON p.author = a.key JOIN observation o ON o.post = p.key
        WHERE a.id IN (SELECT value FROM json_each(?1))
    """
    conn.execute(sql, (among(meant),))
    mark_withholding(conn)
    return len(ids), remove(conn, ids)


def record(conn: sqlite3.Connection, capture: int, posts: Sequence[tuple[Post, bytes]]) -> None:
    """Keep posts that come in where nothing shows them."""
    before = conn.total_changes
    conn.executemany(
        "INSERT OR IGNORE INTO withheld VALUES (?, ?, ?, ?)",
        ((post.author.id, post.id, capture, said) for post, said in posts),
    )
    if conn.total_changes > before:
        mark_withholding(conn)


def mark_withholding(conn: sqlite3.Connection) -> None:
    """Note that what is withheld is not what it was."""
    conn.execute("UPDATE tally SET value = value + 1 WHERE name = 'withholding'")
