"""The stream of everything that happens on a server of Bluesky or, of a relay, on all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from clew.capture.frames import Account, BrokenFrame, Change, Event, framed, opened
from clew.fetching.doors import Doors
from clew.fetching.streams import BrokenStream, listening
from clew.networks._streams import PULSE, Closed, Listening, LostPlaceError, Message, Sign
from clew.networks.bluesky.addresses import COLLECTION

_PATH = "/xrpc/com.atproto.sync.subscribeRepos"
_TAG = "app.bsky.richtext.facet#tag"
_DEEDS = {"create": "made", "update": "edited", "delete": "deleted"}


def frames(
    server: str, doors: Doors, cursor: int | None = None, pulse: float | None = None
) -> Iterator[tuple[int | None, bytes] | None]:
    """The frames behind a cursor (0 is all that the server still has, None what comes from now on), each with its own.

    Whoever keeps the number of the last frame goes on from it after `BrokenStream`; a frame that may have come twice
    changes nothing. Frames are given as they came, for `clew.capture.frames` and the source `firehose` to open.
    """
    for message in _heard(server, doors, None if cursor is None else str(cursor), pulse):
        if message is None:
            yield None
            continue
        try:
            number = opened(message, lambda _did: False).seq
        except BrokenFrame:
            number = None
        yield number, message


class Firehose:
    """The stream of a PDS or a relay."""

    network = "bluesky"
    suffix = ".frames"
    source = "firehose"

    def __init__(self, server: str) -> None:
        self._server = server.rstrip("/")
        self.name = f"{self._server}{_PATH}"

    def messages(self, how: Listening) -> Iterator[Message | None]:
        """What each frame says of posts; those of accounts that nobody asks about are passed over."""
        for data in _heard(self._server, how.doors, how.cursor, PULSE):
            yield None if data is None else message(data, how)


def message(data: bytes, how: Listening) -> Message:
    """A frame as a message; `LostPlaceError` and `BrokenStream` where it says that the stream ends."""
    try:
        frame = opened(data, how.wants)
    except BrokenFrame as error:
        if error.error == "FutureCursor":
            raise LostPlaceError("its server has begun to count anew") from error
        if error.error is not None:
            raise BrokenStream(f"its server ended it ({error.error})") from error
        return Message(b"", None)
    said = "its server does not go back so far, and what lies between was not heard" if frame.info else None
    cursor = None if frame.seq is None else str(frame.seq)
    if not frame.events:
        return Message(b"", cursor, frame.time, said=said)
    signs = tuple(sign(each) for each in frame.events if isinstance(each, Change))
    return Message(framed(data), cursor, frame.time, signs, _closed(frame.events[0]), said)


def sign(change: Change) -> Sign:
    """What a change says, as far as whether it is wanted depends on it."""
    uri = f"at://{change.did}/{COLLECTION}/{change.key}"
    return of_record(_DEEDS[change.action], uri, change.did, change.record)


def of_record(deed: Any, uri: str, did: str, record: dict[str, Any] | None) -> Sign:
    """The same from the parts of a change, whatever stream they are from."""
    if not record:
        return Sign(deed, uri, did)
    text, reply = record.get("text"), record.get("reply")
    parent, root = (_uri(reply.get("parent")), _uri(reply.get("root"))) if isinstance(reply, dict) else (None, None)
    return Sign(deed, uri, did, text if isinstance(text, str) else "", _tags(record), parent, root)


def _tags(record: dict[str, Any]) -> tuple[str, ...]:
    """The hashtags in a record, beside its words and of its spans."""
    listed, facets = record.get("tags"), record.get("facets")
    found = [each.lstrip("#＃") for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    for facet in facets if isinstance(facets, list) else ():
        features = facet.get("features") if isinstance(facet, dict) else None
        found += [
            each["tag"]
            for each in (features if isinstance(features, list) else ())
            if isinstance(each, dict) and each.get("$type") == _TAG and isinstance(each.get("tag"), str)
        ]
    return tuple(found)


def _uri(ref: object) -> str | None:
    uri = ref.get("uri") if isinstance(ref, dict) else None
    return uri if isinstance(uri, str) else None


def _closed(event: Event) -> Closed | None:
    return Closed(event.did, event.status or "closed") if isinstance(event, Account) and not event.active else None


def _heard(server: str, doors: Doors, cursor: str | None, pulse: float | None) -> Iterator[bytes | None]:
    query = "" if cursor is None else f"?{urlencode({'cursor': cursor})}"
    with listening(f"{server.replace('http', 'ws', 1).rstrip('/')}{_PATH}{query}", doors, pulse=pulse) as messages:
        for each in messages:
            if not isinstance(each, str):
                yield each
