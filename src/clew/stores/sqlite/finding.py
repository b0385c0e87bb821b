"""Search: a needle as an expression of FTS5, pages of what it finds, and what these have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from clew.errors import BadQuery
from clew.query import Page, Query
from clew.stores import entry, listing, marker, ordering
from clew.stores import needle as needles
from clew.stores.base import FacetCount, Facets, Found
from clew.stores.entry import FACETED, FACETS, Fact
from clew.stores.needle import Anything, Every, Known, Needle, Never, Phrase, Some
from clew.stores.observation import microseconds
from clew.stores.packed import as_shape
from clew.stores.sqlite.entries import as_facts
from clew.stores.sqlite.reading import author_id, cards_of
from clew.stores.sqlite.rows import among
from clew.thread import Place

_ALL = 2**62
# Ranking looks at every hit; of a word that is nearly everywhere the newest are ranked, which are as good as others.
RANKED = 50_000
# Entries that are looked at by hand at a time, where all must be true of one post.
_AT_A_TIME = 500
_KEYS = 4000
_THERE = """
    FROM entry_index f CROSS JOIN entry e ON e.number = f.rowid
    WHERE f.entry_index MATCH ? AND f.rowid BETWEEN ? AND ? AND e.held >= ?
"""


class Hit(NamedTuple):
    """An entry that was found."""

    number: int
    post: int
    held: int


class Finding:
    """One query on its way through the index."""

    def __init__(self, conn: sqlite3.Connection, query: Query) -> None:
        listing.wanted(query, lambda _name: None)  # says what means nothing
        self._conn = conn
        self._query = query
        self.needle = needles.needle(query, self._key, lambda name: author_id(conn, name))
        self._by_hand = query.scope == "post" and needles.in_one(self.needle)
        self._expression = self._said(needles.loosened(self.needle) if self._by_hand else self.needle)

    def _key(self, fact: Fact) -> int | None:
        row = self._conn.execute("SELECT key FROM facet WHERE kind = ? AND value = ?", fact).fetchone()
        return None if row is None else row[0]

    def _said(self, found: Needle) -> str:
        """A needle in the language of FTS5; terms have no quotes in them (`clew.text.terms`)."""
        if isinstance(found, Phrase):
            return f'words : "{" ".join(found.terms)}"'
        if isinstance(found, Known):
            return "about : (" + " OR ".join(f'"~{key}"' for key in found.keys or ("none",)) + ")"
        if isinstance(found, Anything):
            return self._said(Known((self._key(listing.EVERYTHING),)))
        if isinstance(found, Some):
            return " OR ".join(f"({self._said(part)})" for part in found.parts)
        parts = found.parts if isinstance(found, Every) else (found,)
        there = [part for part in parts if not isinstance(part, Never)] or [Anything()]
        said = " AND ".join(f"({self._said(part)})" for part in there)
        for part in parts:
            if isinstance(part, Never):
                said = f"({said}) NOT ({self._said(part.part)})"
        return said

    def hits(self, count: int) -> list[Hit]:
        """The next `count` entries in the query's order."""
        try:
            if not self._by_hand:
                return self._hits(count)
            found: list[Hit] = []
            for group in self._groups():
                found += self._in_one(group)
                if len(found) >= count:
                    break
            return found[:count]
        except sqlite3.OperationalError as fault:
            if "fts5" in str(fault) or "parser" in str(fault):
                raise BadQuery("That search is too long or too deep; ask for less at a time.") from fault
            raise

    def _groups(self) -> Iterator[list[Hit]]:
        """Everything that may be found, some at a time."""
        if self._query.sort in {"best", "longest"}:
            every = self._hits(_ALL)
            yield from (every[at : at + _AT_A_TIME] for at in range(0, len(every), _AT_A_TIME))
            return
        after = self._query.after
        while True:
            group = self._hits(_AT_A_TIME)
            yield group
            if len(group) < _AT_A_TIME:
                break
            last = group[-1]
            mark = marker.EntryMarker(self._query.sort, last.number, last.held, 0)
            self._query = msgspec.structs.replace(self._query, after=marker.pack(mark))
        self._query = msgspec.structs.replace(self._query, after=after)

    def _in_one(self, group: Sequence[Hit]) -> list[Hit]:
        sql = "SELECT number, words, facts FROM entry WHERE number IN (SELECT value FROM json_each(?))"
        rows = self._conn.execute(sql, (among(hit.number for hit in group),))
        fit = {
            number
            for number, words, facts in rows
            if needles.fits_one(self.needle, words.split("\n"), set(as_facts(facts)))
        }
        return [hit for hit in group if hit.number in fit]

    def _hits(self, count: int) -> list[Hit]:
        query, after = self._query, marker.of_entries(self._query)
        least, most = _span(query)
        if query.sort == "best":
            return self._best(count, 0 if after is None else after.place, least, most)
        if query.sort == "longest":
            beyond = "" if after is None else "AND (e.held, e.number) < (?, ?)"
            bound = () if after is None else (after.held, after.number)
            return self._rows(f"{beyond} ORDER BY e.held DESC, e.number DESC", (*bound,), count, least, most)
        if query.sort == "newest":
            most = most if after is None else min(most, after.number - 1)
            return self._rows("ORDER BY f.rowid DESC", (), count, least, most)
        return self._oldest(count, after, least, most)

    def _oldest(self, count: int, after: marker.EntryMarker | None, least: int, most: int) -> list[Hit]:
        """Dated ones first, the oldest of them before the others; then the undated, the newest listed first."""
        found: list[Hit] = []
        if after is None or after.number >= entry.DATED:
            since = max(least, entry.DATED, 0 if after is None else after.number + 1)
            found = self._rows("ORDER BY f.rowid", (), count, since, most)
            after = None
        if len(found) < count:
            until = min(most, entry.DATED - 1 if after is None else after.number - 1)
            found += self._rows("ORDER BY f.rowid DESC", (), count - len(found), least, until)
        return found

    def _rows(self, order: str, arguments: Sequence[int], count: int, least: int, most: int) -> list[Hit]:
        if least > most:
            return []
        sql = f"SELECT f.rowid, e.post, e.held {_THERE} {order} LIMIT ?"
        values = (self._expression, least, most, self._query.min_posts, *arguments, count)
        return [Hit(*row) for row in self._conn.execute(sql, values)]

    def _best(self, count: int, before: int, least: int, most: int) -> list[Hit]:
        """By BM25; the words count and the facts do not."""
        sql = """
            SELECT rowid FROM entry_index WHERE entry_index MATCH ? AND rowid BETWEEN ? AND ?
            ORDER BY rowid DESC LIMIT 1 OFFSET ?
        """
        row = self._conn.execute(sql, (self._expression, least, most, RANKED)).fetchone()
        least = least if row is None else row[0]
        if self._query.min_posts > 1:
            order = "ORDER BY bm25(entry_index, 1.0, 0.0), f.rowid DESC"
            return self._rows(order, (), before + count, least, most)[before:]
        sql = f"""
            SELECT f.number, e.post, e.held FROM (
                SELECT rowid AS number, bm25(entry_index, 1.0, 0.0) AS score FROM entry_index
                WHERE entry_index MATCH ? AND rowid BETWEEN ? AND ? ORDER BY score, rowid DESC LIMIT {before + count}
            ) f CROSS JOIN entry e ON e.number = f.number ORDER BY f.score, f.number DESC
        """  # noqa: S608 - a number
        rows = self._conn.execute(sql, (self._expression, least, most)).fetchall()
        return [Hit(*row) for row in rows[before:]]

    def facts(self, count: int) -> list[bytes]:
        """The facts of the newest `count` entries that are found."""
        if self._by_hand:
            sql = "SELECT facts FROM entry WHERE number IN (SELECT value FROM json_each(?))"
            rows = self._conn.execute(sql, (among(hit.number for hit in self.hits(count)),))
        else:
            values = (self._expression, *_span(self._query), self._query.min_posts, count)
            rows = self._conn.execute(f"SELECT e.facts {_THERE} ORDER BY f.rowid DESC LIMIT ?", values)
        return [facts for (facts,) in rows]

    def count(self) -> int:
        """How many entries are found."""
        query = self._query
        if self._by_hand:
            return sum(len(self._in_one(group)) for group in self._groups())
        least, most = _span(query)
        if query.min_posts > 1:
            sql = f"SELECT count(*) {_THERE}"
            values: tuple[str | int, ...] = (self._expression, least, most, query.min_posts)
        else:
            sql = "SELECT count(*) FROM entry_index WHERE entry_index MATCH ? AND rowid BETWEEN ? AND ?"
            values = (self._expression, least, most)
        number: int = self._conn.execute(sql, values).fetchone()[0]
        return number


