"""The least that SQLite takes to write what `clew add` wrote: rows that are there already, and nothing else done."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from compared.figures import Figure

from clew.stores.sqlite.entries import about, indexed

BATCH = 20_000


def figures(database: Path, folder: Path, posts: int) -> list[Figure]:
    """Every row of an archive written into an empty database of the same shape, with its indexes, then its search."""
    held = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    shapes = held.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    shapes = [(kind, name, sql) for kind, name, sql in shapes if not name.startswith("entry_index_")]
    names = [name for kind, name, sql in shapes if kind == "table" and not sql.startswith("CREATE VIRTUAL")]
    bare = _new(folder / "bare.db", [sql for _, _, sql in shapes])
    clock, spent = time.perf_counter(), time.process_time()
    for name in names:
        cursor = held.execute(f'SELECT * FROM "{name}"')
        marks = ", ".join("?" * len(cursor.description))
        _in_batches(bare, f'INSERT INTO "{name}" VALUES ({marks})', cursor)
    rows = Figure(
        "the same rows into an empty database", posts, time.perf_counter() - clock, time.process_time() - spent
    )
    said = [
        (number, indexed(words), about(facts))
        for number, words, facts in held.execute("SELECT number, words, facts FROM entry ORDER BY number")
    ]
    clock, spent = time.perf_counter(), time.process_time()
    _in_batches(bare, "INSERT INTO entry_index (rowid, words, about) VALUES (?, ?, ?)", iter(said))
    search = Figure(
        "the same words into an FTS5 index", posts, time.perf_counter() - clock, time.process_time() - spent
    )
    bare.close()
    held.close()
    return [rows, search]


def _new(file: Path, shapes: Iterable[str]) -> sqlite3.Connection:
    conn = sqlite3.connect(file, isolation_level=None)
    for pragma in ("page_size = 8192", "journal_mode = wal", "synchronous = normal", "cache_size = -65536"):
        conn.execute(f"PRAGMA {pragma}")
    for sql in shapes:
        conn.execute(sql)
    return conn


def _in_batches(conn: sqlite3.Connection, sql: str, rows: Any) -> None:
    """As `clew add` does: so many rows in a transaction."""
    while True:
        batch = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                break
        if not batch:
            return
        conn.execute("BEGIN")
        conn.executemany(sql, batch)
        conn.execute("COMMIT")
