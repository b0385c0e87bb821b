"""What search engines are told: to stay away, unless the owner opens the archive to them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import BinaryIO, cast
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from clew.archive import Archive
from clew.errors import NotFound
from clew.query import Query
from clew.speech import _
from clew.web import addresses
from clew.web.forms import public_archive
from clew.web.outpour import Outpour

MOST = 50_000
"""Addresses in one file, by the protocol (https://www.sitemaps.org/protocol.html)."""
_AT_ONCE = 500
_KEPT = 3600
_TAGS = 1000
# Lists without end, pages about other pages, and what is no page at all.
_CLOSED = ("/embed/", "/find", "/search", "/saved", "/language", "/login", "/logout", "/post/")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def open_to_crawlers(path: str) -> bool:
    """Whether the page at a path may be listed where the archive may."""
    return not path.startswith(_CLOSED)


def robots(request: Request) -> Response:
    """What crawlers may read: nothing, or the pages and their list."""
    if not request.app.state.access.index:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    return PlainTextResponse(f"User-agent: *\n{closed}Sitemap: {request.base_url}sitemap.xml\n")


def sitemap(request: Request) -> Response:
    """The list of pages for search engines, or the list of its parts where there are too many for one."""
    archive, base = _opened(request), str(request.base_url).rstrip("/")
    first = ["/", "/threads", "/tags", "/authors", *(addresses.to_tag(tag.tag) for tag in archive.tags(_TAGS))]
    if archive.info().threads + len(first) <= MOST:
        return _poured("urlset", (_url(base + path) for path in [*first, *_threads(archive, None)]))
    parts: Parts = request.app.state.sitemap
    return _poured("sitemapindex", (_part(f"{base}/sitemap/threads.xml", at) for at in parts.of(archive)))


def part(request: Request) -> Response:
    """One part of the list: the threads after a place in it."""
    archive, base = _opened(request), str(request.base_url).rstrip("/")
    paths = _threads(archive, request.query_params.get("after") or None)
    return _poured("urlset", (_url(base + path) for path in paths))


class Parts:
    """Where the parts of an archive's list begin; found by going through it, and so kept for an hour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: list[str | None] = []
        self._until = 0.0
        self._state = 0

    def of(self, archive: Archive) -> list[str | None]:
        """The place before each part; None before the first."""
        with self._lock:
            state = archive.withholding()
            if time.monotonic() > self._until or state != self._state:
                self._state = state
                self._found = list(_places(archive))
                self._until = time.monotonic() + _KEPT
            return self._found


def _places(archive: Archive) -> Iterator[str | None]:
    after: str | None = None
    while True:
        yield after
        for _part in range(MOST // _AT_ONCE):
            after = archive.cards(Query(limit=_AT_ONCE, after=after)).next
            if after is None:
                return


def _threads(archive: Archive, after: str | None) -> Iterator[str]:
    """The addresses of a part's threads."""
    for _part in range(MOST // _AT_ONCE):
        page = archive.cards(Query(limit=_AT_ONCE, after=after))
        yield from (addresses.to_thread(card.summary.id) for card in page.items)
        after = page.next
        if after is None:
            return


def _opened(request: Request) -> Archive:
    if not request.app.state.access.index:
        raise NotFound(_("This archive is not open to search engines; `clew serve --public --index` opens it."))
    return public_archive(request)


def _url(address: str) -> str:
    return f"<url><loc>{escape(address)}</loc></url>\n"


def _part(address: str, after: str | None) -> str:
    place = f"?{urlencode({'after': after})}" if after else ""
    return f"<sitemap><loc>{escape(address + place)}</loc></sitemap>\n"


def _poured(element: str, rows: Iterator[str]) -> Response:
    def write(out: BinaryIO) -> None:
        out.write(_XML.format(element).encode())
        out.writelines(row.encode() for row in rows)
        out.write(f"</{element}>\n".encode())

    return cast("Response", Outpour(write, "application/xml", "sitemap.xml"))
