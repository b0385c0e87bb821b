"""What an export is an export of: the list or thread, and where it can be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

# As in the addresses of pages: `:` and `@` stay readable, slashes are escaped.
_IN_PATH = ":@"


def _never(*_capture: str) -> datetime | None:
    return None


@dataclass(frozen=True, slots=True)
class About:
    """What `write` is told beside the threads; every part of it may be missing.

    `title` names the list or thread. `base` is the address of the reader's pages without a slash at its end, `page`
    the list's or thread's own page, `itself` the address of what is written. `hub` is the WebSub hub that is told of
    changes. `limit` is how many threads were asked for, None where nobody said; `post` the one post that is meant.
    `since` is the moment after which posts are new to whoever asks. `key` is the secret that names are replaced with.
    The archive fills in `latest`, which says when it last took something in, and `taken`, when it took in a capture.
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
    key: bytes | None = field(default=None, repr=False)
    latest: Callable[[], datetime | None] = field(default=_never, repr=False)
    taken: Callable[[str], datetime | None] = field(default=_never, repr=False)

    def thread(self, thread_id: str) -> str | None:
        """The address of a thread's page; None where there are no pages."""
        return None if self.base is None else f"{self.base}/thread/{quote(thread_id, safe=_IN_PATH)}"

    def place(self, post_id: str) -> str | None:
        """The address of a post, which leads to its place in its thread; None where there are no pages."""
        return None if self.base is None else f"{self.base}/post/{quote(post_id, safe=_IN_PATH)}"

    def author(self, author_id: str) -> str | None:
        """The address of an author's threads; None where there are no pages."""
        return None if self.base is None else f"{self.base}/author/{quote(author_id, safe=_IN_PATH)}"

    def tag(self, tag: str) -> str | None:
        """The address of a hashtag's threads; None where there are no pages."""
        return None if self.base is None else f"{self.base}/tag/{quote(tag, safe='')}"


UNTOLD = About()
"""Nothing is known of what the threads are the export of."""
