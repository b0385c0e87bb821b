"""Read threads: pages of a list, whole threads, the thread of a post."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from clew.post import Author
from clew.query import Page, Query
from clew.stores import assembly, days, former, listing, marker, ordering, sql
from clew.stores.assembly import Head, Version
from clew.stores.base import Days, Names
from clew.stores.packed import as_post
from clew.stores.shapes import LONG, Shapes
from clew.stores.sqlite.rows import Rows, among
from clew.thread import Card, Part, Place, Thread, Wanted

_ALL = 2**62


def rows(conn: sqlite3.Connection, query: Query, count: int) -> list[ordering.Row]:
    """The next `count` threads of a query: id, rank, held."""
    lists = [_rows(conn, each, count) for each in listing.apart(query)]
    return lists[0] if len(lists) == 1 else ordering.merged(query, lists, count)


def ids(conn: sqlite3.Connection, query: Query, count: int) -> tuple[list[str], str | None]:
    """The next `count` threads of a query by id, and the marker of what comes after, None at the end."""
    found = rows(conn, query, count)
    return [row[0] for row in found], assembly.following(query, found, count)


def _rows(conn: sqlite3.Connection, query: Query, count: int) -> list[ordering.Row]:
    after = marker.of_threads(query)
    wanted = listing.wanted(query, lambda name: author_id(conn, name))
    found = None if wanted is None else _facets(conn, wanted)
    if found is None:
        return []
    scarce = sql.scarce(query, found[0])
    few = scarce is not None and conn.execute(scarce.sql, scarce.arguments).fetchone()[0] < sql.FEW
    page: list[ordering.Row] = []
    for statement in sql.page(query, found, after, count, few=few):
        if len(page) < count:
            page.extend(conn.execute(statement.sql, statement.arguments))
    return page[:count]


def _facets(conn: sqlite3.Connection, wanted: Iterable[listing.Facet]) -> list[int] | None:
    """Keys of the facets, the one with the fewest threads first; None where there is none of one of them."""
    found = []
    for kind, value in sorted(wanted):
        row = conn.execute("SELECT threads, key FROM facet WHERE kind = ? AND value = ?", (kind, value)).fetchone()
        if row is None:
            return None
        found.append(row)
    return [key for _, key in sorted(found)]


def author_id(conn: sqlite3.Connection, name: str) -> str | None:
    """An author's id from the id or a handle; of several with one handle the one with the most threads."""
    statement = """
        SELECT id FROM author WHERE id = ?1 UNION ALL
        SELECT id FROM (SELECT id FROM author WHERE folded = ?2 ORDER BY threads DESC, posts DESC, id LIMIT 1) LIMIT 1
    """
    name = name.strip()
    row = conn.execute(statement, (name, name.removeprefix("@").lower())).fetchone()
    return None if row is None else row[0]


def cards(conn: sqlite3.Connection, query: Query) -> Page[Card]:
    """A page of threads: a handful of questions, whatever the length of the list or of its threads."""
    limit = query.limit
    found = rows(conn, query, _ALL if limit is None else limit + 1)
    items = tuple(card for card, _ in cards_of(conn, [row[0] for row in found[:limit]]))
    return assembly.page(query, found, items)


def cards_of(
    conn: sqlite3.Connection, ids: Sequence[str], beside: Sequence[Sequence[Place]] = ()
) -> list[tuple[Card, tuple[Part, ...]]]:
    """Threads and posts alone as cards, each with its parts in the places `beside` it."""
    statement = """
        SELECT p.id, t.author, t.summary, t.opening, iif(t.opening IS NULL, t.shape, NULL)
        FROM post p JOIN thread t ON t.post = p.key WHERE p.id IN (SELECT value FROM json_each(?))
    """
    heads = {row[0]: Head(*row[1:]) for row in conn.execute(statement, (among(ids),))}
    return assembly.cards(Rows(conn), heads, ids, beside)


