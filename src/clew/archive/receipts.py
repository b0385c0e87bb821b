"""Receipts of what was forgotten: as files, and looked up again to see that nothing of it is held."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import msgspec

from clew.archive.emptying import names_any, read_again
from clew.archive.forgetting import everything
from clew.archive.importing import Progress
from clew.capture.keeping import kept_at
from clew.errors import BadQuery, ClewError
from clew.media.shelf import Shelf
from clew.post import Post, Record
from clew.stores.base import Kept, Store
from clew.stores.consent import Receipt, record_sha, sha


def as_file(receipt: Receipt) -> bytes:
    """A receipt as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(receipt), indent=2) + b"\n"


def from_file(written: bytes, name: str) -> Receipt:
    """A receipt from its file; `BadQuery` where it is none."""
    try:
        return msgspec.json.decode(written, type=Receipt)
    except msgspec.DecodeError as error:
        raise BadQuery(f"{name} is no receipt of `clew forget`.") from error


def still_held(
    store: Store,
    folder: Path | None,
    shelf: Shelf | None,
    receipt: Receipt,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[str]:
    """What is still held of what a receipt names: in rows, in files, and in the bytes of captures, read again."""
    gone = {each.name for each in receipt.posts}
    said = {record for each in receipt.posts for record in each.records}
    yield from _in_rows(store, gone, said)
    for name in receipt.files:
        if shelf is not None and any(shelf.folder.glob(f"{name[:2]}/{name}*")):
            yield f"the file {name}"
    for each in receipt.captures:
        if folder is not None and kept_at(folder, each.capture).exists():
            yield f"the bytes of the capture {each.capture}"
    ids = [each.id for each in receipt.posts if each.id is not None]
    captures = [kept for kept in store.captures() if folder is not None and kept.held]
    for number, kept in enumerate(captures, 1):
        if folder is not None and _in_capture(folder, kept, gone, said, ids):
            yield f"the capture {kept.name} ({kept.id})"
        if progress is not None:
            progress(Progress("captures read again", number, len(captures), number))


def _in_rows(store: Store, gone: Collection[str], said: Collection[str]) -> Iterator[str]:
    for _, record in everything(store):
        if isinstance(record, Post) and _is_of(record, gone, said):
            yield f"the post {record.id}"


def _is_of(record: Record, gone: Collection[str], said: Collection[str]) -> bool:
    return isinstance(record, Post) and (sha(record.id) in gone or record_sha(record) in said)


def _in_capture(folder: Path, kept: Kept, gone: Collection[str], said: Collection[str], ids: Sequence[str]) -> bool:
    """Whether a capture's bytes say something of these posts, as its source reads them; else whether they name one."""
    try:
        return any(_is_of(record, gone, said) for record in read_again(folder, kept))
    except ClewError:
        return bool(ids) and names_any(folder, kept.id, ids)
