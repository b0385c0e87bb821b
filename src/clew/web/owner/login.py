"""Logging in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.speech import _, many, plural
from clew.web.owner.access import access_of, visitor
from clew.web.owner.keys import verified
from clew.web.owner.posted import posted
from clew.web.owner.sessions import begun
from clew.web.printing import page

_MINUTE = 60
_WAITING = 4
_LONGEST = 4000
# One hash takes 64 MiB and all of a core for a moment, so they are made one after another.
_ONE_AT_A_TIME = anyio.CapacityLimiter(1)


async def login(request: Request) -> Response:
    """The form for the password, and what comes of it."""
    who = visitor(request)
    if not who.logs_in:
        return RedirectResponse("/", 303)
    if request.method != "POST":
        return _form(request, local(request.query_params.get("next", "")))
    fields = await posted(request)
    back, address = local(fields.get("next", "")), request.client.host if request.client else ""
    access = access_of(request)
    wait = _MINUTE if _ONE_AT_A_TIME.statistics().tasks_waiting >= _WAITING else access.attempts.take(address)
    if wait:
        minutes = -(-wait // _MINUTE)
        one, more = plural(
            "The password was tried too often; try again in %(num)s minute.",
            "The password was tried too often; try again in %(num)s minutes.",
        )
        sentence = many(one, more, minutes)
        answer = _form(request, back, sentence, 429)
        answer.headers["retry-after"] = str(wait)
        return answer
    keys, tried = access.keys(), fields.get("password", "")
    right = await anyio.to_thread.run_sync(verified, keys, tried, limiter=_ONE_AT_A_TIME)
    if not right or keys is None:
        return _form(request, back, _("That is not the password."), 403)
    access.attempts.forgive(address)
    answer = RedirectResponse(back, 303)
    who.log_in(answer, begun(keys))
    return answer


async def logout(request: Request) -> Response:
    """End the session, and back to where one was."""
    fields = await posted(request)
    answer = RedirectResponse(local(fields.get("next", "")), 303)
    visitor(request).log_out(answer)
    return answer


def local(address: str) -> str:
    """The address if it is one of a page here, else the home page's."""
    # Browsers read a backslash as a slash, and pass over controls.
    good = address.startswith("/") and address[1:2] not in {"/", "\\"} and address.isprintable()
    if not good or len(address) > _LONGEST:
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc or parts.path in {"/login", "/logout"} else address


def _form(request: Request, back: str, sentence: str = "", status: int = 200) -> Response:
    return page(request, "login.html", status, back=back, sentence=sentence)
