"""Forget a post, a thread or an author: everything that is held of them, wherever it is held.

What is to go is found first (`find`), so that a person can be told. It then goes in an order that may be stopped
anywhere and begun again: bytes of captures, files of media, rows of the store in one transaction, threads put together
again, and last the places in the database's file where deleted rows stood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from clew.archive import holdings
from clew.archive.addresses import post_named
from clew.archive.emptying import Gone, adopt, empty, staying
from clew.archive.following.threads import let_go
from clew.archive.following.wishes import Followed, Wishes, read
from clew.archive.settling import settle
from clew.errors import BadQuery, NotFound
from clew.media.shelf import Shelf, small_name
from clew.post import Author, Post, Record, Value
from clew.stores.base import Holding, Store
from clew.stores.consent import (
    Emptied,
    Forgetting,
    Receipt,
    Removed,
    What,
    author_signs,
    is_weak,
    names,
    passed_on,
    post_signs,
    record_sha,
    sha,
    tomb,
)
from clew.text import wording
from clew.thread import Number

if TYPE_CHECKING:
    from clew.archive.view import View

DELETED = "deleted where it was published"
"""The reason of a receipt for words that nobody asked to be forgotten."""
Trace = Literal["id", "time", "none"]
"""What a tombstone keeps: the post's id and place, its time besides, or that there is none."""


class Found(Value):
    """What would go: posts by id, authors whose every trace goes, files of media, and captures whose bytes go.

    `told` are the names by which the posts and authors are known in captures, `copies` are posts of others among
    `posts` that only pass one of them on, `followed` are the authors on the list of `clew follow`.
    """

    what: What
    posts: tuple[str, ...]
    authors: tuple[Author, ...] = ()
    copies: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    followed: tuple[Followed, ...] = ()


class Finder:
    """Finds everything that is held of a post, a thread or an author."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def posts(self, what: What, ids: Collection[str]) -> Found:
        """Everything of these posts: other versions, what passes them on, media, captures."""
        own = set(ids)
        for _, post in self._store.records(ids):
            own.update(post.versions)
        _, copies = self._copies(own, set(), set())
        return self._whole(what, own, copies)

    def author(self, author: Author) -> Found:
        """Everything of an author, under every name that they are known by here."""
        handles = {handle.lower() for handle in (author.handle, *self._store.names(author.id).handles) if handle}
        own, copies = self._copies(set(), {author.id}, {(author.network, handle) for handle in handles})
        if not own and not self._store.author(author.id):
            raise NotFound(f"Nothing of {author.handle or author.id} is held here.")
        authors = {author.id: author}
        for _, post in self._store.records(own):
            authors.setdefault(post.author.id, post.author)
            handles |= {post.author.handle.lower()} if post.author.handle else set()
        found = self._whole("author", own, copies, tuple(authors.values()), tuple(sorted(handles)))
        wishes = Wishes(self._store)
        followed = dict.fromkeys(each for author in found.authors for each in wishes.of(author, handles))
        return replace(found, followed=tuple(followed))

    def _copies(self, ids: set[str], authors: set[str], handles: set[tuple[str, str]]) -> tuple[set[str], set[str]]:
        """The posts with those of the authors, and posts of others that pass one on, out of all that are held."""
        own, passing, untold = set(ids), defaultdict(set), []
        for _, record in everything(self._store):
            if not isinstance(record, Post):
                continue
            if record.author.id in authors or (is_weak(record.author) and _called(record.author) in handles):
                own.add(record.id)
                continue
            if record.repost_of is not None:
                passing[record.repost_of].add(record.id)
            if (told := passed_on(record)) is not None:
                untold.append((record, told))
        copies = self._untold(own, handles, untold) if untold else set()
        for post in own & passing.keys():
            copies |= passing[post]
        return own, copies - own

    def _untold(
        self, own: set[str], handles: set[tuple[str, str]], untold: Iterable[tuple[Post, tuple[str, int | None]]]
    ) -> set[str]:
        """Posts that pass one on: told by its words where they keep no id of it, of a whole author by the handle."""
        words = {wording.number(post) for _, post in self._store.records(own)} - {None}
        return {
            post.id
            for post, (handle, number) in untold
            if (post.network, handle) in handles or (number is not None and number in words)
        }

    def _whole(
        self,
        what: What,
        own: set[str],
        copies: set[str],
        authors: tuple[Author, ...] = (),
        handles: tuple[str, ...] = (),
    ) -> Found:
        ids = own | copies
        captures: dict[str, None] = {}
        held: set[str] = set()
        addresses: set[str] = set()
        for capture, post in self._store.records(ids):
            captures[capture] = None
            held.add(post.id)
            addresses.update(holdings.addresses(post))
        media, files = self._media(addresses, ids)
        told = {*held, *(author.id for author in authors), *handles}
        kept = tuple(sorted(held - copies))
        return Found(
            what, kept, authors, tuple(sorted(copies)), media, files, tuple(captures), tuple(sorted(told)), handles
        )

    def _media(self, addresses: set[str], ids: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Addresses of media of these posts, and the files that stand for nothing else."""
        going: dict[str, Holding] = {}
        staying: set[str] = set()
        for each in self._store.every_holding():
            if each.address in addresses or each.post in ids:
                going[each.address] = each
            elif each.file is not None:
                staying.update(_files(each))
        files = {name for each in going.values() for name in _files(each)} - staying
        return tuple(sorted(going)), tuple(sorted(files))


