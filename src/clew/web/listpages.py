"""Pages that are lists of threads: all of them, those under a hashtag, those of an author."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.archive import Days
from clew.errors import NotFound
from clew.query import Is, Query
from clew.speech import _, english, many
from clew.text.asking import spelled
from clew.text.wording import is_listed_only
from clew.web import addresses, asking, lists, periods, words
from clew.web.chart import chart
from clew.web.finding import clean, tidy_tag
from clew.web.forms import about, archive_of, feeds, forms_of, other_forms, split, written
from clew.web.kin import kin
from clew.web.outline import AMONG, outline
from clew.web.printing import page


def threads(request: Request) -> Response:
    """All threads."""
    name, form = split(forms_of(request), request.scope["path"])
    if name != "/threads":
        raise NotFound(_("There is no page %(path)s.", path=name[:80]))
    if form:
        return poured(request, asking.everything(request.query_params), form, "threads", "All threads", "/threads")
    return listed(request, "/threads", asking.query(request.query_params), title=_("All threads"))


def tag(request: Request) -> Response:
    """The threads under a hashtag."""
    params = request.query_params
    name, form = split(forms_of(request), clean(request.path_params["tag"], "hashtag"))
    name = tidy_tag(name)
    family = kin(archive_of(request), name, params, joined=asking.joined(params))
    if form:
        query, path = asking.everything(params, tag=name), addresses.to_tag(family.tag)
        return poured(request, query, form, family.tag, f"#{family.written}", path)
    return listed(
        request,
        addresses.to_tag(family.tag),
        asking.query(params, tag=name),
        without=("tag",),
        title=f"#{family.written}",
        facts=many("%(num)s thread", "%(num)s threads", family.threads),
        kin=family,
        inside=Query(match=Is("tag", family.written), min_posts=1),
    )


def author(request: Request) -> Response:
    """The threads of an author, by id or handle; an exact name wins over a suffix (`alice.md` may be a handle)."""
    archive = archive_of(request)
    name, form = clean(request.path_params["name"], "author"), None
    found = archive.author(name)
    if found is None:
        name, form = split(forms_of(request), name)
        found = archive.author(name)
    if found is None:
        raise NotFound(_("No author %(name)s has posts here.", name=name[:80]))
    if is_listed_only(name) and found.author.id != name and not form:
        return RedirectResponse(addresses.to_author(found.author.id), 302)
    if form:
        query, path = asking.everything(request.query_params, author=found.author.id), addresses.to_author(name)
        with english():
            title = words.author(found.author)
        return poured(request, query, form, name, title, path)
    return listed(
        request,
        addresses.to_author(found.author.id),
        asking.query(request.query_params, author=found.author.id),
        without=("author", "network"),
        title=words.author(found.author),
        facts=words.author_facts(found),
        author=found.author,
        before=archive.names(found.author.id),
        inside=Query(match=Is("author", found.author.handle or found.author.id), min_posts=1),
    )


def listed(
    request: Request,
    path: str,
    query: Query,
    *,
    without: Collection[str] = (),
    charted: bool = True,
    inside: Query | None = None,
    template: str = "threads.html",
    **values: Any,
) -> Response:
    """A page of threads with all that narrows it; kinds of filters that it is `without` are what it is a list of."""
    archive, params = archive_of(request), request.query_params
    with archive.together():
        found = archive.cards(query)
        days = archive.days(replace(query, since=None, until=None)) if charted else Days(())
        outlined = outline(archive, query, path, params, without=without)
    drawn = chart(days, path, params)
    if any(params.get(name) for name in asking.NARROWING):
        values["narrowed"] = outlined.threads
    elif days.counts and days.whole:
        number = outlined.threads or sum(count for _day, count in days.counts)
        dated = values.get("facts") or many("%(num)s thread", "%(num)s threads", number)
        values["facts"] = _("%(threads)s, %(period)s", threads=dated, period=_when(days))
    return page(
        request,
        template,
        path=path,
        cards=lists.thread_cards(found.items),
        orders=asking.choices(path, params, "sort", lists.ORDERS),
        outline=outlined,
        among=AMONG,
        chart=drawn,
        dated=[] if drawn and drawn.trail else lists.dated(path, params),
        pager=lists.pager(path, params, found),
        forms=other_forms(request, path, params),
        feeds=feeds(request, path, params),
        search=addresses.to_search(spelled(inside)) if inside else "/search",
        **{"author": None, "before": None, "kin": None, "facts": "", "narrowed": None, **values},
    )


def _when(days: Days) -> str:
    """From when to when the threads of a list were begun."""
    first, last = (periods.moment(day) for day, _count in (days.counts[0], days.counts[-1]))
    return words.period(first, last)


def poured(request: Request, query: Query, form: str, name: str, title: str, path: str) -> Response:
    """The same list in another form, all its pages in one file."""
    archive, told = archive_of(request), about(request, title, path, forms_of(request)[form][2])
    if form in request.app.state.feeds and query.match is None and not request.query_params.get("sort"):
        query = replace(query, sort="grown")  # a reader takes only the first, and asks what is new
    return written(request, form, name, lambda out: archive.export(archive.threads(query), form, out, told))
