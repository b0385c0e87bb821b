"""What a person asks a list for; the same value drives commands, pages and exports."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, Literal, TypeVar

import msgspec

from clew.post import Value

Sort = Literal["newest", "oldest", "longest"]
PAGE = 30

T = TypeVar("T")


class Query(Value):
    """Filters, order and page of a list of threads.

    `tag` is matched folded; `author` is an author's id or handle; `since` is inclusive, `until` exclusive, both over
    the thread's first date; `min_posts` counts held posts of the main line, 2 unless told, because one post is no
    thread yet.
    `after` is the `next` of the page before.
    """

    tag: str | None = None
    author: str | None = None
    network: str | None = None
    lang: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    min_posts: int = 2
    sort: Sort = "newest"
    limit: int | None = PAGE
    after: str | None = None


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list; `next` goes into `Query.after`, None on the last page."""

    items: tuple[T, ...]
    next: str | None = None
