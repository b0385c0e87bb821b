"""Cards and whole threads put together from rows, few questions for any number of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from clew.post import Author, Notice, Post
from clew.query import Page, Query
from clew.stores import listing, marker
from clew.stores.packed import as_opening, as_shape, as_summary
from clew.stores.shapes import Shapes
from clew.thread import Card, Part, Place, Shape, Summary, Thread, Wanted


class Shown(NamedTuple):
    """A post as it is shown, and its own and its author's key."""

    key: int
    author: int
    post: Post


class Rows(Protocol):
    """What a database is asked for, each for many posts or authors in one question."""

    def shown(self, ids: Iterable[str]) -> dict[str, Shown]:
        """The posts of these ids that are held, their authors called as they were called last."""
        ...

    def named(self, names: Iterable[str]) -> dict[str, str]:
        """The ids of the posts that go by these other names: of a version, an address, of a page that showed them."""
        ...

    def authors(self, keys: Iterable[int]) -> dict[int, Author]:
        """Authors by key, as they were called last."""
        ...

    def captures(self, posts: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The captures each post (by key) stands on, oldest first."""
        ...

    def readings(self, posts: Iterable[int]) -> dict[int, list[Post]]:
        """Everything that captures said of each post (by key), each wording once."""
        ...

    def notices(self, ids: Iterable[str]) -> list[Notice]:
        """What is proved of these posts."""
        ...


class Head(NamedTuple):
    """A thread's row: its author's key, and its summary, opening and shape as far as they were asked for."""

    author: int
    summary: bytes
    opening: bytes | None
    shape: bytes


class Parts:
    """Posts of several threads, fetched together with all that is said beside them."""

    def __init__(self, rows: Rows, ids: Iterable[str], shapes: Iterable[Shape] = ()) -> None:
        """Fetch posts by id; of those that stand in `shapes` their earlier words too."""
        self._older: dict[str, list[str]] = {}
        wanted = set(ids)
        for shape in shapes:
            for name, newer in shape.earlier:
                if newer in wanted:
                    self._older.setdefault(newer, []).append(name)
        wanted.update(name for names in self._older.values() for name in names)
        self.posts = rows.shown(wanted)
        self._captures = rows.captures(row.key for row in self.posts.values())
        self._states = listing.states(rows.notices(wanted))
        edited = [row for name, row in self.posts.items() if row.post.edited is not None or name in self._older]
        older = (self.posts[name] for names in self._older.values() for name in names if name in self.posts)
        self._said = rows.readings({row.key for row in (*edited, *older)}) if shapes else {}

    def of(self, places: Iterable[Place]) -> tuple[Part, ...]:
        """The parts that stand in these places."""
        return tuple(self._part(self.posts[place.id], place) for place in places)

    def told(self, places: Iterable[Place]) -> list[Post]:
        """The posts that stand in these places."""
        return [self.posts[place.id].post for place in places]

    def _part(self, row: Shown, place: Place) -> Part:
        part = Part(row.post, place, self._captures.get(row.key, ()), self._states.get(row.post.id))
        if row.key not in self._said:
            return part
        keys = [row.key, *(self.posts[name].key for name in self._older.get(row.post.id, ()) if name in self.posts)]
        said = (post for key in keys for post in self._said.get(key, ()))
        return msgspec.structs.replace(part, earlier=listing.earlier(row.post, said))


def cards(
    rows: Rows, heads: Mapping[str, Head], ids: Sequence[str], beside: Sequence[Sequence[Place]] = ()
) -> list[tuple[Card, tuple[Part, ...]]]:
    """Cards in the order asked for, each with its parts in the places `beside` it; posts alone have no head."""
    single = [post_id for post_id in ids if post_id not in heads]
    openings = {thread_id: _opening(head) for thread_id, head in heads.items()}
    openings |= {post_id: (Place(post_id, "start"),) for post_id in single}
    parts = Parts(rows, (place.id for places in (*openings.values(), *beside) for place in places))
    named = _named(rows, heads) | {post_id: _of_post(parts.posts[post_id].post) for post_id in single}
    cards = [Card(named[each], parts.of(openings[each])) for each in ids]
    return [(card, parts.of(places)) for card, places in zip(cards, beside or ((),) * len(cards), strict=True)]


def _of_post(post: Post) -> Summary:
    """The summary of a post alone."""
    return msgspec.structs.replace(listing.summarise(listing.alone(post), {post.id: post}), author=post.author)


def page(query: Query, found: Sequence[tuple[str, int, int]], items: tuple[Card, ...]) -> Page[Card]:
    """The cards as a page; `found` are the rows (id, rank, held) of these and, where there are more, of the next."""
    if len(found) == len(items):
        return Page(items)
    thread_id, rank, held = found[len(items) - 1]
    return Page(items, marker.pack(marker.ThreadMarker(query.sort, held, rank, thread_id)))


def following(query: Query, found: Sequence[tuple[str, int, int]], count: int) -> str | None:
    """The marker of what comes after these rows (id, rank, held), None where there were fewer than `count`."""
    if len(found) < count:
        return None
    thread_id, rank, held = found[-1]
    return marker.pack(marker.ThreadMarker(query.sort, held, rank, thread_id))


def _opening(head: Head) -> tuple[Place, ...]:
    return as_opening(head.opening) if head.opening is not None else listing.opening(as_shape(head.shape))


def _named(rows: Rows, heads: Mapping[str, Head]) -> dict[str, Summary]:
    authors = rows.authors({head.author for head in heads.values()})
    return {
        thread_id: msgspec.structs.replace(as_summary(head.summary), author=authors[head.author])
        for thread_id, head in heads.items()
    }


def whole(rows: Rows, heads: Mapping[str, Head], thread_ids: Sequence[str]) -> list[Thread]:
    """Threads in the order asked for; posts alone, which have no head, as threads of one."""
    named = _named(rows, heads)
    shapes = [as_shape(heads[thread_id].shape) for thread_id in thread_ids if thread_id in heads]
    for row in rows.shown(thread_id for thread_id in thread_ids if thread_id not in heads).values():
        shapes.append(listing.alone(row.post))
        named[row.post.id] = _of_post(row.post)
    parts = Parts(rows, (place.id for shape in shapes for place in shape.places), shapes)
    context = _beside(rows, {name for shape in shapes for name in listing.beside(shape, parts.told(shape.places))})
    threads = {shape.id: _thread(named[shape.id], shape, parts, context) for shape in shapes}
    return [threads[each] for each in thread_ids if each in threads]


def _thread(
    summary: Summary, shape: Shape, parts: Parts, context: Mapping[str, Shown], wanted: Sequence[Place] | None = None
) -> Thread:
    places = shape.places if wanted is None else wanted
    met = (context[name].post for name in listing.beside(shape, parts.told(places), places) if name in context)
    return Thread(summary, shape, parts.of(places), listing.context(shape, met, places))


class Version(NamedTuple):
    """A thread's row: its id and summary, whose it is, its shape where that is short.

    `version` is one for each time that a thread was written, never given twice.
    """

    id: str
    author: int
    summary: bytes
    shape: bytes | None
    version: Hashable


def some(rows: Rows, version: Version, shapes: Shapes, read: Callable[[], bytes], wanted: Wanted) -> Thread:
    """A thread with those of its posts that are wanted; `read` gives a long shape that is not kept in `shapes`."""
    short = version.shape
    shape = shapes.of(version.version, read) if short is None else as_shape(short)
    summary = _named(rows, {version.id: Head(version.author, version.summary, None, b"")})[version.id]
    places = tuple(wanted(shape))
    parts = Parts(rows, (place.id for place in places), (shape,))
    context = _beside(rows, set(listing.beside(shape, parts.told(places), places)))
    return _thread(summary, shape, parts, context, places)


def named(rows: Rows, name: str) -> str | None:
    """The id of the held post that goes by a name; its own id goes before all other names."""
    return name if rows.shown((name,)) else rows.named((name,)).get(name)


def _beside(rows: Rows, names: set[str]) -> dict[str, Shown]:
    """The posts of these names, an older version's as what replaced it is shown."""
    found = rows.shown(names)
    other = rows.named(names - found.keys()) if len(found) < len(names) else {}
    newer = rows.shown(set(other.values())) if other else {}
    return found | {name: newer[post_id] for name, post_id in other.items()}


def alone(rows: Rows, ids: Iterable[str]) -> Thread | None:
    """The latest of these versions of a post, which stands in no thread, as a thread of one."""
    posts = [row.post for row in rows.shown(ids).values()]
    newest = max(posts, key=lambda post: (len(post.versions), post.versions[-1:] == (post.id,), post.id), default=None)
    if newest is None:
        return None
    shape = listing.alone(newest)
    parts = Parts(rows, (newest.id,), (shape,))
    context = _beside(rows, set(listing.beside(shape, parts.told(shape.places))))
    return _thread(_of_post(newest), shape, parts, context)
