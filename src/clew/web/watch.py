"""What every request leaves behind: a line in the log, a count, and its id where something failed."""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING, cast

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clew.web.owner.access import path_asked

if TYPE_CHECKING:
    from clew.web.metrics import Measures

REQUESTS = logging.getLogger("clew.requests")
_LOG = logging.getLogger(__name__)
TOLD = "Told as request"
"""What is noted on an error that is in the log, before the id of its request."""
_MACHINES = {"/healthz", "/metrics"}
_OK = 200
_FAILED = 500
_GONE = 499
"""What nginx calls a reader who left before there was an answer."""


class Watch:
    """Stands around everything else. Who asked is not noted, nor what stands behind the `?` of an address."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app = app
        self.measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send)
        name = scope.setdefault("state", {})["request"] = secrets.token_hex(6)
        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            answer.status = answer.status or _FAILED
            path = path_asked(HTTPConnection(scope))
            error.add_note(f"{TOLD} {name}.")
            _LOG.error("%s %s failed", scope["method"], path, exc_info=error, extra={"request": name})
            raise
        finally:
            self._note(scope, answer)

    def _note(self, scope: Scope, answer: _Answer) -> None:
        seconds = time.perf_counter() - answer.began
        route = scope.get("route")
        of = "none" if route is None else cast("str", route.path)
        status = answer.status or _GONE
        self.measures.note(of, status, seconds)
        asked_by_machines = of in _MACHINES and status == _OK  # every few seconds, and nothing to be seen in it
        if REQUESTS.isEnabledFor(logging.INFO) and not asked_by_machines:
            path = path_asked(HTTPConnection(scope))
            facts = {
                "request": scope["state"]["request"],
                "method": scope["method"],
                "path": path,
                "route": of,
                "status": status,
                "ms": round(1000 * seconds, 1),
                "bytes": answer.size,
            }
            words = "%s %s %d, %.1f ms, %d bytes"
            REQUESTS.info(words, scope["method"], path, status, 1000 * seconds, answer.size, extra=facts)


class _Answer:
    """An answer on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.began = time.perf_counter()
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


def request_id(connection: HTTPConnection) -> str | None:
    """The id of a request, under which the log has what failed."""
    return cast("str | None", connection.scope.get("state", {}).get("request"))
