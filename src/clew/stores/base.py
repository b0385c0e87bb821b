"""What every store promises; one contract test holds all of them to it.

Writing goes in two steps, each one transaction. `add` keeps a batch of records and marks their authors as touched;
`write` replaces the threads of some touched authors and clears their marks. A killed program leaves finished batches
and touched authors, never half a thread: whoever opens the archive to write next goes on from the marks.

A module that holds a store has two names: `opens(place)`, true of the places it is for, and the class `Store`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, Self

from clew.post import Author, File, Notice, Post, Problem, Record, Value
from clew.query import Page, Query
from clew.stores.consent import Consenting
from clew.stores.deeds import Doing
from clew.stores.entry import Entry
from clew.thread import Card, Part, Shape, Summary, Thread, Wanted

LOOKED_AT = 20_000
"""How many problems are looked at for their reasons: more would cost more than a page may."""


class Kept(Value):
    """A capture as the archive knows it: `id` is its SHA-256, `held` false where only hash and place are kept.

    `gone` is why its bytes were removed, and may not be kept again.
    """

    id: str
    name: str
    place: str
    size: int
    taken: datetime
    source: str
    held: bool = True
    finished: bool = False
    gone: str | None = None


class Added(Value):
    """What a batch or an import brought: posts never seen before, seen again, seen to differ now; and the rest.

    `known` are those that say nothing new; a post is `changed` where what is shown of it changed. `private` are posts
    for followers or single persons, which are kept apart or nowhere; `withheld` those of authors who refused to be
    shown, `forgotten` those that were forgotten before, which are passed over.
    """

    new: int = 0
    known: int = 0
    changed: int = 0
    notices: int = 0
    problems: int = 0
    private: int = 0
    withheld: int = 0
    forgotten: int = 0


class Mark(Value):
    """A touched author, how many posts are held of them, and the number of the last batch that touched them."""

    author_id: str
    posts: int
    number: int


class Touched(Value):
    """Everything the threads of some authors depend on, read at one moment.

    `signs` are those of their entries that are there, by the entry's id; `tombs` what is left of forgotten posts.
    """

    marks: tuple[Mark, ...]
    posts: tuple[Post, ...]
    notices: tuple[Notice, ...]
    signs: tuple[tuple[str, bytes], ...] = ()
    tombs: tuple[Post, ...] = ()


class TagCount(Value):
    """A hashtag: folded, as most often written, and in how many threads (of two held posts or more)."""

    tag: str
    written: str
    threads: int


class AuthorCount(Value):
    """An author, and how many posts and threads of theirs are held."""

    author: Author
    posts: int
    threads: int


class Names(Value):
    """Handles and names that an author had before, the latest first."""

    handles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class FiledProblem(Value):
    """A problem and the capture it stands in."""

    capture: str
    name: str
    problem: Problem


class Info(Value):
    """What an archive holds, in numbers; a thread counts from two held posts on, as in a list.

    `networks` and `languages` are by number of threads; `first` and `last` are the dates of the first and the last
    thread's beginning.
    """

    posts: int
    authors: int
    threads: int
    held_in_threads: int
    promised: int
    gaps: int
    tags: int
    captures: int
    problems: int
    networks: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    first: datetime | None
    last: datetime | None


class Found(Value):
    """A thread that a search found: the ids of its posts that were hit, in reading order, and the first of them whole.

    None is hit where the search asked for no words.
    """

    card: Card
    hits: tuple[str, ...]
    parts: tuple[Part, ...]


class FacetCount(Value):
    """How many of the found threads share a fact: a hashtag (folded), author (id), language, network or year."""

    kind: str
    value: str
    threads: int


class Facets(Value):
    """What found threads share, by kind and then by number; `of` is how many of the newest were looked at."""

    of: int
    counts: tuple[FacetCount, ...]


class Saved(Value):
    """A search that somebody keeps under a name, as it was typed."""

    name: str
    query: str
    made: datetime


class Days(Value):
    """How many threads of a list begin on each day, oldest first; threads without a date begin on none.

    `whole` is false where there were too many to look at, and only the newest were.
    """

    counts: tuple[tuple[date, int], ...]
    whole: bool = True


class Shelved(Value):
    """A thread on a shelf, by the id of the post it was put there by; what somebody noted of it, and when."""

    post: str
    note: str
    added: datetime


class ShelfCount(Value):
    """A shelf, how many threads were put on it, and when the last of them was."""

    name: str
    threads: int
    changed: datetime


class Holding(Value):
    """What stands for one picture, film or sound: its file, or the reason why there is none.

    `address` is what posts know it by (`clew.media.addresses`), `post` the post it was taken for, `origin` where it
    came from (the address that gave it, or a capture and a member of it).
    """

    address: str
    post: str
    origin: str
    taken: datetime
    file: File | None = None
    reason: str | None = None

    @property
    def sha(self) -> str | None:
        """The SHA-256 of its file."""
        return None if self.file is None else self.file.sha


class Store(Consenting, Doing, Protocol):
    """Rows of an archive. All reading methods may be called from any thread while one writer writes.

    `folder` is where the archive's captures are kept, None where there is no such place; `place` is what another
    program opens to see the same archive, None where none can.
    """

    folder: Path | None
    place: str | None
    read_only: bool
    """Whether everything that would change it is refused."""

    @classmethod
    def open(cls, place: str, *, create: bool) -> Self:
        """Open the store at a place its module `opens`; `NotFound` where nothing is there and `create` is false."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """While this lasts, what the same thread reads is read as one, where asking often costs: of one moment then."""
        ...

    def adding(self) -> AbstractContextManager[None]:
        """While this lasts other programs know that somebody is adding and will see to the marks."""
        ...

    def unattended(self) -> AbstractContextManager[bool]:
        """True where nobody is adding and nobody begins to while this lasts; false where that cannot be known."""
        ...

    def capture(self, capture_id: str) -> Kept | None:
        """A capture by its SHA-256."""
        ...

    def captures(self) -> tuple[Kept, ...]:
        """All captures, oldest first."""
        ...

    def begin(self, kept: Kept) -> None:
        """Note a capture before any of its posts; of one that is there already only `held` may become true."""
        ...

    def finish(self, capture_id: str) -> None:
        """Note that the capture was read to its end."""
        ...

    def add(self, capture_id: str, records: Sequence[Record], *, private: bool = False) -> Added:
        """Keep a batch in one transaction: fold each post into what is known of it, note who was touched.

        Adding the same record from the same capture again changes nothing, not even the marks. Posts for followers or
        single persons are counted and, where `private` says so, kept apart: nothing but `private` reads them.

        A post known only from a page without ids touches whoever is said to have written it; a real post that begins
        with the words of such a one that has met none touches the author of that one too.
        """
        ...

    def private(self) -> Iterator[tuple[str, Post]]:
        """Every observation of posts for followers or single persons that was kept: the capture's id and the post."""
        ...

    def said(self) -> Iterator[tuple[str, Record]]:
        """Everything else that captures said, each with the capture's id, in bounded memory.

        Adding it elsewhere copies it: posts, each as each capture had it, then notices and what could not be read.
        What was found in making threads is not among it.
        """
        ...

    def met(self) -> Iterator[tuple[str, str]]:
        """The other names that meetings left (`meet`): the page's id of a post, and the real one's."""
        ...

    def note_met(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note such names of real posts that are held, in one transaction; names of others are passed over."""
        ...

    def unmet(self, author_ids: Sequence[str]) -> tuple[Post, ...]:
        """The posts of these authors that are known only from pages without ids."""
        ...

    def said_by(self, words: int, most: int) -> tuple[str, ...] | None:
        """Ids of the authors of real posts of these words (`clew.text.wording.number`), sorted.

        None where `most` posts or more begin with them.
        """
        ...

    def meet(self, pairs: Mapping[str, str]) -> None:
        """Make posts known only from pages observations of the real ones they are, in one transaction.

        `pairs` are held posts' ids, the page's and the real one's. The page's id becomes another name of the real
        post, and whatever later says something of that id says it of the real post. Both authors are touched.
        """
        ...

    def touched(self, limit: int) -> tuple[Mark, ...]:
        """Authors whose threads must be made anew: as many as have about `limit` posts together, at least one."""
        ...

    def of_authors(self, author_ids: Sequence[str]) -> Touched:
        """All posts of these authors, and all notices about their posts and about the posts these answer."""
        ...

    def write(
        self,
        marks: Sequence[Mark],
        threads: Sequence[tuple[Shape, Summary]],
        problems: Mapping[str, Problem],
        entries: Sequence[Entry] = (),
    ) -> None:
        """Replace these authors' threads in one transaction, leaving equal ones alone, and clear their marks.

        `marks` are those of the `Touched` that the threads were made of; one that is another by now stays, because a
        post came in between. Authors whose mark is gone by now were written by somebody who read later, and are left
        alone. A summary is what `clew.stores.listing.summarise` says. `problems` are what unrolling found, by post
        id; they replace what it found before, as `entries` replace the authors' entries for the search. The mark of
        an author stays, too, where an entry that should stand (it has no lines) is not there.
        """
        ...

    def thread(self, post_id: str, wanted: Wanted | None = None) -> Thread | None:
        """The thread in which a post stands, by any name of the post; a post alone is a thread of one.

        Names are its id, the ids of its other versions, and its address. With `wanted` only those posts are read, and
        what it costs grows with them: the shape of a thread that was asked for before is at hand.
        """
        ...

    def named(self, name: str) -> str | None:
        """The id of the held post that goes by a name, None where there is none."""
        ...

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads; costs the page, not the archive."""
        ...

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means (up to its limit), one at a time in bounded memory."""
        ...

    def tags(self, limit: int | None) -> tuple[TagCount, ...]:
        """Hashtags by number of threads."""
        ...

    def authors(self, limit: int | None) -> tuple[AuthorCount, ...]:
        """Authors by number of threads, then posts."""
        ...

    def author(self, name: str) -> AuthorCount | None:
        """An author by id or handle (with or without @, in any case)."""
        ...

    def names(self, author_id: str) -> Names:
        """What an author was called before, as their first and latest posts here say (`clew.stores.former.SOME`)."""
        ...

    def tag(self, tag: str) -> TagCount | None:
        """One hashtag, folded before it is looked up."""
        ...

    def search(self, query: Query) -> Page[Found]:
        """A page of the threads, and posts alone, that a query with a `match` finds.

        Posts alone are found where `min_posts` is 1. `cards` and `threads` of such a query give the same threads.
        """
        ...

    def count(self, query: Query) -> int:
        """How many a query with a `match` finds, on all its pages."""
        ...

    def facets(self, query: Query, most: int, among: int | None = None) -> Facets:
        """What those have in common that a query with a `match` finds: the `most` frequent of each kind.

        The newest `among` of them are looked at, 20,000 unless told.
        """
        ...

    def terms(self, beginning: str) -> Iterator[str]:
        """The terms that begin so, of entries that are or were there, in no order."""
        ...

    def index(self, *, wanted: bool | None, told: Callable[[int, int], None] | None = None) -> bool:
        """Make an index beside the database that ranks what is found, or give it up; whether there is one then.

        None leaves things as they are and brings an index that is there up to date. `told` takes how many threads and
        posts alone are done, of how many. `StoreFault` where this store can have none, `MissingPart` where what makes
        it is not installed. Searches find the same with it, and rank by a formula that is a little different.
        """
        ...

    def save(self, saved: Saved) -> None:
        """Keep a search under its name, in the place of one that has it."""
        ...

    def saved(self) -> tuple[Saved, ...]:
        """The searches that are kept, by name."""
        ...

    def unsave(self, name: str) -> bool:
        """Let go of a kept search; false where there is none of that name."""
        ...

    def days(self, query: Query) -> Days:
        """The days on which the threads of a query begin; its order and page make no difference.

        Of everything, and of what is under one hashtag, author, language or network, these are kept up to date.
        """
        ...

    def cards_named(self, wanted: Sequence[str]) -> tuple[Card | None, ...]:
        """The threads in which posts of these names (as in `thread`) stand, as cards; None where none does."""
        ...

    def shelve(self, name: str, threads: Sequence[Shelved]) -> None:
        """Let these, in this order, be what stands on a shelf, in one transaction; without any there is no shelf."""
        ...

    def shelf(self, name: str) -> tuple[Shelved, ...]:
        """What stands on a shelf, in order."""
        ...

    def shelves(self) -> tuple[ShelfCount, ...]:
        """The shelves, by name."""
        ...

    def hold(self, holdings: Sequence[Holding]) -> None:
        """Note what stands for these media, in the place of what was noted for the same addresses."""
        ...

    def holdings(self, addresses: Iterable[str]) -> Mapping[str, Holding]:
        """What is noted of these media, by address; of most there will be nothing."""
        ...

    def holding(self, sha: str) -> Holding | None:
        """One medium whose file has this SHA-256; None where no medium's file has."""
        ...

    def holdings_of(self, sha: str) -> tuple[Holding, ...]:
        """All media whose file has this SHA-256, by address."""
        ...

    def every_holding(self) -> Iterator[Holding]:
        """What is noted of all media, in no order; some at a time, so that it may be written to meanwhile."""
        ...

    def problems(self, limit: int, after: str | None) -> Page[FiledProblem]:
        """What could not be read, newest capture first."""
        ...

    def reasons(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Why records could not be read, the most frequent reasons first, among the `LOOKED_AT` latest problems."""
        ...

    def size(self) -> int | None:
        """How many bytes the rows take on disk; None where there is no such number."""
        ...

    def info(self) -> Info:
        """Counts for people."""
        ...

    def snapshot(self, folder: Path, told: Callable[[int, int], None]) -> None:
        """Write all rows as they are at one moment into files in an empty folder; whoever adds meanwhile goes on.

        `told` takes how much of it is done, of how much. `StoreFault` where it cannot be done.
        """
        ...

    @classmethod
    def restore(cls, place: str, files: Path) -> None:
        """Make what `snapshot` wrote into a store at a place where none is, all of it or nothing.

        `StoreFault` where there is one.
        """
        ...
