"""Bringing a thread from its address without the owner having asked for it: only of authors who do not mind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clew.archive.asked import Asked, Asking
from clew.archive.forgetting import redact
from clew.archive.importing import Import, Importer
from clew.archive.looking import Looking
from clew.archive.settling import settle
from clew.media.shelf import Shelf
from clew.post import Record
from clew.stores.base import Store


def bring(
    store: Store,
    folder: Path | None,
    address: str,
    asking: Asking,
    looking: Looking,
    by: str,
    media: Shelf | None = None,
) -> tuple[Import, ...]:
    """Fetch the thread of a post and keep what may be kept of it, in the name of a program; what it brought.

    `folder` and `media` are where captures and files are kept. Where `asking` says so, the words of posts that were
    found to be deleted go.
    """
    asked = Asked(store, address, asking, None)

    def may(records: Sequence[Record]) -> Sequence[Record]:
        return asked.marked(looking.allowed(records))

    importer = Importer(store, folder, source=None, private=False, progress=None, brought=by)
    with store.adding(), asked.capture() as capture:
        with importer:
            brought = tuple(importer.add(capture, may))
        settle(store)
    if asking.redact:
        redact(store, folder, media, asked.withdrawn)
    return brought
