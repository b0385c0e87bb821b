"""The store in a file: SQLite, in the archive's folder, nothing to install.

`migrations/` holds the schema, `connections` who reads and who writes, `adding` and `threads` the two steps of
writing, `reading` what comes out again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Self

import msgspec

from clew.post import Post, Problem, Record
from clew.query import Page, Query
from clew.sets import is_set
from clew.stores import assembly, days, finding
from clew.stores.base import (
    Added,
    Days,
    Facets,
    Found,
    Kept,
    Mark,
    Names,
    Touched,
)
from clew.stores.entry import Entry
from clew.stores.gathering import whole
from clew.stores.observation import microseconds
from clew.stores.packed import as_post
from clew.stores.shapes import Shapes
from clew.stores.sqlite import adding, copying, healed, meeting, reading, snapshot, threads
from clew.stores.sqlite.connections import PATIENCE, Connections
from clew.stores.sqlite.consent import Consent
from clew.stores.sqlite.dialect import Dialect
from clew.stores.sqlite.engine import Engine, terms
from clew.stores.sqlite.entries import state
from clew.stores.sqlite.index import Index, Told
from clew.stores.sqlite.rows import KEPT, Rows, as_kept
from clew.stores.sqlite.threads import Writing
from clew.stores.tables import Counts, Deeds, Furniture
from clew.thread import Card, Shape, Summary, Thread, Wanted

# Threads that are read at a time for an export: enough to ask seldom, few enough to stay small.
_AT_A_TIME = 50


def opens(place: str) -> bool:
    """True of a folder's path: whatever is no address, and no set of a cluster's."""
    return "://" not in place and not place.endswith(":") and not is_set(place)


class Store(Consent, Deeds, Furniture, Counts):
    """`clew.stores.base.Store` over `clew.db` in a folder."""

    read_only = False
    _dialect = Dialect()

    def __init__(self, folder: Path, *, create: bool = True, patience: float = PATIENCE) -> None:
        self._connections = Connections(folder, create=create, patience=patience)
        self._shapes = Shapes()
        self.folder: Path | None = folder
        self.place: str | None = str(folder.absolute())
        self._index = Index(folder)

    @classmethod
    def open(cls, place: str, *, create: bool) -> Self:
        """Open the archive in a folder."""
        return cls(Path(place), create=create)

    def close(self) -> None:
        """Let go of the database."""
        self._connections.close()

    def together(self) -> AbstractContextManager[None]:
        """While this lasts, what the same thread reads is read as one; here asking often costs nothing."""
        return nullcontext()

    def adding(self) -> AbstractContextManager[None]:
        """While this lasts other programs know that somebody is adding."""
        return self._connections.attendance.adding()

    def unattended(self) -> AbstractContextManager[bool]:
        """True where nobody is adding and nobody begins to while this lasts."""
        return self._connections.attendance.unattended()

    def capture(self, capture_id: str) -> Kept | None:
        """A capture by its SHA-256."""
        with self._connections.reading() as conn:
            row = conn.execute(f"SELECT {KEPT} FROM capture WHERE id = ?", (capture_id,)).fetchone()  # noqa: S608
        return None if row is None else as_kept(row)

    def captures(self) -> tuple[Kept, ...]:
        """All captures, oldest first."""
        with self._connections.reading() as conn:
            return tuple(as_kept(row) for row in conn.execute(f"SELECT {KEPT} FROM capture ORDER BY key"))  # noqa: S608

    def begin(self, kept: Kept) -> None:
        """Note a capture before any of its posts."""
        values = (
            *(kept.id, whole(kept.name), whole(kept.place), kept.size, microseconds(kept.taken)),
            *(kept.source, kept.held),
        )
        with self._connections.writing() as conn:
            conn.execute(
                "INSERT INTO capture (id, name, place, size, taken, source, held) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET held = iif(gone IS NULL, max(held, excluded.held), 0)",
                values,
            )

    def finish(self, capture_id: str) -> None:
        """Note that the capture was read to its end."""
        with self._connections.writing() as conn:
            conn.execute("UPDATE capture SET finished = 1 WHERE id = ?", (capture_id,))

    def add(self, capture_id: str, records: Sequence[Record], *, private: bool = False) -> Added:
        """Keep a batch of records."""
        with self._connections.writing() as conn:
            key: int = conn.execute("SELECT key FROM capture WHERE id = ?", (capture_id,)).fetchone()[0]
            return adding.Batch(conn, key).add(records, private=private)

    def private(self) -> Iterator[tuple[str, Post]]:
        """Every observation of private posts that was kept."""
        with self._connections.reading() as conn:
            rows = conn.execute("SELECT c.id, p.record FROM private p JOIN capture c ON c.key = p.capture").fetchall()
        return ((capture, as_post(record)) for capture, record in rows)

    def said(self) -> Iterator[tuple[str, Record]]:
        """Everything else that captures said."""
        return copying.said(self._connections.reading)

    def met(self) -> Iterator[tuple[str, str]]:
        """The other names that meetings left."""
        with self._connections.reading() as conn:
            return iter(copying.met(conn))

    def note_met(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note such names of real posts that are held."""
        with self._connections.writing() as conn:
            copying.note_met(conn, pairs)

    def unmet(self, author_ids: Sequence[str]) -> tuple[Post, ...]:
        """The posts of these authors that are known only from pages without ids."""
        with self._connections.reading() as conn:
            return meeting.unmet(conn, author_ids)

    def said_by(self, words: int, most: int) -> tuple[str, ...] | None:
        """The authors of real posts of these words."""
        with self._connections.reading() as conn:
            return meeting.said_by(conn, words, most)

    def meet(self, pairs: Mapping[str, str]) -> None:
        """Make posts known only from pages observations of the real ones."""
        with self._connections.writing() as conn:
            healed.meet(conn, pairs)

    def touched(self, limit: int) -> tuple[Mark, ...]:
        """Authors whose threads must be made anew."""
        with self._connections.reading() as conn:
            return threads.touched(conn, limit)

    def of_authors(self, author_ids: Sequence[str]) -> Touched:
        """Everything the threads of these authors depend on."""
        with self._connections.reading() as conn:
            return threads.of_authors(conn, author_ids)

    def write(
        self,
        marks: Sequence[Mark],
        threads: Sequence[tuple[Shape, Summary]],
        problems: Mapping[str, Problem],
        entries: Sequence[Entry] = (),
    ) -> None:
        """Replace these authors' threads."""
        with self._connections.writing() as conn:
            change = Writing(conn).write(marks, threads, problems, entries)
        self._index.follow(change)

    def thread(self, post_id: str, wanted: Wanted | None = None) -> Thread | None:
        """The thread of a post, by any of its names."""
        with self._connections.reading() as conn:
            return reading.of_post(conn, post_id, self._shapes, wanted)

    def named(self, name: str) -> str | None:
        """The id of the held post that goes by a name."""
        with self._connections.reading() as conn:
            return assembly.named(Rows(conn), name)

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads."""
        with self._connections.reading() as conn:
            return reading.cards(conn, query) if query.match is None else finding.cards(self._engine(conn), query)

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means; each group is read at one moment, and no transaction waits for the taker."""
        left = query.limit
        while left is None or left > 0:
            count = _AT_A_TIME if left is None else min(left, _AT_A_TIME)
            with self._connections.reading() as conn:
                if query.match is None:
                    names, after = reading.ids(conn, query, count)
                else:
                    names, after = finding.ids(self._engine(conn), query, count)
                group = reading.whole(conn, names)
            yield from group
            if after is None:
                return
            query = msgspec.structs.replace(query, after=after)
            left = None if left is None else left - count

    def search(self, query: Query) -> Page[Found]:
        """A page of what a search finds."""
        with self._connections.reading() as conn:
            return finding.search(self._engine(conn), query)

    def count(self, query: Query) -> int:
        """How many a search finds."""
        with self._connections.reading() as conn:
            return finding.count(self._engine(conn), query)

    def _engine(self, conn: sqlite3.Connection) -> Engine:
        """FTS5, and tantivy's index where there is one that shows what this transaction sees."""
        shown = self._index.at(state(conn)) if self._index.is_there() else None
        if shown is None:
            return Engine(conn)
        from clew.stores.sqlite.ranking import Ranking

        return Ranking(conn, shown)

    def index(self, *, wanted: bool | None, told: Told | None = None) -> bool:
        """Make an index for ranking beside the database, bring it up to date, or give it up."""
        if wanted is False:
            self._index.give_up()
        elif wanted or self._index.is_there():
            with self._connections.reading() as conn:
                self._index.make(conn, told)
        return self._index.is_there()

    def facets(self, query: Query, most: int, among: int | None = None) -> Facets:
        """What those have in common that a search finds."""
        with self._connections.reading() as conn:
            return finding.facets(Engine(conn), query, most, among)

    def terms(self, beginning: str) -> Iterator[str]:
        """The terms that begin so."""
        with self._connections.reading() as conn:
            return terms(conn, beginning)

    def days(self, query: Query) -> Days:
        """The days on which the threads of a query begin."""
        with self._connections.reading() as conn:
            return reading.begun(conn, query) if query.match is None else days.of_search(Engine(conn), query)

    def cards_named(self, wanted: Sequence[str]) -> tuple[Card | None, ...]:
        """The threads of posts by any of their names, as cards."""
        with self._connections.reading() as conn:
            return reading.named(conn, wanted)

    def names(self, author_id: str) -> Names:
        """What an author was called before."""
        with self._connections.reading() as conn:
            return reading.names_of(conn, author_id)

    def size(self) -> int | None:
        """How many bytes the rows take on disk."""
        return self._connections.size()

    def snapshot(self, folder: Path, told: Callable[[int, int], None]) -> None:
        """Write all rows as they are now into a database of their own."""
        snapshot.take(self._connections, folder, told)

    @classmethod
    def restore(cls, place: str, files: Path) -> None:
        """Put such a database into a folder."""
        snapshot.restore(Path(place), files)
