"""What an owner puts beside the threads, in a database: kept searches, shelves, and the files that stand for media."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clew.stores.base import Holding, Saved, ShelfCount, Shelved
from clew.stores.observation import microseconds, moment
from clew.stores.packed import as_holding, encode
from clew.stores.tables.dialect import Spoken

_AT_A_TIME = 2000


class Furniture(Spoken):
    """The part of the store that keeps searches, shelves and media."""

    def save(self, saved: Saved) -> None:
        """Keep a search under its name."""
        sql = """
            INSERT INTO saved VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET query = excluded.query, made = excluded.made
        """
        with self._connections.writing() as conn:
            self._ask(conn, sql, saved.name, saved.query, microseconds(saved.made))

    def saved(self) -> tuple[Saved, ...]:
        """The searches that are kept."""
        with self._connections.reading() as conn:
            rows = conn.execute("SELECT name, query, made FROM saved ORDER BY name").fetchall()
        return tuple(Saved(name, query, moment(made)) for name, query, made in rows)

    def unsave(self, name: str) -> bool:
        """Let go of a kept search."""
        with self._connections.writing() as conn:
            there: bool = self._ask(conn, "DELETE FROM saved WHERE name = ?", name).rowcount > 0
            return there

    def shelve(self, name: str, threads: Sequence[Shelved]) -> None:
        """Let these be what stands on a shelf."""
        rows = [(name, place, each.post, each.note, microseconds(each.added)) for place, each in enumerate(threads)]
        with self._connections.writing() as conn:
            self._ask(conn, "DELETE FROM shelf WHERE name = ?", name)
            self._each(conn, "INSERT INTO shelf VALUES (?, ?, ?, ?, ?)", rows)

    def shelf(self, name: str) -> tuple[Shelved, ...]:
        """What stands on a shelf, in order."""
        sql = "SELECT post, note, added FROM shelf WHERE name = ? ORDER BY place"
        with self._connections.reading() as conn:
            return tuple(Shelved(post, note, moment(added)) for post, note, added in self._ask(conn, sql, name))

    def shelves(self) -> tuple[ShelfCount, ...]:
        """The shelves, by name."""
        sql = "SELECT name, count(*), max(added) FROM shelf GROUP BY name ORDER BY name"
        with self._connections.reading() as conn:
            return tuple(ShelfCount(name, threads, moment(changed)) for name, threads, changed in conn.execute(sql))

    def hold(self, holdings: Sequence[Holding]) -> None:
        """Note what stands for these media."""
        sql = """
            INSERT INTO media VALUES (?, ?, ?)
            ON CONFLICT (address) DO UPDATE SET file = excluded.file, record = excluded.record
        """
        rows = [(self._dialect.key(each.address), each.sha, encode(each)) for each in holdings]
        with self._connections.writing() as conn:
            self._each(conn, sql, rows)

    def holdings(self, addresses: Iterable[str]) -> Mapping[str, Holding]:
        """What is noted of these media."""
        wanted = self._many(map(self._dialect.key, addresses))
        with self._connections.reading() as conn:
            rows = self._ask(conn, "SELECT record FROM media WHERE address IN (?*)", wanted).fetchall()
        return {each.address: each for each in (as_holding(record) for (record,) in rows)}

    def holding(self, sha: str) -> Holding | None:
        """One medium whose file has this SHA-256."""
        return next(iter(self.holdings_of(sha)), None)

    def holdings_of(self, sha: str) -> tuple[Holding, ...]:
        """All media whose file has this SHA-256."""
        with self._connections.reading() as conn:
            rows = self._ask(conn, "SELECT record FROM media WHERE file = ? ORDER BY address", sha).fetchall()
        return tuple(as_holding(record) for (record,) in rows)

    def every_holding(self) -> Iterator[Holding]:
        """What is noted of all media, some rows at a time."""
        last = ""
        while True:
            with self._connections.reading() as conn:
                sql = "SELECT address, record FROM media WHERE address > ? ORDER BY address LIMIT ?"
                rows = self._ask(conn, sql, last, _AT_A_TIME).fetchall()
            if not rows:
                return
            yield from (as_holding(record) for _, record in rows)
            last = rows[-1][0]
