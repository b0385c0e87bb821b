"""Pictures, films and sounds from their web addresses: which are to be asked for.

What is held is not asked for again, nor what its server said is gone, unless `again` says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from clew.errors import MissingPart
from clew.media import pictures
from clew.media.addresses import is_playlist, is_web, known_as
from clew.media.shelf import Shelf
from clew.post import Media, Post, Value
from clew.query import Query
from clew.stores.base import Holding, Store

_AT_A_TIME = 500


class Errand(Value):
    """A medium to be asked for, and a post that shows it."""

    address: str
    post: str


def posts(store: Store, query: Query | None) -> Iterator[Post]:
    """The posts of the threads that a query means, and those that stand around them; without a query all there are."""
    if query is None:
        for count in store.authors(None):
            yield from store.of_authors([count.author.id]).posts
        return
    for thread in store.threads(query):
        yield from (part.post for part in thread.parts)
        yield from thread.context


def errands(
    store: Store, shelf: Shelf, found: Iterable[Post], *, only: Collection[str] = (), again: bool = False
) -> Iterator[Errand]:
    """The media of these posts that are lacking; `only` some kinds of them."""
    seen: set[str] = set()
    wanted = (
        Errand(name, post.id)
        for post in found
        for medium in post.media or ()
        if not only or medium.kind in only
        for name in _names(post, medium)
    )
    while group := list(islice(wanted, _AT_A_TIME)):
        known = store.holdings({each.address for each in group})
        for each in group:
            if each.address not in seen and _lacks(known.get(each.address), shelf, again=again):
                yield each
            seen.add(each.address)


def _names(post: Post, medium: Media) -> Iterator[str]:
    for url in filter(None, (medium.url, medium.preview if medium.kind != "photo" or not medium.url else None)):
        if is_web(url) and not is_playlist(url):
            yield known_as(post.id, url)


def _lacks(known: Holding | None, shelf: Shelf, *, again: bool) -> bool:
    if known is None:
        return True
    if known.file is None:
        return again
    return not shelf.has(known.file.name)


def ready() -> None:
    """`MissingPart` where nothing can be fetched here."""
    pictures.need()
    try:
        import urllib3  # noqa: F401
    except ImportError as error:
        raise MissingPart(
            "Media are fetched with urllib3, which is not installed; `pip install 'clew[media]'` adds it."
        ) from error
