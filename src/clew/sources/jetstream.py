"""Streams of Bluesky as Jetstream and Tap write them: posts as they are made, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Notice, Problem, Record
from clew.sources._bluesky import Wire
from clew.sources._bluesky_handles import Handles
from clew.sources._bluesky_post import (
    COLLECTION,
    is_key,
    micro_moment,
    post,
    post_id,
    post_record,
    tid_moment,
)
from clew.sources._head import shapes

title = "Bluesky streams (Jetstream, Tap)"


class Change(Wire):
    """What happened to one record: `operation` in Jetstream, `action` in Tap."""

    did: str | None = None
    rev: str | None = None
    operation: str | None = None
    action: str | None = None
    collection: str | None = None
    rkey: str | None = None
    record: dict[str, Any] | None = None


class Identity(Wire):
    """How an account is called now."""

    did: str | None = None
    handle: str | None = None


class Event(Wire):
    """One line: of Jetstream with `kind` and `commit`, of Tap with `type` and `record`."""

    did: str | None = None
    time_us: int | None = None
    commit: Change | None = None
    record: Change | None = None
    identity: Identity | None = None


def sniff(capture: Capture) -> bool:
    """One file of JSON lines, or an array, of events of either kind."""
    return capture.single and any(map(_is_ours, shapes(capture.head())))


def _is_ours(keys: frozenset[str]) -> bool:
    for place in ("", "[]."):
        if {f"{place}did", f"{place}kind", f"{place}time_us"} <= keys:
            return True
        if f"{place}type" in keys and {f"{place}record.{name}" for name in ("did", "collection", "rkey")} <= keys:
            return True
        if f"{place}type" in keys and {f"{place}identity.{name}" for name in ("did", "handle")} <= keys:
            return True
    return False


def read(capture: Capture) -> Iterator[Record]:
    """The posts, and of each deletion a notice; likes, follows and everything else are passed over.

    That an account was closed or taken down is the state of the account, and says of no post what became of it.
    """
    handles = Handles()
    with capture.open() as stream:
        file = values(stream, capture.where(), Event)
        for event in file:
            if isinstance(event, Problem):
                yield event
                continue
            change = event.commit or event.record
            if event.identity is not None:
                handles.told(event.identity.did, event.identity.handle)
            elif change is not None and change.collection == COLLECTION:
                yield from _change(event, change, handles, file.place)


def _change(event: Event, change: Change, handles: Handles, place: str) -> Iterator[Record]:
    did, key = event.did or change.did, change.rkey
    if not did or not key or not is_key(did, key):
        yield Problem(place, "A change of a post was left out: it does not say which post.")
        return
    when = tid_moment(change.rev) or micro_moment(event.time_us)
    action = change.operation or change.action
    if action == "delete":
        yield Notice(post_id(did, key), "deleted", did, when)
        return
    doubts: list[str] = []
    record = post_record(change.record, doubts)
    if record is None:
        yield Problem(place, f"Post {post_id(did, key)} was left out: it has neither text nor date.")
        return
    edited = when if action == "update" else None
    yield post(record, did, key, handles.author(did), doubts, seen=_seen(event), edited=edited)
    yield from (Problem(place, f"Post {post_id(did, key)}: {doubt}") for doubt in doubts)


def _seen(event: Event) -> datetime | None:
    """When the stream passed the post on; Tap does not say."""
    return micro_moment(event.time_us)
