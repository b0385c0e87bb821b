"""What stands for pictures, films and sounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from clew.stores.base import Holding
from clew.stores.packed import as_holding, encode
from clew.stores.postgresql.bulk import Conn, arrays
from clew.stores.postgresql.copying import Reading
from clew.stores.postgresql.words import brief

_AT_A_TIME = 2000


def hold(conn: Conn, holdings: Sequence[Holding]) -> None:
    """Note these, in the place of what was noted for the same addresses."""
    # Of two in one statement that have one address the later one counts.
    rows = {each.address: (brief(each.address), each.sha, encode(each)) for each in holdings}
    sql = """
        INSERT INTO media SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[])
        ON CONFLICT (address) DO UPDATE SET file = excluded.file, record = excluded.record
    """
    arrays(conn, sql, list(rows.values()))


def of(conn: Conn, addresses: Iterable[str]) -> dict[str, Holding]:
    """What is noted, by address."""
    wanted = [brief(each) for each in addresses]
    found = conn.execute("SELECT record FROM media WHERE address = ANY(%s::text[])", (wanted,))
    return {each.address: each for each in (as_holding(record) for (record,) in found)}


def of_file(conn: Conn, sha: str) -> Holding | None:
    """One medium whose file has this SHA-256."""
    query = "SELECT record FROM media WHERE file = %s ORDER BY address LIMIT 1"
    row = conn.execute(query, (sha,)).fetchone()
    return None if row is None else as_holding(row[0])


def every(reading: Reading) -> Iterator[Holding]:
    """What is noted of all, some rows at a time."""
    last = ""
    while True:
        with reading() as conn:
            sql = "SELECT address, record FROM media WHERE address > %s ORDER BY address LIMIT %s"
            rows = conn.execute(sql, (last, _AT_A_TIME)).fetchall()
        if not rows:
            return
        yield from (as_holding(record) for _, record in rows)
        last = rows[-1][0]
