"""A stream of events that a server sends for as long as somebody listens (server-sent events, over HTTP)."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, Queue
from typing import NamedTuple

import urllib3
from urllib3.exceptions import HTTPError

from clew.fetching.calls import ClosedError, Lines, pool
from clew.fetching.client import AGENT
from clew.fetching.doors import Doors
from clew.fetching.streams import LARGEST, BrokenStream

# Events that wait for whoever listens; a server that sends faster has to wait.
_WAITING = 1000


class Event(NamedTuple):
    """One event: its kind, and its data as it came."""

    kind: str
    data: bytes


class RefusedError(BrokenStream):
    """The server is there, and does not give this stream."""


@contextmanager
def events(
    address: str, doors: Doors, *, headers: Mapping[str, str], pulse: float, silence: float = 90, opening: float = 20
) -> Iterator[Iterator[Event | None]]:
    """The events at an address as they come, None where there is none for `pulse` seconds; it hangs up at the end.

    `silence` is for how many seconds nothing at all may come (servers send a sign of life in between). `RefusedError`
    where the server has no such stream, `BrokenStream` where it cannot be had, or breaks off.
    """
    lines = Lines()
    pools = pool(doors, lines, opening, 1)
    try:
        answer = pools.request(
            "GET",
            address,
            headers={"User-Agent": AGENT, "Accept": "text/event-stream", **headers},
            timeout=urllib3.Timeout(connect=opening, read=silence),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
    except ClosedError as error:
        raise BrokenStream("leads to this machine or its network; --nearby opens a host by name") from error
    except (HTTPError, OSError, http.client.HTTPException, ValueError) as error:
        raise BrokenStream("its server cannot be reached") from error
    if answer.status != http.client.OK or "text/event-stream" not in (answer.headers.get("Content-Type") or ""):
        answer.close()
        raise RefusedError(f"its server gives no stream ({answer.status})")
    came: Queue[Event | BaseException] = Queue(_WAITING)
    over = threading.Event()
    reader = threading.Thread(target=_read, args=(answer, came, over), name="events", daemon=True)
    reader.start()
    try:
        yield _given(came, pulse)
    finally:
        over.set()
        lines.cut()
        while reader.is_alive():
            _emptied(came)
            reader.join(0.05)
        answer.close()
        pools.clear()


def _given(came: Queue[Event | BaseException], pulse: float) -> Iterator[Event | None]:
    while True:
        try:
            event = came.get(timeout=pulse)
        except Empty:
            yield None
            continue
        if isinstance(event, BaseException):
            raise BrokenStream(str(event)) from event
        yield event


def _emptied(came: Queue[Event | BaseException]) -> None:
    try:
        while True:
            came.get_nowait()
    except Empty:
        return


def _read(answer: urllib3.BaseHTTPResponse, came: Queue[Event | BaseException], over: threading.Event) -> None:
    """Hand on events until the server hangs up."""
    parts = _Parts()
    reason = "its server hung up"
    try:
        while (piece := answer.read1(1 << 16, decode_content=False)) and not over.is_set():
            for event in parts.of(piece):
                came.put(event)
            if parts.size > LARGEST:
                reason = "sends more than an event may have"
                break
    except (HTTPError, OSError, http.client.HTTPException, ValueError):
        reason = "its server broke off"
    if not over.is_set():
        came.put(BrokenStream(reason))


class _Parts:
    """Lines put together to events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

    def __init__(self) -> None:
        self._rest = b""
        self._kind = ""
        self._data: list[bytes] = []

    @property
    def size(self) -> int:
        """The bytes of an event that is not whole yet."""
        return len(self._rest) + sum(map(len, self._data))

    def of(self, piece: bytes) -> Iterator[Event]:
        """The events that are whole with the next bytes."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            if not line.removesuffix(b"\r"):
                if self._data:
                    yield Event(self._kind or "message", b"\n".join(self._data))
                self._kind, self._data = "", []
                continue
            field, _, value = line.removesuffix(b"\r").partition(b":")
            value = value.removeprefix(b" ")
            if field == b"event":
                self._kind = value.decode("utf-8", "replace")
            elif field == b"data":
                self._data.append(value)
