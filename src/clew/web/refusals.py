"""What is answered instead of a page: a sentence and a way on, in the form that was asked for."""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from clew.errors import ClewError, StoreFault, StoreSlow
from clew.speech import _, later, speaking
from clew.web.guard import headers
from clew.web.language import language
from clew.web.owner.access import access_of, owner
from clew.web.printing import page
from clew.web.watch import request_id

_LOG = logging.getLogger(__name__)
_TITLES = {
    400: later("That cannot be asked"),
    401: later("Only with the password"),
    403: later("Not allowed"),
    404: later("Nothing here"),
    410: later("Withdrawn"),
    429: later("Not so often"),
    500: later("Something went wrong"),
    503: later("Not just now"),
}
_SENTENCES = {
    404: later("There is no such page here."),
    405: later("Pages here are only read."),
}


def refused(request: Request, error: Exception) -> Response:
    """What Clew refuses to do, in its own words; what is wrong with the archive is told to its owner alone."""
    assert isinstance(error, ClewError)
    sentence = error.message
    if isinstance(error, StoreFault) and not isinstance(error, StoreSlow):
        _LOG.warning("%s", sentence, extra={"request": request_id(request)})
        if not owner(request):
            sentence = _("What you asked for cannot be read just now; ask again in a while.")
    return refusal(request, sentence, error.status)


def missing(request: Request, error: Exception) -> Response:
    """An address that is no page, or is asked for in a way that it does not answer."""
    assert isinstance(error, HTTPException)
    known = _SENTENCES.get(error.status_code)
    answer = refusal(request, _(known) if known else str(error.detail), error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def failed(request: Request, error: Exception) -> Response:
    """A fault of Clew itself; the server's log has the rest, under the same id."""
    del error
    with speaking(language(request)):  # it is made outside of everything that pages are made in
        told = _("Clew could not make this page. Its log says why, under %(name)s.", name=request_id(request))
        answer = refusal(request, told, 500)
    answer.headers.update(headers(request.url.path, 500, access_of(request)))
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
    title = _(_TITLES[status]) if status in _TITLES else HTTPStatus(status).phrase
    template = "embed_error.html" if request.scope["path"].startswith("/embed/") else "error.html"
    return page(request, template, status, title=title, sentence=sentence)
