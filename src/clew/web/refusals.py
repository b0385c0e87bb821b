"""What is answered instead of a page: a sentence and a way on, in the form that was asked for."""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from clew.errors import ClewError
from clew.web.guard import headers
from clew.web.owner.access import access_of
from clew.web.printing import page

_LOG = logging.getLogger(__name__)
_TITLES = {
    400: "That cannot be asked",
    401: "Only with the password",
    403: "Not allowed",
    404: "Nothing here",
    410: "Withdrawn",
    429: "Not so often",
    500: "Something went wrong",
    503: "Not just now",
}
_SENTENCES = {
    404: "There is no such page here.",
    405: "Pages here are only read.",
}


def refused(request: Request, error: Exception) -> Response:
    """What Clew refuses to do, in its own words."""
    assert isinstance(error, ClewError)
    return refusal(request, error.message, error.status)


def missing(request: Request, error: Exception) -> Response:
    """An address that is no page, or is asked for in a way that it does not answer."""
    assert isinstance(error, HTTPException)
    answer = refusal(request, _SENTENCES.get(error.status_code, str(error.detail)), error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def failed(request: Request, error: Exception) -> Response:
    """A fault of Clew itself; the server's log has the rest."""
    _LOG.error("%s failed", request.url.path, exc_info=error)
    answer = refusal(request, "Clew could not make this page. The window it runs in says why.", 500)
    answer.headers.update(headers(request.url.path, 500, access_of(request)))  # made outside of the guard
    return answer


def form_of(request: Request) -> str | None:
    """The MIME type of the form that the address asks for; None for a page."""
    suffix = PurePosixPath(request.scope["path"]).suffix
    forms: dict[str, str] = {suffix: mime for _, mime, suffix in request.app.state.forms.values()}
    return {".css": "text/css", **forms}.get(suffix)


def refusal(request: Request, sentence: str, status: int) -> Response:
    """An error in the form that was asked for: a page, or JSON or text where the address ends so."""
    form = form_of(request)
    if form is not None and "json" in form:
        return JSONResponse({"error": sentence}, status)
    if form is not None and not form.startswith("text/html"):
        return PlainTextResponse(sentence + "\n", status)
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    template = "embed_error.html" if request.scope["path"].startswith("/embed/") else "error.html"
    return page(request, template, status, title=title, sentence=sentence)
