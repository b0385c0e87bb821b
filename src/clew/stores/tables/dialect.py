"""What differs between databases in statements that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Lending(Protocol):
    """What lends connections: to read what there is at one moment, or to write all of it or nothing."""

    def reading(self) -> AbstractContextManager[Any]:
        """A connection that reads."""
        ...

    def writing(self) -> AbstractContextManager[Any]:
        """The connection that writes."""
        ...


class Dialect(Protocol):
    """How a database is told what `?` and `IN (?*)` say, and what its columns take."""

    def sql(self, statement: str) -> str:
        """A statement as this database has it."""
        ...

    def many(self, values: Iterable[str]) -> Any:
        """Many values as the one argument that stands for `?*`."""
        ...

    def key(self, text: str) -> str:
        """A text as it stands in a column that is looked up and may be too long for an index."""
        ...

    def each(self, conn: Any, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of these rows."""
        ...


class Spoken:
    """A part of a store that asks its database in the database's dialect."""

    _connections: Lending
    _dialect: Dialect

    def _ask(self, conn: Any, statement: str, *arguments: Any) -> Any:
        return conn.execute(self._dialect.sql(statement), arguments)

    def _each(self, conn: Any, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._dialect.each(conn, self._dialect.sql(statement), rows)

    def _many(self, values: Iterable[str]) -> Any:
        return self._dialect.many(values)
