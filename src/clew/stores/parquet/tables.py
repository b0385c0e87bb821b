"""The files of a set, asked in SQL: DuckDB reads of each only the groups of rows that may hold what is asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clew.errors import MissingPart, NotFound, StoreFault
from clew.sets import MANIFEST, is_whole, numbered, part_of, read_manifest

Row = dict[str, Any]
# Tables in which an author stands whole, and those that lead to them.
_WHOLE = frozenset({"posts", "threads"})
_LEADING = frozenset({"lists", "words"})
_NAMED = 3
_LOG = logging.getLogger("clew.sets")
_MISSING = "Reading a set in its place needs a part that is not installed; run: pip install 'clew[parquet]'."


class Torn(StoreFault):
    """A file of posts or threads turned out to be torn; from now on what is in it is passed over."""


class Tables:
    """A set that is open; it may be asked from any thread.

    Files that are missing or torn are passed over and told: once in the log, and among the problems of the set.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self.manifest = read_manifest((folder / MANIFEST).read_bytes(), str(folder))
        except FileNotFoundError as error:
            raise NotFound(f"There is no set in {folder}; `clew spark add` makes one.") from error
        self._lost: dict[str, None] = {}
        self._paths = {each.path for each in self.manifest.files}
        self._conn = _connected(self.manifest.parts)
        self._lose([each.path for each in self.manifest.files if not is_whole(folder, each)])

    @property
    def lost(self) -> tuple[str, ...]:
        """The files that are missing or torn, as far as that is known."""
        return tuple(self._lost)

    def _lose(self, paths: Sequence[str]) -> None:
        self._lost |= dict.fromkeys(paths)
        if paths:
            more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
            _LOG.warning(
                "Missing or torn in the set %s: %s; what stood there is not shown. "
                "The same `clew spark add` as before makes the set whole again.",
                self._folder,
                ", ".join(paths[:_NAMED]) + more,
            )

    def close(self) -> None:
        """Let go of the files."""
        self._conn.close()

    def all(self, table: str) -> list[str]:
        """The files of a table that are whole."""
        return [str(self._folder / each.path) for each in self.manifest.of(table) if each.path not in self._lost]

    def of(self, table: str, keys: Iterable[str]) -> list[str]:
        """The files of a table in which rows with these keys lie, as far as they are whole."""
        return [str(self._folder / path) for path in self._holding(table, keys) if path not in self._lost]

    def _holding(self, table: str, keys: Iterable[str]) -> list[str]:
        paths = {numbered(table, part_of(key, self.manifest.parts)) for key in keys}
        return sorted(paths & self._paths)

    def has(self, table: str, key: str) -> bool:
        """Whether the file is not lost in which a row with this key lies."""
        return not any(path in self._lost for path in self._holding(table, [key]))

    def see_to(self, table: str, key: str) -> None:
        """`StoreFault` where that file is lost, so that nobody says that there is no such row."""
        if not self.has(table, key):
            raise StoreFault(
                f"It may stand in {numbered(table, part_of(key, self.manifest.parts))} of the set, "
                "which is missing or torn; the same `clew spark add` as before makes the set whole again."
            )

    def ask(self, question: str, files: Sequence[str], *arguments: Any) -> list[Row]:
        """Rows of these files, the table `rows` of the question; none where there are no files, `Torn` as that says.

        Arguments are called `$a0`, `$a1` …; one that is a list stands for its values in brackets.
        """
        import duckdb

        while files:
            try:
                return self._asked(question, files, arguments)
            except duckdb.Error as error:
                torn = [file for file in files if self._is_torn(question, file, arguments)]
                if not torn:
                    reason = " ".join(str(error).split())[:200]
                    raise StoreFault(f"The set in {self._folder} cannot be read ({reason}).") from error
                self._lose([Path(file).relative_to(self._folder).as_posix() for file in torn])
                if any(Path(file).parent.name in _WHOLE for file in torn):
                    raise Torn(f"The set in {self._folder} is missing {len(torn)} of its files.") from error
                files = [file for file in files if file not in torn]
        return []

    def _asked(self, question: str, files: Sequence[str], arguments: Sequence[Any]) -> list[Row]:
        said, named = _spread(question, arguments)
        said = said.replace("FROM rows", self._source(Path(files[0]).parent.name))
        cursor = self._conn.cursor()
        found: list[Row] = cursor.sql(said, params={"files": list(files), **named}).to_arrow_table().to_pylist()
        return found

    def _source(self, table: str) -> str:
        """What is asked: files, and of lists only what leads to posts that are there."""
        gone = sorted({int(Path(path).stem) for path in self._lost if path.partition("/")[0] in _WHOLE})
        if table not in _LEADING or not gone:
            return "FROM read_parquet($files)"
        return (
            f"FROM (SELECT * FROM read_parquet($files) WHERE part_of(author_id) NOT IN ({', '.join(map(str, gone))}))"  # noqa: S608 numbers
        )

    def _is_torn(self, question: str, file: str, arguments: Sequence[Any]) -> bool:
        """Whether it is this file that the question fails for."""
        import duckdb

        try:
            self._asked(question, [file], arguments)
        except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException, duckdb.OutOfMemoryException):
            return False
        except duckdb.Error:
            return True
        return False

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
    return question, named


def _connected(parts: int) -> Any:
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
    conn.create_function("part_of", lambda key: part_of(key, parts), ["VARCHAR"], "INTEGER")
    conn.execute("SET TimeZone = 'UTC'; SET parquet_metadata_cache = true; SET enable_progress_bar = false")
    return conn
