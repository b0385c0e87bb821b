"""A stream that a server sends for as long as somebody listens (WebSocket), called through the same doors as a file."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clew.fetching.calls import ClosedError, allowed, dialled
from clew.fetching.client import AGENT
from clew.fetching.doors import Doors

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

# The specification of Bluesky's streams allows 5 MB; other services send kilobytes.
LARGEST = 16 << 20


class BrokenStream(Exception):
    """The stream cannot be had, or not any more; the message says why, in words for a person."""


@contextmanager
def listening(
    address: str,
    doors: Doors,
    *,
    headers: Mapping[str, str] | None = None,
    silence: float = 60,
    opening: float = 20,
    pulse: float | None = None,
) -> Iterator[Iterator[bytes | str | None]]:
    """The messages at a `wss://` or `ws://` address as they come; it hangs up when the block ends.

    `silence` is for how many seconds nothing may come, not even a sign of life, `opening` how long the call may take.
    With a `pulse`, None is given whenever no message came for so many seconds.
    The messages end where the server says that they do, and with `BrokenStream` where they break off.
    """
    from websockets.exceptions import InvalidHandshake, InvalidURI
    from websockets.sync.client import connect

    parts = urlsplit(address)
    secure = parts.scheme == "wss"
    if parts.scheme not in {"ws", "wss"} or not parts.hostname or parts.username is not None:
        raise BrokenStream("leads to what is no stream")
    try:
        places = allowed(doors, parts.hostname, parts.port or (443 if secure else 80))
        sock = dialled(places, opening)
    except ClosedError as error:
        raise BrokenStream("leads to this machine or its network; --nearby opens a host by name") from error
    except socket.gaierror as error:
        raise BrokenStream("its server has no address any more") from error
    except OSError as error:
        raise BrokenStream("its server cannot be reached") from error
    try:
        calling = connect(
            address,
            sock=sock,
            ssl=ssl.create_default_context() if secure else None,
            compression=None,
            open_timeout=opening,
            ping_interval=silence / 3,
            ping_timeout=silence,
            close_timeout=2,
            max_size=LARGEST,
            user_agent_header=AGENT,
            additional_headers=dict(headers or {}),
            proxy=None,
        )
    except (InvalidHandshake, InvalidURI, TimeoutError, OSError) as error:
        sock.close()
        raise BrokenStream("its server does not open the stream") from error

    with calling:
        yield _messages(calling, pulse)


def _messages(calling: ClientConnection, pulse: float | None) -> Iterator[bytes | str | None]:
    from websockets.exceptions import ConnectionClosedOK, WebSocketException

    message: bytes | str | None
    try:
        while True:
            try:
                message = calling.recv(pulse)
            except TimeoutError:
                message = None
            yield message
    except ConnectionClosedOK:
        return
    except (WebSocketException, OSError) as error:
        raise BrokenStream("its server broke off") from error
