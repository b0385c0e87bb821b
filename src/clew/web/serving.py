"""Serving an archive: which address it may be served at, and stopping when asked."""

from __future__ import annotations

import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from clew.archive import Archive
from clew.errors import BadSetting
from clew.web.app import create_app
from clew.web.guard import LOOPBACK

_LAST_ANSWERS = 3
"""Seconds that answers under way are given when the server is told to stop."""


def serve(
    archive: Archive,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    public: bool = False,
    command: str = "clew add",
    address: str | None = None,
    hub: str | None = None,
    started: Callable[[str], None] = print,
) -> None:
    """Serve the pages until the program is told to stop (SIGINT, SIGTERM).

    Only on this machine, unless `public` says that everyone who reaches the address may read everything. Port 0 takes
    a free one. `address` is where others read, `hub` the WebSub hub that feeds name. `started` is given the
    pages' address in a sentence. `BadSetting` where it cannot be served there.
    """
    import uvicorn

    private = is_loopback(host)
    if not private and not public:
        raise BadSetting(
            f"At {host} everyone who can reach this machine could read the archive; add --public if they may, "
            "or leave --host out to read it on this machine only."
        )
    listener = _listener(host, port)
    try:
        hosts = LOOPBACK | {_bracketed(host).lower()} if private else None
        app = create_app(archive, hosts=hosts, command=command, address=address, hub=hub)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=_LAST_ANSWERS
        )
        started(f"Reading at http://{_bracketed(host)}:{listener.getsockname()[1]}/ - Ctrl+C stops.")
        with _quiet_signals():
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the host."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError, OverflowError) as error:
        raise BadSetting(f"There is no host {host!r} to serve at; leave --host out to read on this machine.") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise BadSetting(f"Port {port} at {host} cannot be used ({reason}); name another with --port.") from error
    return listener


def _bracketed(host: str) -> str:
    bare = host.strip("[]")
    return f"[{bare}]" if ":" in bare else bare


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """A signal only stops the server; uvicorn raises it anew, which would end the program with the archive open."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, lambda *_: None) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
