"""The two ways of reading a thread, which share one address: post by post, or as an article."""

from __future__ import annotations

from collections.abc import Mapping

from clew.errors import BadQuery
from clew.web import addresses
from clew.web.asking import Link

POSTS = "posts"
WAYS = (POSTS, "article")


def way(params: Mapping[str, str]) -> str:
    """The way that is asked for; `BadQuery` for one that is not there."""
    asked = params.get("as") or POSTS
    if asked not in WAYS:
        raise BadQuery(f"A thread is read as {' or '.join(WAYS)}; {asked[:40]!r} is neither.")
    return asked


def address(thread_id: str, page: int, asked: str) -> str:
    """The address of a page of a thread, read that way."""
    plain = addresses.to_thread(thread_id, page)
    return plain if asked == POSTS else f"{plain}{'&' if page > 1 else '?'}as={asked}"


def ways(thread_id: str, page: int, asked: str) -> list[Link]:
    """The ways to choose from; the one that is read has no address."""
    return [Link(each, None if each == asked else address(thread_id, page, each)) for each in WAYS]
