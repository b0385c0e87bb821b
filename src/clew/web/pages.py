"""The page of a thread, and the ways that lead to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.archive import Archive, Neighbours
from clew.archive.addresses import post_named
from clew.errors import NotFound
from clew.speech import _, english, many
from clew.text import languages, notes
from clew.thread import Place, Shape, Thread
from clew.web import addresses, asking, lists, reading, words
from clew.web.about import cited
from clew.web.article import Article, article
from clew.web.finding import clean, tidy_tag
from clew.web.flow import flow
from clew.web.forms import about, archive_of, feeds, forms_of, other_forms, split, written
from clew.web.kin import here
from clew.web.owner import owner, visitor
from clew.web.plan import plan
from clew.web.printing import page


def thread(request: Request) -> Response:
    """A whole thread; any other address of one of its posts leads to this one."""
    archive = archive_of(request)
    number = asking.number(request.query_params, "page", 1)

    def on_page(shape: Shape) -> list[Place]:
        return plan(shape).shown(number)

    name, form = split(forms_of(request), clean(request.path_params["id"], "thread"))
    try:
        found = archive.thread(name, None if form else on_page)
    except NotFound:
        if form is None:
            raise
        name, form = request.path_params["id"], None  # an id may end like a suffix
        found = archive.thread(name, on_page)
    if name != found.id:
        return _to(request, found, name, forms_of(request)[form][2] if form else "")
    if form:
        suffix, post_id = forms_of(request)[form][2], _meant(request, found)
        with english():
            title = notes.heading(found)
        told = about(request, title, addresses.to_thread(found.id), suffix, post=post_id)
        return written(request, form, found.id, lambda out: archive.export([found], form, out, told))
    return _thread_page(request, found, number)


def _meant(request: Request, found: Thread) -> str | None:
    """The one post of the thread that the address means; None where it means the thread."""
    wanted = clean(request.query_params.get("post", ""), "post").strip()
    if not wanted:
        return None
    post_id = post_named(found, wanted)
    if post_id is None:
        raise NotFound(_("This thread has no post %(name)s.", name=wanted[:80]))
    return post_id


def _thread_page(request: Request, found: Thread, number: int) -> Response:
    """One page of a thread; it is laid out only where it is not still at hand from the last time."""
    way, laid = reading.way(request.query_params), plan(found.shape)
    if number > laid.pages:
        raise NotFound(many("This thread has %(num)s page.", "This thread has %(num)s pages.", laid.pages))
    archive = archive_of(request)
    near = archive.neighbours(found)
    values = thread_values(archive, found, lambda: article(found, number, numbered=way == reading.POSTS), number)
    if way != reading.POSTS:
        values["flow"] = lambda: flow(article(found, number, numbered=False).rows, found)
    shelves = [each.name for each in archive.shelves()] if owner(request) else []
    refused = owner(request) and any(found.summary.author.id in each.authors for each in archive.refusals())
    return page(
        request,
        "thread.html",
        depends=(
            *(found.summary, laid.digest, found.parts, found.context, number, way),
            *(values["ground"], [later.summary for later in values["continues"]], near, shelves, refused),
        ),
        **values
        | {
            "way": way,
            "ways": reading.ways(found.id, number, way),
            "near": near,
            "shelves": shelves,
            "refused": refused,
        },
        forms=other_forms(request, addresses.to_thread(found.id), QueryParams()),
        feeds=feeds(request, addresses.to_thread(found.id), QueryParams()),
    )


def thread_values(archive: Archive, found: Thread, shown: Callable[[], Article], number: int = 1) -> dict[str, Any]:
    """What the template of a thread prints, wherever it is printed; what is costly as functions.

    Of a thread with only some of its posts those of the page of that number are told of.
    """
    laid, told = plan(found.shape), found
    partly = len(found.parts) < len(found.shape.places)
    if partly:
        here = {place.id for place in laid.on(number)}
        told = msgspec.structs.replace(found, parts=tuple(part for part in found.parts if part.place.id in here))
    return {
        "thread": found,
        "shown": shown,
        "summary": found.summary,
        "completeness": lambda: words.completeness(found, laid.gaps),
        "minutes": lambda: words.reading_time([part.post.text[part.post.body_start :] for part in told.parts]),
        "standing": told,
        "partly": partly,
        "languages": languages.names(found.summary.languages),
        "tags": lists.tag_links(found.summary.tags),
        "continues": _continues(archive, found),
        "ground": archive.ground(told),
        "sources": archive.sources(),
        "cited": cited(found),
        "flow": None,
        "way": reading.POSTS,
        "ways": (),
        "near": Neighbours(),
    }


def post(request: Request) -> Response:
    """A post's own address leads to its place in its thread, and with a suffix to the thread's form for this post."""
    archive, name = archive_of(request), clean(request.path_params["id"], "post")
    bare, form = split(forms_of(request), name)
    if form is None:
        return _to(request, archive.thread(name, _first), name)
    found = archive.thread(bare)
    suffix = forms_of(request)[form][2]
    meant = urlencode({"post": post_named(found, bare) or found.id})
    return RedirectResponse(f"{addresses.to_thread(found.id + suffix)}?{meant}", 302)


def find(request: Request) -> Response:
    """Where a hashtag, a handle, an id or a web address leads here; everything else is searched for."""
    wanted = request.query_params.get("q", "").strip()
    try:
        clean(wanted, "post")
        return _found(request, wanted)
    except NotFound:
        if visitor(request).changes and archive_of(request).is_address(wanted):
            return RedirectResponse(addresses.to_adding(wanted), 303)
        return RedirectResponse(addresses.to_search(wanted), 303)


def _found(request: Request, wanted: str) -> Response:
    archive = archive_of(request)
    if wanted[:1] in {"#", "＃"} and here(archive, tidy_tag(wanted)):
        return RedirectResponse(addresses.to_tag(tidy_tag(wanted)), 303)
    if wanted[:1] in {"@", "＠"} and archive.author(wanted) is not None:
        return RedirectResponse(addresses.to_author(wanted), 303)
    try:
        return _to(request, archive.thread(wanted, _first), wanted)
    except NotFound:
        if archive.author(wanted) is not None:
            return RedirectResponse(addresses.to_author(wanted), 303)
        if archive.tag(wanted) is not None:
            return RedirectResponse(addresses.to_tag(wanted), 303)
        raise


def _to(request: Request, found: Thread, name: str, suffix: str = "") -> Response:
    """Off to the thread's own address; not for ever, because an earlier post may still be found."""
    if suffix:
        return RedirectResponse(addresses.to_thread(found.id + suffix), 302)
    way = reading.way(request.query_params)
    post_id = archive_of(request).post_in(found, name)
    if post_id is None:
        return RedirectResponse(reading.address(found.id, 1, way), 302)
    place = reading.address(found.id, plan(found.shape).page_of(post_id), way) + addresses.fragment(post_id)
    return RedirectResponse(place, 302)


def _first(shape: Shape) -> tuple[Place, ...]:
    return shape.places[:1]


def _continues(archive: Archive, found: Thread) -> list[Thread]:
    """The later threads that go on with this one, as far as they are held."""
    later = []
    for post_id in found.shape.continues:
        try:
            later.append(archive.thread(post_id, _first))
        except NotFound:
            continue
    return later
