"""Connections that go only where the doors are open, and that no server can hold for ever.

A name is looked up once, each address it has is held against the doors, and it is these very addresses that are
connected to: a name that changes between the question and the call (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError

from clew.fetching.doors import Doors


class ClosedError(Exception):
    """The host is at an address that may not be called."""


def allowed(doors: Doors, host: str, port: int) -> list[Any]:
    """Where a host is, as far as it may be called; `ClosedError` where none of it may, `gaierror` where it is not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise error if isinstance(error, socket.gaierror) else socket.gaierror(str(error)) from error
    places = [each for each in found if doors.open(host, str(each[4][0]))]
    if not places:
        raise ClosedError
    return places


def dialled(places: list[Any], timeout: Any) -> socket.socket:
    """A connection to the first of these places that answers; `OSError` of the last where none does."""
    for family, kind, protocol, _, place in places[:-1]:
        with suppress(OSError):
            return _called(family, kind, protocol, place, timeout)
    family, kind, protocol, _, place = places[-1]
    return _called(family, kind, protocol, place, timeout)


def _called(family: int, kind: int, protocol: int, place: Any, timeout: Any) -> socket.socket:
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(timeout)
        sock.connect(place)
    except BaseException:
        sock.close()
        raise
    return sock


class Lines:
    """The connections that are open, so that all can be cut at once: a read that waits hears of nothing else."""

    def __init__(self) -> None:
        self._open: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()

    def add(self, sock: socket.socket) -> None:
        """Know of one."""
        with self._lock:
            self._open.add(sock)

    def cut(self) -> None:
        """Cut all of them."""
        with self._lock:
            for sock in tuple(self._open):
                _cut(sock)


class _Checked(HTTPConnection):
    """How both kinds of connection connect, and how long they wait for the head of an answer."""

    doors: Doors
    lines: Lines
    patience: float

    def _new_conn(self) -> socket.socket:
        try:
            places = allowed(self.doors, self._dns_host.strip("[]"), self.port)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        try:
            return dialled(places, self.timeout)
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error

    def connect(self) -> None:
        with _cut_after(self.patience, self):
            super().connect()
        if self.sock is not None:
            self.lines.add(self.sock)

    def getresponse(self) -> Any:
        with _cut_after(self.patience, self) as cut:
            answer = super().getresponse()
        if cut.is_set():  # a head that ends where the connection was cut looks like a whole one
            answer.close()
            raise TimeoutError
        return answer


class _CheckedTLS(_Checked, HTTPSConnection):
    """The same over TLS."""


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def _cut_after(seconds: float, connection: HTTPConnection) -> Iterator[threading.Event]:
    """End a connection that is still at it after so many seconds: a head may come byte by byte for ever."""
    was_cut = threading.Event()

    def late() -> None:
        was_cut.set()
        if connection.sock is not None:
            _cut(connection.sock)

    timer = threading.Timer(seconds, late)
    timer.daemon = True
    timer.start()
    try:
        yield was_cut
    finally:
        timer.cancel()


def pool(doors: Doors, lines: Lines, patience: float, most: int) -> urllib3.PoolManager:
    """Connections that are kept for a while, `most` to a host; `patience` is how long one may take to begin."""

    class Plain(_Checked):
        pass

    class Secure(_CheckedTLS):
        pass

    for kind in (Plain, Secure):
        kind.doors, kind.lines, kind.patience = doors, lines, patience

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Secure

    pools = urllib3.PoolManager(num_pools=16, maxsize=most, block=False, retries=False)
    pools.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return pools