def everything(store: Store) -> Iterator[tuple[str, Record]]:
    """Everything that captures said, shown or kept apart."""
    return chain(store.said(), store.private(), store.withheld())


def _called(author: Author) -> tuple[str, str] | None:
    return (author.network, author.handle.lower()) if author.handle else None


def _files(holding: Holding) -> Iterator[str]:
    if holding.file is None:
        return
    yield holding.file.name
    yield from (small_name(holding.file.sha, width) for width in holding.file.small)
    yield from (name for _, name in holding.file.captions)


def forget(
    store: Store, folder: Path | None, shelf: Shelf | None, found: Found, reason: str, trace: Trace = "id"
) -> Receipt:
    """Remove what was found, put the threads around it together again, and say what was removed."""
    ids = (*found.posts, *found.copies)
    records: dict[str, list[Post]] = defaultdict(list)
    for _, post in store.records(ids):
        records[post.id].append(post)
    signs = _signs(store, found, records)
    tombs = () if trace == "none" or found.what == "author" else _tombs(store, found.posts, dated=trace == "time")
    words = tuple({post.text[post.body_start :] for said in records.values() for post in said})
    gone = Gone(found.told, words, frozenset(signs), mentions=found.what == "author")
    with store.adding():
        _unfollow(store, found)
        kept = [each for each in map(store.capture, found.captures) if each is not None]
        left = staying(store, folder, {each.id for each in kept})
        emptied = [(each, empty(store, folder, each, gone, left)) for each in kept]
        for name in found.files if shelf is not None else ():
            shelf.path(name).unlink(missing_ok=True)  # type: ignore[union-attr]
        receipt = _receipt(found, records, reason, (each for _, each in emptied))
        authors = tuple(author.id for author in found.authors)
        called = {
            name for each in found.authors for handle in (None, *found.handles) for name in names(_as(each, handle))
        }
        store.forget(Forgetting(ids, tuple(sorted(signs)), tombs, found.media, authors, tuple(sorted(called)), receipt))
        for before, each in emptied:
            if folder is not None:
                adopt(store, folder, each, before)
        settle(store)
    store.scour()
    return receipt


def _unfollow(store: Store, found: Found) -> None:
    """Follow these authors no more, before anything of theirs goes: a stream would bring it again."""
    wishes = Wishes(store)
    for each in found.followed:
        with suppress(NotFound):  # somebody took it off meanwhile
            wishes.remove(each)
    if found.what == "author":
        let_go(store, found.authors)


def _as(author: Author, handle: str | None) -> Author:
    return Author(author.id, author.network, handle)


def _signs(store: Store, found: Found, records: dict[str, list[Post]]) -> set[bytes]:
    others = store.named_as(records)
    signs: set[bytes] = set()
    for name in found.posts:
        said = records[name]
        called = {name, *others.get(name, ()), *(url for post in said if (url := post.url)), *found_versions(said)}
        signs |= post_signs(called, said)
    for name in found.copies:
        signs |= post_signs((name,), ())
    for author in found.authors:
        signs |= author_signs(author.id, author.network, found.handles)
    return signs


def found_versions(said: Iterable[Post]) -> set[str]:
    """The ids of all versions of a post."""
    return {version for post in said for version in post.versions}


def _tombs(store: Store, ids: Iterable[str], *, dated: bool) -> tuple[Post, ...]:
    numbers: dict[str, Number | None] = {}
    posts: dict[str, Post] = {}
    for name in ids:
        thread = None if name in posts else store.thread(name)
        for part in thread.parts if thread is not None else ():
            posts[part.post.id], numbers[part.post.id] = part.post, part.place.number
    return tuple(tomb(posts[name], numbers[name], dated=dated) for name in ids if name in posts)


def _receipt(found: Found, records: dict[str, list[Post]], reason: str, emptied: Iterable[Emptied]) -> Receipt:
    kept = found.what != "author"
    posts = (
        Removed(sha(name), tuple(sorted({record_sha(post) for post in records[name]})), name if kept else None)
        for name in (*found.posts, *found.copies)
    )
    files = tuple(name.partition(".")[0] for name in found.files if "-" not in name)
    return Receipt(found.what, datetime.now(UTC), reason, tuple(posts), files, tuple(emptied))


def redact(store: Store, folder: Path | None, shelf: Shelf | None, ids: Collection[str]) -> None:
    """Remove the words of posts that were found to be deleted where they were published.

    Their time stays, because pieces of a thread may be joined by it.
    """
    if ids:
        forget(store, folder, shelf, Finder(store).posts("post", ids), DELETED, "time")


def finding(archive: View, store: Store, what: What, name: str) -> Found:
    """What is held of what a person names; `archive` is read with everything that is kept apart."""
    finder = Finder(store)
    if what == "author":
        found = archive.author(name)
        if found is None:
            raise NotFound(f"No author called {name} is in this archive{_still_followed(store, name)}.")
        return finder.author(found.author)
    thread = archive.thread(name)
    if what == "thread":
        return finder.posts(
            "thread", {part.post.id for part in thread.parts} | {old for old, _ in thread.shape.earlier}
        )
    post_id = post_named(thread, name) or archive.post(name)
    if post_id is None:
        raise NotFound(f"No post called {name} is in this archive.")
    return finder.posts("post", {post_id})


def _still_followed(store: Store, name: str) -> str:
    """What to do where nothing is held of somebody who is followed all the same."""
    with suppress(BadQuery):
        wish = read(name)
        if any(each.written == wish.written for each in Wishes(store).all()):
            return f"; `clew follow remove {wish.written}` follows them no more"
    return ""
