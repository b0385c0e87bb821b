"""The server as whoever started it sees it: says when it is ready and when it stops, and stops within bounds."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import uvicorn

_LOG = logging.getLogger(__name__)
_STOPPED_SO = 1
_WORKERS = "AnyIO worker"  # what anyio calls threads that make pages; Python ends when they have ended


class Server(uvicorn.Server):
    """Answers under way are finished when it is told to stop, as far as they come to an end in the seconds given.

    Then readers are cut off. A thread that still waits for its database cannot be ended from here; the program ends
    without it, as if it were killed, which every archive stands. `leaving` is called first, to end what would go on.
    """

    def __init__(self, config: uvicorn.Config, patience: float, leaving: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._leaving = leaving
        self._end = threading.Timer(2 * patience + 1, _end)
        self._end.daemon = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        notify("READY=1")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests, and see the others to their end."""
        notify("STOPPING=1")
        self._end.start()
        self._leaving()
        await super().shutdown(sockets)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer until told to stop."""
        try:
            super().run(sockets)
        finally:
            if not any(each.name.startswith(_WORKERS) for each in threading.enumerate()):
                self._end.cancel()


def _end() -> None:
    _LOG.error("An answer did not come to its end; stopped without it.")
    logging.shutdown()
    os._exit(_STOPPED_SO)


def notify(state: str) -> None:
    """Tell systemd, where it asked to be told (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.connect("\0" + address[1:] if address.startswith("@") else address)
        sender.sendall(state.encode())
