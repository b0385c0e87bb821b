"""Shelves: threads that somebody put together, each shelf written whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from clew.stores.base import ShelfCount, Shelved
from clew.stores.observation import microseconds, moment


def shelve(conn: sqlite3.Connection, name: str, threads: Sequence[Shelved]) -> None:
    """Let these be what stands on a shelf."""
    conn.execute("DELETE FROM shelf WHERE name = ?", (name,))
    conn.executemany(
        "INSERT INTO shelf VALUES (?, ?, ?, ?, ?)",
        ((name, place, each.post, each.note, microseconds(each.added)) for place, each in enumerate(threads)),
    )


def shelf(conn: sqlite3.Connection, name: str) -> tuple[Shelved, ...]:
    """What stands on a shelf, in order."""
    rows = conn.execute("SELECT post, note, added FROM shelf WHERE name = ? ORDER BY place", (name,))
    return tuple(Shelved(post, note, moment(added)) for post, note, added in rows)


def shelves(conn: sqlite3.Connection) -> tuple[ShelfCount, ...]:
    """The shelves, by name."""
    rows = conn.execute("SELECT name, count(*), max(added) FROM shelf GROUP BY name ORDER BY name")
    return tuple(ShelfCount(name, threads, moment(changed)) for name, threads, changed in rows)
