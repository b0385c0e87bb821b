"""The stream of everything that happens on a server of Bluesky or, of a relay, on all of them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from clew.capture.frames import BrokenFrame, opened
from clew.fetching.doors import Doors
from clew.fetching.streams import listening

_PATH = "/xrpc/com.atproto.sync.subscribeRepos"


def frames(server: str, doors: Doors, cursor: int | None = None) -> Iterator[tuple[int | None, bytes]]:
    """The frames behind a cursor (0 is all that the server still has, None what comes from now on), each with its own.

    Whoever keeps the number of the last frame goes on from it after `BrokenStream`; a frame that may have come twice
    changes nothing. Frames are given as they came, for `clew.capture.frames` and the source `firehose` to open.
    """
    query = "" if cursor is None else f"?{urlencode({'cursor': cursor})}"
    with listening(f"{server.replace('http', 'ws', 1).rstrip('/')}{_PATH}{query}", doors) as messages:
        for message in messages:
            if isinstance(message, bytes):
                try:
                    number = opened(message, lambda _did: False).seq
                except BrokenFrame:
                    number = None
                yield number, message