def _span(query: Query) -> tuple[int, int]:
    """The numbers an entry of the query's time can have."""
    least, most = 0, _ALL
    if query.since is not None or query.until is not None:
        least = entry.DATED
    if query.since is not None:
        least = max(least, entry.first_number(max(0, microseconds(query.since))))
    if query.until is not None:
        most = entry.first_number(max(0, microseconds(query.until))) - 1
    return least, most


def search(conn: sqlite3.Connection, query: Query) -> Page[Found]:
    """A page of what a query finds."""
    finding = Finding(conn, query)
    found = finding.hits(_ALL if query.limit is None else query.limit + 1)
    page = found[: query.limit]
    more = len(found) > len(page)
    posts = _ids(conn, [hit.post for hit in page])
    words = _lines(conn, page)
    shapes = _shapes(conn, [hit.post for hit in page])
    phrases = needles.wanted(finding.needle)
    places: list[tuple[Place, ...]] = []
    for hit in page:
        all_places = shapes.get(hit.post) or (Place(posts[hit.post], "start"),)
        places.append(tuple(all_places[at] for at in needles.hits(phrases, words[hit.number])))
    whole = cards_of(conn, [posts[hit.post] for hit in page], [some[: listing.OPENING] for some in places])
    items = (
        Found(card, tuple(place.id for place in some), parts) for (card, parts), some in zip(whole, places, strict=True)
    )
    last = page[-1] if more else None
    return Page(tuple(items), None if last is None else ordering.further(query, last.number, last.held, len(page)))


