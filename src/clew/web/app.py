"""The web app: which address is which page, and what a reader is told when something goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Collection
from http import HTTPStatus
from pathlib import PurePosixPath

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from clew.archive import Archive
from clew.errors import ClewError
from clew.web import pages, registers, searching
from clew.web.guard import Guard
from clew.web.printing import STATIC, page

_LOG = logging.getLogger(__name__)
_TITLES = {400: "That cannot be asked", 404: "Nothing here", 500: "Something went wrong", 503: "Not just now"}
_SENTENCES = {
    404: "There is no such page here.",
    405: "Pages here are only read.",
}


def create_app(
    archive: Archive,
    *,
    hosts: Collection[str] | None = None,
    command: str = "clew add",
    address: str | None = None,
    hub: str | None = None,
) -> Starlette:
    """The pages of an archive.

    `hosts` are the names the server answers to, None for any; `command` is what a person types to add a file;
    `address` where others read, if not at the one they ask; `hub` the WebSub hub that feeds name.
    """
    app = Starlette(
        routes=[
            Route("/", pages.home),
            Route("/threads", pages.threads),
            Route("/threads.{form}", pages.threads),
            Route("/tags", registers.tags),
            Route("/tags.{form}", registers.tags),
            Route("/tag/{tag:path}", pages.tag),
            Route("/authors", registers.authors),
            Route("/authors.{form}", registers.authors),
            Route("/author/{name:path}", pages.author),
            Route("/thread/{id:path}", pages.thread),
            Route("/post/{id:path}", pages.post),
            Route("/find", pages.find),
            Route("/search", searching.search),
            Route("/search.{form}", searching.search),
            Route("/saved", searching.saved),
            Route("/saved/{name:path}", searching.kept),
            Route("/problems", registers.problems),
            Route("/problems.{form}", registers.problems),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, hosts=hosts), Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)],
        exception_handlers={ClewError: _refused, HTTPException: _missing, Exception: _failed},
    )
    app.state.archive = archive
    app.state.forms = archive.forms()  # asked once: the answer comes from listing folders
    app.state.feeds = archive.feeds()
    app.state.command = command
    app.state.address = address
    app.state.hub = hub
    return app


def _refused(request: Request, error: Exception) -> Response:
    """What Clew refuses to do, in its own words."""
    assert isinstance(error, ClewError)
    return _said(request, error.message, error.status)


def _missing(request: Request, error: Exception) -> Response:
    """An address that is no page."""
    assert isinstance(error, HTTPException)
    return _said(request, _SENTENCES.get(error.status_code, str(error.detail)), error.status_code)


def _failed(request: Request, error: Exception) -> Response:
    """A fault of Clew itself; the server's log has the rest."""
    _LOG.error("%s failed", request.url.path, exc_info=error)
    return _said(request, "Clew could not make this page. The window it runs in says why.", 500)


def _said(request: Request, sentence: str, status: int) -> Response:
    """An error in the form that was asked for: a page, or JSON or text where the address ends so."""
    suffix = PurePosixPath(request.scope["path"]).suffix
    if suffix in {".json", ".jsonl"}:
        return JSONResponse({"error": sentence}, status)
    if suffix in {".md", ".txt", ".css"}:
        return PlainTextResponse(sentence + "\n", status)
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    return page(request, "error.html", status, title=title, sentence=sentence)
