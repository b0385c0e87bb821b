"""Read threads: pages of a list, whole threads, the thread of a post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from clew.post import Author
from clew.query import Page, Query
from clew.stores import assembly, days, former, listing, marker, ordering, sql
from clew.stores.assembly import Head, Version
from clew.stores.base import Days, Names
from clew.stores.packed import as_post
from clew.stores.postgresql.bulk import Conn
from clew.stores.postgresql.rows import Rows
from clew.stores.postgresql.words import brief
from clew.stores.shapes import LONG, Shapes
from clew.thread import Card, Part, Place, Thread, Wanted

_ALL = 2**62


def rows(conn: Conn, query: Query, count: int) -> list[ordering.Row]:
    """The next `count` threads of a query: id, rank, held."""
    lists = [_rows(conn, each, count) for each in listing.apart(query)]
    return lists[0] if len(lists) == 1 else ordering.merged(query, lists, count)


def ids(conn: Conn, query: Query, count: int) -> tuple[list[str], str | None]:
    """The next `count` threads of a query by id, and the marker of what comes after, None at the end."""
    found = rows(conn, query, count)
    return [row[0] for row in found], assembly.following(query, found, count)


def _rows(conn: Conn, query: Query, count: int) -> list[ordering.Row]:
    after = marker.of_threads(query)
    wanted = listing.wanted(query, lambda name: author_id(conn, name))
    found = None if wanted is None else _facets(conn, wanted)
    if found is None:
        return []
    few = _few(conn, sql.scarce(query, found[0]))
    page: list[ordering.Row] = []
    for statement in sql.page(query, found, after, count, few=few):
        if len(page) < count:
            page.extend(conn.execute(statement.percent, statement.arguments))
    return page[:count]


def _few(conn: Conn, scarce: sql.Statement | None) -> bool:
    row = None if scarce is None else conn.execute(scarce.percent, scarce.arguments).fetchone()
    return row is not None and row[0] < sql.FEW


def _facets(conn: Conn, wanted: Iterable[listing.Facet]) -> list[int] | None:
    """Keys of the facets, the one with the fewest threads first; None where there is none of one of them."""
    found = []
    for kind, value in sorted(wanted):
        statement = "SELECT threads, key FROM facet WHERE kind = %s AND value = %s"
        row = conn.execute(statement, (kind, brief(value))).fetchone()
        if row is None:
            return None
        found.append(row)
    return [key for _, key in sorted(found)]


def author_id(conn: Conn, name: str) -> str | None:
    """An author's id from the id or a handle; of several with one handle the one with the most threads."""
    name = name.strip()
    row = conn.execute("SELECT id FROM author WHERE id = %s", (name,)).fetchone()
    if row is None:
        statement = "SELECT id FROM author WHERE folded = %s ORDER BY threads DESC, posts DESC, id LIMIT 1"
        row = conn.execute(statement, (brief(name.removeprefix("@").lower()),)).fetchone()
    return None if row is None else row[0]


def cards(conn: Conn, query: Query) -> Page[Card]:
    """A page of threads: a handful of questions, whatever the length of the list or of its threads."""
    limit = query.limit
    found = rows(conn, query, _ALL if limit is None else limit + 1)
    items = tuple(card for card, _ in cards_of(conn, [row[0] for row in found[:limit]]))
    return assembly.page(query, found, items)


def cards_of(
    conn: Conn, ids: Sequence[str], beside: Sequence[Sequence[Place]] = ()
) -> list[tuple[Card, tuple[Part, ...]]]:
    """Threads and posts alone as cards, each with its parts in the places `beside` it."""
    statement = """
        SELECT p.id, t.author, t.summary, t.opening, CASE WHEN t.opening IS NULL THEN t.shape END
        FROM post p JOIN thread t ON t.post = p.key WHERE p.id = ANY(%b)
    """
    heads = {row[0]: Head(*row[1:]) for row in conn.execute(statement, (list(ids),))}
    return assembly.cards(Rows(conn), heads, ids, beside)


