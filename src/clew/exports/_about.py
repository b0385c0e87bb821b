"""What an export is an export of: the list or thread, and where it can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from clew.post import Media
    from clew.thread import Thread

# As in the addresses of pages: `:` and `@` stay readable, slashes are escaped.
_IN_PATH = ":@"


@dataclass(frozen=True, slots=True)
class Captured:
    """A page or an answer that posts stand on: the SHA-256 of its bytes, its name and when it was taken in.

    `mime` and `body` are None where it does not go along; `why` says why not, as the end of a sentence.
    """

    id: str
    name: str
    taken: datetime
    mime: str | None = None
    body: bytes | None = field(default=None, repr=False)
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it may be shown: a copy without what the camera noted. `name` is unlike that of any other.

    `size` is its length in bytes, which `read` gives.
    """

    name: str
    mime: str
    width: int | None
    height: int | None
    size: int
    read: Callable[[], bytes] = field(repr=False, compare=False)


def _never(*_capture: str) -> datetime | None:
    return None


def _not_held(_medium: object, _width: int) -> Picture | None:
    return None


def _none(_of: object) -> tuple[Captured, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class About:
    """What `write` is told beside the threads; every part of it may be missing.

    `title` names the list or thread. `base` is the address of the reader's pages without a slash at its end, `page`
    the list's or thread's own page, `itself` the address of what is written. `hub` is the WebSub hub that is told of
    changes. `limit` is how many threads were asked for, None where nobody said; `post` the one post that is meant.
    `since` is the moment after which posts are new to whoever asks. `key` is the secret that names are replaced with.
    `captures` asks for the pages and answers that posts stand on beside what is made of them.

    The archive fills in the rest. `latest` says when it last took something in, `taken` when it took in a capture.
    `picture` is what it holds of a picture, or of the one that stands for a film, as wide as there is up to that many
    dots; None where nothing is held that may be shown. `captured` are the captures that were asked for of a thread.
    """

    title: str = "Threads"
    page: str | None = None
    base: str | None = None
    itself: str | None = None
    language: str | None = None
    hub: str | None = None
    limit: int | None = None
    post: str | None = None
    since: datetime | None = None
    captures: bool = False
    key: bytes | None = field(default=None, repr=False)
    latest: Callable[[], datetime | None] = field(default=_never, repr=False)
    taken: Callable[[str], datetime | None] = field(default=_never, repr=False)
    picture: Callable[[Media, int], Picture | None] = field(default=_not_held, repr=False)
    captured: Callable[[Thread], Iterable[Captured]] = field(default=_none, repr=False)

    def thread(self, thread_id: str) -> str | None:
        """The address of a thread's page; None where there are no pages."""
        return None if self.base is None else f"{self.base}/thread/{quote(thread_id, safe=_IN_PATH)}"

    def place(self, post_id: str) -> str | None:
        """The address of a post, which leads to its place in its thread; None where there are no pages."""
        return None if self.base is None else f"{self.base}/post/{quote(post_id, safe=_IN_PATH)}"

    def author(self, author_id: str) -> str | None:
        """The address of an author's threads; None where there are no pages."""
        return None if self.base is None else f"{self.base}/author/{quote(author_id, safe=_IN_PATH)}"

    def medium(self, name: str) -> str | None:
        """The address of a file of media by its name; None where there are no pages."""
        return None if self.base is None else f"{self.base}/media/{name}"

    def tag(self, tag: str) -> str | None:
        """The address of a hashtag's threads; None where there are no pages."""
        return None if self.base is None else f"{self.base}/tag/{quote(tag, safe='')}"


UNTOLD = About()
"""Nothing is known of what the threads are the export of."""
