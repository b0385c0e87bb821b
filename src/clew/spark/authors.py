"""One author: what is known of them put together, made into threads, and told as rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from clew.exports._tables import Row as Cells
from clew.exports._tables import earlier_row, post_rows, thread_rows
from clew.post import Author, Notice, Post, Problem
from clew.settled import told
from clew.spark.observations import HELD, NAMING, Called, Captured, Held
from clew.spark.rows import Row
from clew.spark.shelf import Shelf
from clew.stores import listing
from clew.stores.base import Touched
from clew.stores.entry import Entry, is_own
from clew.stores.observation import Naming, latest
from clew.stores.packed import as_notice, encode
from clew.thread import Part, Place, Shape, Summary
from clew.thread import Thread as WholeThread
from clew.unroll import Unrolled, unroll

_as_called = msgspec.msgpack.Decoder(Called).decode
MOST = 50_000
"""Posts of an author that are held in memory; of more each takes 1.6 kB there while its threads are made."""
AT_A_TIME = 5000


class Gathered(NamedTuple):
    """An author as they were called last, their posts by id, what became of these and others, how many rows that was.

    `captures` are all captures there are, by number; `refused` what is wrong with cards, by their first posts.
    """

    author: Author
    held: Shelf
    notices: tuple[Notice, ...]
    captures: Mapping[int, Captured]
    rows: int
    refused: Mapping[str, Problem] = MappingProxyType({})


class Told(NamedTuple):
    """A thread, or with `alone` a post in none, as rows of the tables; `names` lead to a post and its thread."""

    summary: Summary
    alone: bool
    posts: list[Cells]
    thread: Cells | None
    names: list[tuple[str, str, str]]
    entry: Entry | None


def gathered(author_id: str, rows: Iterable[Row], captures: Mapping[int, Captured]) -> Gathered:
    """Everything that was sent about an author; posts beyond `MOST` lie in a file meanwhile."""
    network, called, count = "", Naming(), 0
    held = Shelf(MOST)
    notices: dict[bytes, Notice] = {}
    for row in rows:
        count += 1
        if row.kind == NAMING:
            said = _as_called(row.record)
            network, called = said.network, latest(called, said.naming)
        elif row.kind == HELD:
            held.put(row.record)
        else:
            notices[row.record] = as_notice(row.record)
    author = Author(author_id, network, called.handle, called.name)
    return Gathered(author, held, tuple(notices[record] for record in sorted(notices)), captures, count)


def make(gathered: Gathered, problems: list[tuple[str | None, str | None, str, str]]) -> Iterator[Told]:
    """The author's threads one by one, by the same functions as on a laptop; what was wrong goes into `problems`."""
    held, places = gathered.held, _Places(gathered)
    called: dict[Author, Author] = {}
    unrolled = unroll(tuple(slim(each.post, called) for each in held.values()), gathered.notices)
    wrong = {**unrolled.problems, **{n: problem for n, problem in gathered.refused.items() if n in held}}
    problems += (places.problem(name, problem) for name, problem in wrong.items())
    for part in _parts(unrolled):
        names = [name for shape in part.shapes for name in (place.id for place in shape.places)]
        posts = tuple(held[name].post for name in (*names, *part.alone))
        settled = told(part, Touched((), posts, ()))
        entries = {each.id: each for each in settled.entries}
        for shape, summary in settled.threads:
            yield places.told(places.whole(shape, summary), entries.get(shape.id), alone=False)
        for name in part.alone:
            post = held[name].post
            shape = listing.alone(post)
            thread = places.whole(shape, listing.summarise(shape, {name: post}))
            yield places.told(thread, entries.get(name), alone=True)


def slim(post: Post, called: dict[Author, Author]) -> Post:
    """A post without what makes no difference to threads; an author is one and the same for all their posts."""
    author = called.setdefault(post.author, post.author)
    mentions = tuple(each for each in post.entities or () if each.kind == "mention")
    bare = {"media": None, "counts": None, "poll": None, "warning": None, "url": None}
    return msgspec.structs.replace(post, author=author, network=author.network, entities=mentions, **bare)


def _parts(unrolled: Unrolled) -> Iterator[Unrolled]:
    """Threads and posts alone, so many at a time that their posts take some ten megabytes."""
    shapes: list[Shape] = []
    count = 0
    for shape in unrolled.shapes:
        shapes.append(shape)
        count += len(shape.places)
        if count >= AT_A_TIME:
            yield Unrolled(tuple(shapes), (), {})
            shapes, count = [], 0
    if shapes:
        yield Unrolled(tuple(shapes), (), {})
    for at in range(0, len(unrolled.alone), AT_A_TIME):
        yield Unrolled((), unrolled.alone[at : at + AT_A_TIME], {})


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


class _Places:
    """An author's posts, to be put in their places."""

    def __init__(self, gathered: Gathered) -> None:
        self._author = gathered.author
        self._held = gathered.held
        self._captures = gathered.captures
        self._states = listing.states(gathered.notices)

    def told(self, thread: WholeThread, entry: Entry | None, *, alone: bool) -> Told:
        """A thread as rows."""
        row = None if alone else _thread_row(thread)
        if alone and not is_own(thread.parts[0].post):
            entry = None
        return Told(thread.summary, alone, list(self._rows(thread)), row, list(self._names(thread)), entry)

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

    def _rows(self, thread: WholeThread) -> Iterator[Cells]:
        """The rows of a thread's posts, then those of older versions that are held."""
        for row, part in zip(post_rows(thread), thread.parts, strict=True):
            yield (*row, part.post.repost, part.post.repost_of)
        for name in dict.fromkeys(name for name, _ in thread.shape.earlier):
            held = self._held.get(name)
            if held is not None:
                place = Place(name, "start")
                part = Part(self._named(held.post), place, self._shas(held), self._states.get(name))
                yield (*earlier_row(thread, part), held.post.repost, held.post.repost_of)

    def _names(self, thread: WholeThread) -> Iterator[tuple[str, str, str]]:
        """Every name that leads to a post of a thread: the name, the post and the thread."""
        older = (name for name, _ in thread.shape.earlier if name in self._held)
        for name in (*(part.post.id for part in thread.parts), *older):
            yield name, name, thread.id
            yield from ((other, name, thread.id) for other in self._held[name].names)

    def problem(self, name: str, problem: Problem) -> tuple[str | None, str | None, str, str]:
        """What was wrong with a post's edges, filed under the first capture it stands in."""
        capture = self._captures[self._held[name].captures[0]]
        return capture.id, capture.name, problem.place, problem.reason
