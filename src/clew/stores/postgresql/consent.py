"""People's wishes in the database, and how the bytes of what was removed leave the files of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clew.errors import StoreBusy
from clew.post import Notice, Post
from clew.stores import tables
from clew.stores.postgresql import removal
from clew.stores.postgresql.adding import Batch
from clew.stores.postgresql.bulk import Conn
from clew.stores.postgresql.connections import Connections
from clew.stores.postgresql.rows import Rows
from clew.stores.tables.consent import Removal

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


def _keep_apart(conn: Conn, meant: Mapping[str, str]) -> tuple[int, None]:
    return removal.keep_apart(conn, meant), None


def _bring_back(conn: Conn, capture: int, posts: Sequence[Post]) -> None:
    Batch(conn, capture).add(posts, private=True)


def _notices(conn: Conn, ids: Iterable[str]) -> list[Notice]:
    return Rows(conn).notices(ids)


class Consent(tables.Consent):
    """The part of the store that answers for people's wishes."""

    _connections: Connections
    _removal = Removal(
        said_of=removal.said_of,
        forgotten=removal.forgotten,
        remove=removal.remove,
        keep_apart=_keep_apart,
        mark_withholding=removal.mark_withholding,
        bring_back=_bring_back,
        notices=_notices,
        withheld_by=("post", "capture", "digest"),
        before_all=("", 0, -(2**63)),
    )

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
