"""The first page: what is here in words, the latest, longest and broken threads, and the ways into all of it."""

from __future__ import annotations

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from clew.query import Is, Query
from clew.web import lists, words
from clew.web.adding.pages import form_values
from clew.web.forms import archive_of, feeds, other_forms
from clew.web.headlines import headlines
from clew.web.printing import page

_RECENT = 4
_LISTED = 6
_TOP = 24
_MOST = 1000


def home(request: Request) -> Response:
    """The first page."""
    archive = archive_of(request)
    with archive.together():
        info = archive.info()
        latest = archive.cards(Query(limit=_RECENT))
        longest = archive.cards(Query(limit=_LISTED, sort="longest"))
        broken = archive.cards(Query(limit=_LISTED, match=Is("has", "gap")))
        authors, tags = archive.authors(_MOST), archive.tags(_TOP)
        shelves, saved = archive.shelves(), archive.saved()
    named = [each for each in authors if words.named(each.author)]
    return page(
        request,
        "home.html",
        info=info,
        cards=lists.thread_cards(latest.items),
        more=latest.next is not None,
        longest=headlines(longest.items),
        broken=headlines(broken.items),
        tags=tags,
        authors=named[:_TOP],
        by=words.by(info.authors, len(authors) - len(named)),
        shelves=shelves,
        saved=saved,
        **form_values(request),
        forms=other_forms(request, "/threads", QueryParams()),
        feeds=feeds(request, "/threads", QueryParams()),
    )
