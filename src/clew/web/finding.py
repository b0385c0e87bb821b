"""Names in addresses: which of them can mean anything, and which post of a thread they mean."""

from __future__ import annotations

import regex

from clew.archive.addresses import names
from clew.errors import NotFound
from clew.thread import Thread

_LONGEST = 2000
_NEVER = regex.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]")


def clean(name: str, what: str) -> str:
    """The name from an address; `NotFound` where it holds what no name can (controls, broken UTF-8) or is endless."""
    if len(name) > _LONGEST or _NEVER.search(name):
        raise NotFound(f"That address names no {what}.")
    return name


def tidy_tag(tag: str) -> str:
    """A hashtag without its sign."""
    return tag.strip().lstrip("#＃")


def post_named(thread: Thread, address: str) -> str | None:
    """The id of the held post that an id or address names; None where only the thread can be told."""
    held = {part.post.id for part in thread.parts}
    other = dict(thread.shape.earlier)
    for part in thread.parts:
        other |= {version: part.post.id for version in part.post.versions if version not in held}
        other |= {part.post.url: part.post.id} if part.post.url else {}
    return next((other.get(name, name) for name in names(address) if name in held or name in other), None)
