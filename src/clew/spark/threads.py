"""The third step: each author's posts come together, become threads as on a laptop, and are written down for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing

import msgspec
import pyarrow as pa

from clew.exports._parquet import Table
from clew.places import Place
from clew.post import Problem, Value
from clew.sets import numbered, part_of
from clew.spark.authors import Gathered, Told, gathered, make
from clew.spark.files import Rows, Step, measured, table, writing
from clew.spark.observations import Captured
from clew.spark.rows import Row, in_order, keys, parts
from clew.spark.tables import AUTHORS, PROBLEMS, SET_POSTS, SET_THREADS
from clew.stores import entry as entries
from clew.stores import listing
from clew.stores.entry import Entry
from clew.stores.packed import encode
from clew.text.folding import fold
from clew.thread import Summary

NAMED, LISTED, TAGGED, SAID = range(4)
_TABLES = {"posts": SET_POSTS, "threads": SET_THREADS, "authors": AUTHORS}
_MONTH = 30 * listing.DAY


class Together(Value):
    """How to put threads together: how many parts there are, where from, where to, and the captures by number.

    `refused` are cards that could be of several threads, by their first posts.
    """

    parts: int
    work: str
    out: str
    captures: dict[int, Captured]
    refused: dict[str, Problem]


class Totals(Value):
    """What a part holds, in the numbers of `clew.stores.base.Info`."""

    posts: int = 0
    authors: int = 0
    threads: int = 0
    held_in_threads: int = 0
    promised: int = 0
    gaps: int = 0
    first: int | None = None
    last: int | None = None
    networks: dict[str, int] = msgspec.field(default_factory=dict)
    languages: dict[str, int] = msgspec.field(default_factory=dict)


class Written(Step):
    """What a part holds."""

    totals: Totals


def put_together(how: Together, received: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """Make and write the threads of each part that came to this task."""
    for part, rows in parts(in_order(received)):
        yield msgspec.json.encode(_part(how, part, rows))


def _part(how: Together, part: int, rows: Iterable[Row]) -> Written:
    out, work = Place(how.out), Place(how.work)
    paths = {name: numbered(name, part) for name in _TABLES}
    told, waiting = numbered("problems", how.parts + part), numbered("waiting", part)
    with ExitStack() as stack:
        tables = {name: stack.enter_context(table(out, paths[name], kinds)) for name, kinds in _TABLES.items()}
        wrong = stack.enter_context(table(out, told, PROBLEMS))
        lists = stack.enter_context(writing(work, waiting))
        writer = _Writer(how, tables, wrong, lists)
        for author_id, group in keys(rows):
            found = gathered(author_id, group, how.captures)._replace(refused=how.refused)
            with closing(found.held):
                writer.author(found)
        writer.finish()
    counted = [(paths[name], made.rows) for name, made in tables.items()]
    files = measured(out, [*counted, (told, wrong.rows)])
    return Written(part, writer.rows, files, measured(work, [(waiting, lists.rows)]), writer.totals())


class _Writer:
    """The tables of one part, and what is counted of them."""

    def __init__(self, how: Together, tables: dict[str, Table], wrong: Table, lists: Rows) -> None:
        self._how = how
        self._tables = tables
        self._wrong = wrong
        self._lists = lists
        self._counts: Counter[str] = Counter()
        self._facets: Counter[tuple[str, str]] = Counter()
        self._tags: Counter[tuple[str, str]] = Counter()
        self._ranks: tuple[int, ...] = ()
        self.rows = 0

    def author(self, gathered: Gathered) -> None:
        """Write one author's posts and threads."""
        self.rows += gathered.rows
        self._counts["authors"] += 1
        if not gathered.held:  # all their posts were somebody else's in the end
            return
        problems: list[tuple[str | None, str | None, str, str]] = []
        threads = 0
        for each in make(gathered, problems):
            self._thread(each)
            threads += not each.alone and each.summary.held >= listing.COUNTED
        for row in problems:
            self._wrong.add(row)
        author = gathered.author
        held = len(gathered.held)
        self._tables["authors"].add((author.id, author.network, author.handle, author.name, held, threads))
        self._counts["posts"] += held

    def _thread(self, each: Told) -> None:
        """Write a thread, or a post alone."""
        author_id = each.summary.author.id
        for row in each.posts:
            self._tables["posts"].add(row)
        if each.thread is not None:
            self._tables["threads"].add(each.thread)
            self._count(each.summary)
        if each.entry is not None:
            self._list(each.summary, alone=each.alone)
            self._say(author_id, each.entry)
        for name, post_id, thread_id in each.names:
            self._send(name, NAMED, 0, encode((name, post_id, thread_id, author_id)))

    def _say(self, author_id: str, entry: Entry) -> None:
        about = [f"{kind}:{value}" for kind, value in entry.about]
        number = entries.number(entry.rank, entry.id)
        place = (number, entry.rank, entry.held, entries.length(entry))
        said = encode((entry.id, author_id, *place, about, entry.lines or ()))
        self._send(f"{number:020}", SAID, 0, said, f"words\x1f{entry.rank // _MONTH}")

    def _list(self, summary: Summary, *, alone: bool) -> None:
        month = summary.rank // _MONTH
        for kind, value in sorted(listing.facets(summary)):
            place = encode((kind, value, summary.rank, summary.id, summary.held, summary.author.id, alone))
            self._send(f"{kind}\x1f{value}", LISTED, -summary.rank, place, f"{kind}\x1f{value}\x1f{month}")

    def _count(self, summary: Summary) -> None:
        if summary.held < listing.COUNTED:
            return
        under = listing.facets(summary)
        self._facets.update(facet for facet in under if facet[0] in {"network", "lang"})
        self._tags.update((fold(tag), tag) for tag in summary.tags)
        self._counts["threads"] += 1
        self._counts["held_in_threads"] += summary.held
        self._counts["promised"] += summary.promised or 0
        self._counts["gaps"] += summary.gaps
        if summary.rank >= 0:
            ranks = (summary.rank, *self._ranks)
            self._ranks = (min(ranks), max(ranks))

    def _send(self, key: str, kind: int, place: int, record: bytes, apart: str | None = None) -> None:
        self._lists.add(Row(part_of(key if apart is None else apart, self._how.parts), key, kind, place, record))

    def finish(self) -> None:
        """Send on what was counted of hashtags."""
        for (tag, written), count in self._tags.items():
            self._send(tag, TAGGED, 0, encode((written, count)))

    def totals(self) -> Totals:
        """What the part holds."""
        first, last = (self._ranks[0], self._ranks[-1]) if self._ranks else (None, None)
        counted: dict[str, dict[str, int]] = {"network": {}, "lang": {}}
        for (kind, value), count in self._facets.items():
            counted[kind][value] = count
        return Totals(**self._counts, first=first, last=last, networks=counted["network"], languages=counted["lang"])
