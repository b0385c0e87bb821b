"""Write the threads of touched authors: what stayed the same is left alone, what changed is replaced."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from clew.post import Notice, Post, Problem
from clew.stores.base import Mark, Touched
from clew.stores.listing import COUNTED, Facet, Kind, facets, opening
from clew.stores.sqlite.adding import whole
from clew.stores.sqlite.rows import among, as_post, author_keys, encode, notices_of, post_keys
from clew.text.folding import fold
from clew.thread import Place, Shape, Summary

as_summary = msgspec.msgpack.Decoder(Summary).decode
as_shape = msgspec.msgpack.Decoder(Shape).decode
as_opening = msgspec.msgpack.Decoder(tuple[Place, ...]).decode

# A thread of more places than these has its opening beside its shape.
LONG = 20


class Row(NamedTuple):
    """A thread as the database has it."""

    key: int
    author: int
    summary: bytes
    shape: bytes


def touched(conn: sqlite3.Connection, limit: int) -> tuple[Mark, ...]:
    """Touched authors until their posts are about `limit`, in the order they were first met."""
    found: list[Mark] = []
    posts = 0
    sql = "SELECT a.id, a.posts, t.mark FROM touched t JOIN author a ON a.key = t.author ORDER BY t.author"
    for row in conn.execute(sql):
        mark = Mark(*row)
        if found and posts + mark.posts > limit:
            break
        found.append(mark)
        posts += mark.posts
    return tuple(found)


def of_authors(conn: sqlite3.Connection, author_ids: Sequence[str]) -> Touched:
    """Everything these authors' threads depend on, and the marks as they are."""
    sql = """
        SELECT a.id, a.posts, coalesce(t.mark, 0) FROM author a LEFT JOIN touched t ON t.author = a.key
        WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.key
    """
    marks = tuple(Mark(*row) for row in conn.execute(sql, (among(author_ids),)))
    sql = """
        SELECT coalesce(shown, record) FROM post WHERE key IN (
            SELECT p.key FROM post p JOIN author a ON a.key = p.author WHERE a.id IN (SELECT value FROM json_each(?))
        ) ORDER BY key
    """
    posts = tuple(as_post(record) for (record,) in conn.execute(sql, (among(author_ids),)))
    return Touched(marks, posts, _notices(conn, posts))


def _notices(conn: sqlite3.Connection, posts: Sequence[Post]) -> tuple[Notice, ...]:
    if conn.execute("SELECT 1 FROM notice LIMIT 1").fetchone() is None:
        return ()
    answered = (post.reply_to.id for post in posts if post.reply_to is not None)
    return tuple(notices_of(conn, {post.id for post in posts}.union(answered)))


class Made(NamedTuple):
    """A thread as it is to be, and the bytes it is kept as."""

    shape: Shape
    summary: Summary
    summary_bytes: bytes
    shape_bytes: bytes


