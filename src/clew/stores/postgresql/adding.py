"""Keep a batch of records: the way most of an import's time goes, so it asks the database about all ids at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from clew.post import Notice, Post, Problem, Record
from clew.stores.base import Added
from clew.stores.gathering import Gathered, Row, by_kind, called, columns, encoded
from clew.stores.observation import Naming, latest
from clew.stores.packed import encode
from clew.stores.postgresql.bulk import Conn, arrays, copied
from clew.stores.postgresql.filing import digest, mark_touched, write_problems
from clew.stores.postgresql.meeting import as_known, on_cards
from clew.stores.postgresql.removal import keep_apart, record, told, unforgotten
from clew.stores.postgresql.words import LONGEST, brief, fits

_Columns = tuple[str | None, int, str | None, int, str | None]
_TOO_LONG = f"Its id or its author's is longer than {LONGEST:,} bytes, so it could not be kept."


class Batch:
    """One batch from one capture, gathered first and then written in a few long statements."""

    def __init__(self, conn: Conn, capture: int) -> None:
        self._conn = conn
        self._capture = capture
        self._touched: set[int] = set()
        self._seen: set[tuple[int, int]] = set()
        self._renamed: dict[int, _Columns] = {}
        self._last = 0

    def add(self, records: Sequence[Record], *, private: bool = False) -> Added:
        """Write the batch and say what it brought; private posts go into a table of their own or nowhere."""
        public, apart, notices, problems = by_kind(_that_fit(records))
        wishes, hidden = told(self._conn, public), told(self._conn, apart, refused=False)
        if private and hidden.shown:
            self._apart(list(encoded(hidden.shown, problems)))
        if wishes.withheld:
            keep_apart(self._conn, wishes.meant)
            record(self._conn, self._capture, list(encoded(wishes.withheld, problems)))
        gathered = self._gather(list(encoded(as_known(self._conn, wishes.shown), problems)))
        self._write(gathered)
        write_problems(self._conn, self._capture, problems)
        self._notices(notices)
        mark_touched(self._conn, self._touched)
        fresh, gone = len(gathered.fresh), wishes.forgotten + hidden.forgotten
        brought = (fresh, gathered.known, gathered.differs, len(notices), len(problems), len(hidden.shown))
        return Added(*brought, withheld=len(wishes.withheld), forgotten=gone)

    def _gather(self, posts: list[tuple[Post, bytes]]) -> Gathered:
        authors, self._renamed = ensure_authors(self._conn, (post for post, _ in posts))
        held = _held(self._conn, [post.id for post, _ in posts])
        self._seen = self._seen_of(held)
        row = self._conn.execute("SELECT coalesce(max(key), 0) FROM post").fetchone()
        assert row is not None
        self._last = row[0]
        gathered = Gathered(self._capture, held, authors, lambda post, number: (post, number) in self._seen)
        gathered.add(posts, self._last)
        return gathered

    def _seen_of(self, held: dict[str, Row]) -> set[tuple[int, int]]:
        """What this capture is known to have said of posts that are held; asked at once, before the first of them."""
        if not held:
            return set()
        sql = "SELECT post, digest FROM observation WHERE post = ANY(%b) AND capture = %s"
        rows = self._conn.execute(sql, ([row.key for row in held.values()], self._capture)).fetchall()
        return {(post, number) for post, number in rows}

    def _apart(self, posts: Iterable[tuple[Post, bytes]]) -> None:
        sql = """
            INSERT INTO private SELECT * FROM unnest(%b::text[], %b::bigint[], %b::bigint[], %b::bytea[])
            ON CONFLICT DO NOTHING
        """
        arrays(self._conn, sql, [(post.id, self._capture, digest(record), record) for post, record in posts])

    def _write(self, gathered: Gathered) -> None:
        conn = self._conn
        types = ("int8", "text", "int8", "int8", "bytea")
        copied(conn, "post (key, id, author, capture, record)", types, gathered.fresh)
        fresh = [row for key, row in gathered.observations.items() if key not in self._seen]
        copied(conn, "observation", ("int8", "int8", "int8", "bytea"), fresh)
        self._merge("alias", ("text", "int8"), {(brief(name), key) for name, key in gathered.aliases})
        self._merge("wording", ("bool", "int8", "int8"), gathered.wording)
        self._touched.update(gathered.touched)
        self._touched.update(on_cards(conn, (words for listed, words, _ in gathered.wording if not listed)))
        arrays(conn, _CHANGED, gathered.changed.values())
        more = gathered.posts_more()
        arrays(conn, _RENAMED, [(*named, more.pop(key, 0), key) for key, named in self._renamed.items()])
        arrays(conn, _POSTS_MORE, more.items())
        conn.execute("UPDATE tally SET value = value + %s WHERE name = 'posts'", (len(gathered.fresh),))

    def _merge(self, table: str, types: tuple[str, ...], rows: set[tuple[Any, ...]]) -> None:
        """Write rows about posts, whose keys stand last: about new posts nothing is there, about others it may be."""
        copied(self._conn, table, types, sorted(row for row in rows if row[-1] > self._last))
        columns = ", ".join(f"%b::{kind}[]" for kind in types)
        sql = f"INSERT INTO {table} SELECT * FROM unnest({columns}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of here
        arrays(self._conn, sql, [row for row in rows if row[-1] <= self._last])

    def _notices(self, notices: Sequence[Notice]) -> None:
        sql = """
            INSERT INTO notice SELECT * FROM unnest(%b::text[], %b::bigint[], %b::bigint[], %b::bytea[])
            ON CONFLICT DO NOTHING RETURNING post
        """
        records = [(notice, encode(notice)) for notice in unforgotten(self._conn, notices)]
        rows = [(notice.post_id, self._capture, digest(record), record) for notice, record in records]
        fresh = [post for (post,) in arrays(self._conn, sql, rows)]
        if not fresh:
            return
        sql = """
            SELECT author FROM post WHERE id = ANY(%(posts)b)
            UNION SELECT author FROM missing WHERE post = ANY(%(posts)b)
        """
        self._touched.update(author for (author,) in self._conn.execute(sql, {"posts": fresh}))


_CHANGED = """
    UPDATE post SET author = it.author, shown = it.shown, weights = it.weights
    FROM unnest(%b::bigint[], %b::bytea[], %b::bytea[], %b::bigint[]) it (author, shown, weights, key)
    WHERE post.key = it.key
