"""Read what an archive holds besides threads: hashtags, authors, problems, numbers."""

from __future__ import annotations

import sqlite3

from clew.post import Author, Problem
from clew.query import Page
from clew.stores import marker
from clew.stores.base import LOOKED_AT, AuthorCount, FiledProblem, Info, TagCount
from clew.stores.observation import moment
from clew.stores.sqlite.reading import author_id

_TAGS = """
    SELECT f.value, f.threads,
        (SELECT s.written FROM spelling s WHERE s.facet = f.key AND s.threads > 0 ORDER BY s.threads DESC, s.written)
    FROM facet f WHERE f.kind = 'tag' AND f.threads > 0
"""
_AUTHORS = "SELECT id, network, handle, name, posts, threads FROM author"


# Each end of the list is looked up by itself: asked for both at once, a database reads all that is between them.
_DATED = "FROM listed WHERE facet = (SELECT key FROM facet WHERE kind = 'all') AND rank >= 0 AND held >= 2"
_ENDS = f"""
    SELECT (SELECT rank {_DATED} ORDER BY rank LIMIT 1), (SELECT rank {_DATED} ORDER BY rank DESC LIMIT 1)
"""


def tags(conn: sqlite3.Connection, limit: int | None) -> tuple[TagCount, ...]:
    """Hashtags by number of threads."""
    rows = conn.execute(f"{_TAGS} ORDER BY f.threads DESC, f.value LIMIT ?", (_limit(limit),))
    return tuple(_tag(row) for row in rows)


def tag(conn: sqlite3.Connection, folded: str) -> TagCount | None:
    """One hashtag, folded already."""
    row = conn.execute(f"{_TAGS} AND f.value = ?", (folded,)).fetchone()
    return None if row is None else _tag(row)


def _tag(row: tuple[str, int, str]) -> TagCount:
    value, threads, written = row
    return TagCount(value, written, threads)


def authors(conn: sqlite3.Connection, limit: int | None) -> tuple[AuthorCount, ...]:
    """Authors by number of threads, then posts; the many without threads are looked at only when there is room."""
    having = f"{_AUTHORS} WHERE threads > 0 ORDER BY threads DESC, posts DESC, id LIMIT ?"
    rows = conn.execute(having, (_limit(limit),)).fetchall()
    if limit is None or len(rows) < limit:
        others = f"{_AUTHORS} WHERE threads <= 0 AND posts > 0 ORDER BY posts DESC, id LIMIT ?"
        rows += conn.execute(others, (-1 if limit is None else limit - len(rows),)).fetchall()
    return tuple(_author(row) for row in rows)


def author(conn: sqlite3.Connection, name: str) -> AuthorCount | None:
    """An author by id or handle."""
    found = author_id(conn, name)
    row = None if found is None else conn.execute(f"{_AUTHORS} WHERE id = ?", (found,)).fetchone()
    return None if row is None else _author(row)


def _author(row: tuple[str, str, str | None, str | None, int, int]) -> AuthorCount:
    author_id, network, handle, name, posts, threads = row
    return AuthorCount(Author(author_id, network, handle, name), posts, threads)


def _limit(limit: int | None) -> int:
    return -1 if limit is None else max(0, limit)


def problems(conn: sqlite3.Connection, limit: int, after: str | None) -> Page[FiledProblem]:
    """Problems, newest capture first, and in the order they were found."""
    start = marker.ProblemMarker(2**62, 0) if after is None else marker.unpack(after, marker.ProblemMarker)
    statement = """
        SELECT q.capture, q.key, c.id, c.name, q.place, q.reason FROM problem q JOIN capture c ON c.key = q.capture
        WHERE q.capture <= ?1 AND (q.capture < ?1 OR q.key > ?2) ORDER BY q.capture DESC, q.key LIMIT ?3
    """
    rows = conn.execute(statement, (start.capture, start.key, limit + 1)).fetchall()
    items = tuple(FiledProblem(row[2], row[3], Problem(row[4], row[5])) for row in rows[:limit])
    following = marker.ProblemMarker(*rows[limit - 1][:2]) if len(rows) > limit else None
    return Page(items, None if following is None else marker.pack(following))


def reasons(conn: sqlite3.Connection, limit: int) -> tuple[tuple[str, int], ...]:
    """Reasons of problems, the most frequent first."""
    statement = """
        SELECT reason, count(*) FROM (SELECT reason FROM problem ORDER BY key DESC LIMIT ?)
        GROUP BY reason ORDER BY 2 DESC, reason LIMIT ?
    """
    return tuple(conn.execute(statement, (LOOKED_AT, limit)).fetchall())


def info(conn: sqlite3.Connection) -> Info:
    """Counts for people; all of them are kept up to date or quick to count."""
    tally = dict(conn.execute("SELECT name, value FROM tally").fetchall())
    first, last = conn.execute(_ENDS).fetchone()
    return Info(
        posts=tally["posts"],
        authors=_count(conn, "author"),
        threads=sum(count for _, count in _facet(conn, "all")),
        held_in_threads=tally["held_in_threads"],
        promised=tally["promised"],
        gaps=tally["gaps"],
        tags=_count(conn, "facet WHERE kind = 'tag' AND threads > 0"),
        captures=_count(conn, "capture"),
        problems=_count(conn, "problem"),
        networks=_facet(conn, "network"),
        languages=_facet(conn, "lang"),
        first=None if first is None else moment(first),
        last=None if last is None else moment(last),
    )


def _count(conn: sqlite3.Connection, of: str) -> int:
    number: int = conn.execute(f"SELECT count(*) FROM {of}").fetchone()[0]  # noqa: S608 - words of this file
    return number


def _facet(conn: sqlite3.Connection, kind: str) -> tuple[tuple[str, int], ...]:
    statement = "SELECT value, threads FROM facet WHERE kind = ? AND threads > 0 ORDER BY threads DESC, value"
    return tuple(conn.execute(statement, (kind,)).fetchall())