class Writing:
    """One group of authors whose threads are written."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._gone: list[tuple[Facet, int, str]] = []
        self._come: list[tuple[Facet, int, str, int]] = []
        self._facet_counts: Counter[Facet] = Counter()
        self._spellings: Counter[tuple[Facet, str]] = Counter()
        self._author_counts: Counter[int] = Counter()
        self._tally: Counter[str] = Counter()
        self._rows: list[tuple[int, int, int, bytes, bytes | None, bytes]] = []
        self._places: list[tuple[int, int]] = []
        self._left: list[tuple[int, int]] = []

    def write(
        self, marks: Sequence[Mark], threads: Sequence[tuple[Shape, Summary]], problems: Mapping[str, Problem]
    ) -> None:
        """Replace the threads of the marked authors by `threads`."""
        authors = author_keys(self._conn, (mark.author_id for mark in marks))
        before = self._before(authors.values(), [shape.id for shape, _ in threads])
        changed = [made for thread in threads if (made := _made(*thread, before.get(thread[0].id)))]
        kept = {shape.id for shape, _ in threads} - {made.shape.id for made in changed}
        stale = [row for thread_id, row in before.items() if thread_id not in kept]
        self._compare(changed, stale, authors)
        self._apply(row.key for row in stale)
        self._note_missing((shape for shape, _ in threads), authors)
        self._note_problems(problems, authors)
        self._clear(marks, authors)

    def _before(self, authors: Iterable[int], thread_ids: Iterable[str]) -> dict[str, Row]:
        """The authors' threads as they are, and any other that begins with the same post.

        A post changes hands once a source knows the number of an account that others knew by handle only.
        """
        sql = """
            SELECT p.id, t.key, t.author, t.summary, t.shape FROM thread t JOIN post p ON p.key = t.post
            WHERE t.author IN (SELECT value FROM json_each(?))
            UNION ALL
            SELECT p.id, t.key, t.author, t.summary, t.shape FROM post p JOIN thread t ON t.post = p.key
            WHERE p.id IN (SELECT value FROM json_each(?)) AND t.author <> p.author
        """
        rows = self._conn.execute(sql, (among(authors), among(thread_ids)))
        return {row[0]: Row(*row[1:]) for row in rows}

    def _compare(self, changed: Sequence[Made], stale: Sequence[Row], authors: Mapping[str, int]) -> None:
        """Gather what goes and what comes."""
        names_before = [_names(as_shape(row.shape)) for row in stale]
        names_after = [_names(made.shape) for made in changed]
        keys = post_keys(self._conn, chain.from_iterable((*names_before, *names_after)))
        for row, names in zip(stale, names_before, strict=True):
            summary = as_summary(row.summary)
            self._left.extend((keys[name], row.key) for name in names if name in keys)
            under = facets(summary)
            self._gone.extend((facet, summary.rank, summary.id) for facet in under)
            self._count(summary, under, row.author, -1)
        last: int = self._conn.execute("SELECT coalesce(max(key), 0) FROM thread").fetchone()[0]
        for thread, (made, names) in enumerate(zip(changed, names_after, strict=True), last + 1):
            shape, summary, author = made.shape, made.summary, authors[made.shape.author_id]
            first = encode(opening(shape)) if len(shape.places) > LONG else None
            self._rows.append((thread, keys[shape.id], author, made.summary_bytes, first, made.shape_bytes))
            self._places.extend((keys[name], thread) for name in names if name in keys)
            under = facets(summary)
            self._come.extend((facet, summary.rank, summary.id, summary.held) for facet in under)
            self._count(summary, under, author, 1)

    def _count(self, summary: Summary, under: Iterable[Facet], author: int, sign: int) -> None:
        if summary.held < COUNTED:
            return
        for facet in under:
            self._facet_counts[facet] += sign
        for tag in summary.tags:
            self._spellings[("tag", fold(tag)), tag] += sign
        self._author_counts[author] += sign
        self._tally["held_in_threads"] += sign * summary.held
        self._tally["promised"] += sign * (summary.promised or 0)
        self._tally["gaps"] += sign * summary.gaps

    def _apply(self, stale: Iterable[int]) -> None:
        conn = self._conn
        keys = self._facet_keys({row[0] for row in self._gone} | {row[0] for row in self._come})
        conn.executemany(
            "DELETE FROM listed WHERE facet = ? AND rank = ? AND thread = ?",
            ((keys[facet], rank, thread) for facet, rank, thread in self._gone),
        )
        conn.executemany("DELETE FROM place WHERE post = ? AND thread = ?", self._left)
        conn.executemany("DELETE FROM thread WHERE key = ?", ((key,) for key in stale))
        conn.executemany("INSERT INTO thread VALUES (?, ?, ?, ?, ?, ?)", self._rows)
        conn.executemany("INSERT OR REPLACE INTO place VALUES (?, ?)", sorted(self._places))
        conn.executemany(
            "INSERT INTO listed (facet, rank, thread, held) VALUES (?, ?, ?, ?)",
            sorted((keys[facet], rank, thread, held) for facet, rank, thread, held in self._come),
        )
        conn.executemany(
            "UPDATE facet SET threads = threads + ? WHERE key = ?",
            ((count, keys[facet]) for facet, count in self._facet_counts.items() if count),
        )
        conn.executemany(
            "INSERT INTO spelling VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET threads = threads + excluded.threads",
            ((keys[facet], tag, count) for (facet, tag), count in self._spellings.items() if count),
        )
        conn.executemany(
            "UPDATE author SET threads = threads + ? WHERE key = ?",
            ((count, author) for author, count in self._author_counts.items() if count),
        )
        conn.executemany(
            "UPDATE tally SET value = value + ? WHERE name = ?", ((count, name) for name, count in self._tally.items())
        )

    def _facet_keys(self, wanted: set[Facet]) -> dict[Facet, int]:
        kinds: dict[Kind, list[str]] = {}
        for kind, value in wanted:
            kinds.setdefault(kind, []).append(value)
        self._conn.executemany("INSERT OR IGNORE INTO facet (kind, value) VALUES (?, ?)", sorted(wanted))
        sql = "SELECT value, key FROM facet WHERE kind = ? AND value IN (SELECT value FROM json_each(?))"
        return {
            (kind, value): key
            for kind, values in kinds.items()
            for value, key in self._conn.execute(sql, (kind, among(values)))
        }

    def _note_missing(self, shapes: Iterable[Shape], authors: Mapping[str, int]) -> None:
        self._conn.execute(
            "DELETE FROM missing WHERE author IN (SELECT value FROM json_each(?))", (among(authors.values()),)
        )
        self._conn.executemany(
            "INSERT OR IGNORE INTO missing VALUES (?, ?)",
            ((gap.at, authors[shape.author_id]) for shape in shapes for gap in shape.gaps if gap.at is not None),
        )

    def _note_problems(self, problems: Mapping[str, Problem], authors: Mapping[str, int]) -> None:
        self._conn.execute(
            "DELETE FROM problem WHERE author IN (SELECT value FROM json_each(?))", (among(authors.values()),)
        )
        sql = """
            INSERT OR IGNORE INTO problem (capture, author, place, reason)
            SELECT min(p.capture, coalesce((SELECT min(o.capture) FROM observation o WHERE o.post = p.key), p.capture)),
                p.author, ?, ? FROM post p WHERE p.id = ?
        """
        found = ((whole(problem.place), whole(problem.reason), post_id) for post_id, problem in problems.items())
        self._conn.executemany(sql, found)

    def _clear(self, marks: Iterable[Mark], authors: Mapping[str, int]) -> None:
        self._conn.executemany(
            "DELETE FROM touched WHERE author = ? AND mark = ?",
            ((authors[mark.author_id], mark.number) for mark in marks),
        )


def _made(shape: Shape, summary: Summary, row: Row | None) -> Made | None:
    """The thread and its bytes, None where they are what is written already."""
    made = Made(shape, summary, encode(summary), encode(shape))
    same = row is not None and row.shape == made.shape_bytes and row.summary == made.summary_bytes
    return None if same else made


def _names(shape: Shape) -> list[str]:
    """The posts that stand in a thread, older versions of edited posts among them."""
    names = [place.id for place in shape.places]
    names.extend(older for older, _ in shape.earlier)
    return names