"""
_POSTS_MORE = """
    UPDATE author SET posts = posts + it.more FROM unnest(%b::bigint[], %b::bigint[]) it (key, more)
    WHERE author.key = it.key
"""


def _that_fit(records: Sequence[Record]) -> list[Record]:
    """The records; one whose ids are longer than an index can hold is a problem, cut to what can be read."""
    return [record if _fits(record) else Problem(f"{_id(record)[:80]}…", _TOO_LONG) for record in records]


def _fits(record: Record) -> bool:
    return fits(_id(record)) and (type(record) is not Post or fits(record.author.id))


def _id(record: Record) -> str:
    return record.id if type(record) is Post else record.post_id if type(record) is Notice else ""


def _held(conn: Conn, ids: list[str]) -> dict[str, Row]:
    sql = "SELECT id, key, author, capture, record, shown, weights FROM post WHERE id = ANY(%b)"
    return {row[0]: Row(*row[1:]) for row in conn.execute(sql, (ids,))}


def ensure_authors(conn: Conn, posts: Iterable[Post]) -> tuple[dict[str, int], dict[int, _Columns]]:
    """Keys of the posts' authors, the new among them noted; and by key what known ones are called now, if otherwise."""
    said = called(posts)
    sql = "SELECT id, key, handle, handle_at, name, name_at FROM author WHERE id = ANY(%b)"
    keys: dict[str, int] = {}
    renamed = {}
    for author_id, key, *values in conn.execute(sql, (list(said),)).fetchall():
        keys[author_id] = key
        before = Naming(*values)
        after = latest(before, said[author_id][1])
        if after != before:
            renamed[key] = _columns(after)
    fresh = [
        (author_id, network, *_columns(naming))
        for author_id, (network, naming) in said.items()
        if author_id not in keys
    ]
    keys.update(arrays(conn, _AUTHORS, fresh))
    return keys, renamed


def _columns(naming: Naming) -> _Columns:
    handle, handle_at, name, name_at, folded = columns(naming)
    return handle, handle_at, name, name_at, None if folded is None else brief(folded)


# Names and number of posts at once: every change of a row is written once more into each index.
_RENAMED = """
    UPDATE author
    SET handle = it.handle, handle_at = it.handle_at, name = it.name, name_at = it.name_at, folded = it.folded,
        posts = posts + it.more
    FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::bigint[], %b::bigint[])
        it (handle, handle_at, name, name_at, folded, more, key)
    WHERE author.key = it.key
"""
_AUTHORS = """
    INSERT INTO author (id, network, handle, handle_at, name, name_at, folded)
    SELECT * FROM unnest(%b::text[], %b::text[], %b::text[], %b::bigint[], %b::text[], %b::bigint[], %b::text[])
    RETURNING id, key
"""
