"""The language of a page: the one that was chosen here, else the browser's, else the archive's own."""

from __future__ import annotations

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from clew.errors import BadQuery
from clew.speech import ENGLISH, Tongue, _, named, speaking, tongues
from clew.web.owner.login import local
from clew.web.presence import Presence

COOKIE = "clew-language"
_LASTS = 365 * 24 * 60 * 60
_LONGEST = 400


class Speaking:
    """Everything inside is said in the language of the request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        with speaking(language(HTTPConnection(scope)) if scope["type"] == "http" else ENGLISH):
            await self.app(scope, receive, send)


def language(connection: HTTPConnection) -> Tongue:
    """The language that a request is answered in."""
    if (chosen := tongues().get(connection.cookies.get(COOKIE, ""))) is not None:
        return chosen
    site: Presence = connection.app.state.site
    return wanted(connection.headers.get("accept-language", "")) or tongues().get(site.language) or ENGLISH


def wanted(header: str) -> Tongue | None:
    """The first language of an `Accept-Language` (RFC 9110, 12.5.4) that there is; None where there is none of them."""
    asked = [_asked(each) for each in header[:_LONGEST].split(",")]
    for code, weight in sorted(asked, key=lambda each: -each[1]):
        if weight > 0 and (found := named(code)) is not None:
            return found
    return None


def _asked(written: str) -> tuple[str, float]:
    """A language and its weight, `fr;q=0.8`; what cannot be read weighs nothing."""
    code, *parameters = (each.strip() for each in written.split(";"))
    weight = next((each[2:] for each in parameters if each[:2].lower() == "q="), "1")
    try:
        return code, min(float(weight), 1.0)
    except ValueError:
        return code, 0.0


def choose(request: Request) -> Response:
    """Take a language for all pages, and back to where it was chosen."""
    chosen = tongues().get(request.query_params.get("to", ""))
    if chosen is None:
        raise BadQuery(_("Pages are not in that language here; choose one at the foot of a page."))
    answer = RedirectResponse(local(request.query_params.get("next", "")), 303, {"cache-control": "no-store"})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, chosen.code, _LASTS, secure=secure, httponly=True, samesite="lax")
    return answer
