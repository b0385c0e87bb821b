"""The store that is a set made on a cluster: read in its place, never changed, however big it is.

`held` is a set as it was opened; where it is made again meanwhile, it is opened again. `tables` asks the files,
`reading` and `searching` are what pages need, `refusing` is what a set cannot do.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Self, TypeVar

import msgspec

from clew.errors import ClewError, NotFound, StoreFault
from clew.places import is_away
from clew.query import Page, Query
from clew.sets import is_set
from clew.stores.base import AuthorCount, Days, Facets, FiledProblem, Found, Info, Kept, Names, TagCount, Touched
from clew.stores.parquet.held import Held
from clew.stores.parquet.refusing import Refusing, only_read
from clew.stores.parquet.tables import Changed, Torn
from clew.thread import Card, Thread, Wanted

HERE, AWAY = 1, 15
"""Seconds after which it is looked again whether the set was made anew, on this machine and elsewhere."""
# Threads that are read at a time: few at first, for whoever wants few, and then more, because files are looked through
# anew for each time.
_FIRST = 50
_AT_A_TIME = 800
T = TypeVar("T")
_LOG = logging.getLogger("clew.sets")


def opens(place: str) -> bool:
    """True of a folder with the manifest of a set in it, and of addresses, at which nothing else can be."""
    return is_away(place) or is_set(place)


class Store(Refusing):
    """`clew.stores.base.Store` over the files of a set."""

    folder: Path | None = None
    read_only = True

    def __init__(self, place: str) -> None:
        self.place: str | None = place
        self._place = place
        self._turn = threading.Lock()
        self._told = ""
        self._held = Held(place)
        self._looked = monotonic()

    @classmethod
    def open(cls, place: str, *, create: bool) -> Self:
        """Open the set in a folder, or at an address; `NotFound` where there is none, which cannot be made here."""
        if create and not opens(place):
            raise NotFound(f"There is no set in {place}; `clew spark add` makes one.")
        return cls(place if is_away(place) else str(Path(place).absolute()))

    def close(self) -> None:
        """Let go of the files."""
        self._held.close()

    def _now(self) -> Held:
        """The set as it lies there now, as far as was looked; while one is at it the others ask what was open."""
        if monotonic() - self._looked >= (AWAY if is_away(self._place) else HERE) and self._turn.acquire(
            blocking=False
        ):
            try:
                self._renew()
            except ClewError as error:  # a manifest of which half is there, say
                self._tell(error)
            finally:
                self._looked = monotonic()
                self._turn.release()
        return self._held

    def _renew(self) -> None:
        """Open the set anew where another one lies there; whoever asks the old one still holds it."""
        if self._held.is_stale():
            self._held = Held(self._place)
            self._told = ""
            _LOG.info("The set %s was made again, and is shown as it is now.", self._place)

    def _tell(self, error: ClewError) -> None:
        if error.message != self._told:
            self._told = error.message
            _LOG.warning("The set %s is shown as it was: %s", self._place, error.message)

    def _surely(self, ask: Callable[[Held], T], held: Held | None = None) -> T:
        """What comes of it when torn files have been passed over, of the set that was made meanwhile where one was."""
        held = held or self._now()
        while True:
            try:
                return ask(held)
            except Torn:
                continue
            except Changed:
                held = self._next(held)
            except LookupError as error:  # files that are being replaced do not say the same
                if not held.is_stale():
                    raise StoreFault(
                        f"The files of {self._place} are not of one set; wait until it is made, or make it again."
                    ) from error
                held = self._next(held)

    def _next(self, held: Held) -> Held:
        with self._turn:
            if self._held is held:
                self._renew()
            return self._held

    def capture(self, capture_id: str) -> Kept | None:
        """A capture by its SHA-256."""
        return self._now().capture(capture_id)

    def captures(self) -> tuple[Kept, ...]:
        """All captures, in the order in which they were named."""
        return self._now().captures()

    def of_authors(self, author_ids: Sequence[str]) -> Touched:
        """All posts of these authors; what became of them stands in threads."""
        return self._surely(lambda held: held.of_authors(author_ids))

    def thread(self, post_id: str, wanted: Wanted | None = None) -> Thread | None:
        """The thread of a post, by any of its names."""
        return self._surely(lambda held: held.thread(post_id, wanted))

    def named(self, name: str) -> str | None:
        """The id of the held post that goes by a name."""
        return self._surely(lambda held: held.named(name))

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads."""
        return self._surely(lambda held: held.cards(query))

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means, some at a time, of the set as it is when that begins as far as it is there."""
        held: Held | None = None
        left, most = query.limit, _FIRST
        while left is None or left > 0:
            count = most if left is None else min(left, most)
            most = min(2 * most, _AT_A_TIME)
            (some, after), held = self._surely(_some(query, count), held)
            yield from some
            if after is None:
                return
            query = msgspec.structs.replace(query, after=after)
            left = None if left is None else left - count

    def search(self, query: Query) -> Page[Found]:
        """A page of what a search finds."""
        return self._surely(lambda held: held.search(query))

    def count(self, query: Query) -> int:
        """How many a search finds."""
        return self._surely(lambda held: held.count(query))

    def facets(self, query: Query, most: int, among: int | None = None) -> Facets:
        """What those have in common that a search finds."""
        return self._surely(lambda held: held.facets(query, most, among))

    def terms(self, beginning: str) -> Iterator[str]:
        """The terms that begin so, of some entries: a set has no list of its words."""
        return self._surely(lambda held: held.terms(beginning))

    def index(self, *, wanted: bool | None, told: Callable[[int, int], None] | None = None) -> bool:
        """There can be none beside a set."""
        del told
        if wanted:
            only_read()
        return False

    def days(self, query: Query) -> Days:
        """The days on which the threads of a query begin."""
        return self._surely(lambda held: held.days(query))

    def cards_named(self, wanted: Sequence[str]) -> tuple[Card | None, ...]:
        """The threads of posts by any of their names, as cards."""
        return self._surely(lambda held: held.cards_named(wanted))

    def tags(self, limit: int | None) -> tuple[TagCount, ...]:
        """Hashtags by number of threads."""
        return self._surely(lambda held: held.tags(limit))

    def tag(self, tag: str) -> TagCount | None:
        """One hashtag."""
        return self._surely(lambda held: held.tag(tag))

    def authors(self, limit: int | None) -> tuple[AuthorCount, ...]:
        """Authors by number of threads, then posts."""
        return self._surely(lambda held: held.authors(limit))

    def author(self, name: str) -> AuthorCount | None:
        """An author by id or handle."""
        return self._surely(lambda held: held.author(name))

    def names(self, author_id: str) -> Names:
        """None: what accounts were called before is not in a set."""
        del author_id
        return Names()

    def problems(self, limit: int, after: str | None) -> Page[FiledProblem]:
        """What could not be read, file by file; newest capture first would mean to sort them all."""
        return self._surely(lambda held: held.problems(limit, after))

    def reasons(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Why records could not be read."""
        return self._surely(lambda held: held.reasons(limit))

    def size(self) -> int | None:
        """How many bytes the files take."""
        return self._now().size()

    def info(self) -> Info:
        """Counts for people, as the manifest has them."""
        return self._now().info()


def _some(query: Query, count: int) -> Callable[[Held], tuple[tuple[list[Thread], str | None], Held]]:
    """Ask a set for the next threads, and say which one that was."""
    return lambda held: (held.some(query, count), held)
