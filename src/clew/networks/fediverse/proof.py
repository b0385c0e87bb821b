"""When a server's answer proves that a post was deleted, and is not only hidden from who asks."""

from __future__ import annotations

from typing import Any

from clew.networks._asking import Heard

_NOT_FOUND, _GONE = 404, 410


def is_deleted(heard: Heard, software: str | None, *, held: bool) -> bool:
    """Whether an answer says of a post that it was deleted; `held` where it was public once, as the archive knows.

    `410 Gone` and a Tombstone say so. `404 Not Found` is said of posts for followers, too: it says so of one that was
    public, and of one that its author answers on servers that leave the number of a deleted post standing. Mastodon
    itself takes that number away with the post, so that a number that leads nowhere is of a post for others.
    """
    if heard.said.status == _GONE or is_tombstone(heard.value):
        return True
    return heard.said.status == _NOT_FOUND and (held or software != "mastodon")


def is_tombstone(value: Any) -> bool:
    """Whether an object is what is left of a deleted one."""
    return isinstance(value, dict) and value.get("type") == "Tombstone"
