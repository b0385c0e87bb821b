"""A thread's opening or one post, made to stand in other people's pages: small, with a link back, nothing to press."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.archive.addresses import in_shape
from clew.errors import NotFound
from clew.speech import _
from clew.thread import Card, Place, Shape, Thread
from clew.web import addresses, lists, words
from clew.web.article import GapRow
from clew.web.finding import clean
from clew.web.forms import archive_of
from clew.web.plan import plan
from clew.web.posts import Shown, shown
from clew.web.printing import page

_OPENING = 3

Row = Shown | GapRow
"""What stands in an embed: a post, or the gap where one is missing."""


def thread(request: Request) -> Response:
    """The first posts of a thread."""
    name = clean(request.path_params["id"], "thread")
    found = archive_of(request).thread(name, _opening)
    if name != found.id:
        return RedirectResponse("/embed" + addresses.to_thread(found.id), 302)
    gaps = {gap.before: gap for gap in found.shape.gaps}
    opening = tuple(
        msgspec.structs.replace(part, place=msgspec.structs.replace(part.place, gap=gaps.get(part.post.id)), earlier=())
        for part in found.parts
        if part.place.line == 0
    )
    card = lists.thread_card(Card(found.summary, opening))
    return _embed(request, found, card.rows, card.href, card.more, card.facts)


def post(request: Request) -> Response:
    """One post of a thread."""
    name, archive = clean(request.path_params["id"], "post"), archive_of(request)
    post_id = archive.post(name)
    found = archive.thread(name, lambda shape: _one(shape, post_id))
    post_id = archive.post_in(found, name)
    part = next((part for part in found.parts if part.post.id == post_id), None)
    if part is None:
        raise NotFound(
            _("No post called %(name)s is held here; give the id or the address of one that is.", name=name[:80])
        )
    if name != part.post.id:
        return RedirectResponse("/embed" + addresses.to_post(part.post.id), 302)
    context = {each.id: each for each in (*(part.post for part in found.parts), *found.context)}
    href = addresses.to_thread(found.id, plan(found.shape).page_of(part.post.id)) + addresses.fragment(part.post.id)
    rows = [shown(msgspec.structs.replace(part, earlier=()), context=context)]
    return _embed(request, found, rows, href, _("Read the thread"))


def _opening(shape: Shape) -> list[Place]:
    return list(islice((place for place in shape.places if place.line == 0), _OPENING))


def _one(shape: Shape, post_id: str | None) -> list[Place]:
    wanted = in_shape(shape, post_id)
    return [place for place in shape.places if place.id == wanted]


def _embed(request: Request, found: Thread, rows: Sequence[Row], href: str, more: str, facts: str = "") -> Response:
    summary = found.summary
    created = next((row.created for row in rows if isinstance(row, Shown)), summary.started)
    return page(
        request,
        "embed.html",
        author=summary.author,
        network=words.network(summary.network),
        created=created,
        rows=rows,
        href=href,
        more=more,
        facts=facts,
    )
