"""How an author was called before, as far as posts say it."""

from __future__ import annotations

from collections.abc import Iterable

from clew.post import Author, Post
from clew.stores.base import Names
from clew.stores.observation import microseconds

SOME = 200
"""How many of an author's first posts are looked at, and of the latest: about 4 ms of a page for all of them."""


def before(said: Iterable[Post], now: Author) -> Names:
    """The handles and names in these posts that are others than today's, the latest first."""
    handles: dict[str, int] = {}
    names: dict[str, int] = {}
    for post in said:
        moment = post.seen or post.created
        at = -1 if moment is None else microseconds(moment)
        if post.author.id != now.id:
            continue
        for word, found in ((post.author.handle, handles), (post.author.name, names)):
            if word:
                found[word] = max(at, found.get(word, at))
    return Names(_latest(handles, now.handle), _latest(names, now.name))


def _latest(found: dict[str, int], now: str | None) -> tuple[str, ...]:
    return tuple(sorted((word for word in found if word != now), key=lambda word: (-found[word], word)))
