"""Search in SQLite: a needle as an expression of FTS5 (https://www.sqlite.org/fts5.html)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from clew.errors import BadQuery
from clew.query import Sort
from clew.speech import _
from clew.stores import entry, listing
from clew.stores.entry import Fact
from clew.stores.finding import Asked, Head, Hit, Said
from clew.stores.marker import EntryMarker
from clew.stores.needle import Anything, Every, Known, Needle, Never, Phrase, Some
from clew.stores.packed import as_shape
from clew.stores.sqlite import reading
from clew.stores.sqlite.rows import among
from clew.thread import Card, Part, Place

_THERE = """
    FROM entry_index f CROSS JOIN entry e INDEXED BY entry_shown ON e.number = f.rowid
    WHERE f.entry_index MATCH ? AND f.rowid BETWEEN ? AND ? AND e.held >= ?
"""
# Ranking looks at every hit, at 1 µs each; of a word that more entries have the newest are ranked.
RANKED = 50_000
_ORDERS = {"newest": "f.rowid DESC", "oldest": "f.rowid", "longest": "e.held DESC, e.number DESC"}


class Engine:
    """`clew.stores.finding.Engine` over a connection."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def key(self, fact: Fact) -> int | None:
        """A fact's key."""
        row = self._conn.execute("SELECT key FROM facet WHERE kind = ? AND value = ?", fact).fetchone()
        return None if row is None else row[0]

    def author_id(self, name: str) -> str | None:
        """An author's id from the id or a handle."""
        return reading.author_id(self._conn, name)

    def rows(self, asked: Asked, order: Sort, count: int, beyond: EntryMarker | None) -> list[Hit]:
        """The first entries in an order."""
        if asked.least > asked.most:
            return []
        where, bound = ("", ()) if beyond is None else ("AND (e.held, e.number) < (?, ?)", (beyond.held, beyond.number))
        sql = f"SELECT f.rowid, e.post, e.held {_THERE} {where} ORDER BY {_ORDERS[order]} LIMIT ?"
        return [Hit(*row) for row in self._run(sql, (*self._values(asked), *bound, count))]

    def best(self, asked: Asked, phrases: Sequence[Sequence[str]], count: int) -> list[Hit]:
        """By BM25; FTS5 knows the phrases from the needle, and facts weigh nothing."""
        del phrases
        last = self.rows(asked, "newest", RANKED + 1, None)[RANKED:] if self.count(asked) > RANKED else []
        asked = asked._replace(least=last[0].number) if last else asked
        if asked.held > 1:
            sql = f"SELECT f.rowid, e.post, e.held {_THERE} ORDER BY bm25(entry_index, 1.0, 0.0), f.rowid DESC LIMIT ?"
            return [Hit(*row) for row in self._run(sql, (*self._values(asked), count))]
        # the entries themselves are looked at only once the best are known
        sql = """
            SELECT f.number, e.post, e.held FROM (
                SELECT rowid AS number, bm25(entry_index, 1.0, 0.0) AS score FROM entry_index
                WHERE entry_index MATCH ? AND rowid BETWEEN ? AND ? ORDER BY score, rowid DESC LIMIT ?
            ) f CROSS JOIN entry e ON e.number = f.number ORDER BY f.score, f.number DESC
        """
        return [Hit(*row) for row in self._run(sql, (*self._values(asked)[:3], count))]

    def count(self, asked: Asked) -> int:
        """How many entries there are."""
        if asked.held > 1:
            ((number,),) = self._run(f"SELECT count(*) {_THERE}", self._values(asked))
        else:
            sql = "SELECT count(*) FROM entry_index WHERE entry_index MATCH ? AND rowid BETWEEN ? AND ?"
            ((number,),) = self._run(sql, self._values(asked)[:3])
        return int(number)

    def facts(self, asked: Asked, count: int) -> tuple[int, bytes]:
        """The facts of the newest entries."""
        rows = self._run(f"SELECT e.facts {_THERE} ORDER BY f.rowid DESC LIMIT ?", (*self._values(asked), count))
        return len(rows), b"".join(facts for (facts,) in rows)

    def said(self, numbers: Sequence[int]) -> dict[int, Said]:
        """What these entries say."""
        sql = "SELECT number, words, facts FROM entry WHERE number IN (SELECT value FROM json_each(?))"
        return {
            number: Said(words.split("\n"), frozenset(entry.unpacked(facts)))
            for number, words, facts in self._conn.execute(sql, (among(numbers),))
        }

    def kinds(self, keys: Sequence[int]) -> list[tuple[int, str, str]]:
        """Key, kind and value of facts."""
        sql = "SELECT key, kind, value FROM facet WHERE key IN (SELECT value FROM json_each(?))"
        return self._conn.execute(sql, (among(keys),)).fetchall()

    def ids(self, posts: Sequence[int]) -> dict[int, str]:
        """The ids of posts."""
        sql = "SELECT key, id FROM post WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self._conn.execute(sql, (among(posts),)).fetchall())

    def heads(self, numbers: Sequence[int]) -> dict[int, Head]:
        """What a page shows of these entries."""
        sql = """
            SELECT e.number, p.id, t.shape, e.words
            FROM entry e JOIN post p ON p.key = e.post LEFT JOIN thread t ON t.post = e.post
            WHERE e.number IN (SELECT value FROM json_each(?))
        """
        return {
            number: Head(name, () if shape is None else as_shape(shape).places, words.split("\n"))
            for number, name, shape, words in self._conn.execute(sql, (among(numbers),))
        }

    def cards(self, ids: Sequence[str], beside: Sequence[Sequence[Place]]) -> list[tuple[Card, tuple[Part, ...]]]:
        """Threads and posts alone as cards."""
        return reading.cards_of(self._conn, ids, beside)

    def _values(self, asked: Asked) -> tuple[str | int, ...]:
        return (self._expression(asked.needle), asked.least, asked.most, asked.held)

    def _run(self, sql: str, values: Sequence[str | int]) -> list[Any]:
        try:
            return self._conn.execute(sql, values).fetchall()
        except sqlite3.OperationalError as fault:
            if "fts5" in str(fault):
                raise BadQuery(_("That search is too long or too deep; ask for less at a time.")) from fault
            raise

    def _expression(self, found: Needle) -> str:
        """A needle in the language of FTS5; terms have no quotes in them (`clew.text.terms`)."""
        if isinstance(found, Phrase):
            return f'words : "{" ".join(found.terms)}"'
        if isinstance(found, Known):
            return "about : (" + " OR ".join(f'"~{key}"' for key in found.keys or ("none",)) + ")"
        if isinstance(found, Anything):
            return self._expression(Known((self.key(listing.EVERYTHING),)))
        if isinstance(found, Some):
            return " OR ".join(f"({self._expression(part)})" for part in found.parts)
        parts = found.parts if isinstance(found, Every) else (found,)
        there = [part for part in parts if not isinstance(part, Never)] or [Anything()]
        said = " AND ".join(f"({self._expression(part)})" for part in there)
        for part in parts:
            if isinstance(part, Never):
                said = f"({said}) NOT ({self._expression(part.part)})"
        return said


def terms(conn: sqlite3.Connection, beginning: str) -> Iterator[str]:
    """The terms that begin so."""
    if not beginning:
        rows = conn.execute("SELECT term FROM term")
    else:
        rows = conn.execute("SELECT term FROM term WHERE term >= ? AND term < ?", (beginning, beginning + "\U0010ffff"))
    return iter([term for (term,) in rows])
