"""A set that a cluster made (`clew.sets`): all its posts, or those of the threads that are wanted.

Nothing is opened that is not needed: lists lead to the threads, authors to the files, and in these only the groups of
rows are read in which an author stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from clew.capture import Capture
from clew.errors import BadQuery, MissingPart, StoreFault, Unreadable
from clew.places import Place, is_away
from clew.post import Notice, Problem, Record
from clew.query import Query
from clew.sets import MANIFEST, Manifest, numbered, part_of, read_manifest
from clew.sources import _clew_table
from clew.text.folding import fold

title = "Set of a cluster (clew spark add)"
chooses = True
_BATCH = 2000
_MICROSECONDS = 1_000_000
# What Arrow says of torn files, and of moments that Python has no date for.
_STRANGE = (OSError, ValueError, KeyError, OverflowError)


def sniff(capture: Capture) -> bool:
    """A folder with the manifest of a set in it."""
    return not capture.single and MANIFEST in capture.names


def wants(name: str) -> bool:
    """The manifest alone is kept: it names every file with its rows and bytes, and the inputs with their hashes."""
    return name == MANIFEST


def read(capture: Capture) -> Iterator[Record]:
    """The posts part by part; `MissingPart` where the library that reads Parquet is not installed."""
    yield from read_piece(capture, MANIFEST)
    folder, manifest = _opened(capture)
    if folder is None or manifest is None:
        return
    found = None
    if capture.wanted is not None:
        torn: list[Problem] = []
        found = _Wanted(folder, manifest, capture.wanted, torn).threads()
        yield from (Problem(f"{capture.where(MANIFEST)}: {each.place}", each.reason) for each in torn)
    for path in _files(folder, manifest):
        if found is None:
            yield from read_piece(capture, path)
        elif path in found:
            yield from _rows(folder, path, capture.where(MANIFEST), found[path])


def pieces(capture: Capture) -> tuple[str, ...]:
    """The manifest, and each file of posts or notices that is there."""
    folder, manifest = _opened(capture)
    return (MANIFEST, *(() if folder is None or manifest is None else _files(folder, manifest)))


def read_piece(capture: Capture, piece: str) -> Iterator[Record]:
    """What stands in a file; of the manifest, what is wrong with the set."""
    folder = _folder(capture)
    if piece != MANIFEST and folder is not None:
        yield from _rows(folder, piece, capture.where(MANIFEST), None)
    elif folder is None:
        yield Problem(capture.place, "A set is read where its files lie: unpack it, and add the folder.")
    else:
        try:
            manifest = _manifest(capture)
        except StoreFault as error:
            yield Problem(capture.where(MANIFEST), error.message)
            return
        there = _sizes(folder)
        for each in manifest.files:
            if there.get(each.path) != each.size:
                yield Problem(f"{capture.where(MANIFEST)}: {each.path}", "is missing or torn; make the set again")


def _folder(capture: Capture) -> Place | None:
    """Where its files lie, None where it is packed; `MissingPart` as `read` says."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise MissingPart(
            "Reading a set needs a part that is not installed; run: pip install 'clew[parquet]'."
        ) from error
    if is_away(capture.place):
        return Place(capture.place)
    return Place(str(capture.lies_at)) if capture.lies_at is not None and capture.lies_at.is_dir() else None


def _sizes(folder: Place) -> dict[str, int]:
    return {each.path: each.size for each in folder.files()}


def _manifest(capture: Capture) -> Manifest:
    with capture.open(MANIFEST) as stream:
        return read_manifest(stream.read(), capture.name)


def _opened(capture: Capture) -> tuple[Place | None, Manifest | None]:
    """The folder of a set and its manifest, as far as there are such."""
    with suppress(StoreFault):
        return _folder(capture), _manifest(capture)
    return None, None


def _files(folder: Place, manifest: Manifest) -> list[str]:
    there = _sizes(folder)
    named = [each for table in ("posts", "notices") for each in manifest.of(table)]
    return [each.path for each in named if there.get(each.path) == each.size]


def _gone(folder: Place, error: Exception) -> None:
    """`Unreadable` where another machine did not give what was asked for, which says nothing about the file."""
    if isinstance(error, OSError | RuntimeError) and folder.local is None:
        raise Unreadable(f"{folder.place} cannot be read further ({error}); see to it, and add it again.") from error


def _rows(folder: Place, path: str, place: str, threads: dict[str, str] | None) -> Iterator[Record]:
    """The rows of a file; of these threads, by author, only."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    asked = None
    if threads is not None:
        asked = ds.field("author_id").isin(sorted(set(threads.values()))) & ds.field("thread_id").isin(sorted(threads))
    said = f"{place}: {path}"
    as_records = _notice if path.startswith("notices/") else _clew_table.read
    at = 0
    try:
        for batch in folder.dataset([path]).to_batches(filter=asked, batch_size=_BATCH):
            for row in batch.to_pylist():
                at += 1
                yield from as_records(row, f"{said}, row {at}")
    except (pa.ArrowException, RuntimeError, *_STRANGE) as error:
        _gone(folder, error)
        yield Problem(said, f"could not be read further ({str(error)[:200]})")


def _notice(row: dict[str, Any], place: str) -> Iterator[Record]:
    try:
        yield msgspec.convert(row, Notice)
    except msgspec.ValidationError as error:
        yield Problem(place, f"A row was left out: {error}.")


class _Wanted:
    """The threads, and posts alone, that a query means; lists that cannot be read are put into `torn`."""

    def __init__(self, folder: Place, manifest: Manifest, query: Query, torn: list[Problem]) -> None:
        self._folder, self._manifest, self._query, self._torn = folder, manifest, query, torn
        self._there = _sizes(folder)

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
            by_file[numbered("posts", part_of(author, self._manifest.parts))][thread] = author
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

        for each in self._manifest.of(table):
            if self._there.get(each.path) != each.size:
                continue
            try:
                found = self._folder.dataset([each.path]).to_table(columns=columns, filter=asked)
            except (pa.ArrowException, RuntimeError, *_STRANGE) as error:
                _gone(self._folder, error)
                self._torn.append(Problem(each.path, f"could not be read ({str(error)[:200]}); make the set again"))
                continue
            yield from found.to_pylist()


def _first(row: dict[str, Any]) -> tuple[int, int, str]:
    """Of several authors of one handle the one with the most threads, as in every store."""
    return (-row["threads"], -row["posts"], row["id"])
