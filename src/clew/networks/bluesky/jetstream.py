"""Jetstream: what happens on all of Bluesky, as lines of JSON, of posts alone (github.com/bluesky-social/jetstream)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from clew.fetching.streams import listening
from clew.networks._streams import PULSE, Closed, Listening, Message
from clew.networks.bluesky.addresses import COLLECTION
from clew.networks.bluesky.firehose import of_record

_DEEDS = {"create": "made", "update": "edited", "delete": "deleted"}
# Its cursor is a clock; going on a little before it costs nothing, because what came twice changes nothing.
_BACK = 2_000_000


class _Commit(msgspec.Struct):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: dict[str, Any] | None = None


class _Account(msgspec.Struct):
    active: bool = True
    status: str | None = None


class _Event(msgspec.Struct):
    did: str = ""
    time_us: int = 0
    commit: _Commit | None = None
    account: _Account | None = None


_opened = msgspec.json.Decoder(_Event).decode


class Jetstream:
    """The stream of one instance of Jetstream, by its whole address (`wss://…/subscribe`)."""

    network = "bluesky"
    suffix = ".jsonl"
    source = "jetstream"

    def __init__(self, address: str) -> None:
        self.name = address

    def messages(self, how: Listening) -> Iterator[Message | None]:
        """What each line says of posts; it goes back as far as the instance has kept, two seconds before the cursor."""
        query: dict[str, object] = {"wantedCollections": COLLECTION}
        if how.cursor is not None:
            query["cursor"] = max(int(how.cursor) - _BACK, 0)
        with listening(f"{self.name}?{urlencode(query)}", how.doors, pulse=PULSE) as messages:
            for each in messages:
                if each is None:
                    yield None
                elif isinstance(each, str):
                    yield message(each.encode(), how)


def message(line: bytes, how: Listening) -> Message:
    """A line as a message; one that is no event says nothing."""
    try:
        event = _opened(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Message(b"", None)
    cursor, commit, account = str(event.time_us), event.commit, event.account
    time = _clock(event.time_us)
    if how.wants is not None and not how.wants(event.did):
        return Message(b"", cursor, time)
    if account is not None:
        closed = None if account.active else Closed(event.did, account.status or "closed")
        return Message(line + b"\n", cursor, time, closed=closed)
    if commit is None or commit.collection != COLLECTION or commit.operation not in _DEEDS:
        return Message(b"", cursor, time)
    uri = f"at://{event.did}/{COLLECTION}/{commit.rkey}"
    found = of_record(_DEEDS[commit.operation], uri, event.did, commit.record)
    return Message(line + b"\n", cursor, time, (found,))


def _clock(micro: int) -> str | None:
    try:
        return datetime.fromtimestamp(micro / 1_000_000, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return None
