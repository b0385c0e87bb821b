"""The web app: which address is which page, and what a reader is told when something goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette_compress import CompressMiddleware, add_compress_type

from clew.archive import Archive, Asking
from clew.errors import ClewError
from clew.web import (
    calendars,
    colophon,
    crawlers,
    embeds,
    health,
    home,
    listpages,
    media,
    metrics,
    pages,
    refusals,
    registers,
    searching,
    shelves,
    statics,
    wishes,
)
from clew.web.adding import Imports, Reception
from clew.web.adding import pages as adding
from clew.web.guard import Guard
from clew.web.language import Speaking, choose
from clew.web.owner import Access
from clew.web.owner.gate import Gate
from clew.web.owner.login import login, logout
from clew.web.presence import Presence
from clew.web.prints import Prints
from clew.web.watch import Watch

UPLOAD = 8_000_000_000
"""Bytes that the owner may send at once, unless told."""
# Brotli first, which makes a page of text a tenth smaller than Zstandard does; that is for whoever has no brotli.
PACKING = (
    Middleware(CompressMiddleware, brotli=False),
    Middleware(CompressMiddleware, zstd=False, gzip=False, brotli_quality=6),
)


def create_app(
    archive: Archive,
    *,
    hosts: Collection[str] | None = None,
    command: str = "clew add",
    access: Access | None = None,
    site: Presence = Presence(),  # noqa: B008 - a frozen value
    upload: int = UPLOAD,
    asking: Asking = Asking(),  # noqa: B008 - a frozen value
    measured: bool = False,
) -> Starlette:
    """The pages of an archive.

    `hosts` are the names the server answers to, None for any; `command` is what a person types to add a file;
    `access` says who may read and who the owner is: everybody and nobody, unless told. `upload` is how many bytes the
    owner may send at once, `asking` where the posts are asked for whose addresses they paste. `measured` says that
    others than this machine may ask for `/metrics`.
    """
    measures = metrics.Measures(archive, everybody=measured)
    imports, reception = Imports(archive, site), Reception(archive.incoming(), upload)

    @asynccontextmanager
    async def lasting(_app: Starlette) -> AsyncIterator[None]:
        await to_thread.run_sync(reception.incoming.open)
        try:
            yield
        finally:
            await to_thread.run_sync(imports.close)
            reception.incoming.close()

    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(Watch, measures=measures),
            Middleware(Guard, hosts=hosts),
            Middleware(Speaking),
            *PACKING,
            Middleware(Gate),
        ],
        exception_handlers={ClewError: refusals.refused, HTTPException: refusals.missing, Exception: refusals.failed},
        lifespan=lasting,
    )
    for _title, mime, _suffix in archive.forms().values():
        if "charset" in mime or "json" in mime:  # the others are packed by themselves
            add_compress_type(mime.partition(";")[0])
    app.state.archive = archive
    app.state.forms = archive.forms()  # asked once: the answer comes from listing folders
    app.state.feeds = archive.feeds()
    app.state.command = command
    app.state.services = asking
    app.state.site = site
    app.state.access = access or Access()
    app.state.imports, app.state.reception = imports, reception
    app.state.prints = Prints()
    app.state.sitemap = crawlers.Parts()
    app.state.measures = measures
    return app


def _routes() -> list[Route]:
    """Which address is which page."""
    return [
        Route("/", home.home),
        Route("/threads", listpages.threads),
        Route("/threads.{form}", listpages.threads),
        Route("/tags", registers.tags),
        Route("/tags.{form}", registers.tags),
        Route("/tag/{tag:path}", listpages.tag),
        Route("/authors", registers.authors),
        Route("/authors.{form}", registers.authors),
        Route("/author/{name:path}", listpages.author),
        Route("/day/{day:path}", calendars.day),
        Route("/calendar", calendars.calendar),
        Route("/calendar.{form}", calendars.calendar),
        Route("/calendar/{period:path}", calendars.calendar),
        Route("/shelves", shelves.shelves),
        Route("/shelves", shelves.change, methods=["POST"]),
        Route("/shelves.{form}", shelves.shelves),
        Route("/shelf/{name:path}", shelves.shelf),
        Route("/forget", wishes.asking),
        Route("/forget", wishes.forget, methods=["POST"]),
        Route("/forgotten", wishes.forgotten),
        Route("/forgotten/{number:int}.json", wishes.receipt),
        Route("/refused", wishes.refusals),
        Route("/refused", wishes.refuse, methods=["POST"]),
        Route("/about", colophon.about),
        Route("/thread/{id:path}", pages.thread),
        Route("/post/{id:path}", pages.post),
        Route("/find", pages.find),
        Route("/search", searching.search),
        Route("/search.{form}", searching.search),
        Route("/saved", searching.saved),
        Route("/saved/{name:path}", searching.kept),
        Route("/problems", registers.problems),
        Route("/problems.{form}", registers.problems),
        Route("/embed/thread/{id:path}", embeds.thread),
        Route("/embed/post/{id:path}", embeds.post),
        Route("/add", adding.add),
        Route("/add", adding.take, methods=["POST"]),
        Route("/add/{id}", adding.adding),
        Route("/add/{id}/events", adding.events),
        Route("/language", choose),
        Route("/login", login, methods=["GET", "POST"]),
        Route("/logout", logout, methods=["POST"]),
        Route("/robots.txt", crawlers.robots),
        Route("/sitemap.xml", crawlers.sitemap),
        Route("/sitemap/threads.xml", crawlers.part),
        Route("/media/{name}", media.medium),
        Route("/static/{name:path}", statics.static),
        Route("/healthz", health.health),
        Route("/metrics", metrics.metrics),
    ]
