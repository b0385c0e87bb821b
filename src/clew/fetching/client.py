"""Fetch a file from a web address: where it leads, whether it is wanted, how much of it there may be."""

from __future__ import annotations

import http.client
import io
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import BinaryIO, TypeVar
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ProtocolError, SSLError
from urllib3.exceptions import TimeoutError as Late

from clew.fetching.calls import ClosedError, Lines, pool
from clew.fetching.doors import Doors
from clew.fetching.turns import Host, Turns, asked_pause, asked_rest

AGENT = f"Clew/{version('clew')} (keeps a person's own archive of threads)"
HOPS = 5
PIECE = 1 << 16
# Enough of a file to tell what it is.
HEAD = 4096
_GONE = {404, 410}
_MOVED = {301, 302, 303, 307, 308}
_BUSY = {429, 500, 502, 503, 504}
_PLAIN: Mapping[str, str] = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """How much and how long: bytes of a file, seconds without a byte, to the first byte and in all, tries, a pause."""

    size: int
    silence: float = 20
    beginning: float = 30
    total: float = 600
    tries: int = 3
    pause: float = 1
    longest_pause: float = 60


@dataclass(frozen=True)
class Got:
    """A file that came whole: the address that gave it, and how many bytes there were."""

    address: str
    size: int


