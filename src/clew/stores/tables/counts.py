"""What a database holds besides threads: hashtags, authors, problems, numbers."""

from __future__ import annotations

from typing import Any

from clew.post import Author, Problem
from clew.query import Page
from clew.stores import listing, marker
from clew.stores.base import LOOKED_AT, AuthorCount, FiledProblem, Info, TagCount
from clew.stores.observation import moment
from clew.stores.tables.dialect import Spoken

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


class Counts(Spoken):
    """The part of the store that counts and lists what is no thread."""

    def tags(self, limit: int | None) -> tuple[TagCount, ...]:
        """Hashtags by number of threads."""
        with self._connections.reading() as conn:
            return tuple(_tag(*row) for row in self._some(conn, f"{_TAGS} ORDER BY f.threads DESC, f.value", limit))

    def tag(self, tag: str) -> TagCount | None:
        """One hashtag."""
        with self._connections.reading() as conn:
            row = self._ask(conn, f"{_TAGS} AND f.value = ?", self._dialect.key(listing.tag(tag))).fetchone()
        return None if row is None else _tag(*row)

    def authors(self, limit: int | None) -> tuple[AuthorCount, ...]:
        """Authors by number of threads, then posts; the many without threads are looked at only when there is room."""
        having = f"{_AUTHORS} WHERE threads > 0 ORDER BY threads DESC, posts DESC, id"
        others = f"{_AUTHORS} WHERE threads <= 0 AND posts > 0 ORDER BY posts DESC, id"
        with self._connections.reading() as conn:
            rows = self._some(conn, having, limit)
            if limit is None or len(rows) < limit:
                rows += self._some(conn, others, None if limit is None else limit - len(rows))
        return tuple(_author(*row) for row in rows)

    def author(self, name: str) -> AuthorCount | None:
        """An author by id or handle; of several with one handle the one with the most threads."""
        name = name.strip()
        called = self._dialect.key(name.removeprefix("@").lower())
        sql = f"{_AUTHORS} WHERE folded = ? ORDER BY threads DESC, posts DESC, id LIMIT 1"
        with self._connections.reading() as conn:
            row = (
                self._ask(conn, f"{_AUTHORS} WHERE id = ?", name).fetchone() or self._ask(conn, sql, called).fetchone()
            )
        return None if row is None else _author(*row)

    def problems(self, limit: int, after: str | None) -> Page[FiledProblem]:
        """What could not be read, newest capture first, and in the order it was found."""
        start = marker.ProblemMarker(2**62, 0) if after is None else marker.unpack(after, marker.ProblemMarker)
        sql = """
            SELECT q.capture, q.key, c.id, c.name, q.place, q.reason FROM problem q JOIN capture c ON c.key = q.capture
            WHERE q.capture <= ? AND (q.capture < ? OR q.key > ?) ORDER BY q.capture DESC, q.key LIMIT ?
        """
        with self._connections.reading() as conn:
            rows = self._ask(conn, sql, start.capture, start.capture, start.key, limit + 1).fetchall()
        items = tuple(FiledProblem(row[2], row[3], Problem(row[4], row[5])) for row in rows[:limit])
        following = marker.ProblemMarker(*rows[limit - 1][:2]) if len(rows) > limit else None
        return Page(items, None if following is None else marker.pack(following))

    def reasons(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Why records could not be read, the most frequent first."""
        sql = """
            SELECT reason, count(*) FROM (SELECT reason FROM problem ORDER BY key DESC LIMIT ?) latest GROUP BY reason
        """
        with self._connections.reading() as conn:
            found = [(reason, number) for reason, number in self._ask(conn, sql, LOOKED_AT)]
        return tuple(sorted(found, key=lambda each: (-each[1], each[0]))[:limit])

    def info(self) -> Info:
        """Counts for people; all of them are kept up to date or quick to count."""
        with self._connections.reading() as conn:
            tally = dict(conn.execute("SELECT name, value FROM tally").fetchall())
            first, last = conn.execute(_ENDS).fetchone()
            return Info(
                posts=tally["posts"],
                authors=_count(conn, "author"),
                threads=sum(count for _, count in self._facet(conn, "all")),
                held_in_threads=tally["held_in_threads"],
                promised=tally["promised"],
                gaps=tally["gaps"],
                tags=_count(conn, "facet WHERE kind = 'tag' AND threads > 0"),
                captures=_count(conn, "capture"),
                problems=_count(conn, "problem"),
                networks=self._facet(conn, "network"),
                languages=self._facet(conn, "lang"),
                first=None if first is None else moment(first),
                last=None if last is None else moment(last),
            )

    def _facet(self, conn: Any, kind: str) -> tuple[tuple[str, int], ...]:
        sql = "SELECT value, threads FROM facet WHERE kind = ? AND threads > 0 ORDER BY threads DESC, value"
        return tuple((value, threads) for value, threads in self._ask(conn, sql, kind))

    def _some(self, conn: Any, sql: str, limit: int | None) -> list[tuple[Any, ...]]:
        """The first rows of a statement, all of them where there is no limit."""
        asked = self._ask(conn, sql) if limit is None else self._ask(conn, f"{sql} LIMIT ?", max(0, limit))
        rows: list[tuple[Any, ...]] = asked.fetchall()
        return rows


def _tag(value: str, threads: int, written: str) -> TagCount:
    return TagCount(value, written, threads)


def _author(author: str, network: str, handle: str | None, name: str | None, posts: int, threads: int) -> AuthorCount:
    return AuthorCount(Author(author, network, handle, name), posts, threads)


def _count(conn: Any, of: str) -> int:
    number: int = conn.execute(f"SELECT count(*) FROM {of}").fetchone()[0]  # noqa: S608 - words of this file
    return number
