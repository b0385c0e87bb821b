"""A set that a cluster made (`clew.sets`): all its posts, or those of the threads that are wanted.

Nothing is opened that is not needed: lists lead to the threads, authors to the files, and in these only the groups of
rows are read in which an author stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from clew.capture import Capture
from clew.errors import BadQuery, MissingPart, StoreFault, Unreadable
from clew.places import Place, is_away
from clew.post import Notice, Problem, Record
from clew.query import Query
from clew.sets import MANIFEST, NUMBERED, TornManifest, numbered, part_of, read_manifest
from clew.sources import _clew_table
from clew.text.folding import fold

title = "Set of a cluster (clew spark add)"
chooses = True
_BATCH = 2000
_MICROSECONDS = 1_000_000
_MANIFEST = re.compile(rb'\s*\{\s*"format":\s*"clew-set/')
_OPENING = re.compile(r"^Could not open Parquet input source '.*?': ")
# What Arrow says of torn files, and of moments that Python has no date for.
_STRANGE = (OSError, ValueError, KeyError, OverflowError)


def sniff(capture: Capture) -> bool:
    """A folder with the manifest of a set in it; one that is packed is read file by file, its posts as tables."""
    return capture.lies_open and MANIFEST in capture.names


def refusal(capture: Capture) -> str | None:
    """What to do with the manifest of a set, which holds none of its posts."""
    if not capture.single or not _MANIFEST.match(capture.head(size=64)):
        return None
    return f"{capture.place} says what is in a set, and no posts stand in it; add the folder in which it lies."


def wants(name: str) -> bool:
    """The manifest alone is kept: it names every file with its rows and bytes, and the inputs with their hashes."""
    return name == MANIFEST


def read(capture: Capture) -> Iterator[Record]:
    """The posts part by part; `MissingPart` where the library that reads Parquet is not installed."""
    found = _opened(capture)
    yield from found.problems
    if capture.wanted is None:
        for path in found.files():
            yield from found.rows(path, None)
        return
    torn: list[Problem] = []
    wanted = _Wanted(found, capture.wanted, torn).threads()
    yield from (Problem(f"{found.label}: {each.place}", each.reason) for each in torn)
    for path in found.files():
        if path in wanted:
            yield from found.rows(path, wanted[path])


def pieces(capture: Capture) -> tuple[str, ...]:
    """The manifest, and each file of posts or notices that is there."""
    return (MANIFEST, *_opened(capture).files())


def read_piece(capture: Capture, piece: str) -> Iterator[Record]:
    """What stands in a file; of the manifest, what is wrong with the set."""
    if piece == MANIFEST:
        yield from _opened(capture).problems
    else:
        yield from _rows(_folder(capture), piece, f"{capture.where(MANIFEST)}: {piece}", None)


def _folder(capture: Capture) -> Place:
    """Where its files lie; `MissingPart` as `read` says."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise MissingPart(
            "Reading a set needs a part that is not installed; run: pip install 'clew[parquet]'."
        ) from error
    if not capture.lies_open:  # a person may name this format for anything
        raise Unreadable(f"{capture.place} is no folder; unpack it, and add the folder that has {MANIFEST} in it.")
    return Place(capture.place if is_away(capture.place) else str(capture.lies_at))


def _opened(capture: Capture) -> _Set:
    """The set, whose manifest is read and whose folder is listed for it, once."""
    folder, label = _folder(capture), capture.where(MANIFEST)
    written = folder.read(MANIFEST) or b""  # and not what could be had of it: half of one would be called torn
    there = {each.path: each.size for each in folder.files()}
    try:
        manifest = read_manifest(written, capture.name)
    except TornManifest as error:  # what it does not name any more is there all the same
        return _Set(label, folder, [Problem(label, error.message)], tuple(filter(NUMBERED.fullmatch, there)))
    except StoreFault as error:
        return _Set(label, folder, [Problem(label, error.message)])
    lost = [each.path for each in manifest.files if there.get(each.path) != each.size]
    problems = [Problem(f"{label}: {path}", "is missing or torn; make the set again") for path in lost]
    paths = tuple(each.path for each in manifest.files if there.get(each.path) == each.size)
    return _Set(label, folder, problems, paths, manifest.parts)


class _Set(NamedTuple):
    """A set as it lies there: what problems call its manifest, its folder, what is wrong with it, its whole files.

    `parts` is None where nobody knows how many there are.
    """

    label: str
    folder: Place
    problems: Sequence[Problem]
    paths: tuple[str, ...] = ()
    parts: int | None = None

    def of(self, *tables: str) -> list[str]:
        """The files of these tables."""
        return [path for table in tables for path in self.paths if path.startswith(f"{table}/")]

    def files(self) -> list[str]:
        """The files to be read."""
        return self.of("posts", "notices")

    def holding(self, author: str) -> list[str]:
        """The files in which an author's posts may stand."""
        return self.of("posts") if self.parts is None else [numbered("posts", part_of(author, self.parts))]

    def rows(self, path: str, threads: dict[str, str] | None) -> Iterator[Record]:
        """What stands in a file; of these threads, by author, only."""
        return _rows(self.folder, path, f"{self.label}: {path}", threads)


