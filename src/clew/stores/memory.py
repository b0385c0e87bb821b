"""The store that is gone when the program ends: `memory:`, to try things out, and the plainest reading of the contract.

Everything is made anew when it is asked for; nothing here is clever, and the contract test holds the other stores to
what this one says.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import msgspec

from clew.post import PRIVATE, Author, Notice, Post, Problem, Record, State
from clew.query import Page, Query
from clew.stores import listing, marker, ordering
from clew.stores.base import Added, AuthorCount, FiledProblem, Info, Kept, Mark, TagCount, Touched
from clew.stores.met import as_met
from clew.stores.observation import (
    Naming,
    Observed,
    latest,
    moment,
    naming,
    observed,
    same_but_for_metrics,
    same_but_for_moment,
    together,
)
from clew.text import wording
from clew.text.folding import fold
from clew.thread import Card, Part, Place, Shape, Summary, Thread

_Made = tuple[Shape, Summary]


def opens(place: str) -> bool:
    """True of `memory:`."""
    return place == "memory:"


@dataclass
class _Filed:
    """A problem, and the author whose threads it came of, if it did."""

    capture: str
    problem: Problem
    author: str | None = None


@dataclass
class _Rows:
    """Everything there is."""

    captures: dict[str, Kept] = field(default_factory=dict)
    posts: dict[str, Observed] = field(default_factory=dict)
    observations: dict[str, dict[tuple[str, Post], None]] = field(default_factory=dict)
    names: dict[str, dict[str, None]] = field(default_factory=dict)
    notices: dict[str, dict[tuple[str, Notice], None]] = field(default_factory=dict)
    problems: list[_Filed] = field(default_factory=list)
    authors: dict[str, tuple[str, Naming]] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    mark: int = 0
    shapes: dict[str, _Made] = field(default_factory=dict)
    private: dict[tuple[str, Post], None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    words: dict[int, dict[str, None]] = field(default_factory=dict)


class Store:
    """`clew.stores.base.Store` over dictionaries, one reader or writer at a time."""

    folder: Path | None = None

    def __init__(self, *, private: bool = False) -> None:
        """With `private`, posts for followers or single persons are posts like others."""
        self._rows = _Rows()
        self._apart = frozenset() if private else PRIVATE
        self._turn = threading.RLock()

    @classmethod
    def open(cls, place: str, *, create: bool) -> Self:
        """A new and empty store."""
        del place, create
        return cls()

    def close(self) -> None:
        """Nothing has to be let go."""

    def adding(self) -> AbstractContextManager[None]:
        """No other program can see this."""
        return nullcontext()

    def unattended(self) -> AbstractContextManager[bool]:
        """No other program can see this."""
        return nullcontext(True)  # noqa: FBT003 - what the block is given

    def capture(self, capture_id: str) -> Kept | None:
        """A capture by its SHA-256."""
        return self._rows.captures.get(capture_id)

    def captures(self) -> tuple[Kept, ...]:
        """All captures, oldest first."""
        return tuple(self._rows.captures.values())

    def begin(self, kept: Kept) -> None:
        """Note a capture before any of its posts."""
        with self._turn:
            before = self._rows.captures.get(kept.id, msgspec.structs.replace(kept, finished=False))
            self._rows.captures[kept.id] = msgspec.structs.replace(before, held=before.held or kept.held)

    def finish(self, capture_id: str) -> None:
        """Note that the capture was read to its end."""
        with self._turn:
            kept = self._rows.captures[capture_id]
            self._rows.captures[capture_id] = msgspec.structs.replace(kept, finished=True)

    def add(self, capture_id: str, records: Sequence[Record], *, private: bool = False) -> Added:
        """Keep a batch of records."""
        with self._turn:
            self._rows.mark += 1
            counted: Counter[str] = Counter()
            for record in records:
                if isinstance(record, Post) and record.visibility in self._apart:
                    if private:
                        self._rows.private[capture_id, record] = None
                    counted["private"] += 1
                elif isinstance(record, Post):
                    counted[self._post(capture_id, self._met(record))] += 1
                elif isinstance(record, Notice):
                    self._notice(capture_id, record)
                    counted["notices"] += 1
                else:
                    self._file(_Filed(capture_id, record))
                    counted["problems"] += 1
            return Added(**counted)

    def _post(self, capture_id: str, post: Post) -> str:
        rows = self._rows
        for name in (*post.versions, post.url):
            if name is not None and name != post.id:
                rows.names.setdefault(name, {})[post.id] = None
        self._name(post)
        seen = rows.observations.setdefault(post.id, {})
        if (capture_id, post) in seen:
            return "known"
        seen[capture_id, post] = None
        before = rows.posts.get(post.id)
        if before is None:
            rows.posts[post.id] = observed(post)
            self._touch(post.author.id)
            self._say(post)
            return "new"
        if post.text != before.post.text:
            self._say(post)
        after = rows.posts[post.id] = together(before, observed(post))
        if not same_but_for_metrics(before.post, after.post):
            self._touch(before.post.author.id)
            self._touch(after.post.author.id)
        return "known" if same_but_for_moment(before.post, after.post) else "changed"

    def private(self) -> Iterator[tuple[str, Post]]:
        """Every observation of private posts that was kept."""
        with self._turn:
            yield from tuple(self._rows.private)

    def unmet(self, author_ids: Sequence[str]) -> tuple[Post, ...]:
        """The posts of these authors that are known only from pages without ids."""
        with self._turn:
            wanted = set(author_ids)
            states = (state for name, state in self._rows.posts.items() if wording.is_listed_only(name))
            return tuple(state.post for state in states if state.post.author.id in wanted)

    def said_by(self, words: int, most: int) -> tuple[str, ...] | None:
        """The authors of real posts of these words."""
        with self._turn:
            said = [name for name in self._rows.words.get(words, ()) if not wording.is_listed_only(name)]
            return tuple(sorted({self._rows.posts[name].post.author.id for name in said})) if len(said) < most else None

    def meet(self, pairs: Mapping[str, str]) -> None:
        """Make posts known only from pages observations of the real ones."""
        with self._turn:
            rows = self._rows
            for listed, real in pairs.items():
                author = rows.posts.pop(listed).post.author.id
                self._forget(author)
                for said in rows.words.values():
                    said.pop(listed, None)
                rows.names.setdefault(listed, {})[real] = None
                for capture, post in rows.observations.pop(listed):
                    self._post(capture, as_met(post, rows.posts[real].post))
                if all(state.post.author.id != author for state in rows.posts.values()):
                    rows.authors.pop(author)
                    rows.marks.pop(author, None)

    def _forget(self, author_id: str) -> None:
        """Take the author's threads away until they are made again."""
        rows = self._rows
        rows.shapes = {name: made for name, made in rows.shapes.items() if made[0].author_id != author_id}
        rows.places = {name: thread for name, thread in rows.places.items() if thread in rows.shapes}
        self._touch(author_id)

    def _met(self, post: Post) -> Post:
        """The post, under the id of the real one where it is known to be that."""
        if not wording.is_listed_only(post.id) or post.id in self._rows.posts:
            return post
        real = next(iter(self._rows.names.get(post.id, ())), None)
        return post if real is None else as_met(post, self._rows.posts[real].post)

    def _say(self, post: Post) -> None:
        """Note what the post begins with, and touch whoever is on a card with the same words."""
        words = wording.number(post)
        if words is None:
            return
        said = self._rows.words.setdefault(words, {})
        said[post.id] = None
        if not wording.is_listed_only(post.id):
            for name in filter(wording.is_listed_only, said):
                self._touch(self._rows.posts[name].post.author.id)

    def _name(self, post: Post) -> None:
        author, at = post.author, post.seen or post.created
        _, before = self._rows.authors.get(author.id, (author.network, Naming()))
        self._rows.authors[author.id] = (author.network, latest(before, naming(author, at)))

    def _notice(self, capture_id: str, notice: Notice) -> None:
        rows = self._rows
        said = rows.notices.setdefault(notice.post_id, {})
        if (capture_id, notice) in said:
            return
        said[capture_id, notice] = None
        if notice.post_id in rows.posts:
            self._touch(rows.posts[notice.post_id].post.author.id)
        for shape, _ in rows.shapes.values():
            if any(gap.at == notice.post_id for gap in shape.gaps):
                self._touch(shape.author_id)

    def _file(self, filed: _Filed) -> None:
        same = (filed.capture, filed.problem)
        if all((other.capture, other.problem) != same for other in self._rows.problems):
            self._rows.problems.append(filed)

    def _touch(self, author_id: str) -> None:
        self._rows.marks[author_id] = self._rows.mark

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
            return Touched(tuple(self._marks(author_ids)), posts, tuple(sorted(notices, key=msgspec.msgpack.encode)))

    def write(self, marks: Sequence[Mark], threads: Sequence[_Made], problems: Mapping[str, Problem]) -> None:
        """Replace these authors' threads."""
        with self._turn:
            rows, authors = self._rows, {mark.author_id for mark in marks}
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
                    self._file(_Filed(self._captures_of(post_id)[0], problem, rows.posts[post_id].post.author.id))
            for mark in marks:
                if rows.marks.get(mark.author_id) == mark.number:
                    del rows.marks[mark.author_id]

    def thread(self, post_id: str) -> Thread | None:
        """The thread of a post, by any of its names."""
        with self._turn:
            rows = self._rows
            names = [name for name in (post_id, *rows.names.get(post_id, ())) if name in rows.posts]
            placed = [rows.places[name] for name in names if name in rows.places]
            if placed:
                return self._whole(rows.shapes[placed[-1]])
            posts = [rows.posts[name].post for name in names]
            if not posts:
                return None
            newest = max(posts, key=lambda post: (len(post.versions), post.versions[-1:] == (post.id,), post.id))
            shape = listing.alone(newest)
            return self._whole((shape, listing.summarise(shape, {newest.id: newest})))

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads."""
        with self._turn:
            found = self._found(query)
            page = found[: query.limit]
            items = tuple(Card(self._named(summary), self._parts(listing.opening(shape))) for shape, summary in page)
            more = bool(page) and len(page) < len(found)
            return Page(items, ordering.following(query, page[-1][1]) if more else None)

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means."""
        with self._turn:
            found = self._found(query)[: query.limit]
        for each in found:
            with self._turn:
                thread = self._whole(each)
            yield thread

    def _found(self, query: Query) -> list[_Made]:
        after = marker.of_threads(query)
        wanted = listing.wanted(query, self._author_id)
        if wanted is None:
            return []
        made = self._rows.shapes.values()
        return ordering.ordered(
            query, after, [each for each in made if wanted <= listing.facets(each[1]) and ordering.fits(query, each[1])]
        )

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
        network, called = self._rows.authors[author_id]
        return Author(author_id, network, called.handle, called.name)

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

    def _whole(self, made: _Made) -> Thread:
        shape, summary = made
        older: dict[str, list[str]] = {}
        for name, newer in shape.earlier:
            older.setdefault(newer, []).append(name)
        parts = tuple(
            self._with_earlier(part, older.get(part.post.id, ()))
            if part.post.edited is not None or part.post.id in older
            else part
            for part in self._parts(shape.places)
        )
        beside = listing.beside(shape, (part.post for part in parts))
        context = tuple(self._shown(name) for name in beside if name in self._rows.posts)
        return Thread(self._named(summary), shape, parts, context)

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
