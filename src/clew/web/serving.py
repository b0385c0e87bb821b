"""Serving an archive: which address it may be served at, and stopping when asked."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clew import settings
from clew.archive import Archive, Asking
from clew.errors import BadSetting
from clew.web.app import UPLOAD, create_app
from clew.web.guard import LOOPBACK
from clew.web.journal import journal
from clew.web.owner import Access
from clew.web.owner.keys import KeyFile
from clew.web.presence import Presence

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from clew.web.stopping import Server

LAST_ANSWERS = 10
"""Seconds that answers under way are given when the server is told to stop."""
_FILES = 4096


@dataclass(frozen=True)
class Operation:
    """What matters to whoever looks after a server, and to no reader.

    `log` is one of `settings.LOGS`; `measured` lets other machines ask for `/metrics`; `patience` are the seconds that
    answers under way are given when it is told to stop; `upload` is how many bytes the owner may send at once,
    `asking` where the posts are asked for whose addresses they paste.
    """

    log: str = "quiet"
    measured: bool = False
    patience: int = LAST_ANSWERS
    upload: int = UPLOAD
    asking: Asking = Asking()  # noqa: RUF009 - a frozen value


def serve(
    archive: Archive,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    public: bool = False,
    private: bool = False,
    command: str = "clew add",
    site: Presence = Presence(),  # noqa: B008 - a frozen value
    operation: Operation = Operation(),
    started: Callable[[str], None] = print,
) -> None:
    """Serve the pages until the program is told to stop (SIGINT, SIGTERM).

    Only to this machine, whose user is the owner, unless `public` says that everyone who reaches the address may read,
    or `private` that they may who know the password. Port 0 takes a free one. `started` is given the pages' address in
    a sentence. `BadSetting` where it cannot be served so.
    """
    access = _access(host, public=public, private=private, index=site.index)
    listener = _listener(host, port)
    try:
        hosts = LOOPBACK | {_bracketed(host).lower()} if access.way == "own" else None
        app = create_app(
            archive,
            hosts=hosts,
            command=command,
            access=access,
            site=site,
            measured=operation.measured,
            upload=operation.upload,
            asking=operation.asking,
        )
        started(f"Reading at http://{_bracketed(host)}:{listener.getsockname()[1]}/ - Ctrl+C stops.")
        if public and access.keys() is None and not archive.is_read_only:
            started("Nobody can log in as the owner until `clew password` has set a password.")
        with _quiet_signals(), journal(operation.log):
            _server(app, operation.patience, behind=access.way != "own").run(sockets=[listener])
    finally:
        listener.close()


def _access(host: str, *, public: bool, private: bool, index: bool) -> Access:
    """Who may read at the host, as it was said; `BadSetting` where it has to be said first."""
    if public and private:
        raise BadSetting("An archive is served either --public or --private; leave one of them out.")
    if not (public or private):
        if is_loopback(host):
            return Access("own")
        raise BadSetting(
            f"At {host} everyone who can reach this machine could read the archive; add --public if they may, "
            "--private to ask for a password, or leave --host out to read it on this machine only."
        )
    keys = KeyFile(settings.keys())
    if keys.read() is None and private:
        raise BadSetting("Nobody could read a private archive that has no password; set one with `clew password`.")
    return Access("public" if public else "private", keys, index=index)


def _server(app: Starlette, patience: int, *, behind: bool) -> Server:
    """The server of the pages, with a bound for all that somebody else's patience could use up.

    `behind` says that a proxy may stand before it, whose word on who asks is taken where it is on this machine or
    named in FORWARDED_ALLOW_IPS.
    """
    import uvicorn

    from clew.web import connections
    from clew.web.stopping import Server

    connections.Connection.most_idle = idle = min(1000, _files() // 4)
    config = uvicorn.Config(
        app,
        http=connections.Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=behind,
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1"),
        limit_concurrency=2 * idle,
        timeout_keep_alive=5,
        h11_max_incomplete_event_size=connections.HEAD_BYTES,
        timeout_graceful_shutdown=patience,
    )
    return Server(config, patience, leaving=app.state.imports.stop)


def _files() -> int:
    """How many files and connections this program may have open; as many as it is allowed to ask for."""
    try:
        import resource
    except ImportError:  # Windows
        return _FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return _FILES


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
        listener.listen(1024)
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
