"""The two ways of reading a thread, which share one address: post by post, or as an article."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from clew.errors import BadQuery
from clew.speech import _, later
from clew.web import addresses

POSTS = "posts"
WAYS = {POSTS: later("posts"), "article": later("article")}


class Way(msgspec.Struct, frozen=True):
    """A way to choose; `href` is None for the one that is read."""

    name: str
    label: str
    href: str | None


def way(params: Mapping[str, str]) -> str:
    """The way that is asked for; `BadQuery` for one that is not there."""
    asked = params.get("as") or POSTS
    if asked not in WAYS:
        raise BadQuery(_("A thread is read as posts or article; %(asked)s is neither.", asked=repr(asked[:40])))
    return asked


def address(thread_id: str, page: int, asked: str) -> str:
    """The address of a page of a thread, read that way."""
    plain = addresses.to_thread(thread_id, page)
    return plain if asked == POSTS else f"{plain}{'&' if page > 1 else '?'}as={asked}"


def ways(thread_id: str, page: int, asked: str) -> list[Way]:
    """The ways to choose from."""
    return [
        Way(name, _(label), None if name == asked else address(thread_id, page, name)) for name, label in WAYS.items()
    ]
