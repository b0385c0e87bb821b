"""A thread's opening or one post, made to stand in other people's pages: small, with a link back, nothing to press."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.archive.addresses import post_named
from clew.errors import NotFound
from clew.speech import _
from clew.thread import Card, Thread
from clew.web import addresses, lists, words
from clew.web.article import GapRow, page_of
from clew.web.finding import clean
from clew.web.forms import archive_of
from clew.web.posts import Shown, shown
from clew.web.printing import page

_OPENING = 3

Row = Shown | GapRow
"""What stands in an embed: a post, or the gap where one is missing."""


def thread(request: Request) -> Response:
    """The first posts of a thread."""
    found, name = _found(request, "thread")
    if name != found.id:
        return RedirectResponse("/embed" + addresses.to_thread(found.id), 302)
    main = [part for part in found.parts if part.place.line == 0]
    gaps = {gap.before: gap for gap in found.shape.gaps}
    opening = tuple(
        msgspec.structs.replace(part, place=msgspec.structs.replace(part.place, gap=gaps.get(part.post.id)), earlier=())
        for part in main[:_OPENING]
    )
    card = lists.thread_card(Card(found.summary, opening))
    return _embed(request, found, card.rows, card.href, card.more, card.facts)


def post(request: Request) -> Response:
    """One post of a thread."""
    found, name = _found(request, "post")
    post_id = post_named(found, name)
    part = next((part for part in found.parts if part.post.id == post_id), None)
    if part is None:
        raise NotFound(
            _("No post called %(name)s is held here; give the id or the address of one that is.", name=name[:80])
        )
    if name != part.post.id:
        return RedirectResponse("/embed" + addresses.to_post(part.post.id), 302)
    context = {each.id: each for each in (*(part.post for part in found.parts), *found.context)}
    href = addresses.to_thread(found.id, page_of(found, part.post.id)) + addresses.fragment(part.post.id)
    rows = [shown(msgspec.structs.replace(part, earlier=()), context=context)]
    return _embed(request, found, rows, href, _("Read the thread"))


def _found(request: Request, what: str) -> tuple[Thread, str]:
    name = clean(request.path_params["id"], what)
    return archive_of(request).thread(name), name


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
