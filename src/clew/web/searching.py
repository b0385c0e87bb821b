"""The pages of the search, and of searches kept under a name."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from clew.archive import Archive, Saved
from clew.archive.searching import phrases
from clew.errors import BadQuery, NotFound, StoreSlow
from clew.query import Query
from clew.speech import _, later, many, plural
from clew.text.asking import spelled
from clew.web import addresses, asking, lists, narrowing
from clew.web.finding import clean
from clew.web.forms import about, archive_of, feeds, forms_of, other_forms, split, written
from clew.web.printing import page
from clew.web.results import Result, result

_BEST = {"best": later("Best match")}


class Answer(msgspec.Struct, frozen=True):
    """What a search found: in words how much, then a page of it and the links around it.

    `counted_of` is how many of the newest the groups count, None where it is all of them; `meant` leads to the search
    that was perhaps meant.
    """

    found: str
    results: list[Result]
    orders: list[asking.Link]
    groups: list[narrowing.Group]
    counted_of: int | None
    pager: list[asking.Link]
    forms: list[asking.Link]
    meant: asking.Link | None


def search(request: Request) -> Response:
    """The box, and what was found with it."""
    name, form = split(forms_of(request), request.scope["path"])
    if name != "/search":
        raise NotFound(_("There is no page %(path)s.", path=name[:80]))
    said = request.query_params.get("q", "").strip()
    if form:
        return _poured(request, said, form, "search", said, "/search")
    return _page(request, said, "/search", {"q": said})


def saved(request: Request) -> Response:
    """The searches that are kept."""
    return page(request, "saved.html", saved=archive_of(request).saved())


def kept(request: Request) -> Response:
    """What a kept search finds now; an exact name wins over a suffix."""
    archive = archive_of(request)
    name, form = clean(request.path_params["name"], "search"), None
    try:
        found = archive.kept_search(name)
    except NotFound:
        shorter, form = split(forms_of(request), name)
        if form is None:
            raise
        found = archive.kept_search(shorter)
    if form:
        return _poured(request, found.query, form, found.name, found.name, addresses.to_saved(found.name))
    return _page(request, found.query, addresses.to_saved(found.name), {}, found)


def _poured(request: Request, said: str, form: str, name: str, title: str, path: str) -> Response:
    """All that is found, unless the address says how many, in another form."""
    if not said:
        raise BadQuery(_("There is nothing to search for; write q= and the words."))
    params = request.query_params
    limit = asking.number(params, "limit", 0) or None
    query = msgspec.structs.replace(asking.searched(said, {**params, "limit": ""}), limit=limit)
    archive = archive_of(request)
    told = about(request, title, path, forms_of(request)[form][2])
    return written(request, form, name, lambda out: archive.export(archive.threads(query), form, out, told))


def _page(request: Request, said: str, path: str, params: Mapping[str, str], name: Saved | None = None) -> Response:
    """The box with what was asked in it, and below it the answer, a sentence for a mistake, or how to ask."""
    answer, mistake, status = None, "", 200
    try:
        if said:
            answer = _answer(request, asking.searched(said, request.query_params), path, params)
    except (BadQuery, StoreSlow) as refused:
        mistake, status = refused.message, refused.status
    return page(
        request,
        "search.html",
        status,
        said=said,
        name=name,
        sort="" if mistake else request.query_params.get("sort", ""),
        answer=answer,
        feeds=feeds(request, path, QueryParams(dict(params))) if answer else (),
        mistake=mistake,
        saved=() if said else archive_of(request).saved(),
    )


def _answer(request: Request, query: Query, path: str, asked: Mapping[str, str]) -> Answer:
    with archive_of(request).together():
        return _answered(request, query, path, asked)


def _answered(request: Request, query: Query, path: str, asked: Mapping[str, str]) -> Answer:
    archive = archive_of(request)
    sort = "" if query.sort == "newest" else query.sort
    limit = request.query_params.get("limit", "")
    params = QueryParams({**asked, "sort": sort, "limit": limit, "after": query.after or ""})
    count, found = archive.count(query), archive.search(query)
    facets = archive.facets(query, narrowing.LOOKED_AT, narrowing.AMONG)
    sought = phrases(query)
    return Answer(
        found=_found(query, count),
        results=[result(each, sought) for each in found.items],
        orders=asking.choices(path, params, "sort", lists.ORDERS | (_BEST if sought or sort == "best" else {})),
        groups=narrowing.groups(archive, query, facets, sort),
        counted_of=facets.of if facets.of < count else None,
        pager=lists.pager(path, params, found),
        forms=other_forms(request, path, params),
        meant=None if count else _meant(archive, query, sort),
    )


def _found(query: Query, count: int) -> str:
    """How much was found; where one post is enough, there may be posts that stand alone."""
    if not count:
        return _("Nothing was found.")
    if query.min_posts > 1:
        return many("%(num)s thread found", "%(num)s threads found", count)
    one, more = plural("%(num)s thread or single post found", "%(num)s threads and single posts found")
    return many(one, more, count)


def _meant(archive: Archive, query: Query, sort: str) -> asking.Link | None:
    meant = archive.meant(query)
    if meant is None:
        return None
    said = spelled(meant).strip()
    return asking.Link(said, addresses.to_search(said, sort))
