"""An archive as its owner reads it: with private posts, and with those of authors who refused to be shown.

The store's own lists and threads know nothing of either. Here the authors who have any are put together anew, in
memory, and their threads stand in the lists where those without these posts stood, or none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cmp_to_key
from heapq import merge
from itertools import islice
from typing import Any, Protocol, TypeVar

from msgspec.structs import replace

from clew.archive.settling import settle
from clew.post import Post
from clew.query import Page, Query
from clew.stores import marker, memory
from clew.stores.base import AuthorCount, Found, Names, Store
from clew.stores.consent import Forgetting
from clew.thread import Card, Part, Summary, Thread, Wanted

_PAGE = 200
T = TypeVar("T")


class Reading(Protocol):
    """What threads are read from."""

    def thread(self, post_id: str, wanted: Wanted | None = None) -> Thread | None:
        """The thread in which a post stands, or those of its posts that are wanted."""
        ...

    def named(self, name: str) -> str | None:
        """The id of the held post that goes by a name."""
        ...

    def author(self, name: str) -> AuthorCount | None:
        """An author by id or handle."""
        ...

    def names(self, author_id: str) -> Names:
        """What an author was called before."""
        ...

    def search(self, query: Query) -> Page[Found]:
        """A page of what a search finds."""
        ...

    def count(self, query: Query) -> int:
        """How many a search finds."""
        ...

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads."""
        ...

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means."""
        ...


class Unveiled:
    """A store's threads with what it keeps apart in them; made once, as the archive is at that moment."""

    def __init__(self, store: Store, *, private: bool = False, refused: bool = False) -> None:
        """`private` are posts for followers or single persons, `refused` those of authors who refused."""
        self._store = store
        self._own = memory.Store(private=True)
        apart = (
            *(store.private() if private else ()),
            *(store.withheld() if refused else ()),
        )
        self._authors = frozenset(post.author.id for _, post in apart)
        if apart:
            self._gather(apart)
            settle(self._own)

    def _gather(self, private: Sequence[tuple[str, Post]]) -> None:
        """Bring together everything these authors' threads depend on and show."""
        for kept in self._store.captures():
            self._own.begin(kept)
        touched = self._store.of_authors(sorted(self._authors))
        observed: dict[str, list[Post]] = defaultdict(list)
        for capture, post in private:
            observed[capture].append(post)
        parts = self._parts({post.id for post in touched.posts})
        posts = {post.id: post for post in (*touched.posts, *(post for _, post in private))}
        beside = {post.quote for post in posts.values()} | {p.reply_to.id for p in posts.values() if p.reply_to}
        others = self._parts({name for name in beside if name is not None and name not in posts})
        shown = [(post, parts.get(post.id)) for post in touched.posts] + [(part.post, part) for part in others.values()]
        for post, part in shown:
            for capture in part.captures if part is not None else ():
                observed[capture].append(post)
        for capture, seen in observed.items():
            self._own.add(capture, seen)
        proved = {*touched.notices, *self._store.notices(posts)}
        for capture in list(observed)[:1]:
            self._own.add(capture, tuple(proved))
        self._own.forget(Forgetting((), (), touched.tombs))

    def _parts(self, names: Iterable[str]) -> dict[str, Part]:
        """These posts as the store shows them; an older version as what replaced it is shown."""
        found: dict[str, Part] = {}
        for name in names:
            thread = None if name in found else self._store.thread(name)
            if thread is not None:
                found |= {part.post.id: part for part in thread.parts}
                found.setdefault(name, thread.parts[0])
        return {name: found[name] for name in names if name in found}

    def thread(self, post_id: str, wanted: Wanted | None = None) -> Thread | None:
        """The thread in which a post stands, with its private posts."""
        public = self._store.thread(post_id, wanted)
        own = self._own.thread(post_id if public is None else public.id, wanted)
        return own if own is not None and own.summary.author.id in self._authors else public

    def named(self, name: str) -> str | None:
        """The id of the held post that goes by a name."""
        return self._store.named(name) or self._own.named(name)

    def author(self, name: str) -> AuthorCount | None:
        """An author by id or handle."""
        own = self._own.author(name)
        return own if own is not None and own.author.id in self._authors else self._store.author(name)

    def names(self, author_id: str) -> Names:
        """What an author was called before."""
        return (self._own if author_id in self._authors else self._store).names(author_id)

    def search(self, query: Query) -> Page[Found]:
        """A page of what a search finds; on the first page what is kept apart goes before all else."""
        page = self._store.search(query)
        if query.after is not None or not self._authors:
            return page
        return Page((*self._hits(query), *(each for each in page.items if self._is_others(each))), page.next)

    def count(self, query: Query) -> int:
        """How many a search finds."""
        return self._store.count(query) + (len(self._hits(query)) if self._authors else 0)

    def _hits(self, query: Query) -> list[Found]:
        own = self._own.search(replace(query, limit=None, after=None))
        return [each for each in own.items if not self._is_others(each)]

    def _is_others(self, found: Found) -> bool:
        return found.card.summary.author.id not in self._authors

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads."""
        query = _by_beginning(query)
        both = (_pages(reading, query) for reading in (self._store, self._own))
        merged = self._merged(query, both, lambda card: card.summary)
        found = list(islice(merged, None if query.limit is None else query.limit + 1))
        page = tuple(found[: query.limit])
        last = page[-1].summary if len(found) > len(page) else None
        after = None if last is None else marker.ThreadMarker(query.sort, last.held, last.rank, last.id)
        return Page(page, None if after is None else marker.pack(after))

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means, one at a time."""
        query = _by_beginning(query)
        both = (reading.threads(replace(query, limit=None)) for reading in (self._store, self._own))
        return islice(self._merged(query, both, lambda thread: thread.summary), query.limit)

    def _merged(self, query: Query, both: Iterable[Iterator[T]], of: Callable[[T], Summary]) -> Iterator[T]:
        """Both lists as one, each author from the list that knows everything of theirs."""
        public, own = both
        kept = (
            (each for each in public if of(each).author.id not in self._authors),
            (each for each in own if of(each).author.id in self._authors),
        )
        order = _ORDERS.get(query.sort, _newest)

        def compared(one: T, other: T) -> int:
            return order(of(one), of(other))

        return merge(*kept, key=cmp_to_key(compared))


def _by_beginning(query: Query) -> Query:
    """The query in an order that both lists know: which threads grew last is not known of private posts."""
    return replace(query, sort="newest") if query.sort == "grown" else query


def _pages(reading: Reading, query: Query) -> Iterator[Card]:
    page = reading.cards(replace(query, limit=_PAGE))
    yield from page.items
    while page.next is not None:
        page = reading.cards(replace(query, limit=_PAGE, after=page.next))
        yield from page.items


def _compared(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
    return (one > other) - (one < other)


def _newest(one: Summary, other: Summary) -> int:
    return _compared((other.rank, other.id), (one.rank, one.id))


def _oldest(one: Summary, other: Summary) -> int:
    if one.rank < 0 or other.rank < 0:  # threads without a date come last, in the order of their page
        return _newest(one, other)
    return _compared((one.rank, one.id), (other.rank, other.id))


def _longest(one: Summary, other: Summary) -> int:
    return _compared((other.held, other.rank, other.id), (one.held, one.rank, one.id))


_ORDERS = {"newest": _newest, "oldest": _oldest, "longest": _longest}
