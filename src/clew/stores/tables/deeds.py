"""What was done outside, in a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from clew.stores.deeds import Deed
from clew.stores.observation import microseconds, moment
from clew.stores.tables.dialect import Spoken


class Deeds(Spoken):
    """The part of the store that remembers deeds."""

    def do(self, deeds: Sequence[Deed]) -> None:
        """Note deeds."""
        sql = """
            INSERT INTO deed VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, name) DO UPDATE SET said = excluded.said, made = excluded.made
        """
        with self._connections.writing() as conn:
            self._each(conn, sql, [(each.kind, each.name, each.said, microseconds(each.made)) for each in deeds])

    def deeds(self, kind: str | None, beginning: str = "", since: datetime | None = None) -> tuple[Deed, ...]:
        """The deeds of a kind."""
        terms, arguments = ["made >= ?"], [0 if since is None else microseconds(since)]
        asked: list[str | int] = [*arguments]
        if kind is not None:
            terms.append("kind = ?")
            asked.append(kind)
        if beginning:
            terms.append("substr(name, 1, ?) = ?")
            asked += [len(beginning), beginning]
        sql = f"SELECT kind, name, said, made FROM deed WHERE {' AND '.join(terms)} ORDER BY made, name"  # noqa: S608
        with self._connections.reading() as conn:
            rows = self._ask(conn, sql, *asked).fetchall()
        return tuple(Deed(each, name, said, moment(made)) for each, name, said, made in rows)

    def undo(self, kind: str, before: datetime) -> int:
        """Let go of old deeds."""
        with self._connections.writing() as conn:
            gone = self._ask(conn, "DELETE FROM deed WHERE kind = ? AND made < ?", kind, microseconds(before))
            number: int = gone.rowcount
            return number