def named(conn: Conn, wanted: Sequence[str]) -> tuple[Card | None, ...]:
    """The threads of posts by any of their names, as cards."""
    statement = """
        WITH wanted AS (SELECT * FROM unnest(%b::text[], %b::text[]) it (name, short)),
        known (name, post) AS (
            SELECT w.name, p.key FROM wanted w JOIN post p ON p.id = w.name
            UNION SELECT w.name, a.post FROM wanted w JOIN alias a ON a.name = w.short
        )
        SELECT k.name, coalesce(head.id, own.id) FROM known k JOIN post own ON own.key = k.post
        LEFT JOIN place ON place.post = k.post LEFT JOIN thread t ON t.key = place.thread
        LEFT JOIN post head ON head.key = t.post ORDER BY head.id IS NOT NULL, k.post
    """
    rows = conn.execute(statement, (list(wanted), [brief(name) for name in wanted])).fetchall()
    heads: dict[str, str] = dict(rows)
    ids = list(dict.fromkeys(heads.values()))
    cards = {post_id: card for post_id, (card, _) in zip(ids, cards_of(conn, ids), strict=True)}
    return tuple(cards[heads[name]] if name in heads else None for name in wanted)


def names_of(conn: Conn, author_id: str) -> Names:
    """What an author was called before."""
    sql = "SELECT key, id, network, handle, name FROM author WHERE id = %s"
    row = conn.execute(sql, (author_id,)).fetchone()
    if row is None:
        return Names()
    statement = """
        WITH ends AS (
            (SELECT key, record FROM post WHERE author = %(author)s ORDER BY key LIMIT %(some)s)
            UNION (SELECT key, record FROM post WHERE author = %(author)s ORDER BY key DESC LIMIT %(some)s)
        )
        SELECT record FROM ends UNION ALL
        SELECT o.record FROM ends JOIN observation o ON o.post = ends.key WHERE o.record IS NOT NULL
    """
    said = conn.execute(statement, {"author": row[0], "some": former.SOME})
    return former.before((as_post(record) for (record,) in said), Author(*row[1:]))


def begun(conn: Conn, query: Query) -> Days:
    """The days on which the threads of a query begin."""
    wanted = listing.wanted(query, lambda name: author_id(conn, name)) if days.is_kept(query) else None
    if wanted is None or len(wanted) > 1:
        newest = msgspec.structs.replace(query, sort="newest", after=None)
        return days.of_rows(rows(conn, newest, days.MOST + 1), days.MOST)
    ((kind, value),) = wanted
    statement = """
        SELECT day, threads FROM begun WHERE facet = (SELECT key FROM facet WHERE kind = %s AND value = %s)
        AND day >= %s AND day < %s ORDER BY day
    """
    found = conn.execute(statement, (kind, brief(value), *days.span(query))).fetchall()
    return days.dated((day, threads) for day, threads in found)


def whole(conn: Conn, thread_ids: Sequence[str]) -> list[Thread]:
    """Threads and posts alone by id, in the order asked for."""
    statement = """
        SELECT p.id, t.author, t.summary, t.shape FROM post p JOIN thread t ON t.post = p.key WHERE p.id = ANY(%b)
    """
    heads = {
        thread_id: Head(author, summary, None, shape)
        for thread_id, author, summary, shape in conn.execute(statement, (list(thread_ids),))
    }
    return assembly.whole(Rows(conn), heads, thread_ids)


def of_post(conn: Conn, name: str, shapes: Shapes, wanted: Wanted | None = None) -> Thread | None:
    """The thread of a post, by any of its names, or those of its posts that are wanted."""
    statement = (
        "SELECT key, id FROM post WHERE id = %s UNION SELECT key, id FROM post JOIN alias ON post = key WHERE name = %s"
    )
    named: dict[int, str] = dict(conn.execute(statement, (name, brief(name))).fetchall())
    if not named:
        return None
    statement = """
        SELECT head.id, t.key FROM place JOIN thread t ON t.key = place.thread JOIN post head ON head.key = t.post
        WHERE place.post = ANY(%b) ORDER BY place.post DESC LIMIT 1
    """
    row = conn.execute(statement, (list(named),)).fetchone()
    if row is None:
        return assembly.alone(Rows(conn), named.values())
    return whole(conn, row[:1])[0] if wanted is None else _some(conn, row[0], row[1], shapes, wanted)


def _some(conn: Conn, thread_id: str, key: int, shapes: Shapes, wanted: Wanted) -> Thread:
    statement = """
        SELECT author, summary, CASE WHEN octet_length(shape) < %s THEN shape END, xmin::text
        FROM thread WHERE key = %s
    """
    row = conn.execute(statement, (LONG, key)).fetchone()
    assert row is not None
    author, summary, shape, written = row

    def read() -> bytes:
        found = conn.execute("SELECT shape FROM thread WHERE key = %s", (key,)).fetchone()
        assert found is not None
        return bytes(found[0])

    # no key is given twice in one transaction, and `xmin` is the one that wrote this row
    version = Version(thread_id, author, summary, shape, (key, written))
    return assembly.some(Rows(conn), version, shapes, read, wanted)
