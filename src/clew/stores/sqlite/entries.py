"""Write what a search knows of threads: entries, and the rows of the index that go with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from clew.stores import entry
from clew.stores.entry import Entry, Fact
from clew.stores.sqlite.rows import among, post_keys

BETWEEN = " | "
# SQLite keeps a search in memory until its transaction ends, and begins a new piece of the index whenever a number is
# not greater than the one before (https://www.sqlite.org/fts5.html, the section on its data structures): numbers
# therefore go in ascending order, first all that go and then all that come.
_TAKE_BACK = "INSERT INTO entry_index (entry_index, rowid, words, about) VALUES ('delete', ?, ?, ?)"


STATE = "entries"
_CHANGED = "INSERT INTO tally VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1"


class Row(NamedTuple):
    """An entry as the database has it."""

    number: int
    post: int
    sign: bytes


class Change(NamedTuple):
    """What a transaction changed: numbers that went, rows that came (number, held, sign, facts, words).

    `before` is the state of the table that it found, the number of transactions that had changed it.
    """

    before: int
    gone: list[int]
    come: list[tuple[int, int, bytes, bytes, str]]

    def is_any(self) -> bool:
        """Whether it changed anything."""
        return bool(self.gone or self.come)


class Entries:
    """The entries of one group of authors."""

    def __init__(self, conn: sqlite3.Connection, facet_keys: Callable[[set[Fact]], Mapping[Fact, int]]) -> None:
        self._conn = conn
        self._facet_keys = facet_keys
        self.change = Change(state(conn), [], [])

    def write(self, entries: Sequence[Entry], authors: Collection[int]) -> set[int]:
        """Replace the authors' entries; authors come back of whom one should stand that is not there."""
        before = _before(self._conn, authors, [each.id for each in entries])
        stay = {each.id for each in entries if each.id in before and before[each.id].sign == each.sign}
        self._remove(row.number for name, row in before.items() if name not in stay)
        come = [each for each in entries if each.id not in stay]
        self._insert([each for each in come if each.lines is not None])
        if self.change.is_any():
            self._conn.execute(_CHANGED, (STATE,))
        missing = [each.id for each in come if each.lines is None]
        if not missing:
            return set()
        sql = "SELECT author FROM post WHERE id IN (SELECT value FROM json_each(?))"
        return {author for (author,) in self._conn.execute(sql, (among(missing),))}

    def _remove(self, numbers: Iterable[int]) -> None:
        wanted = sorted(numbers)
        if not wanted:
            return
        sql = "SELECT number, words, facts FROM entry WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number"
        rows = self._conn.execute(sql, (among(wanted),)).fetchall()
        self._conn.executemany(_TAKE_BACK, ((number, indexed(words), about(facts)) for number, words, facts in rows))
        self._conn.executemany("DELETE FROM entry WHERE number = ?", ((number,) for number in wanted))
        self.change.gone.extend(wanted)

    def _insert(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        posts = post_keys(self._conn, (each.id for each in entries))
        entries = [each for each in entries if each.id in posts]
        keys = self._facet_keys({fact for each in entries for fact in each.about})
        numbers = entry.numbers(entries, self._taken)
        rows = []
        for number, each in sorted(zip(numbers, entries, strict=True), key=lambda pair: pair[0]):
            facts = entry.packed(keys[fact] for fact in each.about)
            rows.append((number, posts[each.id], each.held, each.sign, facts, "\n".join(each.lines or ())))
        self._conn.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._conn.executemany(
            "INSERT INTO entry_index (rowid, words, about) VALUES (?, ?, ?)",
            ((row[0], indexed(row[5]), about(row[4])) for row in rows),
        )
        self.change.come.extend((row[0], *row[2:]) for row in rows)
        terms = set(" ".join(line for each in entries for line in each.lines or ()).split())
        self._conn.executemany("INSERT OR IGNORE INTO term VALUES (?)", ((term,) for term in sorted(terms)))

    def _taken(self, numbers: Sequence[int]) -> set[int]:
        sql = "SELECT number FROM entry WHERE number IN (SELECT value FROM json_each(?))"
        return {number for (number,) in self._conn.execute(sql, (among(numbers),))}


def _before(conn: sqlite3.Connection, authors: Iterable[int], ids: Iterable[str]) -> dict[str, Row]:
    """The entries of the authors' posts, and others under the same posts, which may have changed hands."""
    sql = """
        SELECT p.id, e.number, e.post, e.sign FROM post p JOIN entry e ON e.post = p.key
        WHERE p.author IN (SELECT value FROM json_each(?))
        UNION
        SELECT p.id, e.number, e.post, e.sign FROM post p JOIN entry e ON e.post = p.key
        WHERE p.id IN (SELECT value FROM json_each(?))
    """
    return {name: Row(*values) for name, *values in conn.execute(sql, (among(authors), among(ids)))}


def signs(conn: sqlite3.Connection, author_ids: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    """The signs of these authors' entries."""
    sql = """
        SELECT p.id, e.sign FROM author a JOIN post p ON p.author = a.key JOIN entry e ON e.post = p.key
        WHERE a.id IN (SELECT value FROM json_each(?))
    """
    return tuple(conn.execute(sql, (among(author_ids),)))


def indexed(words: str) -> str:
    """The lines of an entry as the index has them."""
    return words.replace("\n", BETWEEN)


def about(facts: bytes) -> str:
    """The facts of an entry as the index has them."""
    return " ".join(f"~{key}" for key in entry.unpacked(facts))


def state(conn: sqlite3.Connection) -> int:
    """How many transactions have changed an entry."""
    row = conn.execute("SELECT value FROM tally WHERE name = ?", (STATE,)).fetchone()
    return 0 if row is None else row[0]
