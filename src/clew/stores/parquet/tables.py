"""The files of a set, asked in SQL: DuckDB reads of each only the groups of rows that may hold what is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from clew.errors import MissingPart, NotFound, StoreFault
from clew.places import Place
from clew.sets import MANIFEST, numbered, part_of, read_manifest

Row = dict[str, Any]
_MISSING = "Reading a set in its place needs a part that is not installed; run: pip install 'clew[parquet]'."


class Tables:
    """A set that is open; it may be asked from any thread."""

    def __init__(self, place: str) -> None:
        self._conn = _connected()
        self._place = Place(place)
        self._place.knock()
        written = self._place.read(MANIFEST)
        if written is None:
            raise NotFound(f"There is no set in {place}; `clew spark add` makes one.")
        self.manifest = read_manifest(written, place)
        there = {each.path: each.size for each in self._place.files()}
        lacking = [each.path for each in self.manifest.files if there.get(each.path) != each.size]
        if lacking:
            raise StoreFault(
                f"{len(lacking)} files of the set in {place} are missing or torn, {lacking[0]} among them; "
                "make the set again, or add what is left of it to an archive."
            )
        self._paths = {each.path for each in self.manifest.files}
        self._called: Callable[[str], str] = self._place.at
        self._away: Any = None
        if self._place.local is None:
            self._fetch(there)

    def _fetch(self, sizes: dict[str, int]) -> None:
        """Let DuckDB read files that lie on other machines."""
        try:
            from clew.stores.parquet.away import Away
        except ImportError as error:
            raise MissingPart(_MISSING) from error
        self._away = Away(self._place, sizes, self.manifest.made)
        self._conn.register_filesystem(self._away)
        self._called = Away.called

    def close(self) -> None:
        """Let go of the files."""
        self._conn.close()
        if self._away is not None:
            self._away.close()

    def all(self, table: str) -> list[str]:
        """The files of a table."""
        return [self._called(each.path) for each in self.manifest.of(table)]

    def of(self, table: str, keys: Iterable[str]) -> list[str]:
        """The files of a table in which rows with these keys lie."""
        paths = {numbered(table, part_of(key, self.manifest.parts)) for key in keys}
        return [self._called(path) for path in sorted(paths & self._paths)]

    def ask(self, question: str, files: Sequence[str], *arguments: Any) -> list[Row]:
        """Rows of these files, the table `rows` of the question; none where there are no files.

        Arguments are called `$a0`, `$a1` …; one that is a list stands for its values in brackets.
        """
        if not files:
            return []
        import duckdb

        try:
            cursor = self._conn.cursor()
            said, named = _spread(question, arguments)
            found: list[Row] = cursor.sql(said, params={"files": list(files), **named}).to_arrow_table().to_pylist()
        except (duckdb.Error, OSError) as error:
            held = "it is whole" if self._away is None else "its server is there"
            raise StoreFault(
                f"The set in {self._place.place} cannot be read ({_reason(error)}); see that {held}."
            ) from error
        return found

    def each(self, question: str, files: Sequence[str], *arguments: Any) -> Iterator[Row]:
        """The same, file by file, for what need not be in memory at once."""
        for file in files:
            yield from self.ask(question, [file], *arguments)


def _reason(error: Exception) -> str:
    """What is wrong; where DuckDB passes on what Python said, the end of that."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = lines[-1:] if "Traceback" in str(error) else lines
    return " ".join(said)[:200]


def _spread(question: str, arguments: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """The question with every list as single values, because files are passed over by single values only."""
    named: dict[str, Any] = {}
    for at, each in enumerate(arguments):
        if isinstance(each, list):
            names = {f"a{at}_{nth}": value for nth, value in enumerate(each)}
            question = re.sub(rf"\$a{at}\b", f"({', '.join(f'${name}' for name in names) or 'NULL'})", question)
            named |= names
        elif re.search(rf"\$a{at}\b", question):
            named[f"a{at}"] = each
    return question.replace("FROM rows", "FROM read_parquet($files)"), named


def _connected() -> Any:
    try:
        import duckdb
        import pyarrow as pa  # noqa: F401 rows come out through it
    except ImportError as error:
        raise MissingPart(_MISSING) from error
    # Nothing is fetched, and what a question reads are the files it names.
    never: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    conn = duckdb.connect(":memory:", config=never)
    conn.execute("SET TimeZone = 'UTC'; SET parquet_metadata_cache = true; SET enable_progress_bar = false")
    return conn