def _rows(folder: Place, path: str, said: str, threads: dict[str, str] | None) -> Iterator[Record]:
    import pyarrow as pa
    import pyarrow.dataset as ds

    asked = None
    if threads is not None:
        asked = ds.field("author_id").isin(sorted(set(threads.values()))) & ds.field("thread_id").isin(sorted(threads))
    as_records = _notice if path.startswith("notices/") else _clew_table.read
    at = 0
    try:
        with folder.table(path) as table:
            for batch in table.to_batches(filter=asked, batch_size=_BATCH):
                for row in batch.to_pylist():
                    at += 1
                    yield from as_records(row, f"{said}, row {at}")
    except (pa.ArrowException, RuntimeError, *_STRANGE) as error:
        yield Problem(said, f"could not be read further ({_said(error)})")


def _said(error: Exception) -> str:
    """What is wrong with a file, without its name, which stands before."""
    return _OPENING.sub("", str(error))[:200]


def _notice(row: dict[str, Any], place: str) -> Iterator[Record]:
    try:
        yield msgspec.convert(row, Notice)
    except msgspec.ValidationError as error:
        yield Problem(place, f"A row was left out: {error}.")


class _Wanted:
    """The threads, and posts alone, that a query means; lists that cannot be read are put into `torn`."""

    def __init__(self, found: _Set, query: Query, torn: list[Problem]) -> None:
        self._set, self._query, self._torn = found, query, torn

    def threads(self) -> dict[str, dict[str, str]]:
        """By the file in which they stand: the threads' ids, and whose each is."""
        query = self._query
        if query.match is not None or query.also or query.after is not None:
            raise BadQuery("Of a set what is under a hashtag, author, network, language or date can be added.")
        asked: list[tuple[str, Sequence[str]]] = []
        if query.tag is not None:
            asked.append(("tag", [fold(query.tag.strip().lstrip("#＃"))]))
        if query.author is not None:
            asked.append(("author", self._authors(query.author)))
        if query.lang is not None:
            asked.append(("lang", [query.lang.strip().replace("_", "-").lower()]))
        if query.network is not None:
            asked.append(("network", [query.network]))
        found: dict[str, str] | None = None
        for kind, values in asked or [("all", [""])]:
            found = self._listed(kind, values, found)
        by_file: dict[str, dict[str, str]] = defaultdict(dict)
        for thread, author in (found or {}).items():
            for path in self._set.holding(author):
                by_file[path][thread] = author
        return dict(by_file)

    def _listed(self, kind: str, values: Sequence[str], among: dict[str, str] | None) -> dict[str, str]:
        import pyarrow.dataset as ds

        if not values:
            return {}
        asked = (ds.field("kind") == kind) & ds.field("value").isin(list(values))
        if self._query.since is not None:
            asked &= ds.field("rank") >= max(0, int(self._query.since.timestamp() * _MICROSECONDS))
        if self._query.until is not None:
            asked &= (ds.field("rank") < int(self._query.until.timestamp() * _MICROSECONDS)) & (ds.field("rank") >= 0)
        found = {}
        for row in self._rows("lists", ["id", "author_id"], asked):
            if among is None or row["id"] in among:
                found[row["id"]] = row["author_id"]
        return found

    def _authors(self, name: str) -> list[str]:
        import pyarrow.compute as pc
        import pyarrow.dataset as ds

        name = name.strip()
        bare = name.removeprefix("@").lower()
        asked = (ds.field("id") == name) | (pc.utf8_lower(ds.field("handle")) == bare)
        found = sorted(self._rows("authors", ["id", "threads", "posts"], asked), key=_first)
        exact = [row["id"] for row in found if row["id"] == name]
        return exact or [row["id"] for row in found[:1]]

    def _rows(self, table: str, columns: list[str], asked: Any) -> Iterator[dict[str, Any]]:
        import pyarrow as pa

        for path in self._set.of(table):
            try:
                with self._set.folder.table(path) as file:
                    found = file.to_table(columns=columns, filter=asked)
            except (pa.ArrowException, RuntimeError, *_STRANGE) as error:
                self._torn.append(Problem(path, f"could not be read ({_said(error)}); make the set again"))
                continue
            yield from found.to_pylist()


def _first(row: dict[str, Any]) -> tuple[int, int, str]:
    """Of several authors of one handle the one with the most threads, as in every store."""
    return (-row["threads"], -row["posts"], row["id"])
