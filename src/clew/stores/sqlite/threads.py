"""Write the threads of touched authors: what stayed the same is left alone, what changed is replaced."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from clew.post import Notice, Post, Problem
from clew.stores.base import Mark, Touched
from clew.stores.difference import Difference, Row, about
from clew.stores.entry import Entry, Fact
from clew.stores.entry import of_authors as of_authors_of
from clew.stores.gathering import whole
from clew.stores.packed import as_post
from clew.stores.sqlite.entries import Change, Entries, signs
from clew.stores.sqlite.rows import Rows, among, author_keys, post_origins
from clew.thread import Shape, Summary


def touched(conn: sqlite3.Connection, limit: int) -> tuple[Mark, ...]:
    """Touched authors until their posts are about `limit`, in the order they were first met."""
    sql = "SELECT a.id, a.posts, t.mark FROM touched t JOIN author a ON a.key = t.author ORDER BY t.author"
    return about(conn.execute(sql), limit)


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
    sql = "SELECT record FROM tomb WHERE author IN (SELECT value FROM json_each(?))"
    tombs = tuple(as_post(record) for (record,) in conn.execute(sql, (among(author_ids),)))
    return Touched(marks, posts, _notices(conn, posts), signs(conn, author_ids), tombs)


def _notices(conn: sqlite3.Connection, posts: Sequence[Post]) -> tuple[Notice, ...]:
    if conn.execute("SELECT 1 FROM notice LIMIT 1").fetchone() is None:
        return ()
    answered = (post.reply_to.id for post in posts if post.reply_to is not None)
    return tuple(Rows(conn).notices({post.id for post in posts}.union(answered)))


class Writing:
    """One group of authors whose threads are written."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def write(
        self,
        marks: Sequence[Mark],
        threads: Sequence[tuple[Shape, Summary]],
        problems: Mapping[str, Problem],
        entries: Sequence[Entry] = (),
    ) -> Change:
        """Replace the threads of the marked authors by `threads`, and what a search knows of them by `entries`.

        What comes back is what changed for a search.
        """
        marks = self._still_marked(marks)
        authors = author_keys(self._conn, (mark.author_id for mark in marks))
        threads = [thread for thread in threads if thread[0].author_id in authors]
        before = self._before(authors.values(), [shape.id for shape, _ in threads])
        difference = Difference(before, threads)
        difference.compare(post_origins(self._conn, difference.names()), authors, self._last())
        self._apply(difference)
        self._note_missing((shape for shape, _ in threads), authors)
        self._note_problems(problems, authors)
        searched = Entries(self._conn, self._facet_keys)
        lacking = searched.write(of_authors_of(entries, authors), authors.values())
        self._clear((mark for mark in marks if authors[mark.author_id] not in lacking), authors)
        return searched.change

    def _still_marked(self, marks: Sequence[Mark]) -> list[Mark]:
        """The marks whose authors nobody has written since; somebody who did had read later."""
        sql = """
            SELECT a.id FROM author a JOIN touched t ON t.author = a.key
            WHERE a.id IN (SELECT value FROM json_each(?))
        """
        there = {name for (name,) in self._conn.execute(sql, (among(mark.author_id for mark in marks),))}
        return [mark for mark in marks if not mark.number or mark.author_id in there]

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

    def _last(self) -> int:
        """The greatest key that a thread has or ever had: a key stands for one way that one thread was written."""
        sql = """
            SELECT max(coalesce((SELECT max(key) FROM thread), 0),
                coalesce((SELECT value FROM tally WHERE name = 'last_thread'), 0))
        """
        last: int = self._conn.execute(sql).fetchone()[0]
        return last

    def _apply(self, difference: Difference) -> None:
        conn = self._conn
        keys = self._facet_keys(difference.facets())
        conn.executemany(
            "DELETE FROM listed WHERE facet = ? AND rank = ? AND thread = ?",
            ((keys[facet], rank, thread) for facet, rank, thread in difference.gone),
        )
        conn.executemany("DELETE FROM place WHERE post = ? AND thread = ?", difference.left)
        conn.executemany("DELETE FROM thread WHERE key = ?", ((row.key,) for row in difference.stale))
        conn.executemany("INSERT INTO thread VALUES (?, ?, ?, ?, ?, ?)", difference.rows)
        conn.executemany(
            "INSERT OR REPLACE INTO tally VALUES ('last_thread', ?)", ((key,) for key, *_ in difference.rows[-1:])
        )
        conn.executemany("INSERT OR REPLACE INTO place VALUES (?, ?)", sorted(difference.places))
        conn.executemany(
            "INSERT INTO listed (facet, rank, thread, held, grown) VALUES (?, ?, ?, ?, ?)",
            sorted((keys[facet], *row) for facet, *row in difference.come),
        )
        conn.executemany(
            "UPDATE facet SET threads = threads + ? WHERE key = ?",
            ((count, keys[facet]) for facet, count in difference.facet_counts.items() if count),
        )
        conn.executemany(
            "INSERT INTO begun VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET threads = threads + excluded.threads",
            sorted((keys[facet], day, count) for (facet, day), count in difference.begun.items() if count),
        )
        conn.executemany(
            "INSERT INTO spelling VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET threads = threads + excluded.threads",
            ((keys[facet], tag, count) for (facet, tag), count in difference.spellings.items() if count),
        )
        conn.executemany(
            "UPDATE author SET threads = threads + ? WHERE key = ?",
            ((count, author) for author, count in difference.author_counts.items() if count),
        )
        conn.executemany(
            "UPDATE tally SET value = value + ? WHERE name = ?",
            ((count, name) for name, count in difference.tally.items()),
        )

    def _facet_keys(self, wanted: Collection[Fact]) -> dict[Fact, int]:
        kinds: dict[str, list[str]] = {}
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
