"""People's wishes in the database, and how the bytes of what was removed leave its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from clew.post import Notice, Post
from clew.stores import tables
from clew.stores.sqlite import removal
from clew.stores.sqlite.adding import Batch
from clew.stores.sqlite.connections import Connections
from clew.stores.sqlite.entries import Change
from clew.stores.sqlite.index import Index
from clew.stores.sqlite.rows import Rows, among
from clew.stores.tables.consent import Removal


def _remove(conn: sqlite3.Connection, ids: Sequence[str], authors: Sequence[str]) -> Change:
    conn.execute("PRAGMA secure_delete = 1")  # what is deleted is overwritten, not only given free
    return removal.remove(conn, ids, authors)


def _bring_back(conn: sqlite3.Connection, capture: int, posts: Sequence[Post]) -> None:
    Batch(conn, capture).add(posts, private=True)


def _notices(conn: sqlite3.Connection, ids: Iterable[str]) -> list[Notice]:
    return Rows(conn).notices(ids)


class Consent(tables.Consent):
    """The part of the store that answers for people's wishes."""

    _connections: Connections
    _index: Index
    _removal = Removal(
        said_of=removal.said_of,
        forgotten=removal.forgotten,
        remove=_remove,
        keep_apart=removal.keep_apart,
        mark_withholding=removal.mark_withholding,
        bring_back=_bring_back,
        notices=_notices,
        withheld_by=("author", "post", "capture", "record"),
        before_all=("", "", 0, b""),
    )

    def _follow(self, change: Change | None) -> None:
        if change is not None:
            self._index.follow(change)

    def scour(self) -> bool:
        """See that nothing of what was removed is in the database's files."""
        with self._connections.writing() as conn:
            conn.execute("PRAGMA secure_delete = 1")
            _drop_unused(conn)
        is_there = self._index.is_there()
        self._index.give_up()
        done = self._connections.rewrite()
        if is_there:
            with self._connections.reading() as conn:
                self._index.make(conn)
        if done:
            with self._connections.writing() as conn:
                conn.execute("UPDATE tally SET value = 0 WHERE name = 'unscoured'")
        return done


def _drop_unused(conn: sqlite3.Connection) -> None:
    """Let go of terms, hashtags and authors that no entry of the search has, and of what its index had of them."""
    conn.execute("INSERT INTO entry_index (entry_index) VALUES ('optimize')")
    conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.in_use USING fts5vocab(main, entry_index, row)")
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS used (term TEXT PRIMARY KEY) WITHOUT ROWID")
    conn.execute("DELETE FROM temp.used")
    conn.execute("INSERT INTO temp.used SELECT term FROM temp.in_use")
    conn.execute("DELETE FROM term WHERE term NOT IN (SELECT term FROM temp.used)")
    sql = """
        SELECT key FROM facet f WHERE kind IN ('tag', 'author') AND threads = 0
        AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.facet = f.key) AND '~' || key NOT IN (SELECT term FROM temp.used)
    """
    keys = among(key for (key,) in conn.execute(sql).fetchall())
    for table, column in (("spelling", "facet"), ("begun", "facet"), ("facet", "key")):
        conn.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (keys,))  # noqa: S608
    # spellings of hashtags that nobody writes so any more
    conn.execute("DELETE FROM spelling WHERE threads = 0")
    conn.execute("DELETE FROM temp.used")
