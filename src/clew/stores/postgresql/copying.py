"""Read everything that captures said, as another archive takes it in: some rows at a time, each lot at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import chain
from typing import Any

from clew.post import Problem, Record
from clew.stores.packed import as_notice, as_post
from clew.stores.postgresql.bulk import Conn, Row, arrays
from clew.stores.postgresql.words import brief

_AT_A_TIME = 2000
Reading = Callable[[], AbstractContextManager[Conn]]


def said(reading: Reading) -> Iterator[tuple[str, Record]]:
    """Posts in the order they were first met, notices, and what could not be read."""
    yield from _posts(reading)
    sql = """
        SELECT c.id, n.post, n.capture, n.digest, n.record FROM notice n JOIN capture c ON c.key = n.capture
        WHERE (n.post, n.capture, n.digest) > (%s, %s, %s) ORDER BY n.post, n.capture, n.digest LIMIT %s
    """
    for rows in _pages(reading, sql, ("", 0, 0), slice(1, 4)):
        yield from ((row[0], as_notice(row[4])) for row in rows)
    sql = """
        SELECT c.id, q.key, q.place, q.reason FROM problem q JOIN capture c ON c.key = q.capture
        WHERE q.author IS NULL AND q.key > %s ORDER BY q.key LIMIT %s
    """
    for rows in _pages(reading, sql, (0,), slice(1, 2)):
        yield from ((row[0], Problem(row[2], row[3])) for row in rows)


def _posts(reading: Reading) -> Iterator[tuple[str, Record]]:
    sql = """
        SELECT c.id, p.record, p.key FROM post p JOIN capture c ON c.key = p.capture
        WHERE p.key > %s ORDER BY p.key LIMIT %s
    """
    again = """
        SELECT c.id, coalesce(o.record, p.record), p.key FROM post p
        JOIN observation o ON o.post = p.key JOIN capture c ON c.key = o.capture WHERE p.key > %s AND p.key <= %s
    """
    last = 0
    while True:
        with reading() as conn:
            rows = conn.execute(sql, (last, _AT_A_TIME)).fetchall()
            others = conn.execute(again, (last, rows[-1][2])).fetchall() if rows else []
        if not rows:
            return
        yield from ((capture, as_post(record)) for capture, record, _ in chain(rows, others))
        last = rows[-1][2]


def _pages(reading: Reading, sql: str, after: tuple[Any, ...], key: slice) -> Iterator[list[Row]]:
    """Rows, some at a time; `key` are the columns that say where the next lot begins."""
    while True:
        with reading() as conn:
            rows = conn.execute(sql, (*after, _AT_A_TIME)).fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][key]


def met(conn: Conn) -> list[Row]:
    """The other names that meetings left."""
    sql = "SELECT n.name, p.id FROM alias n JOIN post p ON p.key = n.post WHERE n.name >= %s AND n.name < %s"
    return conn.execute(sql, ("listing:", "listing;")).fetchall()


def note_met(conn: Conn, pairs: Iterable[tuple[str, str]]) -> None:
    """Note such names of posts that are held."""
    sql = """
        INSERT INTO alias SELECT it.name, p.key FROM unnest(%b::text[], %b::text[]) it (name, id)
        JOIN post p ON p.id = it.id ON CONFLICT DO NOTHING
    """
    arrays(conn, sql, [(brief(name), real) for name, real in pairs])