def _ids(conn: sqlite3.Connection, posts: Sequence[int]) -> dict[int, str]:
    sql = "SELECT key, id FROM post WHERE key IN (SELECT value FROM json_each(?))"
    return dict(conn.execute(sql, (among(posts),)).fetchall())


def _lines(conn: sqlite3.Connection, page: Sequence[Hit]) -> dict[int, list[str]]:
    sql = "SELECT number, words FROM entry WHERE number IN (SELECT value FROM json_each(?))"
    return {number: words.split("\n") for number, words in conn.execute(sql, (among(hit.number for hit in page),))}


def _shapes(conn: sqlite3.Connection, posts: Sequence[int]) -> dict[int, tuple[Place, ...]]:
    sql = "SELECT post, shape FROM thread WHERE post IN (SELECT value FROM json_each(?))"
    return {post: as_shape(shape).places for post, shape in conn.execute(sql, (among(posts),))}


def ids(conn: sqlite3.Connection, query: Query, count: int) -> tuple[list[str], str | None]:
    """The next `count` threads and posts alone that are found, by id, and the marker of what comes after."""
    hits = Finding(conn, query).hits(count)
    found = _ids(conn, [hit.post for hit in hits])
    if len(hits) < count:
        return [found[hit.post] for hit in hits], None
    after = ordering.further(query, hits[-1].number, hits[-1].held, len(hits))
    return [found[hit.post] for hit in hits], after


def facets(conn: sqlite3.Connection, query: Query, most: int) -> Facets:
    """What the newest of those have in common that a query finds."""
    rows = Finding(conn, msgspec.structs.replace(query, after=None, sort="newest")).facts(FACETED)
    keys, counts = np.unique(np.frombuffer(b"".join(rows), dtype=np.int32), return_counts=True)
    order = np.lexsort((keys, -counts))[:_KEYS]
    times = dict(zip(keys[order].tolist(), counts[order].tolist(), strict=True))
    sql = "SELECT key, kind, value FROM facet WHERE key IN (SELECT value FROM json_each(?))"
    by_kind: dict[str, list[tuple[int, str]]] = {kind: [] for kind in FACETS}
    for key, kind, value in conn.execute(sql, (among(times),)):
        if kind in by_kind:
            by_kind[kind].append((-times[key], value))
    kept = (FacetCount(kind, value, -count) for kind, found in by_kind.items() for count, value in sorted(found)[:most])
    return Facets(len(rows), tuple(kept))


def terms(conn: sqlite3.Connection, beginning: str) -> Iterator[str]:
    """The terms that begin so."""
    sql = "SELECT term FROM term WHERE term >= ?"
    values: tuple[str, ...] = (beginning,)
    if beginning:
        sql, values = f"{sql} AND term < ?", (beginning, _past(beginning))
    return iter([term for (term,) in conn.execute(sql, values)])


def _past(beginning: str) -> str:
    """The first word after all that begin so."""
    return beginning + "\U0010ffff"
