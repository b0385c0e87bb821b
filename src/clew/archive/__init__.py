"""Archive: the one face that commands and pages talk to."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from clew import exports, settings, sources, stores
from clew.archive import holdings, searching
from clew.archive.addresses import by_handle, names
from clew.archive.apart import write_apart
from clew.archive.bagging import seal
from clew.archive.copying import Copied, Copying, bring_media
from clew.archive.ground import Ground, ground
from clew.archive.importing import Import, Importer, Progress, Visitor
from clew.archive.neighbours import Neighbours, neighbours
from clew.archive.settling import settle
from clew.archive.shelves import OnShelf, Shelves
from clew.archive.taking import LARGEST, Taker
from clew.archive.unveiled import Reading, Unveiled
from clew.capture import open_capture
from clew.capture.keeping import kept_size, sweep
from clew.errors import BadQuery, BadSetting, MissingPart, NotFound, StoreBusy, StoreFault, Unreadable
from clew.exports import About
from clew.media import pictures
from clew.media.shelf import Shelf, parted, small_name
from clew.post import File
from clew.query import PAGE, Page, Query
from clew.sources._listing import first_of
from clew.stores import listing
from clew.stores.base import (
    AuthorCount,
    Days,
    Facets,
    FiledProblem,
    Found,
    Holding,
    Info,
    Kept,
    Names,
    Saved,
    ShelfCount,
    Store,
    TagCount,
)
from clew.text import variants
from clew.text.asking import asked
from clew.thread import Card, Thread

if TYPE_CHECKING:
    from clew.archive.errands import Errand

__all__ = [
    "About",
    "Archive",
    "AuthorCount",
    "Copied",
    "Days",
    "Facets",
    "Found",
    "Holding",
    "Import",
    "Kept",
    "Neighbours",
    "OnShelf",
    "Progress",
    "Saved",
    "TagCount",
]

CAPTURES = "captures"
EQUAL_TAGS = "hashtags.toml"
_NAME = re.compile(r"[^/\x00-\x1f\x7f]{1,80}")
_NAMED = 10
_PAGE = 200
_MANY = 4096


class Archive:
    """A folder of posts, threads and captures (or `memory:`); open it with `Archive.open` in a `with` block."""

    def __init__(self, store: Store, captures: Path | None = None) -> None:
        self._store = store
        self._reading: Reading = store
        self._shelves = Shelves(store)
        self._captures = captures if store.folder is None else store.folder / CAPTURES
        kept_in = None if self._captures is None else store.folder or self._captures
        self._media = None if kept_in is None else Shelf(kept_in)
        self._holding = None if kept_in is None else store
        # an archive in a database has no folder of its own: its table lies beside the settings
        self._equals = settings.place().with_name(EQUAL_TAGS) if store.folder is None else store.folder / EQUAL_TAGS

    @classmethod
    def open(cls, place: str | Path, *, create: bool = True, captures: str | Path | None = None) -> Self:
        """Open the archive at a folder, an address or `memory:`; `NotFound` where it is missing and `create` is false.

        `captures` is the folder in which an archive that has none, being in a database, keeps captures; without it
        only their hashes and places are kept.
        What a killed import left is seen to first: threads of authors it had touched, files it had begun.
        """
        place = str(place)
        kept = None if captures is None else Path(captures).expanduser()
        archive = cls(stores.find(place).Store.open(place, create=create), kept)
        # An archive that cannot be written to now can be read all the same.
        with suppress(StoreFault):
            archive._mend()
        return archive

    def _mend(self) -> None:
        with self._store.unattended() as nobody:
            if nobody and self._captures is not None and self._media is not None:
                sweep(self._captures)
                self._media.sweep()
            if nobody:
                with suppress(MissingPart):
                    self._store.index(wanted=None)
        if nobody and self._store.touched(1):
            with self._store.adding():
                settle(self._store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def add(
        self,
        inputs: Iterable[str | Path],
        *,
        source: str | None = None,
        topic: str | None = None,
        mapping: Mapping[str, str] | None = None,
        reference: bool = False,
        include_private: bool = False,
        media: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Iterator[Import]:
        """Read inputs, keep their bytes, put the threads of every touched author together again.

        `source` names the format; `topic` the hashtag that a saved listing is of; `mapping` the column of a table for
        a field of a post, where its name does not say it (`{"id": "tweet_id"}`); `reference` keeps hash and place of a
        capture and not its bytes; `include_private` keeps posts for followers or single persons, which nothing shows
        but `with_private`; `media` keeps the pictures, films and sounds of public posts that lie in a personal archive
        or an export. One `Import` for each capture, as it is finished; the threads are there when the
        iterator has come to its end. `Unreadable` for an input that cannot be read at all, after what was read before
        it has its threads.
        """
        folder = None if reference else self._captures
        taker = Taker(self._store, self._shelf()) if media else None
        importer = Importer(self._store, folder, source=source, private=include_private, progress=progress, taker=taker)
        with self._store.adding():
            try:
                for place in inputs:
                    with open_capture(place, topic=topic, mapping=mapping) as capture:
                        yield from importer.add(capture)
            except Unreadable:
                settle(self._store)
                raise
            settle(self._store)

    def copy_to(self, other: Archive, progress: Callable[[Progress], None] | None = None) -> Copied:
        """Copy everything into an archive that is empty, or holds a copy that was not finished, and compare the two.

        `StoreFault` where the other one holds something else, and where it is another in the end.
        """
        copied = Copying(self._store, other._store, self._captures, other._captures, progress).copy()
        if self._store.folder is not None and other._store.folder is not None and self._equals.exists():
            shutil.copyfile(self._equals, other._equals)
        with other._store.adding():
            bring_media(self._store, other._store, self._media, other._media)
        return copied

    def bag(self, folder: Path, *, include_private: bool = False) -> Copied:
        """Write the archive into an empty folder as a bag: `data/archive`, and its threads as `data/threads.jsonl`.

        `BadQuery` where it holds private posts and they are not asked for by name.
        """
        if not include_private and next(iter(self._store.private()), None) is not None:
            raise BadQuery(
                "This archive holds private posts, which a bag takes along; ask for it with --include-private."
            )
        (folder / "data").mkdir()
        with Archive.open(folder / "data" / "archive") as other:
            copied = self.copy_to(other)
        with (folder / "data" / "threads.jsonl").open("xb") as out:
            self.export(self.threads(Query(limit=None, min_posts=1)), "jsonl", out)
        facts = f"{copied.posts:,} posts, {copied.threads:,} threads, {copied.captures:,} captures"
        seal(folder, facts)
        return copied

    @staticmethod
    def shown(place: str) -> str:
        """A place as it may be shown: an address without the password of whoever opens it."""
        return stores.shown(place)

    def take_media(
        self, inputs: Iterable[str | Path], *, most: int = LARGEST, progress: Callable[[Progress], None] | None = None
    ) -> Iterator[Import]:
        """Keep the pictures, films and sounds that lie in inputs which were added before, each of `most` bytes at most.

        `NotFound` for an input that was not; what is held already is not opened again.
        """
        visitor = Visitor(self._store, Taker(self._store, self._shelf(), most), progress)
        with self._store.adding():
            for place in inputs:
                with open_capture(place) as capture:
                    yield from visitor.add(capture)

    def can_keep_media(self) -> bool:
        """Whether this archive has a place for files, and the part that measures pictures is installed."""
        with suppress(MissingPart):
            pictures.need()
            return self._media is not None
        return False

    def lacking_media(
        self, query: Query | None = None, *, only: Collection[str] = (), again: bool = False
    ) -> Iterator[Errand]:
        """The pictures, films and sounds that are not held and have a web address, of some threads or of all posts.

        `only` are kinds (`photo`, `video`, `gif`, `audio`); `again` has those, too, that could not be had before.
        """
        from clew.archive.errands import errands, posts

        wanted = None if query is None else self._joined(query)
        return errands(self._store, self._shelf(), posts(self._store, wanted), only=only, again=again)

    def fetch_media(
        self, errands: Iterable[Errand], *, most: int = LARGEST, nearby: Iterable[str] = ()
    ) -> Iterator[Holding]:
        """Ask for media at their web addresses and keep them, each of `most` bytes at most; what came of each.

        No address of this machine or its network is called, but of hosts that `nearby` names.
        """
        from clew.archive.errands import ready

        ready()
        from clew.archive.runner import Runner

        runner = Runner(self._store, self._shelf(), nearby, most)
        with self._store.adding():
            yield from runner.run(errands)

    def medium(self, name: str) -> tuple[Path, File]:
        """Where the file of a name lies that stands for something here, and what it is; `NotFound` of any other."""
        found = parted(name)
        holding = None if found is None else self._store.holding(found[0])
        if found is None or self._media is None or holding is None or holding.file is None:
            raise NotFound("No such picture, film or sound is held here.")
        file, width = holding.file, found[1]
        named = file.name if width is None else small_name(file.sha, width)
        if name != named or not self._media.has(name):
            raise NotFound("No such picture, film or sound is held here.")
        return self._media.path(name), file

    def _shelf(self) -> Shelf:
        if self._media is None:
            raise BadSetting("This archive has no folder, and media are files; name one with --captures.")
        return self._media

    def with_private(self) -> Archive:
        """The same archive, whose threads have their private posts in them; for the owner's own eyes.

        It is read from as it is now, and closed with this one.
        """
        unveiled = Archive(self._store)
        unveiled._reading = Unveiled(self._store)
        return unveiled

    def thread(self, address: str) -> Thread:
        """The thread of a post, from any id or web address of the post; `NotFound` says so in a sentence."""
        for name in (*names(address), *self._by_handle(address)):
            thread = self._reading.thread(name)
            if thread is not None:
                return holdings.of_thread(self._holding, thread)
        called = f" called {address}" if address.strip() else " without a name"
        raise NotFound(f"No post{called} is in this archive; give the id or the address of one that is.")

    def post(self, address: str) -> str | None:
        """The id of the held post that an id or address names, whatever it was called where that was read."""
        found = (self._store.named(name) for name in (*names(address), *self._by_handle(address)))
        return next((post_id for post_id in found if post_id is not None), None)

    def _by_handle(self, address: str) -> Iterator[str]:
        named = by_handle(address)
        if named is not None and (found := self._store.author(named[0])) is not None:
            yield named[1].format(found.author.id)

    def ground(self, thread: Thread) -> tuple[Ground, ...]:
        """The captures a thread stands on, oldest first, and what each of them brought."""
        return ground(self._store, thread)

    def neighbours(self, thread: Thread) -> Neighbours:
        """What stands near a thread: more of its author, related threads, the same words by others."""
        return neighbours(self._store, thread)

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads, each by its summary and its first three posts."""
        page = self._reading.cards(self._joined(query))
        return Page(holdings.of_cards(self._holding, page.items), page.next)

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means, whole, one at a time."""
        return (holdings.of_thread(self._holding, each) for each in self._reading.threads(self._joined(query)))

    def search(self, query: Query) -> Page[Found]:
        """A page of the threads that a query with a `match` finds, each with the posts that were hit."""
        page = self._store.search(self._joined(query))
        return Page(holdings.of_found(self._holding, page.items), page.next)

    def count(self, query: Query) -> int:
        """How many threads a query with a `match` finds."""
        return self._store.count(self._joined(query))

    def facets(self, query: Query, most: int = 10, among: int | None = None) -> Facets:
        """What the threads have in common that a query with a `match` finds, the newest `among` of them."""
        return self._store.facets(self._joined(query), most, among)

    def days(self, query: Query) -> Days:
        """How many of the threads a query means begin on each day."""
        return self._store.days(self._joined(query))

    def index(self, *, wanted: bool, progress: Callable[[Progress], None] | None = None) -> bool:
        """Make an index beside the database that ranks what is found, or give it up; whether there is one then.

        `StoreFault` where an archive can have none, `MissingPart` where what makes it is not installed.
        """

        def told(done: int, count: int) -> None:
            if progress is not None:
                progress(Progress("index", done, count, done))

        with self._store.unattended() as nobody:
            if not nobody:
                raise StoreBusy("Somebody is adding to this archive; make the index when they have finished.")
            return self._store.index(wanted=wanted, told=told)

    def meant(self, query: Query) -> Query | None:
        """The query with misspelt words replaced by the archive's own; None where nothing better is known."""
        return searching.meant(self._store, query, self.same)

    def same(self, tag: str) -> tuple[str, ...]:
        """The hashtags (folded) that count as one, itself first."""
        return variants.same(listing.tag(tag), self._equals)

    def _joined(self, query: Query) -> Query:
        return searching.joined(query, self.same)

    def save(self, name: str, query: str) -> Saved:
        """Keep a search, as it is typed, under a name; `BadQuery` where it means nothing."""
        name = name.strip()
        if not _NAME.fullmatch(name):
            raise BadQuery("A kept search needs a name of 1 to 80 characters without a slash or a line break.")
        if asked(query).match is None:
            raise BadQuery("There is nothing to keep in an empty search; write what to search for.")
        saved = Saved(name, query.strip(), datetime.now(UTC))
        self._store.save(saved)
        return saved

    def saved(self) -> tuple[Saved, ...]:
        """The searches that are kept, by name."""
        return self._store.saved()

    def kept_search(self, name: str) -> Saved:
        """The search of that name; `NotFound` names those there are."""
        saved = self.saved()
        found = next((each for each in saved if each.name == name.strip()), None)
        if found is None:
            others = ", ".join(each.name for each in saved[:_NAMED])
            kept = f"there are {others}" if others else "`clew save NAME QUERY` keeps one"
            raise NotFound(f"No search is kept under the name {name[:80]}; {kept}.")
        return found

    def unsave(self, name: str) -> None:
        """Let go of a kept search; `NotFound` where there is none of that name."""
        self._store.unsave(self.kept_search(name).name)

    def shelves(self) -> tuple[ShelfCount, ...]:
        """The shelves, by name."""
        return self._shelves.all()

    def shelf(self, name: str, limit: int = PAGE, after: str | None = None) -> Page[OnShelf]:
        """A page of a shelf, in its order; `NotFound` names the shelves there are."""
        return self._shelves.page(name, limit, after)

    def shelf_threads(self, name: str) -> Iterator[Thread]:
        """The threads of a shelf in its order, whole, one at a time."""
        return self._shelves.threads(name)

    def put(self, name: str, addresses: Sequence[str], note: str | None = None, place: int | None = None) -> int:
        """Put threads, from any id or address of a post, on a shelf, at a place from 1 on; how many are new there."""
        return self._shelves.put(name, [self.thread(address).id for address in addresses], note, place)

    def take(self, name: str, addresses: Sequence[str]) -> int:
        """Take threads off a shelf; how many. `NotFound` where none of them stands there."""
        return self._shelves.take(name, [self._held(address) for address in addresses])

    def _held(self, address: str) -> str:
        """The id of a thread as it is now; the address itself where no such post is held."""
        try:
            return self.thread(address).id
        except NotFound:
            return address

    def tags(self, limit: int | None = None) -> tuple[TagCount, ...]:
        """Hashtags by number of threads."""
        return self._store.tags(limit)

    def tag(self, tag: str) -> TagCount | None:
        """One hashtag in any spelling, None where no thread carries it."""
        return self._store.tag(tag)

    def authors(self, limit: int | None = None) -> tuple[AuthorCount, ...]:
        """Authors by number of threads, then posts."""
        return self._store.authors(limit)

    def author(self, name: str) -> AuthorCount | None:
        """An author by id or handle, None where there is none; of a card that has met real posts, theirs."""
        found = self._store.author(name)
        if found is None and (thread := self._store.thread(first_of(name) or "")) is not None:
            return self._store.author(thread.summary.author.id)
        return found

    def names(self, author_id: str) -> Names:
        """Handles and names that an author had before, as far as posts here say it."""
        return self._store.names(author_id)

    def captures(self) -> tuple[Kept, ...]:
        """What was added, oldest first."""
        return self._store.captures()

    def problems(self, limit: int = 100, after: str | None = None) -> Page[FiledProblem]:
        """What could not be read, newest capture first."""
        return self._store.problems(limit, after)

    def every_problem(self, limit: int | None = None) -> Iterator[FiledProblem]:
        """Up to `limit` problems, newest capture first, a page in memory at a time."""
        after: str | None = None
        left = limit
        while left is None or left > 0:
            page = self._store.problems(_PAGE if left is None else min(left, _PAGE), after)
            yield from page.items
            if page.next is None:
                return
            after, left = page.next, None if left is None else left - len(page.items)

    def reasons(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Why records could not be read, the most frequent reasons first."""
        return self._store.reasons(limit)

    def size(self) -> int | None:
        """How many bytes the archive takes on disk, its captures among them; None where there is no such number."""
        rows = self._store.size()
        return None if rows is None else rows + kept_size(self._captures)

    def info(self) -> Info:
        """What the archive holds, in numbers."""
        return self._store.info()

    def export(self, threads: Iterable[Thread], form: str, out: BinaryIO, about: About = exports.UNTOLD) -> None:
        """Write threads to `out` in the form of that name, one after another; `NotFound` names the forms there are.

        `about` says what they are the export of; when things were taken in is known here. With a `key` in it everybody
        has another name.
        """
        told = self._told(about)
        exports.load(form).write(_named(threads, about), out, told)

    def export_apart(self, threads: Iterable[Thread], form: str, folder: Path, about: About = exports.UNTOLD) -> None:
        """Write each thread into a file of its own in the folder, in the form of that name."""
        write_apart(_named(threads, about), exports.load(form), folder, self._told(about))

    def _told(self, about: About) -> About:
        """What a form is told of an export: of one without names nothing that leads back to them."""
        if about.key is not None:
            return About(limit=about.limit)
        return replace(about, latest=self._latest, taken=lru_cache(_MANY)(self._taken))

    def _latest(self) -> datetime | None:
        return max((kept.taken for kept in self._store.captures()), default=None)

    def _taken(self, capture_id: str) -> datetime | None:
        kept = self._store.capture(capture_id)
        return None if kept is None else kept.taken

    @staticmethod
    def sources() -> dict[str, str]:
        """The input formats: name and title."""
        return {name: sources.load(name).title for name in sources.names()}

    @staticmethod
    def forms() -> dict[str, tuple[str, str, str]]:
        """The output forms: name, and its title, MIME type and suffix."""
        forms = {name: exports.load(name) for name in exports.names()}
        return {name: (form.title, form.mime, form.suffix) for name, form in forms.items()}

    @staticmethod
    def feeds() -> frozenset[str]:
        """The names of the forms that programs ask for again and again to see what is new."""
        return frozenset(name for name in exports.names() if getattr(exports.load(name), "feed", False))


def _named(threads: Iterable[Thread], about: About) -> Iterable[Thread]:
    return threads if about.key is None else exports.pseudonymised(threads, about.key)
