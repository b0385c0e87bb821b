"""What every response says to browsers, and whom a private server answers."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    # Nothing is loaded from anywhere else; what runs or styles comes from files, nothing that stands in a page does.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Where a reader of an archive came from is nobody's business.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex",
}
# A page asks for several files, none of which asks for anything: they carry no more than they need.
_FILES = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Guard:
    """Adds the headers, and refuses requests for any other host than `hosts`.

    A page elsewhere can let its own name point to 127.0.0.1 and so read what is served there (DNS rebinding); such a
    request names that page's host. `hosts` None answers everyone.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None = None) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                file = scope["path"].startswith("/static/")
                MutableHeaders(scope=message).update(_FILES if file else _HEADERS)
                if file and scope["query_string"]:
                    MutableHeaders(scope=message)["cache-control"] = "public, max-age=31536000, immutable"
            await send(message)

        if self.hosts is None or _host(Headers(scope=scope).get("host", "")) in self.hosts:
            await self.app(scope, receive, guarded)
        else:
            refusal = PlainTextResponse("This archive is served to this computer only.\n", 421)
            await refusal(scope, receive, guarded)


def _host(written: str) -> str:
    """The host without its port: `[::1]:8080` and `localhost:8080` have one each."""
    name, colon, port = written.rpartition(":")
    return (name if colon and port.isdigit() else written).lower()
