"""What a profile asks of those who copy posts: in its words, or by the flags its network has for it."""

from __future__ import annotations

import re

IN_WORDS = frozenset({"#nobot", "#nobots", "#noarchive", "#noindex"})
"""Hashtags that bots of the fediverse agreed to heed."""
MEMBERS_ONLY = "!no-unauthenticated"
"""The label on Bluesky of accounts that ask to be shown to members only."""

_TAG = re.compile(r"(?<![\w&])#(?:<span>)?(\w+)")


def asks(
    note: str | None = None, *, discoverable: object = None, indexable: object = None, noindex: object = None
) -> tuple[str, ...]:
    """What a profile asks for, by its own names; `note` is its text, with markup or without.

    The flags are Mastodon's: `discoverable` and `indexable` count where they are off, `noindex` where it is on.
    """
    words = {f"#{tag.lower()}" for tag in _TAG.findall(note)} if note and "#" in note else set()
    flags = (("discoverable", discoverable is False), ("indexable", indexable is False), ("noindex", noindex is True))
    return (*sorted(words & IN_WORDS), *(name for name, off in flags if off))


def reason(asked: str) -> str:
    """One of these in words."""
    return {
        "discoverable": "asks not to be found (discoverable is off)",
        "indexable": "asks that posts are not searched (indexable is off)",
        "noindex": "asks not to be indexed (noindex is on)",
        MEMBERS_ONLY: "asks to be shown to members of the network only (!no-unauthenticated)",
    }.get(asked, f"{asked} stands in the profile")
