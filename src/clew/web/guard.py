"""What every response says to browsers, and which names of this machine are answered to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import regex
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clew.web.crawlers import open_to_crawlers

if TYPE_CHECKING:
    from clew.web.owner.access import Access

# Everything comes from here, and what runs or styles comes from files: nothing that stands in a page itself does.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
_OFF = ("camera", "display-capture", "geolocation", "microphone", "payment", "publickey-credentials-get", "usb")
_HEADERS = {
    "x-content-type-options": "nosniff",
    # Where a reader of an archive came from is nobody's business.
    "referrer-policy": "no-referrer",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in _OFF),
}
_PAGES = _HEADERS | {
    "content-security-policy": _POLICY + "'none'",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Made to stand in other people's pages, and therefore with nothing to press that would change anything.
_EMBEDS = _HEADERS | {
    "content-security-policy": _POLICY + "*",
    "cross-origin-resource-policy": "cross-origin",
}
# A file that came from elsewhere is shown by what browsers have for pictures and films, and can do nothing, whatever
# else may be in it.
_FILES = _PAGES | {
    "content-security-policy": "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "sandbox; frame-ancestors 'none'",
}
# A page asks for several files, none of which asks for anything: they carry no more than they need. A font is never
# a document, whoever opens it.
_FONTS = {"x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin"}
_STATIC = _FONTS | {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = regex.compile(r"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


def headers(path: str, status: int, access: Access, kind: str = "text/html") -> Mapping[str, str]:
    """What the answer at a path says besides its own headers; the other forms of a page are not listed beside it."""
    if path.startswith("/static/"):
        return _FONTS if path.endswith(".woff2") else _STATIC
    said = dict(_EMBEDS if path.startswith("/embed/") else _FILES if path.startswith("/media/") else _PAGES)
    listed = kind.startswith("text/html") and status < 400 and open_to_crawlers(path)  # noqa: PLR2004 - errors
    if not (access.index and listed):
        said["x-robots-tag"] = "noindex"
    return said


class Guard:
    """Adds the headers, and refuses requests for any other host than `hosts`.

    A page elsewhere can let its own name point to 127.0.0.1 and so read what is served there (DNS rebinding); such a
    request names that page's host. `hosts` None answers to every name that can be one.
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
                own = MutableHeaders(scope=message)
                access = scope["app"].state.access
                own.update(headers(scope["path"], message["status"], access, own.get("content-type", "text/html")))
            await send(message)

        asked = Headers(scope=scope).get("host", "")
        if self.hosts is not None and _host(asked) not in self.hosts:
            refusal = PlainTextResponse("This archive is served to this computer only.\n", 421)
            await refusal(scope, receive, guarded)
        elif not _HOST.fullmatch(asked):  # it is printed in pages as the address of this site
            await PlainTextResponse("The request names no host.\n", 400)(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)


def _host(written: str) -> str:
    """The host without its port: `[::1]:8080` and `localhost:8080` have one each."""
    name, colon, port = written.rpartition(":")
    return (name if colon and port.isdigit() else written).lower()
