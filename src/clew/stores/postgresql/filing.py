"""Small things that several steps of writing note: digests, problems, and whose threads are to be made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from clew.post import Problem
from clew.stores.gathering import whole
from clew.stores.packed import encode
from clew.stores.postgresql.bulk import Conn, arrays


def digest(record: bytes) -> int:
    """A number that stands for a record in an index."""
    return int.from_bytes(hashlib.blake2b(record, digest_size=8).digest(), "big", signed=True)


def write_problems(conn: Conn, capture: int, problems: Iterable[Problem]) -> None:
    """Note what could not be read."""
    sql = """
        INSERT INTO problem (capture, digest, place, reason)
        SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[]) ON CONFLICT DO NOTHING
    """
    arrays(conn, sql, [(capture, *as_filed(problem)) for problem in problems])


def as_filed(problem: Problem) -> tuple[int, str, str]:
    """A problem as columns: digest, place and reason."""
    place, reason = whole(problem.place), whole(problem.reason)
    return digest(encode((place, reason))), place, reason


def mark_touched(conn: Conn, authors: Iterable[int]) -> None:
    """Note authors whose threads must be made anew."""
    keys = sorted(authors)
    if not keys:
        return
    sql = """
        WITH next AS (UPDATE tally SET value = value + 1 WHERE name = 'mark' RETURNING value)
        INSERT INTO touched SELECT key, next.value FROM unnest(%b::bigint[]) key, next
        ON CONFLICT (author) DO UPDATE SET mark = excluded.mark
    """
    conn.execute(sql, (keys,))
