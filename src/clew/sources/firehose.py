"""Recorded frames of a relay of Bluesky (`subscribeRepos`): posts as they are made, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from clew.capture import Capture
from clew.capture.frames import BrokenFrame, Called, Change, Event, Lost, frames, is_frame, opened
from clew.post import Notice, Problem, Record
from clew.sources._bluesky_handles import Handles
from clew.sources._bluesky_post import is_key, post, post_id, post_record, tid_moment

title = "Bluesky firehose (recorded frames of subscribeRepos)"


def sniff(capture: Capture) -> bool:
    """One file that begins with a length and the header of a frame."""
    return capture.single and is_frame(capture.head())


def read(capture: Capture) -> Iterator[Record]:
    """The posts, and of each deletion a notice; what accounts do besides is passed over.

    That an account was closed or taken down is the state of the account, and says of no post what became of it.
    """
    handles, number = Handles(), 0
    with capture.open() as stream:
        try:
            for number, data in enumerate(frames(stream), start=1):
                place = f"{capture.where()}, frame {number:,}"
                try:
                    events = opened(data).events
                except BrokenFrame as error:
                    yield Problem(place, f"A frame was left out: it {error}.")
                    continue
                for event in events:
                    yield from records(event, handles, place)
        except BrokenFrame as error:
            yield Problem(capture.where(), f"{error}, after frame {number:,}.")


def records(event: Event, handles: Handles, place: str) -> Iterator[Record]:
    """What one event says, as a post, a notice or a problem; `handles` learn from it how accounts are called."""
    if isinstance(event, Called):
        handles.told(event.did, event.handle)
    elif isinstance(event, Lost):
        yield Problem(place, f"Something of {event.did[:200]} was left out: {event.reason}.")
    elif isinstance(event, Change):
        yield from _change(event, handles, place)


def _change(change: Change, handles: Handles, place: str) -> Iterator[Record]:
    if not is_key(change.did, change.key):
        yield Problem(place, "A change of a post was left out: it does not say which post.")
        return
    when = tid_moment(change.rev)
    if change.action == "delete":
        yield Notice(post_id(change.did, change.key), "deleted", change.did, when)
        return
    doubts: list[str] = []
    record = post_record(change.record, doubts)
    if record is None:
        yield Problem(place, f"Post {post_id(change.did, change.key)} was left out: it has neither text nor date.")
        return
    edited = when if change.action == "update" else None
    author = handles.author(change.did)
    yield post(record, change.did, change.key, author, doubts, seen=_moment(change.time), edited=edited)
    yield from (Problem(place, f"Post {post_id(change.did, change.key)}: {doubt}") for doubt in doubts)


def _moment(text: str | None) -> datetime | None:
    """When the relay passed it on."""
    try:
        when = datetime.fromisoformat(text or "")
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