def named(conn: sqlite3.Connection, wanted: Sequence[str]) -> tuple[Card | None, ...]:
    """The threads of posts by any of their names, as cards."""
    statement = """
        WITH known (name, post) AS (
            SELECT id, key FROM post WHERE id IN (SELECT value FROM json_each(?1))
            UNION SELECT name, post FROM alias WHERE name IN (SELECT value FROM json_each(?1))
        )
        SELECT k.name, coalesce(head.id, own.id) FROM known k JOIN post own ON own.key = k.post
        LEFT JOIN place ON place.post = k.post LEFT JOIN thread t ON t.key = place.thread
        LEFT JOIN post head ON head.key = t.post ORDER BY head.id IS NOT NULL, k.post
    """
    heads: dict[str, str] = dict(conn.execute(statement, (among(wanted),)).fetchall())
    ids = list(dict.fromkeys(heads.values()))
    cards = {post_id: card for post_id, (card, _) in zip(ids, cards_of(conn, ids), strict=True)}
    return tuple(cards[heads[name]] if name in heads else None for name in wanted)


def names_of(conn: sqlite3.Connection, author_id: str) -> Names:
    """What an author was called before."""
    row = conn.execute("SELECT key, id, network, handle, name FROM author WHERE id = ?", (author_id,)).fetchone()
    if row is None:
        return Names()
    statement = """
        WITH ends AS (
            SELECT * FROM (SELECT key, record FROM post WHERE author = ?1 ORDER BY key LIMIT ?2)
            UNION SELECT * FROM (SELECT key, record FROM post WHERE author = ?1 ORDER BY key DESC LIMIT ?2)
        )
        SELECT record FROM ends UNION ALL
        SELECT o.record FROM ends CROSS JOIN observation o ON o.post = ends.key WHERE o.record IS NOT NULL
    """
    said = conn.execute(statement, (row[0], former.SOME))
    return former.before((as_post(record) for (record,) in said), Author(*row[1:]))


def begun(conn: sqlite3.Connection, query: Query) -> Days:
    """The days on which the threads of a query begin."""
    wanted = listing.wanted(query, lambda name: author_id(conn, name)) if days.is_kept(query) else None
    if wanted is None or len(wanted) > 1:
        newest = msgspec.structs.replace(query, sort="newest", after=None)
        return days.of_rows(rows(conn, newest, days.MOST + 1), days.MOST)
    statement = """
        SELECT day, threads FROM begun WHERE facet = (SELECT key FROM facet WHERE kind = ? AND value = ?)
        AND day >= ? AND day < ? ORDER BY day
    """
    return days.dated(conn.execute(statement, (*next(iter(wanted)), *days.span(query))))


def whole(conn: sqlite3.Connection, thread_ids: Sequence[str]) -> list[Thread]:
    """Threads and posts alone by id, in the order asked for."""
    statement = """
        SELECT p.id, t.author, t.summary, NULL, t.shape FROM post p JOIN thread t ON t.post = p.key
        WHERE p.id IN (SELECT value FROM json_each(?))
    """
    heads = {row[0]: Head(*row[1:]) for row in conn.execute(statement, (among(thread_ids),))}
    return assembly.whole(Rows(conn), heads, thread_ids)


def of_post(conn: sqlite3.Connection, name: str, shapes: Shapes, wanted: Wanted | None = None) -> Thread | None:
    """The thread of a post, by any of its names, or those of its posts that are wanted."""
    statement = """
        SELECT head.id, t.key FROM place JOIN thread t ON t.key = place.thread JOIN post head ON head.key = t.post
        WHERE place.post IN (
            SELECT key FROM post WHERE id = ?1 UNION SELECT post FROM alias WHERE name = ?1
        ) ORDER BY place.post DESC LIMIT 1
    """
    row = conn.execute(statement, (name,)).fetchone()
    if row is not None:
        return whole(conn, row[:1])[0] if wanted is None else _some(conn, row[0], row[1], shapes, wanted)
    statement = "SELECT id FROM post WHERE id = ?1 UNION SELECT id FROM post JOIN alias ON post = key WHERE name = ?1"
    return assembly.alone(Rows(conn), [post_id for (post_id,) in conn.execute(statement, (name,))])


def _some(conn: sqlite3.Connection, thread_id: str, key: int, shapes: Shapes, wanted: Wanted) -> Thread:
    statement = """
        SELECT author, summary, iif(length(shape) < ?2, shape, NULL) FROM thread WHERE key = ?1
    """
    author, summary, shape = conn.execute(statement, (key, LONG)).fetchone()

    def read() -> bytes:
        found: bytes = conn.execute("SELECT shape FROM thread WHERE key = ?", (key,)).fetchone()[0]
        return found

    # a thread that is written anew has a key that none had before it
    version = Version(thread_id, author, summary, shape, key)
    return assembly.some(Rows(conn), version, shapes, read, wanted)
