"""What stands for pictures, films and sounds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from clew.stores.base import Holding
from clew.stores.packed import as_holding, encode
from clew.stores.sqlite.copying import Reading
from clew.stores.sqlite.rows import among

_AT_A_TIME = 2000


def hold(conn: sqlite3.Connection, holdings: Sequence[Holding]) -> None:
    """Note these, in the place of what was noted for the same addresses."""
    rows = [(each.address, each.sha, encode(each)) for each in holdings]
    conn.executemany("INSERT OR REPLACE INTO media VALUES (?, ?, ?)", rows)


def of(conn: sqlite3.Connection, addresses: Iterable[str]) -> dict[str, Holding]:
    """What is noted, by address."""
    sql = "SELECT record FROM media WHERE address IN (SELECT value FROM json_each(?))"
    found = (as_holding(record) for (record,) in conn.execute(sql, (among(addresses),)))
    return {each.address: each for each in found}


def of_file(conn: sqlite3.Connection, sha: str) -> Holding | None:
    """One medium whose file has this SHA-256."""
    row = conn.execute("SELECT record FROM media WHERE file = ? ORDER BY address LIMIT 1", (sha,)).fetchone()
    return None if row is None else as_holding(row[0])


def every(reading: Reading) -> Iterator[Holding]:
    """What is noted of all, some rows at a time."""
    last = ""
    while True:
        with reading() as conn:
            sql = "SELECT address, record FROM media WHERE address > ? ORDER BY address LIMIT ?"
            rows = conn.execute(sql, (last, _AT_A_TIME)).fetchall()
        if not rows:
            return
        yield from (as_holding(record) for _, record in rows)
        last = rows[-1][0]
