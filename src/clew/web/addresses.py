"""Addresses: of pages here, of posts where they were first published, and which of them may become links."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

import regex

# `:` and `@` may stand in a path as they are (RFC 3986, 3.3) and keep `x:123` and `@handle` readable; the slashes of
# at:// and https:// ids are escaped, because servers in between like to fold `//` into `/`.
_IN_PATH = ":@"
_IN_FRAGMENT = ":@/?"
_X_POST = regex.compile(r"x:(\d{1,20})")
_AT_POST = regex.compile(r"at://([^/\s]+)/app\.bsky\.feed\.post/([^/\s]+)")
_NOT_IN_ADDRESS = regex.compile(r"[\x00-\x20\x7f\ud800-\udfff]")
_SCHEME = regex.compile(r"^https?://(www\.)?", regex.IGNORECASE)
_SHOWN = 44


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


def to_saved(name: str) -> str:
    """The address of a kept search."""
    return "/saved/" + quote(name, safe="", errors="replace")


def fragment(post_id: str) -> str:
    """The part of a thread's address that names one of its posts."""
    if _X_POST.fullmatch(post_id):
        return "#" + post_id
    return "#" + quote(post_id, safe=_IN_FRAGMENT)


def original(post_id: str) -> str | None:
    """Where a post was first published, as far as its id says it."""
    if found := _X_POST.fullmatch(post_id):
        return f"https://x.com/i/status/{found[1]}"
    if found := _AT_POST.fullmatch(post_id):
        return f"https://bsky.app/profile/{found[1]}/post/{found[2]}"
    return web(post_id)


def web(address: str | None) -> str | None:
    """The address if it may become a link: http or https with a host; None for `javascript:` and its kin."""
    if not address or _NOT_IN_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket that opens no IPv6 address, say
        return None
    return address if parts.scheme.lower() in {"http", "https"} and parts.hostname else None


def shown(address: str) -> str:
    """An address as people read it: without its scheme and `www.`, and cut where it is long."""
    short = _SCHEME.sub("", address).rstrip("/")
    return short if len(short) <= _SHOWN else short[: _SHOWN - 1] + "…"
