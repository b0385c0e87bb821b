"""People's wishes in the database, and how the bytes of what was removed leave its file."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from clew.post import Author, Notice, Post
from clew.stores.base import Holding
from clew.stores.consent import Forgetting, Receipt, Refusal, Statement, handle_in, names
from clew.stores.packed import as_holding, as_post, as_receipt, as_refusal, as_statement, encode
from clew.stores.sqlite import removal
from clew.stores.sqlite.adding import Batch
from clew.stores.sqlite.connections import Connections
from clew.stores.sqlite.entries import Change
from clew.stores.sqlite.index import Index
from clew.stores.sqlite.rows import Rows, among

_AT_A_TIME = 2000


class Consent:
    """The part of the store that answers for people's wishes."""

    _connections: Connections
    _index: Index

    def named_as(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The other names of held posts."""
        sql = """
            SELECT p.id, n.name FROM alias n JOIN post p ON p.key = n.post
            WHERE n.post IN (SELECT key FROM post WHERE id IN (SELECT value FROM json_each(?)))
        """
        found: dict[str, list[str]] = defaultdict(list)
        with self._connections.reading() as conn:
            for post, name in conn.execute(sql, (among(ids),)):
                found[post].append(name)
        return {post: tuple(others) for post, others in found.items()}

    def records(self, ids: Iterable[str]) -> Iterator[tuple[str, Post]]:
        """Everything captures said of these posts."""
        with self._connections.reading() as conn:
            return iter(list(removal.said_of(conn, ids)))

    def forget(self, forgetting: Forgetting) -> None:
        """Remove posts and everything that was said of them."""
        with self._connections.writing() as conn:
            # what is deleted is overwritten, not only given free
            conn.execute("PRAGMA secure_delete = 1")
            change = removal.remove(conn, forgetting.posts, forgetting.authors)
            _forget(conn, forgetting)
        self._index.follow(change)

    def scour(self) -> bool:
        """See that nothing of what was removed is in the database's files."""
        with self._connections.writing() as conn:
            conn.execute("PRAGMA secure_delete = 1")
            _drop_unused(conn)
        is_there = self._index.is_there()
        self._index.give_up()
        done = self._connections.rewrite()
        if is_there:
            with self._connections.reading() as conn:
                self._index.make(conn)
        if done:
            with self._connections.writing() as conn:
                conn.execute("UPDATE tally SET value = 0 WHERE name = 'unscoured'")
        return done

    def is_scoured(self) -> bool:
        """Whether there is nothing to scour."""
        with self._connections.reading() as conn:
            return not _tally(conn, "unscoured")

    def forgets(self) -> bool:
        """Whether anything was ever forgotten here."""
        with self._connections.reading() as conn:
            return conn.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is not None

    def forgotten(self, signs: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the fingerprints that are of something forgotten."""
        with self._connections.reading() as conn:
            return frozenset(removal.forgotten(conn, signs))

    def signs(self) -> Iterator[bytes]:
        """All fingerprints of what was forgotten."""
        with self._connections.reading() as conn:
            return iter([sign for (sign,) in conn.execute("SELECT sign FROM forgotten ORDER BY sign")])

    def tomb(self, name: str) -> Post | None:
        """The tombstone of a post."""
        with self._connections.reading() as conn:
            row = conn.execute("SELECT record FROM tomb WHERE post = ?", (name,)).fetchone()
        return None if row is None else as_post(row[0])

    def tombs(self) -> Iterator[Post]:
        """All tombstones."""
        with self._connections.reading() as conn:
            rows = conn.execute("SELECT record FROM tomb ORDER BY post").fetchall()
        return (as_post(record) for (record,) in rows)

    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts."""
        with self._connections.reading() as conn:
            return tuple(as_receipt(record) for (record,) in conn.execute("SELECT record FROM receipt ORDER BY key"))

    def empty(self, capture_id: str, reason: str) -> None:
        """Note that a capture's bytes are no longer kept."""
        with self._connections.writing() as conn:
            conn.execute("UPDATE capture SET held = 0, gone = ? WHERE id = ?", (reason, capture_id))

    def refuse(self, refusal: Refusal) -> int:
        """Note a refusal, and keep the posts of whom it is about apart."""
        with self._connections.writing() as conn:
            bare = msgspec.structs.replace(refusal, authors=())
            conn.execute("INSERT OR REPLACE INTO refusal VALUES (?, ?)", (refusal.name, encode(bare)))
            meant = {*_meant(conn, refusal.name), *refusal.authors}
            number, change = removal.keep_apart(conn, dict.fromkeys(meant, refusal.name))
        self._follow(change)
        return number

    def allow(self, name: str) -> int:
        """Take a refusal back."""
        with self._connections.writing() as conn:
            if not conn.execute("DELETE FROM refusal WHERE name = ?", (name,)).rowcount:
                return 0
            before = _tally(conn, "posts")
            sql = """
                SELECT w.capture, w.record FROM refused r JOIN withheld w ON w.author = r.author
                WHERE r.name = ? ORDER BY w.capture
            """
            said = conn.execute(sql, (name,)).fetchall()
            conn.execute("DELETE FROM withheld WHERE author IN (SELECT author FROM refused WHERE name = ?)", (name,))
            conn.execute("DELETE FROM refused WHERE name = ?", (name,))
            removal.mark_withholding(conn)
            for capture, rows in groupby(said, lambda row: row[0]):
                Batch(conn, capture).add([as_post(record) for _, record in rows], private=True)
            return _tally(conn, "posts") - before

    def refusals(self) -> tuple[Refusal, ...]:
        """The refusals, by name."""
        with self._connections.reading() as conn:
            found = [as_refusal(record) for (record,) in conn.execute("SELECT record FROM refusal ORDER BY name")]
            meant: dict[str, list[str]] = defaultdict(list)
            for author, name in conn.execute("SELECT author, name FROM refused ORDER BY author"):
                meant[name].append(author)
        return tuple(msgspec.structs.replace(each, authors=tuple(meant[each.name])) for each in found)

    def withheld(self) -> Iterator[tuple[str, Post]]:
        """Every observation of posts of those who refused."""
        sql = """
            SELECT w.author, w.post, w.capture, w.record, c.id FROM withheld w JOIN capture c ON c.key = w.capture
            WHERE (w.author, w.post, w.capture, w.record) > (?, ?, ?, ?) ORDER BY 1, 2, 3, 4 LIMIT ?
        """
        after = ("", "", 0, b"")
        while True:
            with self._connections.reading() as conn:
                rows = conn.execute(sql, (*after, _AT_A_TIME)).fetchall()
            if not rows:
                return
            yield from ((row[4], as_post(row[3])) for row in rows)
            after = rows[-1][:4]

    def holdings_of(self, sha: str) -> tuple[Holding, ...]:
        """All media whose file has this SHA-256."""
        with self._connections.reading() as conn:
            rows = conn.execute("SELECT record FROM media WHERE file = ? ORDER BY address", (sha,)).fetchall()
        return tuple(as_holding(record) for (record,) in rows)

    def withholds(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these posts that are withheld."""
        sql = "SELECT DISTINCT post FROM withheld WHERE post IN (SELECT value FROM json_each(?))"
        with self._connections.reading() as conn:
            return frozenset(post for (post,) in conn.execute(sql, (among(ids),)))

    def withholding(self) -> int:
        """A number that is another whenever `withheld` changed."""
        with self._connections.reading() as conn:
            there = conn.execute("SELECT 1 FROM withheld LIMIT 1").fetchone()
            return 0 if there is None else _tally(conn, "withholding")

    def notices(self, ids: Iterable[str]) -> tuple[Notice, ...]:
        """What is proved of these posts."""
        with self._connections.reading() as conn:
            return tuple(Rows(conn).notices(ids))

    def state(self, statements: Sequence[Statement]) -> None:
        """Note what authors want."""
        with self._connections.writing() as conn:
            conn.executemany(
                "INSERT OR REPLACE INTO statement VALUES (?, ?, ?)",
                ((each.author, each.source, encode(each)) for each in statements),
            )

    def statements(self, author_id: str | None) -> tuple[Statement, ...]:
        """What is known of an author's wish."""
        sql = "SELECT record FROM statement WHERE ?1 IS NULL OR author = ?1 ORDER BY author, source"
        with self._connections.reading() as conn:
            return tuple(as_statement(record) for (record,) in conn.execute(sql, (author_id,)))

    def _follow(self, change: Change | None) -> None:
        if change is not None:
            self._index.follow(change)


def _tally(conn: sqlite3.Connection, name: str) -> int:
    number: int = conn.execute("SELECT value FROM tally WHERE name = ?", (name,)).fetchone()[0]
    return number


def _meant(conn: sqlite3.Connection, name: str) -> list[str]:
    """The authors that a refusal is about, among those that are held."""
    sql = "SELECT id, network, handle FROM author WHERE id = ?1 OR folded IN (?2, '@' || ?2)"
    found = (Author(*row) for row in conn.execute(sql, (name, handle_in(name))))
    return [author.id for author in found if name in names(author)]


def _forget(conn: sqlite3.Connection, forgetting: Forgetting) -> None:
    gone, authors = among(forgetting.posts), among(forgetting.authors)
    for table, column in (("private", "post"), ("withheld", "post"), ("notice", "post"), ("missing", "post"),
                          ("problem", "place"), ("shelf", "post"), ("tomb", "post")):  # fmt: skip
        conn.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (gone,))  # noqa: S608
    for table in ("tomb", "statement", "refused"):
        conn.execute(f"DELETE FROM {table} WHERE author IN (SELECT value FROM json_each(?))", (authors,))  # noqa: S608
    conn.execute("DELETE FROM media WHERE address IN (SELECT value FROM json_each(?))", (among(forgetting.media),))
    conn.execute("DELETE FROM refusal WHERE name IN (SELECT value FROM json_each(?))", (among(forgetting.names),))
    conn.executemany(
        "INSERT OR REPLACE INTO tomb VALUES (?, ?, ?)",
        ((tomb.id, tomb.author.id, encode(tomb)) for tomb in forgetting.tombs),
    )
    conn.executemany("INSERT OR IGNORE INTO forgotten VALUES (?)", ((sign,) for sign in forgetting.signs))
    if forgetting.receipt is not None:
        conn.execute("INSERT INTO receipt (record) VALUES (?)", (encode(forgetting.receipt),))
    conn.execute("UPDATE tally SET value = 1 WHERE name = 'unscoured'")
    removal.mark_withholding(conn)


def _drop_unused(conn: sqlite3.Connection) -> None:
    """Let go of terms, hashtags and authors that no entry of the search has, and of what its index had of them."""
    conn.execute("INSERT INTO entry_index (entry_index) VALUES ('optimize')")
    conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.in_use USING fts5vocab(main, entry_index, row)")
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS used (term TEXT PRIMARY KEY) WITHOUT ROWID")
    conn.execute("DELETE FROM temp.used")
    conn.execute("INSERT INTO temp.used SELECT term FROM temp.in_use")
    conn.execute("DELETE FROM term WHERE term NOT IN (SELECT term FROM temp.used)")
    sql = """
        SELECT key FROM facet f WHERE kind IN ('tag', 'author') AND threads = 0
        AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.facet = f.key) AND '~' || key NOT IN (SELECT term FROM temp.used)
    """
    keys = among(key for (key,) in conn.execute(sql).fetchall())
    for table, column in (("spelling", "facet"), ("begun", "facet"), ("facet", "key")):
        conn.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (keys,))  # noqa: S608
    # spellings of hashtags that nobody writes so any more
    conn.execute("DELETE FROM spelling WHERE threads = 0")
    conn.execute("DELETE FROM temp.used")
