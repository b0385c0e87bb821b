"""Read what an archive holds besides threads: hashtags, authors, problems, numbers."""

from __future__ import annotations

from typing import LiteralString

from clew.post import Author, Problem
from clew.query import Page
from clew.stores import marker
from clew.stores.base import LOOKED_AT, AuthorCount, FiledProblem, Info, TagCount
from clew.stores.observation import moment
from clew.stores.postgresql.bulk import Conn
from clew.stores.postgresql.reading import author_id
from clew.stores.postgresql.words import brief

_TAGS = """
    SELECT f.value, f.threads, (
        SELECT s.written FROM spelling s WHERE s.facet = f.key AND s.threads > 0
        ORDER BY s.threads DESC, s.written LIMIT 1
    ) FROM facet f WHERE f.kind = 'tag' AND f.threads > 0
"""
_AUTHORS = "SELECT id, network, handle, name, posts, threads FROM author"


# Each end of the list is looked up by itself: asked for both at once, a database reads all that is between them.
_DATED = "FROM listed WHERE facet = (SELECT key FROM facet WHERE kind = 'all') AND rank >= 0 AND held >= 2"
_ENDS = f"""
    SELECT (SELECT rank {_DATED} ORDER BY rank LIMIT 1), (SELECT rank {_DATED} ORDER BY rank DESC LIMIT 1)
"""


def tags(conn: Conn, limit: int | None) -> tuple[TagCount, ...]:
    """Hashtags by number of threads."""
    rows = conn.execute(f"{_TAGS} ORDER BY f.threads DESC, f.value LIMIT %s", (_limit(limit),))
    return tuple(_tag(*row) for row in rows)


def tag(conn: Conn, folded: str) -> TagCount | None:
    """One hashtag, folded already."""
    row = conn.execute(f"{_TAGS} AND f.value = %s", (brief(folded),)).fetchone()
    return None if row is None else _tag(*row)


def _tag(value: str, threads: int, written: str) -> TagCount:
    return TagCount(value, written, threads)


def authors(conn: Conn, limit: int | None) -> tuple[AuthorCount, ...]:
    """Authors by number of threads, then posts; the many without threads are looked at only when there is room."""
    having = f"{_AUTHORS} WHERE threads > 0 ORDER BY threads DESC, posts DESC, id LIMIT %s"
    rows = conn.execute(having, (_limit(limit),)).fetchall()
    if limit is None or len(rows) < limit:
        others = f"{_AUTHORS} WHERE threads <= 0 AND posts > 0 ORDER BY posts DESC, id LIMIT %s"
        rows += conn.execute(others, (None if limit is None else limit - len(rows),)).fetchall()
    return tuple(_author(*row) for row in rows)


def author(conn: Conn, name: str) -> AuthorCount | None:
    """An author by id or handle."""
    found = author_id(conn, name)
    row = None if found is None else conn.execute(f"{_AUTHORS} WHERE id = %s", (found,)).fetchone()
    return None if row is None else _author(*row)


def _author(author: str, network: str, handle: str | None, name: str | None, posts: int, threads: int) -> AuthorCount:
    return AuthorCount(Author(author, network, handle, name), posts, threads)


def _limit(limit: int | None) -> int | None:
    return None if limit is None else max(0, limit)


def problems(conn: Conn, limit: int, after: str | None) -> Page[FiledProblem]:
    """Problems, newest capture first, and in the order they were found."""
    start = marker.ProblemMarker(2**62, 0) if after is None else marker.unpack(after, marker.ProblemMarker)
    statement = """
        SELECT q.capture, q.key, c.id, c.name, q.place, q.reason FROM problem q JOIN capture c ON c.key = q.capture
        WHERE q.capture <= %(capture)s AND (q.capture < %(capture)s OR q.key > %(key)s)
        ORDER BY q.capture DESC, q.key LIMIT %(limit)s
    """
    values = {"capture": start.capture, "key": start.key, "limit": limit + 1}
    rows = conn.execute(statement, values).fetchall()
    items = tuple(FiledProblem(row[2], row[3], Problem(row[4], row[5])) for row in rows[:limit])
    following = marker.ProblemMarker(*rows[limit - 1][:2]) if len(rows) > limit else None
    return Page(items, None if following is None else marker.pack(following))


def reasons(conn: Conn, limit: int) -> tuple[tuple[str, int], ...]:
    """Reasons of problems, the most frequent first."""
    statement = """
        SELECT reason, count(*) FROM (SELECT reason FROM problem ORDER BY key DESC LIMIT %s) latest
        GROUP BY reason ORDER BY 2 DESC, reason COLLATE "C" LIMIT %s
    """
    return tuple((reason, number) for reason, number in conn.execute(statement, (LOOKED_AT, limit)))


def size(conn: Conn) -> int:
    """How many bytes the archive's tables and their indexes take."""
    statement = """
        SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
        WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    """
    return _one(conn, statement)[0] or 0


def info(conn: Conn) -> Info:
    """Counts for people; all of them are kept up to date or quick to count."""
    tally = {name: value for name, value in conn.execute("SELECT name, value FROM tally")}  # noqa: C416 - no type for rows
    first, last = _one(
        conn,
        "SELECT min(rank), max(rank) FROM listed"
        " WHERE facet = (SELECT key FROM facet WHERE kind = 'all') AND rank >= 0 AND held >= 2",
    )
    return Info(
        posts=tally["posts"],
        authors=_count(conn, "SELECT count(*) FROM author"),
        threads=sum(count for _, count in _facet(conn, "all")),
        held_in_threads=tally["held_in_threads"],
        promised=tally["promised"],
        gaps=tally["gaps"],
        tags=_count(conn, "SELECT count(*) FROM facet WHERE kind = 'tag' AND threads > 0"),
        captures=_count(conn, "SELECT count(*) FROM capture"),
        problems=_count(conn, "SELECT count(*) FROM problem"),
        networks=_facet(conn, "network"),
        languages=_facet(conn, "lang"),
        first=None if first is None else moment(first),
        last=None if last is None else moment(last),
    )


def _one(conn: Conn, statement: LiteralString) -> tuple[int | None, ...]:
    row = conn.execute(statement).fetchone()
    assert row is not None
    return row


def _count(conn: Conn, statement: LiteralString) -> int:
    return _one(conn, statement)[0] or 0


def _facet(conn: Conn, kind: str) -> tuple[tuple[str, int], ...]:
    statement = "SELECT value, threads FROM facet WHERE kind = %s AND threads > 0 ORDER BY threads DESC, value"
    return tuple((value, threads) for value, threads in conn.execute(statement, (kind,)))