@dataclass(frozen=True)
class Said:
    """What a service answered: at which address in the end, its status, its headers in small letters, when."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True)
class Missed:
    """Why there is no file, in words for a person; `lasting` where asking again would bring the same answer."""

    reason: str
    lasting: bool = False


@dataclass(frozen=True)
class _Again:
    """The host is busy; `pause` is what it asked for."""

    reason: str
    pause: float | None


@dataclass(frozen=True)
class _Moved:
    """Look there."""

    address: str


class Client:
    """Fetches files, from several threads at once; `stopped` ends what is under way."""

    def __init__(self, doors: Doors, limits: Limits, stopped: threading.Event, *, at_once: int = 2) -> None:
        self._limits = limits
        self._stopped = stopped
        self._turns = Turns(at_once)
        self._lines = Lines()
        self._pool = pool(doors, self._lines, limits.beginning, at_once)

    def close(self) -> None:
        """Hang up, also on whoever is speaking."""
        self._lines.cut()
        self._pool.clear()

    def fetch(self, address: str, out: BinaryIO, refusal: Callable[[bytes], str | None]) -> Got | Missed:
        """Write what is at an address to `out`; `refusal` is asked about its first bytes and says what is wrong.

        `out` may have bytes in it when the file was missed.
        """
        for _ in range(HOPS + 1):
            host = _host(address)
            if host is None:
                return Missed("leads to what is no web address")
            found = self._patiently(address, self._turns.host(host), partial(self._file, address, out, refusal))
            if not isinstance(found, _Moved):
                return found
            address = found.address
        return Missed("leads in a circle")

    def ask(self, address: str, headers: Callable[[str], Mapping[str, str]]) -> Said | Missed:
        """What a service says at an address, whatever the status, up to `Limits.size` bytes.

        `headers` are those for a host, asked anew at each hop, so that a secret goes to its own host alone.
        """
        for _ in range(HOPS + 1):
            host = _host(address)
            if host is None:
                return Missed("leads to what is no web address")
            found = self._patiently(
                address, self._turns.host(host), partial(self._words, address), {**_PLAIN, **headers(host)}
            )
            if not isinstance(found, _Moved):
                return found
            address = found.address
        return Missed("leads in a circle")

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Said | Missed:
        """Give a service something, once: what was perhaps heard is not said again, and no redirect is followed."""
        host = _host(address)
        if host is None:
            return Missed("is no web address")
        turns = self._turns.host(host)
        with turns.turn(self._stopped):
            if turns.tired is not None:
                return Missed(turns.tired)
            if self._stopped.is_set():
                return Missed("stopped")
            found = self._once(address, turns, partial(self._words, address), {**_PLAIN, **headers}, body)
        if isinstance(found, _Again):
            turns.pause(min(found.pause or self._limits.pause, self._limits.longest_pause))
            return Missed(found.reason)
        return Missed("leads elsewhere, where nothing is sent") if isinstance(found, _Moved) else found

    def _patiently(
        self,
        address: str,
        host: Host,
        take: Callable[[urllib3.BaseHTTPResponse, Host], T | Missed | _Moved | _Again],
        headers: Mapping[str, str] = _PLAIN,
    ) -> T | Missed | _Moved:
        """Ask as often as is polite."""
        found: T | Missed | _Moved | _Again = Missed("stopped")
        for attempt in range(self._limits.tries):
            with host.turn(self._stopped):
                if host.tired is not None:
                    return Missed(host.tired)
                if self._stopped.is_set():
                    return Missed("stopped")
                found = self._once(address, host, take, headers)
            if not isinstance(found, _Again):
                return found
            pause = self._limits.pause * 2**attempt if found.pause is None else found.pause
            if pause > self._limits.longest_pause:
                host.tired = f"{found.reason}; its server asks for a long pause, so ask again later"
                return Missed(host.tired)
            host.pause(pause)
        assert isinstance(found, _Again)
        host.silent(found.reason)
        return Missed(found.reason)

    def _once(
        self,
        address: str,
        host: Host,
        take: Callable[[urllib3.BaseHTTPResponse, Host], T | Missed | _Moved | _Again],
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> T | Missed | _Moved | _Again:
        try:
            answer = self._pool.request(
                "GET" if body is None else "POST",
                address,
                body=body,
                headers=headers,
                timeout=urllib3.Timeout(connect=self._limits.silence, read=self._limits.silence),
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
        except ClosedError:
            return Missed("leads to this machine or its network; --nearby opens a host by name")
        except ProtocolError as error:
            # A line that was kept open may have been closed at the other end meanwhile.
            return _Again(_in_words(error), 0)
        except (HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            reason = _in_words(error)
            host.silent(reason)
            return Missed(reason)
        host.answered()
        whole = False
        try:
            found = self._answered(address, answer, host, take)
            whole = isinstance(found, (Got, Said))
        except (HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            return Missed(_in_words(error))
        finally:
            # What was not read to its end cannot be asked the next thing.
            (answer.release_conn if whole else answer.close)()
        return found

    def _answered(
        self,
        address: str,
        answer: urllib3.BaseHTTPResponse,
        host: Host,
        take: Callable[[urllib3.BaseHTTPResponse, Host], T | Missed | _Moved | _Again],
    ) -> T | Missed | _Moved | _Again:
        status = answer.status
        if status in _MOVED and (there := answer.headers.get("Location")):
            return _Moved(urljoin(address, there))
        if status in _BUSY:
            return _Again(_status(status), asked_pause(answer.headers.get("Retry-After")) or asked_rest(answer.headers))
        return take(answer, host)

    def _file(
        self,
        address: str,
        out: BinaryIO,
        refusal: Callable[[bytes], str | None],
        answer: urllib3.BaseHTTPResponse,
        _host: Host,
    ) -> Got | Missed:
        """The file in an answer."""
        if answer.status != http.client.OK:
            return Missed(_status(answer.status), lasting=answer.status in _GONE)
        promised = _number(answer.headers.get("Content-Length"))
        if promised is not None and promised > self._limits.size:
            return Missed(f"is larger than {self._limits.size:,} bytes; --max-size allows more")
        return self._body(address, answer, promised, out, refusal)

    def _words(self, address: str, answer: urllib3.BaseHTTPResponse, host: Host) -> Said | Missed:
        """The words of an answer, whatever its status; a host that is asked as often as it allows has a rest."""
        out = io.BytesIO()
        found = self._body(address, answer, _number(answer.headers.get("Content-Length")), out, lambda _head: None)
        rest = asked_rest(answer.headers)
        if rest is not None:
            host.pause(min(rest, self._limits.longest_pause))
        if isinstance(found, Missed):
            return found
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Said(address, answer.status, named, out.getvalue(), datetime.now(UTC))

    def _body(
        self,
        address: str,
        answer: urllib3.BaseHTTPResponse,
        promised: int | None,
        out: BinaryIO,
        refusal: Callable[[bytes], str | None],
    ) -> Got | Missed:
        until = time.monotonic() + self._limits.total
        head, size, looked_at = b"", 0, False
        out.seek(0)
        out.truncate()
        while piece := answer.read1(PIECE, decode_content=False):
            size += len(piece)
            if size > self._limits.size:
                return Missed(f"is larger than {self._limits.size:,} bytes; --max-size allows more")
            if time.monotonic() > until:
                return Missed("comes too slowly")
            if self._stopped.is_set():
                return Missed("stopped")
            out.write(piece)
            if not looked_at:
                head += piece
                looked_at = len(head) >= HEAD
                if looked_at and (reason := refusal(head)):
                    return Missed(reason, lasting=True)
        if promised is not None and size != promised:
            return Missed("ended too early")
        if not looked_at and (reason := refusal(head)):
            # Nothing at all is what a server sends that is ending, too.
            return Missed(reason, lasting=size > 0)
        return Got(address, size)


def _host(address: str) -> str | None:
    """The host of an address that may be asked; None of any other kind of address."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.scheme in {"http", "https"} and parts.username is None else None


def _status(status: int) -> str:
    return f"{status} {http.client.responses.get(status, '')}".strip()


def _number(header: str | None) -> int | None:
    return int(header) if header is not None and header.isascii() and header.isdigit() else None


def _in_words(error: Exception) -> str:
    if isinstance(error, NameResolutionError):
        return "its server has no address any more"
    if isinstance(error, SSLError):
        return "its server's certificate is not good"
    if isinstance(error, NewConnectionError):
        return "its server cannot be reached"
    if isinstance(error, (Late, TimeoutError)):
        return "its server does not answer in time"
    return "its server broke off"
