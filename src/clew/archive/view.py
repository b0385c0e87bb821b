"""View: everything an archive shows, which changes nothing in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from clew import exports, settings, sources, stores
from clew.archive import holdings, searching
from clew.archive.addresses import by_handle, in_shape, names
from clew.archive.apart import write_apart
from clew.archive.captured import Captures
from clew.archive.consent import passes_on_refused
from clew.archive.ground import Ground, ground
from clew.archive.neighbours import Neighbours, neighbours
from clew.archive.pictured import pictured
from clew.archive.shelves import OnShelf, Shelves
from clew.archive.unveiled import Reading
from clew.capture.keeping import kept_size
from clew.errors import BadSetting, MissingPart, NotFound, StoreFault, Withdrawn
from clew.exports import About, Picture
from clew.media import pictures
from clew.media.shelf import Shelf, parted, small_name
from clew.post import File, Media
from clew.query import PAGE, Page, Query
from clew.speech import _, later
from clew.stores import listing
from clew.stores.base import (
    AuthorCount,
    Days,
    Facets,
    FiledProblem,
    Found,
    Info,
    Kept,
    Names,
    Saved,
    ShelfCount,
    Store,
    TagCount,
)
from clew.stores.consent import Receipt, Refusal, sign
from clew.text import variants
from clew.thread import Card, Place, Shape, Thread, Wanted

if TYPE_CHECKING:
    from clew.archive.errands import Errand

CAPTURES = "captures"
EQUAL_TAGS = "hashtags.toml"
_NAMED = 10
_PAGE = 200
_MANY = 4096


class View:
    """What a store, its captures and its media show."""

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

    @staticmethod
    def shown(place: str) -> str:
        """A place as it may be shown: an address without the password of whoever opens it."""
        return stores.shown(place)

    def ask(self) -> None:
        """Ask the archive the least that can be asked; `StoreFault` where it does not answer."""
        folder = self._store.folder
        if folder is not None and not folder.is_dir():
            raise StoreFault(f"The folder {folder} is gone; bring it back.")
        self._store.capture("")

    def together(self) -> AbstractContextManager[None]:
        """While this lasts, what the same thread asks is asked as one: for a page that asks much."""
        return self._store.together()

    @property
    def is_read_only(self) -> bool:
        """Whether it can only be read: a set in its place, which never changes."""
        return self._store.read_only

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

    def medium(self, name: str) -> tuple[Path, File]:
        """Where the file of a name lies that stands for something here, and what it is; `NotFound` of any other."""
        found = parted(name)
        held = () if found is None else self._store.holdings_of(found[0])
        withheld = self._store.withholds(each.post for each in held) if held and self._reading is self._store else ()
        holding = next((each for each in held if each.post not in withheld), None)
        if found is None or self._media is None or holding is None or holding.file is None:
            raise NotFound(_("No such picture, film or sound is held here."))
        file, width = holding.file, found[1]
        named = file.name if width is None else small_name(file.sha, width)
        if name != named or not self._media.has(name):
            raise NotFound(_("No such picture, film or sound is held here."))
        return self._media.path(name), file

    def _shelf(self) -> Shelf:
        if self.is_read_only:
            raise StoreFault("A set has no place for media; `clew add SET` brings it into an archive that has one.")
        if self._media is None:
            raise BadSetting("This archive has no folder, and media are files; name one with --captures.")
        return self._media

    def thread(self, address: str, wanted: Wanted | None = None) -> Thread:
        """The thread of a post, from any id or web address of the post; `NotFound` says so in a sentence.

        With `wanted` only those of its posts are read (`clew.thread.Thread`).
        """
        for name in (*names(address), *self._by_handle(address)):
            thread = self._reading.thread(name, wanted)
            if thread is not None and self._may_show(thread):
                return holdings.of_thread(self._holding, thread)
        if self._store.forgets() and self._store.forgotten(sign("post", name) for name in names(address)):
            raise Withdrawn(_("This was withdrawn; nothing of it is held here any more."))
        if not address.strip():
            raise NotFound(_("No post without a name is in this archive; give the id or the address of one that is."))
        raise NotFound(
            _("No post called %(name)s is in this archive; give the id or the address of one that is.", name=address)
        )

    def _may_show(self, thread: Thread) -> bool:
        """Whether this is no copy of what somebody said who refused to be shown; the owner may see that, too."""
        if self._reading is not self._store or not any(
            part.post.repost or part.post.repost_of for part in thread.parts
        ):
            return True
        return not passes_on_refused(self._store, [part.post for part in thread.parts])

    def post(self, address: str) -> str | None:
        """The id of the held post that an id or address names, whatever it was called where that was read."""
        found = (self._reading.named(name) for name in (*names(address), *self._by_handle(address)))
        return next((post_id for post_id in found if post_id is not None), None)

    def post_in(self, thread: Thread, address: str) -> str | None:
        """The id of the post of this thread that an id or address names; None where only the thread can be told."""
        return in_shape(thread.shape, self.post(address))

    def _by_handle(self, address: str) -> Iterator[str]:
        named = by_handle(address)
        if named is not None and (found := self._reading.author(named[0])) is not None:
            yield named[1].format(found.author.id)

    def ground(self, thread: Thread) -> tuple[Ground, ...]:
        """The captures a thread stands on, oldest first, and what each of them brought."""
        return ground(self._store, thread)

    def neighbours(self, thread: Thread) -> Neighbours:
        """What stands near a thread: more of its author, related threads, the same words by others."""
        return neighbours(self._store, thread)

    def cards(self, query: Query) -> Page[Card]:
        """A page of threads, each by its summary and its first three posts."""
        page = self._reading.cards(searching.ordered(self._joined(query)))
        return Page(holdings.of_cards(self._holding, page.items), page.next)

    def threads_of(self, posts: Sequence[str]) -> tuple[Card, ...]:
        """The threads that these posts are in, each once."""
        found = {card.summary.id: card for card in self._store.cards_named(posts) if card is not None}
        return holdings.of_cards(self._holding, tuple(each for each in found.values() if each.summary.held > 1))

    def threads(self, query: Query) -> Iterator[Thread]:
        """Every thread the query means, whole, one at a time."""
        return holdings.of_threads(self._holding, self._reading.threads(searching.ordered(self._joined(query))))

    def search(self, query: Query) -> Page[Found]:
        """A page of the threads that a query with a `match` finds, each with the posts that were hit."""
        page = self._reading.search(searching.ordered(self._joined(query)))
        return Page(holdings.of_found(self._holding, page.items), page.next)

    def count(self, query: Query) -> int:
        """How many threads a query with a `match` finds."""
        return self._reading.count(searching.unordered(self._joined(query)))

    def facets(self, query: Query, most: int = 10, among: int | None = None) -> Facets:
        """What the threads have in common that a query with a `match` finds, the newest `among` of them."""
        return self._store.facets(searching.unordered(self._joined(query)), most, among)

    def days(self, query: Query) -> Days:
        """How many of the threads a query means begin on each day."""
        return self._store.days(self._joined(query))

    def meant(self, query: Query) -> Query | None:
        """The query with misspelt words replaced by the archive's own; None where nothing better is known."""
        return searching.meant(self._store, query, self.same)

    def same(self, tag: str) -> tuple[str, ...]:
        """The hashtags (folded) that count as one, itself first."""
        return variants.same(listing.tag(tag), self._equals)

    def _joined(self, query: Query) -> Query:
        return searching.joined(query, self.same)

    def saved(self) -> tuple[Saved, ...]:
        """The searches that are kept, by name."""
        return self._store.saved()

    def kept_search(self, name: str) -> Saved:
        """The search of that name; `NotFound` names those there are."""
        saved = self.saved()
        found = next((each for each in saved if each.name == name.strip()), None)
        if found is None:
            others = ", ".join(each.name for each in saved[:_NAMED])
            if not others:
                raise NotFound(
                    _("No search is kept under the name %(name)s; `clew save NAME QUERY` keeps one.", name=name[:80])
                )
            raise NotFound(
                _("No search is kept under the name %(name)s; there are %(others)s.", name=name[:80], others=others)
            )
        return found

    def shelves(self) -> tuple[ShelfCount, ...]:
        """The shelves, by name."""
        return self._shelves.all()

    def shelf(self, name: str, limit: int = PAGE, after: str | None = None) -> Page[OnShelf]:
        """A page of a shelf, in its order; `NotFound` names the shelves there are."""
        return self._shelves.page(name, limit, after)

    def shelf_threads(self, name: str) -> Iterator[Thread]:
        """The threads of a shelf in its order, whole, one at a time."""
        return self._shelves.threads(name)

    def _held(self, address: str) -> str:
        """The id of a thread as it is now; the address itself where no such post is held."""
        try:
            return self.thread(address, _none).id
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
        found = self._reading.author(name)
        if found is None and (thread := self._reading.thread(sources.first_of(name) or "", _none)) is not None:
            return self._reading.author(thread.summary.author.id)
        return found

    def names(self, author_id: str) -> Names:
        """Handles and names that an author had before, as far as posts here say it."""
        return self._reading.names(author_id)

    def refusals(self) -> tuple[Refusal, ...]:
        """Who refused to be shown, by name."""
        return self._store.refusals()

    def receipts(self) -> tuple[Receipt, ...]:
        """What was forgotten, oldest first."""
        return self._store.receipts()

    def is_scoured(self) -> bool:
        """Whether the bytes of everything that was removed are gone from the database's files."""
        return self._store.is_scoured()

    def elsewhere(self) -> str | None:
        """Where a database may still have what was removed, in words; None where this archive is a folder or memory."""
        if self._store.folder is not None or self._store.place is None:
            return None
        return later(
            "Its tables were written anew without it. The server's log (WAL) of before, its replicas and its backups"
            " still hold it; they go as the server's own rules say."
        )

    def withholding(self) -> int:
        """A number that is another whenever what is kept apart for refusals changed; 0 where nothing is."""
        return self._store.withholding()

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
        """How many bytes the archive takes on disk, captures and media among them; None where there is no number."""
        rows, media = self._store.size(), None if self._media is None else self._media.folder
        return None if rows is None else rows + kept_size(self._captures) + kept_size(media)

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
        captured = (
            Captures(self._store, self._captures, refused=self._reading is not self._store).of
            if about.captures
            else about.captured
        )
        taken = lru_cache(_MANY)(self._taken)
        return replace(about, latest=self._latest, taken=taken, captured=captured, picture=self._picture)

    def _picture(self, medium: Media, width: int) -> Picture | None:
        return None if self._media is None else pictured(self._media, medium, width)

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


def _none(_shape: Shape) -> tuple[Place, ...]:
    return ()


def _named(threads: Iterable[Thread], about: About) -> Iterable[Thread]:
    return threads if about.key is None else exports.pseudonymised(threads, about.key)
