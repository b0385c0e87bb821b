"""The pages of shelves: which there are, and what stands on one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.archive import Archive, OnShelf, rows
from clew.errors import NotFound
from clew.query import PAGE
from clew.speech import _
from clew.thread import Thread
from clew.web import addresses, asking, lists
from clew.web.asking import Link
from clew.web.finding import clean
from clew.web.forms import about, archive_of, feeds, forms_of, other_forms, split, written
from clew.web.lists import ThreadCard
from clew.web.owner import owner, owner_only, posted
from clew.web.printing import page

_LONGEST_PAGE = 100


class Standing(msgspec.Struct, frozen=True):
    """A thread on a shelf, by the id of a post: what was noted, and its card, None where no such post is held."""

    id: str
    note: str
    card: ThreadCard | None


def shelves(request: Request) -> Response:
    """The shelves there are."""
    name, form = split(forms_of(request), request.scope["path"])
    if name != "/shelves" or (form and form not in rows.FORMS):
        raise NotFound(_("There is no page %(path)s.", path=request.scope["path"][:80]))
    found = archive_of(request).shelves()
    if form:
        lines = rows.FORMS[form](rows.HEADS["shelves"], found)
        return written(request, form, "shelves", lambda out: out.writelines(lines))
    forms = other_forms(request, "/shelves", QueryParams(), among=rows.FORMS)
    return page(request, "shelves.html", shelves=found, forms=forms)


def shelf(request: Request) -> Response:
    """What stands on a shelf; an exact name wins over a suffix."""
    archive, params = archive_of(request), request.query_params
    name, form = clean(request.path_params["name"], "shelf"), None
    there = {each.name: each for each in archive.shelves()}
    if name not in there:
        name, form = split(forms_of(request), name)
    if form:
        threads = _some(archive, name, asking.number(params, "limit", 0) or None)
        told = about(request, name, addresses.to_shelf(name), forms_of(request)[form][2])
        return written(request, form, name, lambda out: archive.export(threads, form, out, told))
    limit = asking.number(params, "limit", PAGE, _LONGEST_PAGE)
    found = archive.shelf(name, limit, params.get("after") or None)
    path = addresses.to_shelf(name)
    pager = [Link(_("Further threads"), asking.address(path, params, after=found.next))] if found.next else []
    if params.get("after"):
        pager.append(Link(_("Back to the first page"), asking.address(path, params)))
    return page(
        request,
        "shelf.html",
        shelf=there[name.strip()],
        path=path,
        standing=[_standing(each) for each in found.items if each.card is not None or owner(request)],
        pager=pager,
        forms=other_forms(request, path, QueryParams()),
        feeds=feeds(request, path, QueryParams()),
    )


@owner_only
async def change(request: Request) -> Response:
    """Put a thread on a shelf, or take it off; the owner's forms on the pages of threads and shelves lead here."""
    fields = await posted(request)
    name = await run_in_threadpool(lambda: _change(archive_of(request), fields))
    return RedirectResponse(addresses.to_shelf(name) if name else "/shelves", 303)


def _change(archive: Archive, fields: Mapping[str, str]) -> str | None:
    """Do what a form says; the shelf that it changed, None where that is gone with the last thread on it."""
    name, thread = fields.get("name", "").strip(), clean(fields.get("id", ""), "thread")
    if fields.get("off"):
        archive.take(name, [thread])
    else:
        archive.put(name, [thread], fields.get("note", "").strip() or None)
    return name if any(each.name == name for each in archive.shelves()) else None


def _some(archive: Archive, name: str, limit: int | None) -> Iterator[Thread]:
    """The threads of a shelf, up to so many."""
    for number, thread in enumerate(archive.shelf_threads(name)):
        if number == limit:
            return
        yield thread


def _standing(each: OnShelf) -> Standing:
    card = None if each.card is None else lists.thread_card(each.card)
    return Standing(each.shelved.post, each.shelved.note, card)
