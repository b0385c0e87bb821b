"""What was done outside, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from clew.stores.deeds import Deed
from clew.stores.observation import microseconds, moment
from clew.stores.postgresql.connections import Connections


class Deeds:
    """The part of the store that remembers deeds."""

    _connections: Connections

    def do(self, deeds: Sequence[Deed]) -> None:
        """Note deeds."""
        sql = """
            INSERT INTO deed VALUES (%s, %s, %s, %s)
            ON CONFLICT (kind, name) DO UPDATE SET said = excluded.said, made = excluded.made
        """
        with self._connections.writing() as conn:
            for each in deeds:
                conn.execute(sql, (each.kind, each.name, each.said, microseconds(each.made)))

    def deeds(self, kind: str | None, beginning: str = "", since: datetime | None = None) -> tuple[Deed, ...]:
        """The deeds of a kind."""
        sql = """
            SELECT kind, name, said, made FROM deed
            WHERE (%s::text IS NULL OR kind = %s) AND starts_with(name, %s) AND made >= %s ORDER BY made, name
        """
        first = 0 if since is None else microseconds(since)
        with self._connections.reading() as conn:
            rows = conn.execute(sql, (kind, kind, beginning, first)).fetchall()
        return tuple(Deed(each, name, said, moment(made)) for each, name, said, made in rows)

    def undo(self, kind: str, before: datetime) -> int:
        """Let go of old deeds."""
        with self._connections.writing() as conn:
            sql = "DELETE FROM deed WHERE kind = %s AND made < %s"
            return conn.execute(sql, (kind, microseconds(before))).rowcount
