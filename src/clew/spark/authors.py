"""One author: what is known of them put together, made into threads, and told as rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from clew.exports._tables import Row as Cells
from clew.exports._tables import earlier_row, post_rows, thread_rows
from clew.post import Author, Notice, Post, Problem
from clew.settled import threads_of
from clew.spark.observations import HELD, NAMING, Called, Captured, Held
from clew.spark.rows import Row
from clew.stores import listing
from clew.stores.base import Mark, Touched
from clew.stores.entry import Entry, is_own
from clew.stores.observation import Naming, latest
from clew.stores.packed import as_notice, encode
from clew.thread import Part, Place, Shape, Summary
from clew.thread import Thread as WholeThread

_as_called = msgspec.msgpack.Decoder(Called).decode
_as_held = msgspec.msgpack.Decoder(Held).decode


class Gathered(NamedTuple):
    """An author as they were called last, their posts by id, what became of these and others, how many rows that was.

    `captures` are all captures there are, by number; `refused` what is wrong with cards, by their first posts.
    """

    author: Author
    held: dict[str, Held]
    notices: tuple[Notice, ...]
    captures: Mapping[int, Captured]
    rows: int
    refused: Mapping[str, Problem] = MappingProxyType({})


class Thread(NamedTuple):
    """A thread as its row, and its summary."""

    row: Cells
    summary: Summary


class Made(NamedTuple):
    """An author's rows, table by table; `single` are posts in no thread, `names` lead to a post and its thread."""

    posts: Iterable[Cells]
    threads: list[Thread]
    single: list[Summary]
    entries: tuple[Entry, ...]
    problems: list[tuple[str | None, str | None, str, str]]
    names: list[tuple[str, str, str]]
    held: int


def gathered(author_id: str, rows: Iterable[Row], captures: Mapping[int, Captured]) -> Gathered:
    """Everything that was sent about an author."""
    network, called, count = "", Naming(), 0
    held: dict[str, Held] = {}
    notices: dict[bytes, Notice] = {}
    for row in rows:
        count += 1
        if row.kind == NAMING:
            said = _as_called(row.record)
            network, called = said.network, latest(called, said.naming)
        elif row.kind == HELD:
            post = _as_held(row.record)
            held[post.post.id] = post
        else:
            notices[row.record] = as_notice(row.record)
    author = Author(author_id, network, called.handle, called.name)
    return Gathered(author, held, tuple(notices[record] for record in sorted(notices)), captures, count)


def make(gathered: Gathered) -> Made:
    """The author's threads, by the same function as on a laptop."""
    marks = (Mark(gathered.author.id, len(gathered.held), 0),)
    settled = threads_of(Touched(marks, tuple(each.post for each in gathered.held.values()), gathered.notices))
    shelf = _Shelf(gathered)
    whole = [shelf.whole(shape, summary) for shape, summary in settled.threads]
    single = [shelf.whole(*made) for made in shelf.left({name for each in whole for name in shelf.names_in(each)})]
    posts = (row for each in (*whole, *single) for row in shelf.rows(each))
    threads = [Thread(_thread_row(each), each.summary) for each in whole]
    names = [name for each in (*whole, *single) for name in shelf.names(each)]
    wrong = settled.problems | {n: problem for n, problem in gathered.refused.items() if n in gathered.held}
    problems = [shelf.problem(name, problem) for name, problem in wrong.items()]
    alone = [each.summary for each in single if is_own(each.parts[0].post)]
    return Made(posts, threads, alone, settled.entries, problems, names, len(gathered.held))


def _thread_row(thread: WholeThread) -> Cells:
    row = next(iter(thread_rows(thread)))
    first = {place.id: place for place in listing.opening(thread.shape)}
    parts = tuple(
        msgspec.structs.replace(part, place=first[part.place.id], earlier=())
        for part in thread.parts
        if part.place.id in first
    )
    bare = msgspec.structs.replace(thread.summary, author=Author(thread.summary.author.id, thread.summary.network))
    return (*row, thread.summary.rank, encode(thread.shape), encode(bare), encode(parts))


class _Shelf:
    """An author's posts, to be put in their places."""

    def __init__(self, gathered: Gathered) -> None:
        self._author = gathered.author
        self._held = gathered.held
        self._captures = gathered.captures
        self._states = listing.states(gathered.notices)

    def whole(self, shape: Shape, summary: Summary) -> WholeThread:
        """A thread with its posts."""
        older: dict[str, list[str]] = {}
        for name, newer in shape.earlier:
            older.setdefault(newer, []).append(name)
        parts = tuple(self._part(place, older.get(place.id, ())) for place in shape.places)
        return WholeThread(msgspec.structs.replace(summary, author=self._author), shape, parts)

    def _part(self, place: Place, older: Iterable[str]) -> Part:
        held = self._held[place.id]
        part = Part(self._named(held.post), place, self._shas(held), self._states.get(place.id))
        older = [name for name in older if name in self._held]
        if held.post.edited is None and not older:
            return part
        said = (post for name in (place.id, *older) for post in self._held[name].said or (self._held[name].post,))
        return msgspec.structs.replace(part, earlier=listing.earlier(part.post, said))

    def _named(self, post: Post) -> Post:
        return msgspec.structs.replace(post, author=self._author)

    def _shas(self, held: Held) -> tuple[str, ...]:
        return tuple(self._captures[number].id for number in held.captures)

    def names_in(self, thread: WholeThread) -> Iterator[str]:
        """The posts that stand in a thread, older versions among them."""
        yield from (part.post.id for part in thread.parts)
        yield from (name for name, _ in thread.shape.earlier if name in self._held)

    def left(self, placed: set[str]) -> Iterator[tuple[Shape, Summary]]:
        """Posts that stand in no thread, as threads of one; an older version stands with the newest."""
        posts = sorted(
            (each.post for name, each in self._held.items() if name not in placed), key=_newest, reverse=True
        )
        for post in posts:
            if post.id not in placed:
                placed.update((post.id, *post.versions))
                shape = listing.alone(post)
                yield (shape, listing.summarise(shape, {post.id: post}))

    def rows(self, thread: WholeThread) -> Iterator[Cells]:
        """The rows of a thread's posts, then those of older versions that are held."""
        for row, part in zip(post_rows(thread), thread.parts, strict=True):
            yield (*row, part.post.repost, part.post.repost_of)
        for name in dict.fromkeys(name for name, _ in thread.shape.earlier):
            held = self._held.get(name)
            if held is not None:
                place = Place(name, "start")
                part = Part(self._named(held.post), place, self._shas(held), self._states.get(name))
                yield (*earlier_row(thread, part), held.post.repost, held.post.repost_of)

    def names(self, thread: WholeThread) -> Iterator[tuple[str, str, str]]:
        """Every name that leads to a post of a thread: the name, the post and the thread."""
        for name in self.names_in(thread):
            yield name, name, thread.id
            yield from ((other, name, thread.id) for other in self._held[name].names)

    def problem(self, name: str, problem: Problem) -> tuple[str | None, str | None, str, str]:
        """What was wrong with a post's edges, filed under the first capture it stands in."""
        capture = self._captures[self._held[name].captures[0]]
        return capture.id, capture.name, problem.place, problem.reason


def _newest(post: Post) -> tuple[int, bool, str]:
    return (len(post.versions), post.versions[-1:] == (post.id,), post.id)
