"""Addresses: of pages here, of posts where they were first published, and which of them may become links."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlencode

import regex

from clew.text.places import original, shown, web

__all__ = ["fragment", "original", "shown", "to_author", "to_post", "to_tag", "to_thread", "web"]

# `:` and `@` may stand in a path as they are (RFC 3986, 3.3) and keep `x:123` and `@handle` readable; the slashes of
# at:// and https:// ids are escaped, because servers in between like to fold `//` into `/`.
_IN_PATH = ":@"
_IN_FRAGMENT = ":@/?"
_X_POST = regex.compile(r"x:(\d{1,20})")


def to_thread(thread_id: str, page: int = 1) -> str:
    """The address of a thread here, or of one page of it."""
    return "/thread/" + quote(thread_id, safe=_IN_PATH) + (f"?page={page}" if page > 1 else "")


def to_post(post_id: str) -> str:
    """The address of a post here, which leads to its place in its thread."""
    return "/post/" + quote(post_id, safe=_IN_PATH)


@lru_cache(maxsize=4096)
def to_tag(tag: str) -> str:
    """The address of a hashtag's threads."""
    return "/tag/" + quote(tag, safe="")


def to_author(name: str) -> str:
    """The address of an author's threads, from an id or a handle."""
    return "/author/" + quote(name, safe=_IN_PATH)


def to_search(asked: str, sort: str = "") -> str:
    """The address of a search, as it is typed; without words that of the empty box."""
    said = {name: value for name, value in (("q", asked), ("sort", sort)) if value}
    return "/search?" + urlencode(said, errors="replace") if asked else "/search"


def to_adding(address: str) -> str:
    """The address of the form that adds, with a post's address filled in."""
    return "/add?" + urlencode({"address": address}, errors="replace")


def to_saved(name: str) -> str:
    """The address of a kept search."""
    return "/saved/" + quote(name, safe="", errors="replace")


def to_day(day: date) -> str:
    """The address of what began on a day."""
    return f"/day/{day.isoformat()}"


def to_calendar(period: str = "") -> str:
    """The address of a calendar: of a year, a month, or everything."""
    return f"/calendar/{period}" if period else "/calendar"


def to_shelf(name: str) -> str:
    """The address of a shelf."""
    return "/shelf/" + quote(name, safe="", errors="replace")


def to_forget(what: str, name: str) -> str:
    """The address of the page that asks before a post, thread or author is forgotten."""
    return "/forget?" + urlencode({"what": what, "id": name}, errors="replace")


def fragment(post_id: str) -> str:
    """The part of a thread's address that names one of its posts."""
    if _X_POST.fullmatch(post_id):
        return "#" + post_id
    return "#" + quote(post_id, safe=_IN_FRAGMENT)
