"""The files of a set, asked in SQL: DuckDB reads of each only the groups of rows that may hold what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clew.errors import MissingPart, NotFound, StoreFault
from clew.sets import MANIFEST, numbered, part_of, read_manifest

Row = dict[str, Any]
_MISSING = "Reading a set in its place needs a part that is not installed; run: pip install 'clew[parquet]'."


class Tables:
    """A set that is open; it may be asked from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self.manifest = read_manifest((folder / MANIFEST).read_bytes(), str(folder))
        except FileNotFoundError as error:
            raise NotFound(f"There is no set in {folder}; `clew spark add` makes one.") from error
        lacking = [each.path for each in self.manifest.files if not _is_whole(folder / each.path, each.size)]
        if lacking:
            raise StoreFault(
                f"{len(lacking)} files of the set in {folder} are missing or torn, {lacking[0]} among them; "
                "make the set again, or add what is left of it to an archive."
            )
        self._paths = {each.path for each in self.manifest.files}
        self._conn = _connected()

    def close(self) -> None:
        """Let go of the files."""
        self._conn.close()

    def all(self, table: str) -> list[str]:
        """The files of a table."""
        return [str(self._folder / each.path) for each in self.manifest.of(table)]

    def of(self, table: str, keys: Iterable[str]) -> list[str]:
        """The files of a table in which rows with these keys lie."""
        paths = {numbered(table, part_of(key, self.manifest.parts)) for key in keys}
        return [str(self._folder / path) for path in sorted(paths & self._paths)]

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
        except duckdb.Error as error:
            reason = " ".join(str(error).split())[:200]
            raise StoreFault(f"The set in {self._folder} cannot be read ({reason}); see that it is whole.") from error
        return found

    def each(self, question: str, files: Sequence[str], *arguments: Any) -> Iterator[Row]:
        """The same, file by file, for what need not be in memory at once."""
        for file in files:
            yield from self.ask(question, [file], *arguments)


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


def _is_whole(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


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
