"""How SQLite says what databases say differently (`clew.stores.tables`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from clew.stores.sqlite.rows import among


class Dialect:
    """Question marks are its own; many values are one array of JSON."""

    def sql(self, statement: str) -> str:
        """A statement as SQLite has it."""
        return statement.replace("(?*)", "(SELECT value FROM json_each(?))")

    def many(self, values: Iterable[str]) -> str:
        """Many values as one argument."""
        return among(values)

    def key(self, text: str) -> str:
        """A text as it stands in a column that is looked up: as it is."""
        return text

    def each(self, conn: sqlite3.Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of these rows."""
        conn.executemany(statement, rows)
