"""Archive: the one face that commands and pages talk to."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from clew import settings, stores
from clew.archive import asked as asked_for
from clew.archive.asked import Asked, Asking
from clew.archive.backups import BackedUp, Backup
from clew.archive.bagging import seal
from clew.archive.consent import is_forgotten
from clew.archive.copying import Copied, Copying, bring_media
from clew.archive.following.wishes import Followed, Wishes, known, read
from clew.archive.forgetting import Found as Forgettable
from clew.archive.forgetting import finding, redact
from clew.archive.importing import Import, Importer, Progress, Visitor
from clew.archive.incoming import INCOMING, Incoming, Sent
from clew.archive.looking import lapse
from clew.archive.neighbours import Neighbours
from clew.archive.settling import settle
from clew.archive.shelves import OnShelf
from clew.archive.taking import LARGEST, Taker
from clew.archive.unveiled import Unveiled
from clew.archive.view import CAPTURES, EQUAL_TAGS
from clew.archive.wishing import Wishing
from clew.archive.worker import Crew
from clew.capture import open_capture
from clew.capture.keeping import sweep
from clew.errors import BadQuery, MissingPart, StoreBusy, StoreFault, Unreadable, Withdrawn
from clew.exports import About
from clew.media.shelf import FOLDER as MEDIA
from clew.media.shelf import Shelf
from clew.post import Author
from clew.query import Query
from clew.stores.base import AuthorCount, Days, Facets, Found, Holding, Info, Kept, Saved, Store, TagCount
from clew.stores.consent import Receipt, Refusal, What
from clew.text.asking import asked

if TYPE_CHECKING:
    from clew.archive.answering import Account, Answering
    from clew.archive.errands import Errand
    from clew.archive.following.running import Following
    from clew.archive.noticing import Channel, Noticed
    from clew.archive.telling import Told

__all__ = [
    "About",
    "Archive",
    "Asking",
    "AuthorCount",
    "BackedUp",
    "Copied",
    "Days",
    "Facets",
    "Followed",
    "Forgettable",
    "Found",
    "Holding",
    "Import",
    "Incoming",
    "Info",
    "Kept",
    "Neighbours",
    "OnShelf",
    "Progress",
    "Receipt",
    "Refusal",
    "Saved",
    "Sent",
    "TagCount",
    "What",
]

ASKING = Asking()
_NAME = re.compile(r"[^/\x00-\x1f\x7f]{1,80}")


class Archive(Wishing):
    """A folder of posts, threads and captures (or `memory:`); open it with `Archive.open` in a `with` block."""

    def __init__(self, store: Store, captures: Path | None = None) -> None:
        super().__init__(store, captures)
        self._turn = threading.Lock()
        self._owned: tuple[int, Archive] | None = None

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

    def look(self, asking: Asking = ASKING) -> int:
        """Ask the networks again about authors of whom programs brought posts, once a day each; how many were asked.

        Who refuses is shown no more, and who takes it back is shown again.
        """
        from clew.archive.asked import services, tokens
        from clew.archive.looking import Looking
        from clew.networks import Ask

        with Ask(services(asking), asking.nearby, tokens(settings.tokens())) as ask:
            return Looking(self._store, ask).review()

    def notify(
        self, channel: Channel, pages: str | None, authors: Sequence[str] = (), *, dry_run: bool = False
    ) -> Noticed:
        """Tell a channel of threads that are new or have grown since the last time, and are wanted.

        Wanted are those that a kept search finds, and those of these `authors`. See `clew.archive.noticing.notify`.
        """
        from clew.archive.noticing import notify

        about = About(base=pages)
        return notify(self._store, channel, about, authors, same=self.same, dry_run=dry_run)

    def answering(self, account: Account, asking: Asking = ASKING) -> Answering:
        """What answers people who mention an account, with the address of a thread's page; it brings the thread.

        Each call of its `round` asks the network once for what is new. Only threads are brought, answered with and
        shown whose authors let it be (`clew.archive.looking`); nobody gets the same answer twice.
        """
        from clew.archive.answering import Answering

        return Answering(self, self._store, (self._captures, self._media), account, asking)

    def _mend(self) -> None:
        with self._store.unattended() as nobody:
            if nobody and self._captures is not None and self._media is not None:
                sweep(self._captures)
                self._media.sweep()
            if nobody:
                if not self._store.is_scoured():
                    self._store.scour()
                with suppress(MissingPart):
                    self._store.index(wanted=None)
        if nobody and self._store.touched(1):
            with self._store.adding():
                settle(self._store)
        if nobody:
            lapse(self._store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def add(  # noqa: PLR0913 - each is said by its name
        self,
        inputs: Iterable[str | Path | Sent],
        *,
        source: str | None = None,
        topic: str | None = None,
        mapping: Mapping[str, str] | None = None,
        wanted: Query | None = None,
        reference: bool = False,
        include_private: bool = False,
        media: bool = False,
        asking: Asking = ASKING,
        progress: Callable[[Progress], None] | None = None,
    ) -> Iterator[Import]:
        """Read inputs, keep their bytes, put the threads of every touched author together again.

        `source` names the format; `topic` the hashtag that a saved listing is of; `mapping` the column of a table for
        a field of a post, where its name does not say it (`{"id": "tweet_id"}`); `wanted` what is to be added of a
        set, by hashtag, author, network, language and dates (`BadQuery` of anything else); `reference` keeps hash and
        place of a capture and not its bytes; `include_private` keeps posts for followers or single persons, which
        nothing shows but `with_private`; `media` keeps the pictures, films and sounds of public posts that lie in a
        personal archive or an export. An input that is the address of a post is asked for where its network has it, as
        `asking` says; a `Sent` one is a file that came under a name of its own (`incoming`).
        One `Import` for each capture, as it is finished; the threads are there when the
        iterator has come to its end. `Unreadable` for an input that cannot be read at all, after what was read before
        it has its threads.
        """
        folder = None if reference else self._captures
        taker = Taker(self._store, self._shelf()) if media else None
        crew = Crew()
        importer = Importer(
            self._store, folder, source=source, private=include_private, progress=progress, taker=taker, crew=crew
        )
        withdrawn: set[str] = set()

        def told(threads: int) -> None:
            if progress is not None:
                progress(Progress("threads", 0, None, 0, threads=threads))

        with self._store.adding(), crew:
            try:
                with importer:
                    for each in inputs:
                        place, called = (each.path, each.name) if isinstance(each, Sent) else (each, None)
                        if self.is_address(place):
                            asked = Asked(self._store, str(place), asking, progress)
                            with asked.capture() as capture:
                                yield from importer.add(capture, asked.marked)
                            withdrawn |= asked.withdrawn
                            continue
                        with open_capture(place, topic=topic, mapping=mapping, wanted=wanted, called=called) as capture:
                            yield from importer.add(capture)
            except Unreadable:
                settle(self._store, told=told, crew=crew)
                raise
            settle(self._store, told=told, crew=crew)
        if asking.redact:
            redact(self._store, self._captures, self._media, withdrawn)

    @staticmethod
    def is_address(place: str | Path) -> bool:
        """Whether `add` would ask a network for an input, as the address of a post, and not open it as a file."""
        return asked_for.is_address(place)

    def incoming(self) -> Incoming:
        """Where files that are sent to this archive wait until they are read."""
        if self._store.folder is not None:
            return Incoming(self._store.folder / INCOMING)
        return Incoming(None if self._captures is None else self._captures / f".{INCOMING}")

    def tell_hub(self, hub: str, pages: str, since: datetime) -> Told:
        """Tell a WebSub hub which feeds have changed since a moment, once threads are put together again.

        `pages` is the address that others read this archive at, without a slash at its end: feeds are known by it.
        `since` is when the adding began. Whoever subscribed at the hub is sent the feeds by it. A hub that cannot be
        reached changes nothing here: what is said of it is in the answer, and it may be told later.
        """
        from clew.archive.telling import tell

        return tell(self._store, hub, pages, since)

    def follow(self, name: str, asking: Asking = ASKING) -> tuple[Followed, bool]:
        """Put an author, a hashtag, words or a server on the list of what is followed; whether it is new there.

        `BadQuery` of what names none, `Unreadable` where a network knows no such author, `Withdrawn` where everything
        of this author was forgotten here.
        """
        wish = known(read(name), asking)
        if wish.kind == "author" and is_forgotten(self._store, Author(wish.id or wish.value, "")):
            raise Withdrawn(
                f"{wish.written} was forgotten here, and nothing of theirs would be kept; follow them in another"
                f" archive (`clew --archive FOLDER follow add {wish.written}`)."
            )
        return wish, Wishes(self._store).add(wish)

    def unfollow(self, name: str) -> None:
        """Take something off that list; `NotFound` where it is not on it."""
        Wishes(self._store).remove(read(name))

    def followed(self) -> tuple[Followed, ...]:
        """What is followed."""
        return Wishes(self._store).all()

    def following(self, asking: Asking = ASKING, stream: str | None = None, *, looked_up: bool = True) -> Following:
        """What keeps the posts of all that is followed as they are written, once it is told to `run`.

        `stream` is where Bluesky is heard, as the setting says; `looked_up` that an author's network is asked whether
        they want to be shown, before the first of their posts is kept. `MissingPart` where what listens is not there.
        """
        from clew.archive.asked import services, tokens
        from clew.archive.bringing import bring
        from clew.archive.looking import Looking
        from clew.networks import Ask

        try:
            from clew.archive.following.running import Following
        except ModuleNotFoundError as error:
            raise MissingPart(
                f"Following needs {error.name}, which is not installed; `pip install 'clew[network]'` adds it."
            ) from error

        def fetch(address: str) -> None:
            if not looked_up:
                for _ in self.add([address], asking=asking):
                    pass
                return
            with Ask(services(asking), asking.nearby, tokens(settings.tokens())) as ask:
                looking = Looking(self._store, ask)
                bring(self._store, self._captures, address, asking, looking, "follow", self._media)

        heard = stream or str(settings.setting("stream").default)
        return Following(self._store, self._captures, self._media, asking, fetch, stream=heard, looked_up=looked_up)

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

    def bag(self, folder: Path, *, include_private: bool = False, include_refused: bool = False) -> Copied:
        """Write the archive into an empty folder as a bag: `data/archive`, and its threads as `data/threads.jsonl`.

        `BadQuery` where it holds private posts, or posts of authors who refused, and they are not asked for by name.
        """
        if not include_private and next(iter(self._store.private()), None) is not None:
            raise BadQuery(
                "This archive holds private posts, which a bag takes along; ask for it with --include-private."
            )
        if not include_refused and self._store.withholding():
            raise BadQuery(
                "This archive holds posts of authors who refused to be shown, which a bag takes along; ask for it with"
                " --include-refused, or remove them with `clew forget author`."
            )
        (folder / "data").mkdir()
        with Archive.open(folder / "data" / "archive") as other:
            copied = self.copy_to(other)
        with (folder / "data" / "threads.jsonl").open("xb") as out:
            self.export(self.threads(Query(limit=None, min_posts=1)), "jsonl", out)
        facts = f"{copied.posts:,} posts, {copied.threads:,} threads, {copied.captures:,} captures"
        seal(folder, facts)
        return copied

    def backup(self, folder: Path, progress: Callable[[Progress], None] | None = None) -> BackedUp:
        """Bring the backup in a folder up to date with this archive, as it is at one moment, whoever adds meanwhile.

        Everything goes along, private posts too. `StoreFault` where the folder holds something else.
        """
        if self._store.read_only:
            raise StoreFault("A set is files that never change; copy its folder as it is.")
        if self._store.place is None:
            raise StoreFault("An archive in memory cannot be backed up; copy it to a folder with `clew copy`.")
        media = None if self._media is None else self._media.folder
        holds = {CAPTURES: self._captures, MEDIA: media}
        return Backup(folder, progress).take(self._store, self.shown(self._store.place), holds, self._equals)

    @staticmethod
    def restore(
        folder: Path,
        place: str,
        captures: Path | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> BackedUp:
        """Make the archive of a backup anew at a place where none is; `captures` as in `open`, for one in a database.

        `StoreFault` where something of the backup is missing or damaged.
        """
        if "://" in place:
            holds = {CAPTURES: captures, MEDIA: None if captures is None else Shelf(captures).folder}
            return Backup(folder, progress).restore(place, holds, None)
        target = Path(place)
        holds = {CAPTURES: target / CAPTURES, MEDIA: target / MEDIA}
        return Backup(folder, progress).restore(place, holds, target / EQUAL_TAGS)

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

    def with_private(self, *, private: bool = True, refused: bool = False) -> Archive:
        """The same archive, whose threads have their private posts in them; for the owner's own eyes.

        With `refused`, those of authors who refused to be shown, too. It is read from as it is now, and closed with
        this one.
        """
        unveiled = Archive(self._store, self._captures)
        unveiled._reading = Unveiled(self._store, private=private, refused=refused)
        return unveiled

    def of_owner(self) -> Archive:
        """The archive as its owner sees it on pages: with the threads of authors who refused to be shown to others."""
        now = self._store.withholding()
        if not now:
            return self
        with self._turn:
            if self._owned is None or self._owned[0] != now:
                self._owned = now, self.with_private(private=False, refused=True)
            return self._owned[1]

    def forgettable(self, what: What, name: str) -> Forgettable:
        """What is held of a post, a thread (by any of its posts) or an author; `NotFound` where nothing is."""
        return finding(self.with_private(refused=True), self._store, what, name)

    def index(self, *, wanted: bool, progress: Callable[[Progress], None] | None = None) -> bool:
        """Make an index beside the database that ranks what is found, or give it up; whether there is one then.

        `StoreFault` where an archive can have none, `MissingPart` where what makes it is not installed.
        """

        def told(done: int, count: int) -> None:
            if progress is not None:
                progress(Progress("index", done, count, done))

        if self._store.read_only:
            return self._store.index(wanted=wanted)
        with self._store.unattended() as nobody:
            if not nobody:
                raise StoreBusy("Somebody is adding to this archive; make the index when they have finished.")
            return self._store.index(wanted=wanted, told=told)

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

    def unsave(self, name: str) -> None:
        """Let go of a kept search; `NotFound` where there is none of that name."""
        self._store.unsave(self.kept_search(name).name)

    def put(self, name: str, addresses: Sequence[str], note: str | None = None, place: int | None = None) -> int:
        """Put threads, from any id or address of a post, on a shelf, at a place from 1 on; how many are new there."""
        return self._shelves.put(name, [self.thread(address).id for address in addresses], note, place)

    def take(self, name: str, addresses: Sequence[str]) -> int:
        """Take threads off a shelf; how many. `NotFound` where none of them stands there."""
        return self._shelves.take(name, [self._held(address) for address in addresses])
