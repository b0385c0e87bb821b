"""Addresses on the web: which may become links, where a post was first published, and how people read them."""

from __future__ import annotations

from urllib.parse import urlsplit

import regex

_X_POST = regex.compile(r"x:(\d{1,20})")
_AT_POST = regex.compile(r"at://([^/\s]+)/app\.bsky\.feed\.post/([^/\s]+)")
_X_STATUS = regex.compile(r"https?://[^/?#]+/(?:i/web|i|[^/?#]+)/status(?:es)?/(\d{1,20})(?:[/?#].*)?")
_NOT_IN_ADDRESS = regex.compile(r"[\x00-\x20\x7f\ud800-\udfff]")
_SCHEME = regex.compile(r"^https?://(www\.)?", regex.IGNORECASE)
_SHOWN = 44


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


def leads_to(address: str, post_id: str) -> bool:
    """Whether an address is a page of that post: the one its id says, or any mirror of X with the post's number."""
    if found := _X_STATUS.fullmatch(address):
        return post_id == f"x:{found[1]}"
    return address in {post_id, original(post_id)}
