"""The files that an archive keeps of pictures, films and sounds: brought to posts, and kept of what came.

A medium is known by an address (`clew.media.addresses`), which posts share that show the same picture; the file behind
it is known by its SHA-256, which addresses share that give the same bytes. Posts are kept without any of this: what is
held is looked up when they are shown.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

import msgspec

from clew.media import pictures
from clew.media.addresses import known_as
from clew.media.kinds import CAPTIONS, Kind, is_captions, kind, refusal
from clew.media.shelf import Partial, Shelf, small_name
from clew.post import File, Media, Post
from clew.stores.base import Found, Holding, Store
from clew.stores.gathering import whole
from clew.thread import Card, Part, Thread

HEAD = 4096
_TOGETHER = 50  # threads, as many as stores read at a time
Held = Mapping[str, File]


def addresses(post: Post) -> Iterator[str]:
    """By which names the media of a post, and the pictures that stand for its films, are known."""
    for medium in post.media or ():
        for url in (medium.url, medium.preview):
            if url:
                yield known_as(post.id, url)


class Files:
    """What is held of the media of some posts, asked for once; `of` and the others bring it to them."""

    def __init__(self, store: Store | None, posts: Iterable[Post]) -> None:
        """`store` is None where an archive has no place for files."""
        names = {name for post in posts if post.media for name in addresses(post)}
        found = store.holdings(names) if names and store is not None else {}
        self._held: Held = {name: each.file for name, each in found.items() if each.file is not None}

    def post(self, post: Post) -> Post:
        """A post with the files of its media."""
        if not self._held or not post.media:
            return post
        return msgspec.structs.replace(post, media=tuple(self._medium(post.id, each) for each in post.media))

    def _medium(self, post_id: str, medium: Media) -> Media:
        file = self._held.get(known_as(post_id, medium.url)) if medium.url else None
        still = self._held.get(known_as(post_id, medium.preview)) if medium.preview else None
        return msgspec.structs.replace(medium, file=file, still=still) if file or still else medium

    def part(self, part: Part) -> Part:
        """A post in its place, with the files of its media."""
        post = self.post(part.post)
        return part if post is part.post else msgspec.structs.replace(part, post=post)

    def card(self, card: Card) -> Card:
        """A thread in a list, likewise."""
        if not self._held:
            return card
        return msgspec.structs.replace(card, opening=tuple(map(self.part, card.opening)))

    def thread(self, thread: Thread) -> Thread:
        """A thread, likewise."""
        if not self._held:
            return thread
        return msgspec.structs.replace(
            thread, parts=tuple(map(self.part, thread.parts)), context=tuple(map(self.post, thread.context))
        )


def of_thread(store: Store | None, thread: Thread) -> Thread:
    """A thread with the files of its media."""
    return Files(store, (*(part.post for part in thread.parts), *thread.context)).thread(thread)


def of_threads(store: Store | None, threads: Iterable[Thread]) -> Iterator[Thread]:
    """Threads with the files of their media, some at a time: asking for each by itself took as long as reading it."""
    coming = iter(threads)
    while group := list(islice(coming, _TOGETHER)):
        held = None if store is None or next(store.every_holding(), None) is None else store
        files = Files(held, (post for each in group for post in (*(part.post for part in each.parts), *each.context)))
        yield from map(files.thread, group)


def of_cards(store: Store | None, cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Threads of a list with the files of their media."""
    files = Files(store, (part.post for card in cards for part in card.opening))
    return tuple(map(files.card, cards))


def of_found(store: Store | None, found: tuple[Found, ...]) -> tuple[Found, ...]:
    """What a search found with the files of its media."""
    shown = ((part.post for part in (*each.card.opening, *each.parts)) for each in found)
    files = Files(store, (post for posts in shown for post in posts))
    return tuple(
        msgspec.structs.replace(each, card=files.card(each.card), parts=tuple(map(files.part, each.parts)))
        for each in found
    )


class UnfitError(Exception):
    """Why a file is not kept, in words for a person."""


def shelved(shelf: Shelf, partial: Partial, size: int) -> File:
    """Keep what was written as the file of a medium, a picture with smaller copies; `UnfitError` where it is none."""
    partial.file.seek(0)
    head = partial.file.read(HEAD)
    found = kind(head)
    if found is None:
        raise UnfitError(refusal(head) or "")
    return _picture(shelf, partial, found, size) if found.family == "image" else _kept(partial, found, size)


def _kept(partial: Partial, found: Kind, size: int) -> File:
    name = f"{partial.sha()}.{found.suffix}"
    partial.keep(name)
    return File(name, found.mime, size)


_one_at_a_time = threading.Lock()
"""A picture unpacked may take 250 MB."""


def _picture(shelf: Shelf, partial: Partial, found: Kind, size: int) -> File:
    try:
        with _one_at_a_time:
            measured = pictures.measured(partial.file)
    except pictures.BadPictureError as error:
        raise UnfitError(str(error)) from error
    file = _kept(partial, found, size)
    for width, data in measured.small:
        shelf.keep(data, small_name(file.sha, width))
    small = tuple(width for width, _ in measured.small)
    return msgspec.structs.replace(file, width=measured.width, height=measured.height, small=small)


def captions(partial: Partial, size: int) -> File:
    """Keep what was written as captions; `UnfitError` where it is none."""
    partial.file.seek(0)
    if not is_captions(partial.file.read(HEAD)):
        raise UnfitError("is no WebVTT")
    return _kept(partial, CAPTIONS, size)


def holding(address: str, post_id: str, origin: str, file: File | None, reason: str | None = None) -> Holding:
    """What stands for a medium from now on."""
    return Holding(address, post_id, whole(origin), datetime.now(UTC), file, reason)
