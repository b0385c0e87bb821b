"""`Store` over a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Self

import msgspec

from clew.errors import StoreFault
from clew.post import Post, Problem, Record
from clew.query import Page, Query
from clew.recent import Recent
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
from clew.stores.postgresql import adding, copying, healed, meeting, reading, snapshot, threads, upkeep
from clew.stores.postgresql.connections import PATIENCE, Connections
from clew.stores.postgresql.consent import Consent
from clew.stores.postgresql.dialect import Dialect
from clew.stores.postgresql.engine import COUNTS, Counted, Engine, terms
from clew.stores.postgresql.rows import KEPT, Rows, as_kept
from clew.stores.postgresql.threads import Writing
from clew.stores.shapes import Shapes
from clew.stores.tables import Counts, Deeds, Furniture
from clew.thread import Card, Shape, Summary, Thread, Wanted

# Threads that are read at a time for an export: enough to ask seldom, few enough to stay small.
_AT_A_TIME = 50


class Store(Consent, Deeds, Furniture, Counts):
    """`clew.stores.base.Store` over a schema of a PostgreSQL database."""

    folder: Path | None = None
    read_only = False
    _dialect = Dialect()

    def __init__(self, address: str, *, create: bool = True, patience: float = PATIENCE) -> None:
        self._connections = Connections(address, create=create, patience=patience)
        self._shapes = Shapes()
        self._counts: Counted = Recent(COUNTS, lambda _: 1)
        self.place: str | None = address

    @classmethod
    def open(cls, place: str, *, create: bool) -> Self:
        """Open the archive in a database."""
        return cls(place, create=create)

    def close(self) -> None:
        """Let go of the connections."""
        self._connections.close()

    def together(self) -> AbstractContextManager[None]:
        """While this lasts, what the same thread reads is read in one transaction."""
        return self._connections.together()

    def adding(self) -> AbstractContextManager[None]:
        """While this lasts other programs know that somebody is adding."""
        return self._connections.adding()

    def unattended(self) -> AbstractContextManager[bool]:
        """True where nobody is adding and nobody begins to while this lasts."""
        return self._connections.unattended()

    def capture(self, capture_id: str) -> Kept | None:
        """A capture by its SHA-256."""
        with self._connections.reading() as conn:
            row = conn.execute(f"{KEPT} WHERE id = %s", (capture_id,)).fetchone()
        return None if row is None else as_kept(row)

    def captures(self) -> tuple[Kept, ...]:
        """All captures, oldest first."""
        with self._connections.reading() as conn:
            return tuple(as_kept(row) for row in conn.execute(f"{KEPT} ORDER BY key"))

    def begin(self, kept: Kept) -> None:
        """Note a capture before any of its posts."""
        values = (
            *(kept.id, whole(kept.name), whole(kept.place), kept.size, microseconds(kept.taken)),
            *(kept.source, kept.held),
        )
        with self._connections.writing() as conn:
            conn.execute(
                "INSERT INTO capture (id, name, place, size, taken, source, held) VALUES (%s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (id) DO UPDATE SET held = capture.gone IS NULL AND (capture.held OR excluded.held)",
                values,
            )

    def finish(self, capture_id: str) -> None:
        """Note that the capture was read to its end."""
        with self._connections.writing() as conn:
            conn.execute("UPDATE capture SET finished = true WHERE id = %s", (capture_id,))
            upkeep.look(conn)

    def add(self, capture_id: str, records: Sequence[Record], *, private: bool = False) -> Added:
        """Keep a batch of records."""
        with self._connections.writing() as conn:
            row = conn.execute("SELECT key FROM capture WHERE id = %s", (capture_id,)).fetchone()
            assert row is not None
            return adding.Batch(conn, row[0]).add(records, private=private)

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
            Writing(conn).write(marks, threads, problems, entries)

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
        if query.match is None:
            with self._connections.reading() as conn:
                return reading.cards(conn, query)
        with self._searching() as engine:
            return finding.cards(engine, query)

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means; each group is read at one moment, and no transaction waits for the taker."""
        left = query.limit
        while left is None or left > 0:
            count = _AT_A_TIME if left is None else min(left, _AT_A_TIME)
            with self._connections.reading(by_index=query.match is not None) as conn:
                names, after = (
                    reading.ids(conn, query, count)
                    if query.match is None
                    else finding.ids(Engine(conn, self._counts), query, count)
                )
                group = reading.whole(conn, names)
            yield from group
            if after is None:
                return
            query = msgspec.structs.replace(query, after=after)
            left = None if left is None else left - count

    @contextmanager
    def _searching(self) -> Iterator[Engine]:
        with self._connections.reading(by_index=True) as conn:
            yield Engine(conn, self._counts)

    def search(self, query: Query) -> Page[Found]:
        """A page of what a search finds."""
        with self._searching() as engine:
            return finding.search(engine, query)

    def count(self, query: Query) -> int:
        """How many a search finds."""
        with self._searching() as engine:
            return finding.count(engine, query)

    def facets(self, query: Query, most: int, among: int | None = None) -> Facets:
        """What those have in common that a search finds."""
        with self._searching() as engine:
            return finding.facets(engine, query, most, among)

    def terms(self, beginning: str) -> Iterator[str]:
        """The terms that begin so."""
        with self._connections.reading() as conn:
            return terms(conn, beginning)

    def index(self, *, wanted: bool | None, told: Callable[[int, int], None] | None = None) -> bool:
        """There is none beside a database of this kind."""
        del told
        if wanted:
            raise StoreFault("Only an archive in a folder can have an index beside its database; this one needs none.")
        return False

    def days(self, query: Query) -> Days:
        """The days on which the threads of a query begin."""
        if query.match is None:
            with self._connections.reading() as conn:
                return reading.begun(conn, query)
        with self._searching() as engine:
            return days.of_search(engine, query)

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
        sql = """
            SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
            WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        """
        with self._connections.reading() as conn:
            row = conn.execute(sql).fetchone()
        return None if row is None else row[0]

    def snapshot(self, folder: Path, told: Callable[[int, int], None]) -> None:
        """Write all rows as they are now, a file for each table."""
        snapshot.take(self._connections, folder, told)

    @classmethod
    def restore(cls, place: str, files: Path) -> None:
        """Make the tables again in the schema that the address names."""
        with closing(Connections(place, create=None)) as connections:
            snapshot.restore(connections, files)
