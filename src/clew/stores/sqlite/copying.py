"""Read everything that captures said, as another archive takes it in: some rows at a time, each lot at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import chain
from typing import Any

from clew.post import Problem, Record
from clew.stores.packed import as_notice, as_post
from clew.stores.sqlite.meeting import LISTED_ONLY
from clew.stores.sqlite.rows import post_keys

_AT_A_TIME = 2000
Reading = Callable[[], AbstractContextManager[sqlite3.Connection]]


def said(reading: Reading) -> Iterator[tuple[str, Record]]:
    """Posts in the order they were first met, notices, and what could not be read."""
    yield from _posts(reading)
    sql = """
        SELECT c.id, n.post, n.capture, n.record FROM notice n JOIN capture c ON c.key = n.capture
        WHERE (n.post, n.capture, n.record) > (?, ?, ?) ORDER BY n.post, n.capture, n.record LIMIT ?
    """
    for rows in _pages(reading, sql, ("", 0, b""), slice(1, 4)):
        yield from ((row[0], as_notice(row[3])) for row in rows)
    sql = """
        SELECT c.id, q.key, q.place, q.reason FROM problem q JOIN capture c ON c.key = q.capture
        WHERE q.author IS NULL AND q.key > ? ORDER BY q.key LIMIT ?
    """
    for rows in _pages(reading, sql, (0,), slice(1, 2)):
        yield from ((row[0], Problem(row[2], row[3])) for row in rows)


def _posts(reading: Reading) -> Iterator[tuple[str, Record]]:
    sql = """
        SELECT c.id, p.record, p.key FROM post p JOIN capture c ON c.key = p.capture
        WHERE p.key > ? ORDER BY p.key LIMIT ?
    """
    again = """
        SELECT c.id, coalesce(o.record, p.record), p.key FROM post p
        JOIN observation o ON o.post = p.key JOIN capture c ON c.key = o.capture WHERE p.key > ? AND p.key <= ?
    """
    last = 0
    while True:
        with reading() as conn:
            rows = conn.execute(sql, (last, _AT_A_TIME)).fetchall()
            others = conn.execute(again, (last, rows[-1][2])).fetchall() if rows else ()
        if not rows:
            return
        yield from ((capture, as_post(record)) for capture, record, _ in chain(rows, others))
        last = rows[-1][2]


def _pages(reading: Reading, sql: str, after: tuple[Any, ...], key: slice) -> Iterator[list[tuple[Any, ...]]]:
    """Rows, some at a time; `key` are the columns that say where the next lot begins."""
    while True:
        with reading() as conn:
            rows = conn.execute(sql, (*after, _AT_A_TIME)).fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][key]


def met(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """The other names that meetings left."""
    sql = f"SELECT n.name, p.id FROM alias n JOIN post p ON p.key = n.post WHERE n.name GLOB '{LISTED_ONLY}'"  # noqa: S608
    return conn.execute(sql).fetchall()


def note_met(conn: sqlite3.Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Note such names of posts that are held."""
    pairs = list(pairs)
    keys = post_keys(conn, (real for _, real in pairs))
    named = ((name, keys[real]) for name, real in pairs if real in keys)
    conn.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", named)
