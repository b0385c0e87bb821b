"""People's wishes in the database, and how the bytes of what was removed leave the files of its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from clew.errors import StoreBusy
from clew.post import Author, Notice, Post
from clew.stores.base import Holding
from clew.stores.consent import Forgetting, Receipt, Refusal, Statement, handle_in, names
from clew.stores.packed import as_holding, as_post, as_receipt, as_refusal, as_statement, encode
from clew.stores.postgresql import removal
from clew.stores.postgresql.adding import Batch
from clew.stores.postgresql.bulk import Conn, arrays
from clew.stores.postgresql.connections import Connections
from clew.stores.postgresql.rows import Rows
from clew.stores.postgresql.words import brief

_AT_A_TIME = 2000
# VACUUM alone gives the room of deleted rows free and leaves their bytes in it; FULL writes the tables anew.
_TABLES = [
    "post",
    "observation",
    "alias",
    "wording",
    "notice",
    "missing",
    "private",
    "withheld",
    "problem",
    "thread",
    "place",
    "facet",
    "spelling",
    "listed",
    "begun",
    "entry",
    "term",
    "author",
    "media",
    "shelf",
    "tomb",
    "statement",
    "refusal",
    "refused",
    "deed",
]


class Consent:
    """The part of the store that answers for people's wishes."""

    _connections: Connections

    def named_as(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The other names of held posts."""
        sql = "SELECT p.id, n.name FROM alias n JOIN post p ON p.key = n.post WHERE p.id = ANY(%b)"
        found: dict[str, list[str]] = defaultdict(list)
        with self._connections.reading() as conn:
            for post, name in conn.execute(sql, (list(ids),)):
                found[post].append(name)
        return {post: tuple(others) for post, others in found.items()}

    def records(self, ids: Iterable[str]) -> Iterator[tuple[str, Post]]:
        """Everything captures said of these posts."""
        with self._connections.reading() as conn:
            return iter(list(removal.said_of(conn, ids)))

    def forget(self, forgetting: Forgetting) -> None:
        """Remove posts and everything that was said of them."""
        with self._connections.writing() as conn:
            removal.remove(conn, forgetting.posts, forgetting.authors)
            _forget(conn, forgetting)

    def scour(self) -> bool:
        """See that nothing of what was removed is in the tables' files; only whoever owns them can."""
        sql = "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = 'post'::regclass"
        with self._connections.writing() as conn:
            row = conn.execute(sql).fetchone()
            if row is None or not row[0]:
                return False
            _drop_unused(conn)
        try:
            self._connections.outside(f"VACUUM FULL {table}" for table in _TABLES)
        except StoreBusy:
            return False
        with self._connections.writing() as conn:
            conn.execute("UPDATE tally SET value = 0 WHERE name = 'unscoured'")
        return True

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
            row = conn.execute("SELECT record FROM tomb WHERE post = %s", (name,)).fetchone()
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
            conn.execute("UPDATE capture SET held = false, gone = %s WHERE id = %s", (reason, capture_id))

    def refuse(self, refusal: Refusal) -> int:
        """Note a refusal, and keep the posts of whom it is about apart."""
        with self._connections.writing() as conn:
            sql = "INSERT INTO refusal VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET record = excluded.record"
            conn.execute(sql, (refusal.name, encode(msgspec.structs.replace(refusal, authors=()))))
            meant = {*_meant(conn, refusal.name), *refusal.authors}
            return removal.keep_apart(conn, dict.fromkeys(meant, refusal.name))

    def allow(self, name: str) -> int:
        """Take a refusal back."""
        with self._connections.writing() as conn:
            if not conn.execute("DELETE FROM refusal WHERE name = %s", (name,)).rowcount:
                return 0
            before = _tally(conn, "posts")
            sql = """
                SELECT w.capture, w.record FROM refused r JOIN withheld w ON w.author = r.author
                WHERE r.name = %s ORDER BY w.capture
            """
            said = conn.execute(sql, (name,)).fetchall()
            conn.execute("DELETE FROM withheld WHERE author IN (SELECT author FROM refused WHERE name = %s)", (name,))
            conn.execute("DELETE FROM refused WHERE name = %s", (name,))
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
            SELECT w.post, w.capture, w.digest, w.record, c.id FROM withheld w JOIN capture c ON c.key = w.capture
            WHERE (w.post, w.capture, w.digest) > (%s, %s, %s) ORDER BY 1, 2, 3 LIMIT %s
        """
        after = ("", 0, -(2**63))
        while True:
            with self._connections.reading() as conn:
                rows = conn.execute(sql, (*after, _AT_A_TIME)).fetchall()
            if not rows:
                return
            yield from ((row[4], as_post(row[3])) for row in rows)
            after = rows[-1][:3]

    def holdings_of(self, sha: str) -> tuple[Holding, ...]:
        """All media whose file has this SHA-256."""
        with self._connections.reading() as conn:
            rows = conn.execute("SELECT record FROM media WHERE file = %s ORDER BY address", (sha,)).fetchall()
        return tuple(as_holding(record) for (record,) in rows)

    def withholds(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these posts that are withheld."""
        sql = "SELECT DISTINCT post FROM withheld WHERE post = ANY(%b)"
        with self._connections.reading() as conn:
            return frozenset(post for (post,) in conn.execute(sql, (list(ids),)))

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
            sql = """
                INSERT INTO statement SELECT * FROM unnest(%b::text[], %b::text[], %b::bytea[])
                ON CONFLICT (author, source) DO UPDATE SET record = excluded.record
            """
            latest = {(each.author, each.source): encode(each) for each in statements}
            arrays(conn, sql, [(*key, record) for key, record in latest.items()])

    def statements(self, author_id: str | None) -> tuple[Statement, ...]:
        """What is known of an author's wish."""
        sql = "SELECT record FROM statement WHERE %(who)s::text IS NULL OR author = %(who)s ORDER BY author, source"
        with self._connections.reading() as conn:
            return tuple(as_statement(record) for (record,) in conn.execute(sql, {"who": author_id}))


def _tally(conn: Conn, name: str) -> int:
    row = conn.execute("SELECT value FROM tally WHERE name = %s", (name,)).fetchone()
    assert row is not None
    number: int = row[0]
    return number


def _meant(conn: Conn, name: str) -> list[str]:
    """The authors that a refusal is about, among those that are held."""
    handle = handle_in(name)
    folded = [] if handle is None else [brief(handle), brief(f"@{handle}")]
    rows = conn.execute("SELECT id, network, handle FROM author WHERE id = %s OR folded = ANY(%b)", (name, folded))
    found = (Author(*row) for row in rows)
    return [author.id for author in found if name in names(author)]


def _forget(conn: Conn, forgetting: Forgetting) -> None:
    gone, authors = list(forgetting.posts), list(forgetting.authors)
    for sql in (
        "DELETE FROM private WHERE post = ANY(%b)",
        "DELETE FROM withheld WHERE post = ANY(%b)",
        "DELETE FROM notice WHERE post = ANY(%b)",
        "DELETE FROM missing WHERE post = ANY(%b)",
        "DELETE FROM problem WHERE place = ANY(%b)",
        "DELETE FROM shelf WHERE post = ANY(%b)",
        "DELETE FROM tomb WHERE post = ANY(%b)",
    ):
        conn.execute(sql, (gone,))
    for sql in (
        "DELETE FROM tomb WHERE author = ANY(%b)",
        "DELETE FROM statement WHERE author = ANY(%b)",
        "DELETE FROM refused WHERE author = ANY(%b)",
    ):
        conn.execute(sql, (authors,))
    conn.execute("DELETE FROM media WHERE address = ANY(%b)", ([brief(each) for each in forgetting.media],))
    conn.execute("DELETE FROM refusal WHERE name = ANY(%b)", (list(forgetting.names),))
    tombs = [(tomb.id, tomb.author.id, encode(tomb)) for tomb in forgetting.tombs]
    arrays(conn, "INSERT INTO tomb SELECT * FROM unnest(%b::text[], %b::text[], %b::bytea[])", tombs)
    signs = [(sign,) for sign in forgetting.signs]
    arrays(conn, "INSERT INTO forgotten SELECT unnest(%b::bytea[]) ON CONFLICT DO NOTHING", signs)
    if forgetting.receipt is not None:
        conn.execute("INSERT INTO receipt (record) VALUES (%s)", (encode(forgetting.receipt),))
    conn.execute("UPDATE tally SET value = 1 WHERE name = 'unscoured'")
    removal.mark_withholding(conn)


def _drop_unused(conn: Conn) -> None:
    """Let go of terms, hashtags and authors that no entry of the search has."""
    conn.execute("CREATE TEMP TABLE used ON COMMIT DROP AS SELECT word FROM ts_stat('SELECT index FROM entry')")
    conn.execute("CREATE INDEX ON used (word)")
    conn.execute("ANALYZE used")
    conn.execute('DELETE FROM term t WHERE NOT EXISTS (SELECT FROM used u WHERE u.word = t.term COLLATE "default")')
    sql = """
        SELECT key FROM facet f WHERE kind IN ('tag', 'author') AND threads = 0
        AND NOT EXISTS (SELECT FROM listed l WHERE l.facet = f.key)
        AND NOT EXISTS (SELECT FROM used u WHERE u.word = '~' || f.key)
    """
    keys = [key for (key,) in conn.execute(sql)]
    for statement in (
        "DELETE FROM spelling WHERE facet = ANY(%b) OR threads = 0",
        "DELETE FROM begun WHERE facet = ANY(%b)",
        "DELETE FROM facet WHERE key = ANY(%b)",
    ):
        conn.execute(statement, (keys,))
