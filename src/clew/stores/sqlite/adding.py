"""Keep a batch of records: the way most of an import's time goes, so it asks the database about all ids at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from clew.post import Notice, Post, Problem, Record
from clew.stores.base import Added
from clew.stores.gathering import Gathered, Row, by_kind, called, columns, encoded, whole
from clew.stores.observation import Naming, latest
from clew.stores.packed import encode
from clew.stores.sqlite.meeting import as_known, on_cards
from clew.stores.sqlite.removal import keep_apart, record, told, unforgotten
from clew.stores.sqlite.rows import among, author_keys, mark_touched


class Batch:
    """One batch from one capture, gathered first and then written in a few long statements."""

    def __init__(self, conn: sqlite3.Connection, capture: int) -> None:
        self._conn = conn
        self._capture = capture
        self._touched: set[int] = set()

    def add(self, records: Sequence[Record], *, private: bool = False) -> Added:
        """Write the batch and say what it brought; private posts go into a table of their own or nowhere."""
        public, apart, notices, problems = by_kind(records)
        wishes, hidden = told(self._conn, public), told(self._conn, apart, refused=False)
        if private and hidden.shown:
            self._apart(list(encoded(hidden.shown, problems)))
        if wishes.withheld:
            keep_apart(self._conn, wishes.meant)
            record(self._conn, self._capture, list(encoded(wishes.withheld, problems)))
        gathered = self._gather(list(encoded(as_known(self._conn, wishes.shown), problems)))
        self._write(gathered)
        self._problems(problems)
        self._notices(notices)
        mark_touched(self._conn, self._touched)
        fresh, gone = len(gathered.fresh), wishes.forgotten + hidden.forgotten
        brought = (fresh, gathered.known, gathered.differs, len(notices), len(problems), len(hidden.shown))
        return Added(*brought, withheld=len(wishes.withheld), forgotten=gone)

    def _gather(self, posts: list[tuple[Post, bytes]]) -> Gathered:
        authors = ensure_authors(self._conn, (post for post, _ in posts))
        held = _held(self._conn, [post.id for post, _ in posts])
        last: int = self._conn.execute("SELECT coalesce(max(key), 0) FROM post").fetchone()[0]
        gathered = Gathered(self._capture, held, authors, self._seen)
        gathered.add(posts, last)
        return gathered

    def _seen(self, post: int, digest: int) -> bool:
        sql = "SELECT 1 FROM observation WHERE post = ? AND capture = ? AND digest = ?"
        return self._conn.execute(sql, (post, self._capture, digest)).fetchone() is not None

    def _apart(self, posts: Iterable[tuple[Post, bytes]]) -> None:
        self._conn.executemany(
            "INSERT OR IGNORE INTO private VALUES (?, ?, ?)",
            ((post.id, self._capture, record) for post, record in posts),
        )

    def _write(self, gathered: Gathered) -> None:
        conn = self._conn
        conn.executemany("INSERT INTO post (key, id, author, capture, record) VALUES (?, ?, ?, ?, ?)", gathered.fresh)
        conn.executemany("INSERT OR IGNORE INTO observation VALUES (?, ?, ?, ?)", gathered.observations.values())
        conn.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", gathered.aliases)
        conn.executemany("INSERT OR IGNORE INTO wording VALUES (?, ?, ?)", sorted(gathered.wording))
        self._touched.update(gathered.touched)
        self._touched.update(on_cards(conn, (words for listed, words, _ in gathered.wording if not listed)))
        conn.executemany("UPDATE post SET author = ?, shown = ?, weights = ? WHERE key = ?", gathered.changed.values())
        conn.executemany(
            "UPDATE author SET posts = posts + ? WHERE key = ?",
            ((count, author) for author, count in gathered.posts_more().items()),
        )
        conn.execute("UPDATE tally SET value = value + ? WHERE name = 'posts'", (len(gathered.fresh),))

    def _problems(self, problems: Iterable[Problem]) -> None:
        self._conn.executemany(
            "INSERT OR IGNORE INTO problem (capture, place, reason) VALUES (?, ?, ?)",
            ((self._capture, whole(problem.place), whole(problem.reason)) for problem in problems),
        )

    def _notices(self, notices: Sequence[Notice]) -> None:
        fresh = []
        for notice in unforgotten(self._conn, notices):
            values = (notice.post_id, self._capture, encode(notice))
            if self._conn.execute("INSERT OR IGNORE INTO notice VALUES (?, ?, ?)", values).rowcount:
                fresh.append(notice.post_id)
        if not fresh:
            return
        sql = """
            SELECT author FROM post WHERE id IN (SELECT value FROM json_each(?1))
            UNION SELECT author FROM missing WHERE post IN (SELECT value FROM json_each(?1))
        """
        self._touched.update(author for (author,) in self._conn.execute(sql, (among(fresh),)))


def _held(conn: sqlite3.Connection, ids: list[str]) -> dict[str, Row]:
    sql = """
        SELECT id, key, author, capture, record, shown, weights FROM post WHERE id IN (SELECT value FROM json_each(?))
    """
    return {row[0]: Row(*row[1:]) for row in conn.execute(sql, (among(ids),))}


def ensure_authors(conn: sqlite3.Connection, posts: Iterable[Post]) -> dict[str, int]:
    """Keys of the posts' authors, the new among them noted and the known called by their latest names."""
    said = called(posts)
    sql = """
        SELECT id, key, handle, handle_at, name, name_at FROM author WHERE id IN (SELECT value FROM json_each(?))
    """
    keys: dict[str, int] = {}
    changed = []
    for author_id, key, *values in conn.execute(sql, (among(said),)).fetchall():
        keys[author_id] = key
        before = Naming(*values)
        after = latest(before, said[author_id][1])
        if after != before:
            changed.append((*columns(after), key))
    conn.executemany(
        "UPDATE author SET handle = ?, handle_at = ?, name = ?, name_at = ?, folded = ? WHERE key = ?", changed
    )
    fresh = [author_id for author_id in said if author_id not in keys]
    conn.executemany(
        "INSERT INTO author (id, network, handle, handle_at, name, name_at, folded) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((author_id, said[author_id][0], *columns(said[author_id][1])) for author_id in fresh),
    )
    return keys | author_keys(conn, fresh)
