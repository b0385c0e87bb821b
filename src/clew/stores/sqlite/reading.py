"""Read threads: pages of a list, whole threads, the thread of a post."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from clew.post import Post
from clew.query import Page, Query
from clew.stores import listing, marker, sql
from clew.stores.sqlite.rows import Shown, among, authors_of_keys, captures_of, notices_of, readings, shown
from clew.stores.sqlite.threads import as_opening, as_shape, as_summary
from clew.thread import Card, Part, Place, Shape, Summary, Thread

_ALL = 2**62


class Parts:
    """Posts of several threads, fetched together with all that is said beside them."""

    def __init__(self, conn: sqlite3.Connection, ids: Iterable[str], shapes: Iterable[Shape] = ()) -> None:
        """Fetch posts by id; of those that stand in whole `shapes` their earlier words too."""
        self._older: dict[str, list[str]] = {}
        for shape in shapes:
            for name, newer in shape.earlier:
                self._older.setdefault(newer, []).append(name)
        wanted = {*ids, *(name for names in self._older.values() for name in names)}
        self.posts = shown(conn, wanted)
        self._captures = captures_of(conn, (row.key for row in self.posts.values()))
        self._states = listing.states(notices_of(conn, wanted))
        edited = [row for name, row in self.posts.items() if row.post.edited is not None or name in self._older]
        older = (self.posts[name] for names in self._older.values() for name in names if name in self.posts)
        self._said = readings(conn, {row.key for row in (*edited, *older)}) if shapes else {}

    def of(self, places: Iterable[Place]) -> tuple[Part, ...]:
        """The parts that stand in these places."""
        return tuple(self._part(self.posts[place.id], place) for place in places)

    def told(self, shape: Shape) -> list[Post]:
        """The posts of a thread."""
        return [self.posts[place.id].post for place in shape.places]

    def _part(self, row: Shown, place: Place) -> Part:
        part = Part(row.post, place, self._captures.get(row.key, ()), self._states.get(row.post.id))
        if row.key not in self._said:
            return part
        keys = [row.key, *(self.posts[name].key for name in self._older.get(row.post.id, ()) if name in self.posts)]
        said = (post for key in keys for post in self._said.get(key, ()))
        return msgspec.structs.replace(part, earlier=listing.earlier(row.post, said))


def rows(conn: sqlite3.Connection, query: Query, count: int) -> list[tuple[str, int, int]]:
    """The next `count` threads of a query: id, rank, held."""
    after = marker.of_threads(query)
    wanted = listing.wanted(query, lambda name: author_id(conn, name))
    found = None if wanted is None else _facets(conn, wanted)
    if found is None:
        return []
    scarce = sql.scarce(query, found[0])
    few = scarce is not None and conn.execute(scarce.sql, scarce.arguments).fetchone()[0] < sql.FEW
    page: list[tuple[str, int, int]] = []
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
    page = rows(conn, query, _ALL if limit is None else limit + 1)
    more = limit is not None and len(page) > limit
    page = page[:limit]
    statement = """
        SELECT p.id, t.author, t.summary, t.opening, iif(t.opening IS NULL, t.shape, NULL)
        FROM post p JOIN thread t ON t.post = p.key WHERE p.id IN (SELECT value FROM json_each(?))
    """
    found = {row[0]: row[1:] for row in conn.execute(statement, (among(row[0] for row in page),))}
    openings = {thread_id: _opening(row[2], row[3]) for thread_id, row in found.items()}
    parts = Parts(conn, (place.id for opening in openings.values() for place in opening))
    named = _named(conn, {thread_id: (row[0], row[1]) for thread_id, row in found.items()})
    items = tuple(Card(named[row[0]], parts.of(openings[row[0]])) for row in page)
    last = page[-1] if more else None
    return Page(
        items, None if last is None else marker.pack(marker.ThreadMarker(query.sort, last[2], last[1], last[0]))
    )


def _opening(opening: bytes | None, shape: bytes) -> tuple[Place, ...]:
    return as_opening(opening) if opening is not None else listing.opening(as_shape(shape))


def _named(conn: sqlite3.Connection, found: Mapping[str, tuple[int, bytes]]) -> dict[str, Summary]:
    authors = authors_of_keys(conn, {author for author, _ in found.values()})
    return {
        thread_id: msgspec.structs.replace(as_summary(summary), author=authors[author])
        for thread_id, (author, summary) in found.items()
    }


def whole(conn: sqlite3.Connection, thread_ids: Sequence[str]) -> list[Thread]:
    """Threads by id, in the order asked for."""
    statement = """
        SELECT p.id, t.author, t.summary, t.shape FROM post p JOIN thread t ON t.post = p.key
        WHERE p.id IN (SELECT value FROM json_each(?))
    """
    found = {row[0]: row[1:] for row in conn.execute(statement, (among(thread_ids),))}
    named = _named(conn, {thread_id: (row[0], row[1]) for thread_id, row in found.items()})
    shapes = [as_shape(found[thread_id][2]) for thread_id in thread_ids if thread_id in found]
    parts = Parts(conn, (place.id for shape in shapes for place in shape.places), shapes)
    context = shown(conn, {name for shape in shapes for name in listing.beside(shape, parts.told(shape))})
    return [_thread(named[shape.id], shape, parts, context) for shape in shapes]


def _thread(summary: Summary, shape: Shape, parts: Parts, context: Mapping[str, Shown]) -> Thread:
    beside = (context[name].post for name in listing.beside(shape, parts.told(shape)) if name in context)
    return Thread(summary, shape, parts.of(shape.places), tuple(beside))


def of_post(conn: sqlite3.Connection, name: str) -> Thread | None:
    """The thread of a post, by any of its names."""
    statement = """
        SELECT head.id FROM place JOIN thread t ON t.key = place.thread JOIN post head ON head.key = t.post
        WHERE place.post IN (
            SELECT key FROM post WHERE id = ?1 UNION SELECT post FROM alias WHERE name = ?1
        ) ORDER BY place.post DESC LIMIT 1
    """
    row = conn.execute(statement, (name,)).fetchone()
    if row is not None:
        return whole(conn, row)[0]
    post = _newest_version(conn, name)
    return None if post is None else _of_one(conn, post)


def _newest_version(conn: sqlite3.Connection, name: str) -> Post | None:
    """The post of that name, or the latest held version of it."""
    statement = "SELECT id FROM post WHERE id = ?1 UNION SELECT id FROM post JOIN alias ON post = key WHERE name = ?1"
    found = shown(conn, (post_id for (post_id,) in conn.execute(statement, (name,))))
    posts = [row.post for row in found.values()]
    return max(posts, key=lambda post: (len(post.versions), post.versions[-1:] == (post.id,), post.id), default=None)


def _of_one(conn: sqlite3.Connection, post: Post) -> Thread:
    shape = listing.alone(post)
    parts = Parts(conn, (post.id,), (shape,))
    context = shown(conn, listing.beside(shape, parts.told(shape)))
    summary = msgspec.structs.replace(listing.summarise(shape, {post.id: post}), author=post.author)
    return _thread(summary, shape, parts, context)
