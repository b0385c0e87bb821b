"""What a person asks for; the same value drives commands, pages and exports.

A query has filters that every list knows, and beside them may have a `match`: a tree of words and filters, as somebody
typed it into the search box (`clew.text.asking` reads it).
"""

from __future__ import annotations

from datetime import datetime
from typing import Generic, Literal, TypeVar, Union

import msgspec

from clew.post import Value

Sort = Literal["newest", "oldest", "longest", "grown", "best"]
Scope = Literal["thread", "post"]
Kind = Literal["tag", "author", "network", "lang", "mention", "has"]
PAGE = 30

T = TypeVar("T")


class Words(Value, tag=True):
    """A word or a phrase as it was typed; its terms must stand one after another in one post."""

    text: str


class Is(Value, tag=True):
    """A fact about a thread: its hashtag, author, network or language, whom it mentions, what it has.

    What a thread `has` is one of `media`, `links`, `gap` and `branch`.
    """

    kind: Kind
    value: str


class Not(Value, tag=True):
    """What must not be."""

    part: Match


class All(Value, tag=True):
    """What must all be."""

    parts: tuple[Match, ...]


class Either(Value, tag=True):
    """What must be in one way or another."""

    parts: tuple[Match, ...]


Match = Union[Words, Is, Not, All, Either]  # noqa: UP007 - msgspec resolves the name before `|` could


class Query(Value):
    """Filters, order and page of a list of threads.

    `tag` is matched folded; `author` is an author's id or handle; `since` is inclusive, `until` exclusive, both over
    the thread's first date; `min_posts` counts held posts of the main line, 2 unless told, because one post is no
    thread yet; a search takes single posts too where it is told 1.
    `scope` says whether all parts of `match` must be true of one and the same post, or of the thread's posts together.
    The order `grown` begins with the thread that last got a post it did not have, which only lists know; `best` is that
    of a search only. `after` is the `next` of the page before.
    `also` are hashtags that count as `tag`; `joined` says whether an archive may add those that its table of equal
    hashtags has.
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
    match: Match | None = None
    scope: Scope = "thread"
    also: tuple[str, ...] = ()
    joined: bool = True


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list; `next` goes into `Query.after`, None on the last page."""

    items: tuple[T, ...]
    next: str | None = None
