"""A set that a cluster made (`clew.sets`): all its posts, or those of the threads that are wanted.

Nothing is opened that is not needed: lists lead to the threads, authors to the files, and in these only the groups of
rows are read in which an author stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from clew.capture import Capture
from clew.errors import BadQuery, MissingPart, StoreFault, Unreadable
from clew.places import Place, is_away
from clew.post import Problem, Record
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
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise MissingPart(
            "Reading a set needs a part that is not installed; run: pip install 'clew[parquet]'."
        ) from error
    place = _lies_at(capture)
    if place is None:
        yield Problem(capture.place, "A set is read where its files lie: unpack it, and add the folder.")
        return
    try:
        with capture.open(MANIFEST) as stream:
            manifest = read_manifest(stream.read(), capture.name)
    except StoreFault as error:
        yield Problem(capture.where(MANIFEST), error.message)
        return
    there = {each.path: each.size for each in place.files()}
    lacking = [each.path for each in manifest.files if there.get(each.path) != each.size]
    for path in lacking:
        yield Problem(f"{capture.where(MANIFEST)}: {path}", "is missing or torn; make the set again")
    lost = frozenset(lacking)
    query = capture.wanted
    try:
        found = None if query is None else _Wanted(place, manifest, lost, query).threads()
        for each in manifest.of("posts"):
            if each.path not in lost and (found is None or each.path in found):
                yield from _posts(
                    place, each.path, capture.where(MANIFEST), None if found is None else found[each.path]
                )
    except OSError as error:
        raise Unreadable(f"{place.place} cannot be read further ({error}); see to it, and add it again.") from error


def _lies_at(capture: Capture) -> Place | None:
    """Where the files of a set lie; None where they are packed into one."""
    if is_away(capture.place):
        return Place(capture.place)
    folder = capture.lies_at
    return None if folder is None or not folder.is_dir() else Place(str(folder))


def _posts(there: Place, path: str, place: str, threads: dict[str, str] | None) -> Iterator[Record]:
    """The rows of a file; of these threads, by author, only. `OSError` where another machine is gone meanwhile."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    asked = None
    if threads is not None:
        asked = ds.field("author_id").isin(sorted(set(threads.values()))) & ds.field("thread_id").isin(sorted(threads))
    at = 0
    try:
        for batch in there.dataset([path]).to_batches(filter=asked, batch_size=_BATCH):
            for row in batch.to_pylist():
                at += 1
                yield from _clew_table.read(row, f"{place}: {path}, row {at}")
    except (pa.ArrowException, *_STRANGE) as error:
        if isinstance(error, OSError) and there.local is None:
            raise
        yield Problem(f"{place}: {path}", f"could not be read further ({str(error)[:200]})")


class _Wanted:
    """The threads, and posts alone, that a query means."""

    def __init__(self, place: Place, manifest: Manifest, lost: frozenset[str], query: Query) -> None:
        self._place, self._manifest, self._lost, self._query = place, manifest, lost, query

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
        files = [each.path for each in self._manifest.of(table) if each.path not in self._lost]
        if files:
            for batch in self._place.dataset(files).to_batches(columns=columns, filter=asked):
                yield from batch.to_pylist()


def _first(row: dict[str, Any]) -> tuple[int, int, str]:
    """Of several authors of one handle the one with the most threads, as in every store."""
    return (-row["threads"], -row["posts"], row["id"])
