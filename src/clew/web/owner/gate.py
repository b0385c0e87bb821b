"""The gate before every page: whom an archive answers that is not for everybody."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from clew.patience import allowing
from clew.speech import _, later
from clew.web.owner.access import access_of, owner, to_login
from clew.web.refusals import form_of, refusal

_OPEN = {"/language", "/login", "/robots.txt", "/favicon.ico", "/healthz", "/metrics"}
SLOWEST = 10.0
"""Seconds that the archive may look for what one question of a stranger asks."""
_ELSEWHERE = (
    "This archive is served to this computer only; to serve it through a proxy, start it with --public or --private.\n"
)
_CLOSED = later("This archive is private; log in first.")


class Gate:
    """Refuses who is not on this machine, or has no password, before any page is asked; bounds what others can ask."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        with allowing(None if owner(request) else SLOWEST):
            await (_refusal(request) or self.app)(scope, receive, send)


def _refusal(request: Request) -> Response | None:
    way, path = access_of(request).way, request.scope["path"]
    if way == "public" or owner(request):
        return None
    if way == "own":
        return PlainTextResponse(_ELSEWHERE, 421)
    if path in _OPEN or path.startswith("/static/"):
        return None
    if form_of(request) is None and request.method in {"GET", "HEAD"} and not path.startswith("/embed/"):
        return to_login(request)
    return refusal(request, _(_CLOSED), 401)
