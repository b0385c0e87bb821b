"""Pictures, films and sounds out of a personal archive or an export: the files of the posts that were read in it.

The capture is read once more for its posts, and then the members that hold their media are opened in the order in which
they are stored, because going back in a packed tar costs all that stands before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

import msgspec

from clew import sources
from clew.archive import holdings
from clew.capture import Capture
from clew.media import pictures
from clew.media.addresses import known_as
from clew.media.shelf import Partial, Shelf
from clew.post import PRIVATE, File, Post, Problem
from clew.sources import Source
from clew.stores.base import Store

PIECE = 1 << 20
LARGEST = 200_000_000
"""Bytes of a file that is kept, unless another bound is told."""

Wanted = dict[str, dict[str, str]]
"""Members to be opened, each with the media it holds: their names, and for each a post."""
_LANGUAGE = range(2, 13)  # letters of "ar" to "zh-Hant-TW"


class Taker:
    """Takes media into one archive; no file is larger than `most` bytes."""

    def __init__(self, store: Store, shelf: Shelf, most: int = LARGEST) -> None:
        pictures.need()
        self.store = store
        self.shelf = shelf
        self.most = most

    def take(self, capture: Capture, source: Source, sha: str, tell: Callable[[], None]) -> int:
        """Keep the media of a capture's posts that are not held yet; how many media that were.

        What is no picture, film or sound becomes a problem of the capture, `sha`. `tell` is called after each file.
        """
        find = sources.media(source, capture.names)
        if find is None:
            return 0
        taking = _Taking(self, capture, sha)
        return taking.all(self._lacking(self._wished(_wanted(capture, source, find))), tell)

    def _wished(self, wanted: Wanted) -> Wanted:
        """Without the media of posts that were forgotten."""
        if not self.store.forgets():
            return wanted
        posts = {post for media in wanted.values() for post in media.values()}
        there = {post for post in posts if self.store.named(post)} | self.store.withholds(posts)
        return {
            member: {name: post for name, post in media.items() if post in there} for member, media in wanted.items()
        }

    def _lacking(self, wanted: Wanted) -> Wanted:
        """Without the media whose files are held."""
        held = self.store.holdings([name for media in wanted.values() for name in media])
        there = {name for name, each in held.items() if each.file is not None and self.shelf.has(each.file.name)}
        lacking = {member: {n: post for n, post in media.items() if n not in there} for member, media in wanted.items()}
        return {member: media for member, media in lacking.items() if media}


class _Taking:
    """The media of one capture."""

    def __init__(self, taker: Taker, capture: Capture, sha: str) -> None:
        self._taker = taker
        self._capture = capture
        self._sha = sha
        self._problems: list[Problem] = []

    def all(self, wanted: Wanted, tell: Callable[[], None]) -> int:
        """Open these members and keep what is in them."""
        store, kept = self._taker.store, 0
        beside = _captions(self._capture.names) if wanted else {}
        for member in self._capture.stored_names if wanted else ():
            file = self._file(member) if member in wanted else None
            if file is None:
                continue
            origin, media = f"{self._sha} › {member}", wanted[member]
            if file.mime.startswith("video/"):
                file = self._with_captions(file, beside.get(_stem(member), ()), next(iter(media.values())))
            store.hold([holdings.holding(name, post, origin, file) for name, post in media.items()])
            kept += len(media)
            tell()
        if self._problems or self._capture.problems:
            store.add(self._sha, [*self._problems, *self._capture.problems])
        return kept

    def _file(self, member: str) -> File | None:
        return self._kept(member, lambda partial, size: holdings.shelved(self._taker.shelf, partial, size))

    def _kept(self, member: str, keep: Callable[[Partial, int], File]) -> File | None:
        try:
            with self._taker.shelf.begin() as partial:
                return keep(partial, self._copied(member, partial.file.write))
        except holdings.UnfitError as error:
            self._problems.append(Problem(self._capture.where(member), f"{error}; it was not kept"))
            return None

    def _copied(self, member: str, write: Callable[[bytes], int]) -> int:
        size = 0
        with self._capture.open(member) as stream:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > self._taker.most:
                    raise holdings.UnfitError(f"is larger than {self._taker.most:,} bytes")
                write(piece)
        return size

    def _with_captions(self, film: File, found: Sequence[tuple[str, str]], post: str) -> File:
        """The film with the captions that lie beside it."""
        made = []
        for lang, member in found:
            file = self._kept(member, holdings.captions)
            if file is not None:
                # A row of its own, because only files that stand for something are shown.
                name = f"{film.sha} captions {lang}"
                self._taker.store.hold([holdings.holding(name, post, f"{self._sha} › {member}", file)])
                made.append((lang, file.name))
        return msgspec.structs.replace(film, captions=tuple(made))


def _wanted(capture: Capture, source: Source, find: Callable[[Post, str], str | None]) -> Wanted:
    """The members that hold media of the posts a source reads; those of private posts are not among them."""
    wanted: Wanted = {}
    for record in source.read(capture.only(sources.wants(source))):
        if not isinstance(record, Post) or record.visibility in PRIVATE:
            continue
        for medium in record.media or ():
            for url in filter(None, (medium.url, medium.preview)):
                member = find(record, url)
                if member is not None:
                    wanted.setdefault(member, {}).setdefault(known_as(record.id, url), record.id)
    return wanted


def _captions(names: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Files of captions by the film they lie beside: `film.vtt`, or `film.ar.vtt` with its language."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        if name.endswith(".vtt"):
            stem = name.removesuffix(".vtt")
            lang = PurePosixPath(stem).suffix.removeprefix(".")
            lang = lang if len(lang) in _LANGUAGE else ""
            found.setdefault(stem.removesuffix(f".{lang}") if lang else stem, []).append((lang, name))
    return found


def _stem(name: str) -> str:
    return name.removesuffix(PurePosixPath(name).suffix)
