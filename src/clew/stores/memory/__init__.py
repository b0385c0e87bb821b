"""The store that is gone when the program ends: `memory:`, to try things out, and the plainest reading of the contract.

Everything is made anew when it is asked for; nothing here is clever, and the contract test holds the other stores to
what this one says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Self

import msgspec

from clew.errors import StoreFault
from clew.post import Author, Post, Problem, State
from clew.query import Page, Query
from clew.stores import days, entry, former, listing, marker, ordering
from clew.stores import needle as needles
from clew.stores.base import (
    LOOKED_AT,
    AuthorCount,
    Days,
    Facets,
    FiledProblem,
    Found,
    Info,
    Mark,
    Names,
    TagCount,
    Touched,
)
from clew.stores.entry import Entry
from clew.stores.memory.adding import Filed
from clew.stores.memory.consent import Consent
from clew.stores.memory.deeds import Deeds
from clew.stores.memory.finding import Finding, facets, number_of
from clew.stores.memory.furniture import Furniture
from clew.stores.observation import moment
from clew.text.folding import fold
from clew.thread import Card, Part, Place, Shape, Summary, Thread, Wanted

_Made = tuple[Shape, Summary]


def opens(place: str) -> bool:
    """True of `memory:`."""
    return place == "memory:"


class Store(Consent, Deeds, Furniture):
    """`clew.stores.base.Store` over dictionaries, one reader or writer at a time."""

    folder: Path | None = None
    place: str | None = None
    read_only = False

    @classmethod
    def open(cls, place: str, *, create: bool) -> Self:
        """A new and empty store."""
        del place, create
        return cls()

    def close(self) -> None:
        """Nothing has to be let go."""

    def together(self) -> AbstractContextManager[None]:
        """While this lasts, what the same thread reads is read as one; here asking often costs nothing."""
        return nullcontext()

    def adding(self) -> AbstractContextManager[None]:
        """No other program can see this."""
        return nullcontext()

    def unattended(self) -> AbstractContextManager[bool]:
        """No other program can see this."""
        return nullcontext(True)  # noqa: FBT003 - what the block is given

    def touched(self, limit: int) -> tuple[Mark, ...]:
        """Authors whose threads must be made anew."""
        with self._turn:
            found: list[Mark] = []
            posts = 0
            for mark in self._marks(self._rows.marks):
                if found and posts + mark.posts > limit:
                    break
                found.append(mark)
                posts += mark.posts
            return tuple(found)

    def _marks(self, author_ids: Iterable[str]) -> list[Mark]:
        counts = Counter(state.post.author.id for state in self._rows.posts.values())
        return [Mark(author_id, counts[author_id], self._rows.marks.get(author_id, 0)) for author_id in author_ids]

    def of_authors(self, author_ids: Sequence[str]) -> Touched:
        """Everything the threads of these authors depend on."""
        with self._turn:
            rows, wanted = self._rows, set(author_ids)
            posts = tuple(state.post for state in rows.posts.values() if state.post.author.id in wanted)
            about = {post.id for post in posts} | {post.reply_to.id for post in posts if post.reply_to is not None}
            notices = {notice for name in about for _, notice in rows.notices.get(name, ())}
            signs = tuple((name, each.sign) for name, each in rows.entries.items() if self._writer(name) in wanted)
            proved = tuple(sorted(notices, key=msgspec.msgpack.encode))
            tombs = tuple(tomb for tomb in rows.tombs.values() if tomb.author.id in wanted)
            return Touched(tuple(self._marks(author_ids)), posts, proved, signs, tombs)

    def write(
        self,
        marks: Sequence[Mark],
        threads: Sequence[_Made],
        problems: Mapping[str, Problem],
        entries: Sequence[Entry] = (),
    ) -> None:
        """Replace these authors' threads."""
        with self._turn:
            rows = self._rows
            marks = [mark for mark in marks if not mark.number or mark.author_id in rows.marks]
            authors = {mark.author_id for mark in marks}
            threads = [made for made in threads if made[0].author_id in authors]
            for thread_id in [name for name, (shape, _) in rows.shapes.items() if shape.author_id in authors]:
                del rows.shapes[thread_id]
            rows.places = {name: thread for name, thread in rows.places.items() if thread in rows.shapes}
            for shape, summary in threads:
                rows.shapes[shape.id] = (shape, summary)
                older = (name for name, _ in shape.earlier if name in rows.posts)
                rows.places.update(dict.fromkeys((*(place.id for place in shape.places), *older), shape.id))
            rows.problems = [filed for filed in rows.problems if filed.author not in authors]
            for post_id, problem in problems.items():
                if post_id in rows.posts:
                    self._file(Filed(self._captures_of(post_id)[0], problem, rows.posts[post_id].post.author.id))
            missing = self._enter(entries, authors)
            for mark in marks:
                if rows.marks.get(mark.author_id) == mark.number and mark.author_id not in missing:
                    del rows.marks[mark.author_id]

    def _enter(self, entries: Sequence[Entry], authors: set[str]) -> set[str | None]:
        """Replace these authors' entries; the authors of those that should stand and are not there."""
        before = {name: each for name, each in self._rows.entries.items() if self._writer(name) in authors}
        for name in before:
            del self._rows.entries[name]
        missing: set[str | None] = set()
        for each in entries:
            author = self._writer(each.id)
            if author not in authors:
                continue
            stands = before.get(each.id)
            if stands is not None and stands.sign == each.sign:
                self._rows.entries[each.id] = stands
            elif each.lines is not None:
                self._rows.entries[each.id] = msgspec.structs.replace(each, number=self._free_number(each))
            else:
                missing.add(author)
        return missing

    def _free_number(self, wanted: Entry) -> int:
        taken = {each.number for each in self._rows.entries.values()}
        number = entry.number(wanted.rank, wanted.id)
        while number in taken:
            number += 1
        return number

    def thread(self, post_id: str, wanted: Wanted | None = None) -> Thread | None:
        """The thread of a post, by any of its names."""
        with self._turn:
            rows = self._rows
            names = [name for name in (post_id, *rows.names.get(post_id, ())) if name in rows.posts]
            placed = [rows.places[name] for name in names if name in rows.places]
            if placed:
                return self._whole(rows.shapes[placed[-1]], wanted)
            posts = [rows.posts[name].post for name in names]
            if not posts:
                return None
            newest = max(posts, key=lambda post: (len(post.versions), post.versions[-1:] == (post.id,), post.id))
            shape = listing.alone(newest)
            return self._whole((shape, listing.summarise(shape, {newest.id: newest})))

    def named(self, name: str) -> str | None:
        """The id of the held post that goes by a name."""
        with self._turn:
            return self._named_post(name)

    def _named_post(self, name: str) -> str | None:
        posts = self._rows.posts
        if name in posts:
            return name
        return max((each for each in self._rows.names.get(name, ()) if each in posts), default=None)

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads."""
        if query.match is not None:
            searched = self.search(query)
            return Page(tuple(each.card for each in searched.items), searched.next)
        with self._turn:
            found = self._found(query)
            page = found[: query.limit]
            items = tuple(Card(self._named(summary), self._parts(listing.opening(shape))) for shape, summary in page)
            more = bool(page) and len(page) < len(found)
            return Page(items, ordering.following(query, page[-1], self._grown()) if more else None)

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means."""
        with self._turn:
            if query.match is None:
                found = self._found(query)[: query.limit]
            else:
                found = [self._of_entry(each) for each in self._finding(query).found()[: query.limit]]
        for each in found:
            with self._turn:
                thread = self._whole(each)
            yield thread

    def _finding(self, query: Query) -> Finding:
        listing.wanted(query, self._author_id)  # says what means nothing
        return Finding(self._rows.entries, query, self._author_id)

    def _of_entry(self, each: Entry) -> _Made:
        made = self._rows.shapes.get(each.id)
        if made is not None:
            return made
        post = self._rows.posts[each.id].post
        shape = listing.alone(post)
        return shape, listing.summarise(shape, {post.id: post})

    def search(self, query: Query) -> Page[Found]:
        """A page of what a search finds."""
        with self._turn:
            finding = self._finding(query)
            found = finding.found()
            page = found[: query.limit]
            phrases = needles.wanted(finding.needle)
            items = tuple(self._hit(each, phrases) for each in page)
            more = bool(page) and len(page) < len(found)
            return Page(items, ordering.further(query, number_of(page[-1]), page[-1].held, len(page)) if more else None)

    def _hit(self, each: Entry, phrases: Sequence[Sequence[str]]) -> Found:
        shape, summary = self._of_entry(each)
        places = [shape.places[place] for place in needles.hits(phrases, each.lines or ())]
        card = Card(self._named(summary), self._parts(listing.opening(shape)))
        return Found(card, tuple(place.id for place in places), self._parts(places[: listing.OPENING]))

    def count(self, query: Query) -> int:
        """How many a search finds."""
        with self._turn:
            return len(self._finding(msgspec.structs.replace(query, after=None)).found())

    def facets(self, query: Query, most: int, among: int | None = None) -> Facets:
        """What those have in common that a search finds."""
        with self._turn:
            return facets(self._finding(msgspec.structs.replace(query, after=None)).found(), most, among)

    def terms(self, beginning: str) -> Iterator[str]:
        """The terms that begin so."""
        with self._turn:
            lines = [line for each in self._rows.entries.values() for line in each.lines or ()]
        return iter({term for line in lines for term in line.split() if term.startswith(beginning)})

    def index(self, *, wanted: bool | None, told: Callable[[int, int], None] | None = None) -> bool:
        """There is none beside what is in memory."""
        del told
        if wanted:
            raise StoreFault("Only an archive in a folder can have an index beside its database; this one needs none.")
        return False

    def days(self, query: Query) -> Days:
        """The days on which the threads of a query begin."""
        query = msgspec.structs.replace(query, sort="newest", after=None)
        with self._turn:
            if query.match is not None:
                searched = self._finding(query).found()
                return days.of_rows(((each.id, each.rank, each.held) for each in searched), days.MOST)
            ways = [listing.wanted(each, self._author_id) for each in listing.apart(query)]
            kept = days.is_kept(query) and len(ways[0] or ()) == 1
            found = ((each.id, each.rank, each.held) for _, each in self._found(query))
            return days.of_rows(found, None if kept else days.MOST)

    def cards_named(self, wanted: Sequence[str]) -> tuple[Card | None, ...]:
        """The threads of posts by any of their names, as cards."""
        with self._turn:
            threads = [self.thread(name) for name in wanted]
            return tuple(
                None if each is None else Card(each.summary, self._parts(listing.opening(each.shape)))
                for each in threads
            )

    def _found(self, query: Query) -> list[_Made]:
        after = marker.of_threads(query)
        ways = [listing.wanted(each, self._author_id) for each in listing.apart(query)]

        def fits(summary: Summary) -> bool:
            under = listing.facets(summary)
            return ordering.fits(query, summary) and any(way is not None and way <= under for way in ways)

        found = [each for each in self._rows.shapes.values() if fits(each[1])]
        return ordering.ordered(query, after, found, self._grown())

    def _grown(self) -> Callable[[Shape], int]:
        """Which capture last brought a post that a thread did not have, by its place among all."""
        places = {capture: place for place, capture in enumerate(self._rows.captures)}

        def grown(shape: Shape) -> int:
            names = (*(place.id for place in shape.places), *(older for older, _ in shape.earlier))
            held = (self._rows.observations[name] for name in names if name in self._rows.posts)
            return max(places[next(iter(observations))[0]] for observations in held)

        return grown

    def _author_id(self, name: str) -> str | None:
        name = name.strip()
        if name in self._rows.authors:
            return name
        handle = name.removeprefix("@").lower()
        counts = [
            count for count in self._author_counts() if (count.author.handle or "").lower() == handle and handle != ""
        ]
        return counts[0].author.id if counts else None

    def _author(self, author_id: str) -> Author:
        return self._called(author_id)

    def _named(self, summary: Summary) -> Summary:
        return msgspec.structs.replace(summary, author=self._author(summary.author.id))

    def _shown(self, post_id: str) -> Post:
        post = self._rows.posts[post_id].post
        return msgspec.structs.replace(post, author=self._author(post.author.id))

    def _captures_of(self, post_id: str) -> tuple[str, ...]:
        seen = {capture for capture, _ in self._rows.observations[post_id]}
        return tuple(capture for capture in self._rows.captures if capture in seen)

    def _parts(self, places: Sequence[Place]) -> tuple[Part, ...]:
        return tuple(
            Part(self._shown(place.id), place, self._captures_of(place.id), self._state(place.id)) for place in places
        )

    def _with_earlier(self, part: Part, older: Iterable[str]) -> Part:
        names = (part.post.id, *(name for name in older if name in self._rows.posts))
        said = [post for name in names for _, post in self._rows.observations[name]]
        return msgspec.structs.replace(part, earlier=listing.earlier(part.post, said))

    def _state(self, post_id: str) -> State | None:
        return listing.states(notice for _, notice in self._rows.notices.get(post_id, ())).get(post_id)

    def _whole(self, made: _Made, wanted: Wanted | None = None) -> Thread:
        shape, summary = made
        places = shape.places if wanted is None else tuple(wanted(shape))
        older: dict[str, list[str]] = {}
        for name, newer in shape.earlier:
            older.setdefault(newer, []).append(name)
        parts = tuple(
            self._with_earlier(part, older.get(part.post.id, ()))
            if part.post.edited is not None or part.post.id in older
            else part
            for part in self._parts(places)
        )
        beside = map(self._named_post, listing.beside(shape, (part.post for part in parts), places))
        met = (self._shown(name) for name in beside if name is not None)
        return Thread(self._named(summary), shape, parts, listing.context(shape, met, places))

    def _counted(self) -> list[Summary]:
        return [summary for _, summary in self._rows.shapes.values() if summary.held >= listing.COUNTED]

    def tags(self, limit: int | None) -> tuple[TagCount, ...]:
        """Hashtags by number of threads."""
        with self._turn:
            spellings: dict[str, Counter[str]] = {}
            for summary in self._counted():
                for tag in summary.tags:
                    spellings.setdefault(fold(tag), Counter())[tag] += 1
            found = [
                TagCount(tag, min(written, key=lambda word: (-written[word], word)), written.total())
                for tag, written in spellings.items()
            ]
            return tuple(sorted(found, key=lambda count: (-count.threads, count.tag))[:limit])

    def tag(self, tag: str) -> TagCount | None:
        """One hashtag."""
        wanted = listing.tag(tag)
        return next((count for count in self.tags(None) if count.tag == wanted), None)

    def authors(self, limit: int | None) -> tuple[AuthorCount, ...]:
        """Authors by number of threads, then posts."""
        with self._turn:
            return tuple(self._author_counts()[:limit])

    def _author_counts(self) -> list[AuthorCount]:
        posts = Counter(state.post.author.id for state in self._rows.posts.values())
        threads = Counter(summary.author.id for summary in self._counted())
        found = [AuthorCount(self._author(name), count, threads[name]) for name, count in posts.items()]
        return sorted(found, key=lambda count: (-count.threads, -count.posts, count.author.id))

    def author(self, name: str) -> AuthorCount | None:
        """An author by id or handle."""
        with self._turn:
            wanted = self._author_id(name)
            return next((count for count in self._author_counts() if count.author.id == wanted), None)

    def names(self, author_id: str) -> Names:
        """What an author was called before."""
        with self._turn:
            if author_id not in self._rows.authors:
                return Names()
            keys = [name for name, state in self._rows.posts.items() if state.post.author.id == author_id]
            some = dict.fromkeys((*keys[: former.SOME], *keys[-former.SOME :]))
            said = [post for name in some for _, post in self._rows.observations[name]]
            return former.before(said, self._author(author_id))

    def problems(self, limit: int, after: str | None) -> Page[FiledProblem]:
        """What could not be read."""
        with self._turn:
            captures = list(self._rows.captures)
            filed = [(captures.index(each.capture), key, each) for key, each in enumerate(self._rows.problems)]
            filed.sort(key=lambda each: (-each[0], each[1]))
            if after is not None:
                start = marker.unpack(after, marker.ProblemMarker)
                filed = [each for each in filed if (-each[0], each[1]) > (-start.capture, start.key)]
            page = filed[:limit]
            more = bool(page) and len(page) < len(filed)
            items = tuple(
                FiledProblem(each.capture, self._rows.captures[each.capture].name, each.problem) for *_, each in page
            )
            return Page(items, marker.pack(marker.ProblemMarker(page[-1][0], page[-1][1])) if more else None)

    def reasons(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Why records could not be read."""
        with self._turn:
            found = Counter(each.problem.reason for each in self._rows.problems[-LOOKED_AT:])
        return tuple(sorted(found.items(), key=lambda each: (-each[1], each[0]))[:limit])

    def size(self) -> int | None:
        """Nothing is on a disk."""
        return None

    def info(self) -> Info:
        """Counts for people."""
        with self._turn:
            counted, rows = self._counted(), self._rows
            dates = [summary.rank for summary in counted if summary.rank >= 0]
            return Info(
                posts=len(rows.posts),
                authors=len(rows.authors),
                threads=len(counted),
                held_in_threads=sum(summary.held for summary in counted),
                promised=sum(summary.promised or 0 for summary in counted),
                gaps=sum(summary.gaps for summary in counted),
                tags=len(self.tags(None)),
                captures=len(rows.captures),
                problems=len(rows.problems),
                networks=_facet("network", counted),
                languages=_facet("lang", counted),
                first=moment(min(dates)) if dates else None,
                last=moment(max(dates)) if dates else None,
            )


def _facet(kind: listing.Kind, counted: Sequence[Summary]) -> tuple[tuple[str, int], ...]:
    found = Counter(value for summary in counted for name, value in listing.facets(summary) if name == kind)
    return tuple(sorted(found.items(), key=lambda each: (-each[1], each[0])))
