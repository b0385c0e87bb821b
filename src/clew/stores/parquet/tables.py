"""The files of a set, asked in SQL: DuckDB reads of each only the groups of rows that may hold what is asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from clew.errors import MissingPart, NotFound, StoreFault, Unreadable
from clew.places import Place
from clew.sets import MANIFEST, numbered, part_of, read_manifest

Row = dict[str, Any]
# Tables in which an author stands whole, and those that lead to them.
_WHOLE = frozenset({"posts", "threads"})
_LEADING = frozenset({"lists", "words"})
_NAMED = 3
_LOOKED_AFTER = 10
"""Lost files that are looked for at most, to see whether they are back."""
_LOG = logging.getLogger("clew.sets")
_MISSING = "Reading a set in its place needs a part that is not installed; run: pip install 'clew[parquet]'."


class Torn(StoreFault):
    """A file of posts or threads turned out to be torn; from now on what is in it is passed over."""


class Changed(StoreFault):
    """Another set lies there now, so that what cannot be read of this one says nothing of any file."""


class Tables:
    """A set that is open; it may be asked from any thread.

    Files that are missing or torn are passed over and told: once in the log, and among the problems of the set.
    """

    def __init__(self, place: str) -> None:
        self._place = Place(place)
        self._place.knock()
        self._stamp = self._manifest()  # before it is read, so that no change is ever missed
        self._was_gone = False
        written = self._place.read(MANIFEST)
        if written is None:
            raise NotFound(f"There is no set in {place}; `clew spark add` makes one.")
        self.manifest = read_manifest(written, place)
        self._lost: dict[str, Hashable] = {}  # each with its stamp
        self._paths = {each.path for each in self.manifest.files}
        self._conn = _connected(self.manifest.parts)
        there = {each.path: each.size for each in self._place.files()}
        self._called: Callable[[str], str] = self._place.at
        self._away: Any = None
        if self._place.local is None:
            self._fetch(there)
        self._lose([each.path for each in self.manifest.files if there.get(each.path) != each.size])

    def _fetch(self, sizes: dict[str, int]) -> None:
        """Let DuckDB read files that lie on other machines."""
        try:
            from clew.stores.parquet.away import Away
        except ImportError as error:
            raise MissingPart(_MISSING) from error
        self._away = Away(self._place, sizes, self.manifest.made)
        self._conn.register_filesystem(self._away)
        self._called = Away.called

    def is_stale(self) -> bool:
        """Whether what lies there is not what was opened: another manifest, or files that were lost and are back."""
        now = self._manifest()
        self._was_gone |= now is None
        if now is None or (now == self._stamp and not self._was_gone):
            some = () if now is None else islice(self._lost.items(), _LOOKED_AFTER)
            return any(self._place.stamp(path) not in {None, stamp} for path, stamp in some)
        return True

    def _manifest(self) -> Hashable | None:
        """What is another whenever the manifest is; None where there is none."""
        stamp = self._place.stamp(MANIFEST)
        # some storages keep no times
        return self._place.read(MANIFEST) if stamp is not None and stamp[0] is None else stamp

    @property
    def lost(self) -> tuple[str, ...]:
        """The files that are missing or torn, as far as that is known."""
        return tuple(self._lost)

    def _lose(self, paths: Sequence[str]) -> None:
        self._lost |= {path: self._place.stamp(path) for path in paths}
        if paths:
            more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
            _LOG.warning(
                "Missing or torn in the set %s: %s; what stood there is not shown. "
                "The same `clew spark add` as before makes the set whole again.",
                self._place.place,
                ", ".join(paths[:_NAMED]) + more,
            )

    def close(self) -> None:
        """Let go of the files."""
        self._conn.close()
        if self._away is not None:
            self._away.close()

    def all(self, table: str) -> list[str]:
        """The files of a table that are whole."""
        return [self._called(each.path) for each in self.manifest.of(table) if each.path not in self._lost]

    def of(self, table: str, keys: Iterable[str]) -> list[str]:
        """The files of a table in which rows with these keys lie, as far as they are whole."""
        return [self._called(path) for path in self._holding(table, keys) if path not in self._lost]

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
            faults = self._faults()
            try:
                return self._asked(question, files, arguments)
            except duckdb.Error as error:
                self._see_there(error)
                torn = [file for file in files if self._faults() == faults and self._is_torn(question, file, arguments)]
                if not torn or self._faults() != faults:
                    raise StoreFault(f"The set in {self._place.place} cannot be read ({_reason(error)}).") from error
                self._lose([_below(file) for file in torn])
                if any(_table(file) in _WHOLE for file in torn):
                    raise Torn(f"The set in {self._place.place} is missing {len(torn)} of its files.") from error
                files = [file for file in files if file not in torn]
        return []

    def _see_there(self, error: Exception) -> None:
        """See that the set still is what it was, so that it may say something of its files that one cannot be read."""
        with suppress(Unreadable):  # what does not answer is not gone
            if self.is_stale():
                raise Changed(f"The set in {self._place.place} was made again; ask once more.") from error
            if self._was_gone:
                raise StoreFault(f"The set in {self._place.place} is gone; bring it back.") from error

    def _faults(self) -> int:
        """How often another machine did not give what was asked for, which says nothing about the files."""
        return 0 if self._away is None else int(self._away.faults)

    def _asked(self, question: str, files: Sequence[str], arguments: Sequence[Any]) -> list[Row]:
        said, named = _spread(question, arguments)
        said = said.replace("FROM rows", self._source(_table(files[0])))
        cursor = self._conn.cursor()
        found: list[Row] = cursor.sql(said, params={"files": list(files), **named}).to_arrow_table().to_pylist()
        return found

    def _source(self, table: str) -> str:
        """What is asked: files, and of lists only what leads to posts that are there."""
        gone = sorted({int(PurePosixPath(path).stem) for path in self._lost if path.partition("/")[0] in _WHOLE})
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


def _below(file: str) -> str:
    """The path of a file in the set: its table and its part."""
    return "/".join(PurePosixPath(file).parts[-2:])


def _table(file: str) -> str:
    return PurePosixPath(file).parent.name


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
