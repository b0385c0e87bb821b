"""A set as it was when it was opened: everything that is asked of its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clew.post import Problem
from clew.query import Page, Query
from clew.sets import MANIFEST, Input
from clew.stores import days, finding, listing, marker
from clew.stores.base import (
    LOOKED_AT,
    AuthorCount,
    Days,
    Facets,
    FiledProblem,
    Found,
    Info,
    Kept,
    TagCount,
    Touched,
)
from clew.stores.parquet import posts, reading
from clew.stores.parquet.searching import Engine
from clew.stores.parquet.tables import Row, Tables
from clew.stores.shapes import Shapes
from clew.thread import Card, Thread, Wanted

_LOST = "is missing or torn, and what it holds is not shown; the same `clew spark add` makes the set whole again"
# Entries whose terms are looked through for words that begin alike: about a second's work.
_LOOKED_THROUGH = 100_000


class Held:
    """What `clew.stores.base.Store` reads, of one set; `Torn` and `Changed` as the tables say."""

    def __init__(self, place: str) -> None:
        self._tables = Tables(place)
        self._shapes = Shapes()

    def is_stale(self) -> bool:
        """Whether another set lies there now."""
        return self._tables.is_stale()

    def close(self) -> None:
        """Let go of the files."""
        self._tables.close()

    def capture(self, capture_id: str) -> Kept | None:
        """A capture by its SHA-256."""
        return next((_kept(each) for each in self._tables.manifest.inputs if each.id == capture_id), None)

    def captures(self) -> tuple[Kept, ...]:
        """All captures, in the order in which they were named."""
        return tuple(map(_kept, self._tables.manifest.inputs))

    def of_authors(self, author_ids: Sequence[str]) -> Touched:
        """All posts of these authors; what became of them stands in threads."""
        authors = list(author_ids)
        found = self._tables.ask(
            "SELECT * FROM rows WHERE author_id IN $a0", self._tables.of("posts", authors), authors
        )
        return Touched((), tuple(map(posts.post, found)), ())

    def thread(self, post_id: str, wanted: Wanted | None = None) -> Thread | None:
        """The thread of a post, by any of its names."""
        led = reading.leading(self._tables, [post_id]).get(post_id)
        if led is None:
            self._tables.see_to("names", post_id)
            return None
        self._tables.see_to("posts", led[1])
        self._tables.see_to("threads", led[1])
        found = None if wanted is None else reading.some(self._tables, *led, self._shapes, wanted)
        return found or next(iter(reading.whole(self._tables, dict([led]))), None)

    def named(self, name: str) -> str | None:
        """The id of the held post that goes by a name."""
        found = posts.of_names(self._tables, [name]).get(name)
        return None if found is None else found.id

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads."""
        if query.match is not None:
            return finding.cards(Engine(self._tables), query)
        return reading.cards(self._tables, query)

    def some(self, query: Query, count: int) -> tuple[list[Thread], str | None]:
        """The next threads of a query, and the marker of what comes after."""
        whose, after = self._next(query, count)
        return reading.whole(self._tables, whose), after

    def _next(self, query: Query, count: int) -> tuple[dict[str, str], str | None]:
        """Whose the next threads of a query are, and the marker of what comes after."""
        if query.match is not None:
            engine = Engine(self._tables)
            ids, after = finding.ids(engine, query, count)
            return engine.whose(ids), after
        found = reading.rows(self._tables, query, count)
        last = found[-1] if len(found) == count else None
        after = None if last is None else marker.pack(marker.ThreadMarker(query.sort, last.held, last.rank, last.id))
        return {each.id: each.author_id for each in found}, after

    def search(self, query: Query) -> Page[Found]:
        """A page of what a search finds."""
        return finding.search(Engine(self._tables), query)

    def count(self, query: Query) -> int:
        """How many a search finds."""
        return finding.count(Engine(self._tables), query)

    def facets(self, query: Query, most: int, among: int | None = None) -> Facets:
        """What those have in common that a search finds."""
        return finding.facets(Engine(self._tables), query, most, among)

    def terms(self, beginning: str) -> Iterator[str]:
        """The terms that begin so, of some entries: a set has no list of its words."""
        question = f"""
            SELECT DISTINCT term FROM (
                SELECT unnest(string_split(line, ' ')) AS term FROM (
                    SELECT unnest(lines) AS line FROM (SELECT lines FROM rows LIMIT {_LOOKED_THROUGH})
                )
            ) WHERE starts_with(term, $a0)
        """  # noqa: S608 a number of this file
        return (row["term"] for row in self._tables.ask(question, self._tables.all("words"), beginning))

    def days(self, query: Query) -> Days:
        """The days on which the threads of a query begin."""
        return (
            reading.begun(self._tables, query) if query.match is None else days.of_search(Engine(self._tables), query)
        )

    def cards_named(self, wanted: Sequence[str]) -> tuple[Card | None, ...]:
        """The threads of posts by any of their names, as cards."""
        led = reading.leading(self._tables, wanted)
        cards = reading.cards_of(self._tables, dict(led.values()))
        return tuple(cards.get(led[name][0]) if name in led else None for name in wanted)

    def tags(self, limit: int | None) -> tuple[TagCount, ...]:
        """Hashtags by number of threads."""
        question = "SELECT * FROM rows ORDER BY threads DESC, tag LIMIT $a0"
        found = self._tables.ask(question, self._tables.all("tags"), reading.ALL if limit is None else max(0, limit))
        return tuple(map(_tag, found))

    def tag(self, tag: str) -> TagCount | None:
        """One hashtag."""
        folded = listing.tag(tag)
        found = self._tables.ask("SELECT * FROM rows WHERE tag = $a0", self._tables.of("tags", [folded]), folded)
        return _tag(found[0]) if found else None

    def authors(self, limit: int | None) -> tuple[AuthorCount, ...]:
        """Authors by number of threads, then posts."""
        question = "SELECT * FROM rows ORDER BY threads DESC, posts DESC, id LIMIT $a0"
        most = reading.ALL if limit is None else max(0, limit)
        return tuple(map(reading.counted, self._tables.ask(question, self._tables.all("authors"), most)))

    def author(self, name: str) -> AuthorCount | None:
        """An author by id or handle."""
        return reading.author(self._tables, name)

    def problems(self, limit: int, after: str | None) -> Page[FiledProblem]:
        """What could not be read, file by file; newest capture first would mean to sort them all."""
        before = 0 if after is None else marker.unpack(after, marker.ProblemMarker).key
        question = "SELECT * FROM rows ORDER BY capture DESC, place, reason LIMIT $a0 OFFSET $a1"
        lost: Sequence[str] | None = None
        while lost != self._tables.lost:  # to read them may tell of one more
            lost = self._tables.lost
            found = [FiledProblem("", MANIFEST, Problem(path, _LOST)) for path in lost[before:]][: limit + 1]
            past = max(0, before - len(lost))
            rows = self._tables.ask(question, self._tables.all("problems"), limit + 1 - len(found), past)
            found += map(_filed, rows)
        more = len(found) > limit
        return Page(tuple(found[:limit]), marker.pack(marker.ProblemMarker(0, before + limit)) if more else None)

    def reasons(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Why records could not be read."""
        question = f"""
            SELECT reason, count(*) AS times FROM (SELECT reason FROM rows LIMIT {LOOKED_AT})
            GROUP BY reason ORDER BY times DESC, reason LIMIT $a0
        """  # noqa: S608 a number of the contract
        found = self._tables.ask(question, self._tables.all("problems"), limit)
        return tuple((row["reason"], row["times"]) for row in found)

    def size(self) -> int | None:
        """How many bytes the files take."""
        return sum(each.size for each in self._tables.manifest.files)

    def info(self) -> Info:
        """Counts for people, as the manifest has them."""
        said = self._tables.manifest
        counts = {name: getattr(said, name) for name in Info.__struct_fields__ if name != "captures"}
        counts["problems"] += len(self._tables.lost)
        return Info(**counts, captures=len(said.inputs))


def _kept(each: Input) -> Kept:
    return Kept(each.id, each.name, each.place, each.size, each.taken, each.source, held=False, finished=True)


def _filed(row: Row) -> FiledProblem:
    return FiledProblem(row["capture"] or "", row["name"] or "", Problem(row["place"], row["reason"]))


def _tag(row: Row) -> TagCount:
    return TagCount(row["tag"], row["written"], row["threads"])
