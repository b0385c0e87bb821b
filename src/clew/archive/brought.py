"""Which captures a program brought by itself, and whose posts stand in no others.

What the owner adds is the owner's business. What a bot brings, or a stream, is there because nobody was seen to refuse:
it is shown only as long as that is known.
"""

from __future__ import annotations

from datetime import UTC, datetime

from clew.stores.base import Store
from clew.stores.deeds import Deed

BROUGHT = "brought"


def note_brought(store: Store, capture_id: str, by: str, *, known: bool) -> None:
    """Note who brings a capture before any of its posts; one that the owner adds, then or later, is the owner's."""
    if by and not known:
        store.do([Deed(BROUGHT, capture_id, by, datetime.now(UTC))])
    elif not by and known and store.deeds(BROUGHT, capture_id):
        store.do([Deed(BROUGHT, capture_id, "", datetime.now(UTC))])


def brought(store: Store) -> frozenset[str]:
    """The captures that programs brought, and the owner did not add as well."""
    return frozenset(deed.name for deed in store.deeds(BROUGHT) if deed.said)


def only_brought(store: Store, author_id: str, captures: frozenset[str]) -> bool:
    """Whether something is held of an author, and all of it in these captures."""
    ids = [post.id for post in store.of_authors([author_id]).posts]
    stands_in = {capture for capture, _ in store.records(ids)} if ids else set()
    return bool(stands_in) and stands_in <= captures
