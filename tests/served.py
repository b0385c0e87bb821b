"""An app on a real server, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette


def served(app: Starlette) -> Iterator[str]:
    """The address of the app."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
