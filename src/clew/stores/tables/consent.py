"""People's wishes in a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from clew.post import Author, Notice, Post
from clew.stores.consent import Forgetting, Receipt, Refusal, Statement, handle_in, names
from clew.stores.packed import as_post, as_receipt, as_refusal, as_statement, encode
from clew.stores.tables.dialect import Spoken

_AT_A_TIME = 2000
_OF_POSTS = (
    *(("private", "post"), ("withheld", "post"), ("notice", "post"), ("missing", "post")),
    *(("problem", "place"), ("shelf", "post"), ("tomb", "post")),
)
_OF_AUTHORS = ("tomb", "statement", "refused")


class Removal(NamedTuple):
    """How a database takes posts out of what is shown; `change` is what its index has to learn of it, if it has one."""

    said_of: Callable[[Any, Iterable[str]], Iterator[tuple[str, Post]]]
    forgotten: Callable[[Any, Iterable[bytes]], Iterable[bytes]]
    remove: Callable[[Any, Sequence[str], Sequence[str]], Any]
    keep_apart: Callable[[Any, Mapping[str, str]], tuple[int, Any]]
    mark_withholding: Callable[[Any], None]
    bring_back: Callable[[Any, int, Sequence[Post]], object]
    notices: Callable[[Any, Iterable[str]], Iterable[Notice]]
    withheld_by: tuple[str, ...]
    """The columns of `withheld` that tell its rows apart."""
    before_all: tuple[Any, ...]
    """Values of these columns that come before those of every row."""


class Consent(Spoken):
    """The part of the store that answers for people's wishes."""

    _removal: Removal

    def _follow(self, change: Any) -> None:
        """Let an index beside the database, where there is one, learn what was taken out."""

    def named_as(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The other names of held posts."""
        sql = "SELECT p.id, n.name FROM alias n JOIN post p ON p.key = n.post WHERE p.id IN (?*)"
        found: dict[str, list[str]] = defaultdict(list)
        with self._connections.reading() as conn:
            for post, name in self._ask(conn, sql, self._many(ids)):
                found[post].append(name)
        return {post: tuple(others) for post, others in found.items()}

    def records(self, ids: Iterable[str]) -> Iterator[tuple[str, Post]]:
        """Everything captures said of these posts."""
        with self._connections.reading() as conn:
            return iter(list(self._removal.said_of(conn, ids)))

    def forget(self, forgetting: Forgetting) -> None:
        """Remove posts and everything that was said of them."""
        with self._connections.writing() as conn:
            change = self._removal.remove(conn, forgetting.posts, forgetting.authors)
            self._forget(conn, forgetting)
        self._follow(change)

    def _forget(self, conn: Any, forgetting: Forgetting) -> None:
        gone, authors = self._many(forgetting.posts), self._many(forgetting.authors)
        for table, column in _OF_POSTS:
            self._ask(conn, f"DELETE FROM {table} WHERE {column} IN (?*)", gone)  # noqa: S608 - names of here
        for table in _OF_AUTHORS:
            self._ask(conn, f"DELETE FROM {table} WHERE author IN (?*)", authors)  # noqa: S608 - as above
        media = self._many(map(self._dialect.key, forgetting.media))
        self._ask(conn, "DELETE FROM media WHERE address IN (?*)", media)
        self._ask(conn, "DELETE FROM refusal WHERE name IN (?*)", self._many(forgetting.names))
        tombs = [(tomb.id, tomb.author.id, encode(tomb)) for tomb in forgetting.tombs]
        self._each(conn, "INSERT INTO tomb VALUES (?, ?, ?)", tombs)
        signs = [(sign,) for sign in forgetting.signs]
        self._each(conn, "INSERT INTO forgotten VALUES (?) ON CONFLICT DO NOTHING", signs)
        if forgetting.receipt is not None:
            self._ask(conn, "INSERT INTO receipt (record) VALUES (?)", encode(forgetting.receipt))
        conn.execute("UPDATE tally SET value = 1 WHERE name = 'unscoured'")
        self._removal.mark_withholding(conn)

    def is_scoured(self) -> bool:
        """Whether there is nothing to scour."""
        with self._connections.reading() as conn:
            return not self._tally(conn, "unscoured")

    def forgets(self) -> bool:
        """Whether anything was ever forgotten here."""
        with self._connections.reading() as conn:
            return conn.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is not None

    def forgotten(self, signs: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the fingerprints that are of something forgotten."""
        with self._connections.reading() as conn:
            return frozenset(self._removal.forgotten(conn, signs))

    def signs(self) -> Iterator[bytes]:
        """All fingerprints of what was forgotten."""
        with self._connections.reading() as conn:
            return iter([sign for (sign,) in conn.execute("SELECT sign FROM forgotten ORDER BY sign")])

    def tomb(self, name: str) -> Post | None:
        """The tombstone of a post."""
        with self._connections.reading() as conn:
            row = self._ask(conn, "SELECT record FROM tomb WHERE post = ?", name).fetchone()
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
            self._ask(conn, "UPDATE capture SET held = false, gone = ? WHERE id = ?", reason, capture_id)

    def refuse(self, refusal: Refusal) -> int:
        """Note a refusal, and keep the posts of whom it is about apart."""
        sql = "INSERT INTO refusal VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record"
        with self._connections.writing() as conn:
            self._ask(conn, sql, refusal.name, encode(msgspec.structs.replace(refusal, authors=())))
            meant = {*self._meant(conn, refusal.name), *refusal.authors}
            number, change = self._removal.keep_apart(conn, dict.fromkeys(meant, refusal.name))
        self._follow(change)
        return number

    def _meant(self, conn: Any, name: str) -> list[str]:
        """The authors that a refusal is about, among those that are held."""
        handle = handle_in(name)
        folded = [] if handle is None else [self._dialect.key(handle), self._dialect.key(f"@{handle}")]
        sql = "SELECT id, network, handle FROM author WHERE id = ? OR folded IN (?*)"
        found = (Author(*row) for row in self._ask(conn, sql, name, self._many(folded)))
        return [author.id for author in found if name in names(author)]

    def allow(self, name: str) -> int:
        """Take a refusal back."""
        with self._connections.writing() as conn:
            if not self._ask(conn, "DELETE FROM refusal WHERE name = ?", name).rowcount:
                return 0
            before = self._tally(conn, "posts")
            sql = """
                SELECT w.capture, w.record FROM refused r JOIN withheld w ON w.author = r.author
                WHERE r.name = ? ORDER BY w.capture
            """
            said = self._ask(conn, sql, name).fetchall()
            sql = "DELETE FROM withheld WHERE author IN (SELECT author FROM refused WHERE name = ?)"
            self._ask(conn, sql, name)
            self._ask(conn, "DELETE FROM refused WHERE name = ?", name)
            self._removal.mark_withholding(conn)
            for capture, rows in groupby(said, lambda row: row[0]):
                self._removal.bring_back(conn, capture, [as_post(record) for _, record in rows])
            return self._tally(conn, "posts") - before

    def refusals(self) -> tuple[Refusal, ...]:
        """The refusals, by name."""
        with self._connections.reading() as conn:
            found = [as_refusal(record) for (record,) in conn.execute("SELECT record FROM refusal ORDER BY name")]
            meant: dict[str, list[str]] = defaultdict(list)
            for author, name in conn.execute("SELECT author, name FROM refused ORDER BY author"):
                meant[name].append(author)
        return tuple(msgspec.structs.replace(each, authors=tuple(meant[each.name])) for each in found)

    def withheld(self) -> Iterator[tuple[str, Post]]:
        """Every observation of posts of those who refused, some rows at a time."""
        by = ", ".join(f"w.{column}" for column in self._removal.withheld_by)
        marks = ", ".join("?" for _ in self._removal.withheld_by)
        sql = f"""
            SELECT {by}, c.id, w.record FROM withheld w JOIN capture c ON c.key = w.capture
            WHERE ({by}) > ({marks}) ORDER BY {by} LIMIT ?
        """  # noqa: S608 - names of columns
        after = self._removal.before_all
        while True:
            with self._connections.reading() as conn:
                rows = self._ask(conn, sql, *after, _AT_A_TIME).fetchall()
            if not rows:
                return
            yield from ((row[-2], as_post(row[-1])) for row in rows)
            after = rows[-1][: len(after)]

    def withholds(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these posts that are withheld."""
        with self._connections.reading() as conn:
            found = self._ask(conn, "SELECT DISTINCT post FROM withheld WHERE post IN (?*)", self._many(ids))
            return frozenset(post for (post,) in found)

    def withholding(self) -> int:
        """A number that is another whenever `withheld` changed."""
        with self._connections.reading() as conn:
            there = conn.execute("SELECT 1 FROM withheld LIMIT 1").fetchone()
            return 0 if there is None else self._tally(conn, "withholding")

    def notices(self, ids: Iterable[str]) -> tuple[Notice, ...]:
        """What is proved of these posts."""
        with self._connections.reading() as conn:
            return tuple(self._removal.notices(conn, ids))

    def state(self, statements: Sequence[Statement]) -> None:
        """Note what authors want."""
        sql = """
            INSERT INTO statement VALUES (?, ?, ?)
            ON CONFLICT (author, source) DO UPDATE SET record = excluded.record
        """
        with self._connections.writing() as conn:
            self._each(conn, sql, [(each.author, each.source, encode(each)) for each in statements])

    def statements(self, author_id: str | None) -> tuple[Statement, ...]:
        """What is known of an author's wish."""
        whose, asked = ("", ()) if author_id is None else ("WHERE author = ?", (author_id,))
        sql = f"SELECT record FROM statement {whose} ORDER BY author, source"  # noqa: S608 - words of here
        with self._connections.reading() as conn:
            return tuple(as_statement(record) for (record,) in self._ask(conn, sql, *asked))

    def _tally(self, conn: Any, name: str) -> int:
        number: int = self._ask(conn, "SELECT value FROM tally WHERE name = ?", name).fetchone()[0]
        return number
