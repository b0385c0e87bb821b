"""How PostgreSQL, by psycopg, says what databases say differently (`clew.stores.tables`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from clew.stores.postgresql.bulk import Conn
from clew.stores.postgresql.words import brief


class Dialect:
    """An argument is `%s`, many values are an array."""

    def sql(self, statement: str) -> str:
        """A statement as psycopg takes it; nothing in it has a `%` of its own."""
        return statement.replace("IN (?*)", "= ANY(%b)").replace("?", "%s")

    def many(self, values: Iterable[str]) -> list[str]:
        """Many values as one argument."""
        return list(values)

    def key(self, text: str) -> str:
        """A text as it stands in a column that is looked up: its beginning and its hash where it is long."""
        return brief(text)

    def each(self, conn: Conn, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of these rows, without waiting for one before the next is sent."""
        with conn.cursor() as cursor:
            cursor.executemany(statement, rows)
