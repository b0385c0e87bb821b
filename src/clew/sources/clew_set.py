"""A set that a cluster made (`clew.sets`): all its posts, or those of the threads that are wanted.

Nothing is opened that is not needed: lists lead to the threads, authors to the files, and in these only the groups of
rows are read in which an author stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clew.capture import Capture
from clew.errors import BadQuery, MissingPart, StoreFault
from clew.post import Problem, Record
from clew.query import Query
from clew.sets import MANIFEST, Manifest, is_whole, numbered, part_of, read_manifest
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
    folder = capture.lies_at
    if folder is None or not folder.is_dir():
        yield Problem(capture.place, "A set is read where its files lie: unpack it, and add the folder.")
        return
    try:
        with capture.open(MANIFEST) as stream:
            manifest = read_manifest(stream.read(), capture.name)
    except StoreFault as error:
        yield Problem(capture.where(MANIFEST), error.message)
        return
    lacking = [each.path for each in manifest.files if not is_whole(folder, each)]
    for path in lacking:
        yield Problem(f"{capture.where(MANIFEST)}: {path}", "is missing or torn; make the set again")
    lost = frozenset(lacking)
    query = capture.wanted
    found, torn = None, list[Problem]()
    if query is not None:
        found = _Wanted(folder, manifest, lost, query, torn).threads()
        yield from (Problem(f"{capture.where(MANIFEST)}: {each.place}", each.reason) for each in torn)
    for each in manifest.of("posts"):
        if each.path not in lost and (found is None or each.path in found):
            yield from _posts(folder / each.path, capture.where(MANIFEST), None if found is None else found[each.path])


def _posts(path: Path, place: str, threads: dict[str, str] | None) -> Iterator[Record]:
    """The rows of a file; of these threads, by author, only."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    asked = None
    if threads is not None:
        asked = ds.field("author_id").isin(sorted(set(threads.values()))) & ds.field("thread_id").isin(sorted(threads))
    at = 0
    try:
        for batch in ds.dataset(path, format="parquet").to_batches(filter=asked, batch_size=_BATCH):
            for row in batch.to_pylist():
                at += 1
                yield from _clew_table.read(row, f"{place}: {path.parent.name}/{path.name}, row {at}")
    except (pa.ArrowException, *_STRANGE) as error:
        yield Problem(f"{place}: {path.parent.name}/{path.name}", f"could not be read further ({str(error)[:200]})")


class _Wanted:
    """The threads, and posts alone, that a query means; lists that cannot be read are put into `torn`."""

    def __init__(
        self, folder: Path, manifest: Manifest, lost: frozenset[str], query: Query, torn: list[Problem]
    ) -> None:
        self._folder, self._manifest, self._lost, self._query, self._torn = folder, manifest, lost, query, torn

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
        import pyarrow.dataset as ds

        for each in self._manifest.of(table):
            if each.path in self._lost:
                continue
            try:
                found = ds.dataset(self._folder / each.path, format="parquet").to_table(columns=columns, filter=asked)
            except (pa.ArrowException, *_STRANGE) as error:
                self._torn.append(Problem(each.path, f"could not be read ({str(error)[:200]}); make the set again"))
                continue
            yield from found.to_pylist()


def _first(row: dict[str, Any]) -> tuple[int, int, str]:
    """Of several authors of one handle the one with the most threads, as in every store."""
    return (-row["threads"], -row["posts"], row["id"])
