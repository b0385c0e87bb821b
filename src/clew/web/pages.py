"""The pages: each asks the archive one question and prints the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.archive import Archive, Neighbours
from clew.archive.addresses import post_named
from clew.errors import NotFound
from clew.post import Author
from clew.query import Is, Query
from clew.text import languages, notes
from clew.text.asking import spelled
from clew.text.completeness import counted
from clew.text.wording import is_listed_only
from clew.thread import Thread
from clew.web import addresses, asking, lists, reading, words
from clew.web.about import cited
from clew.web.article import Article, article, numbering, page_of, pages_of
from clew.web.finding import clean, tidy_tag
from clew.web.flow import flow
from clew.web.forms import about, archive_of, feeds, forms_of, other_forms, split, written
from clew.web.kin import Kin, here, kin
from clew.web.printing import page

_RECENT = 6
_TOP = 24
_MOST = 1000


def home(request: Request) -> Response:
    """What is here: in words, then the latest threads, hashtags and authors."""
    archive = archive_of(request)
    info = archive.info()
    latest = archive.cards(Query(limit=_RECENT))
    authors = archive.authors(_MOST)
    named = [each for each in authors if words.named(each.author)]
    return page(
        request,
        "home.html",
        info=info,
        cards=[lists.thread_card(card) for card in latest.items],
        more=latest.next is not None,
        tags=archive.tags(_TOP),
        authors=named[:_TOP],
        by=words.by(info.authors, len(authors) - len(named)),
        sources=archive.sources(),
        command=request.app.state.command,
        forms=other_forms(request, "/threads", QueryParams()),
        feeds=feeds(request, "/threads", QueryParams()),
    )


def threads(request: Request) -> Response:
    """All threads."""
    name, form = split(forms_of(request), request.scope["path"])
    if name != "/threads":
        raise NotFound(f"There is no page {name[:80]}.")
    if form:
        return _poured(request, asking.everything(request.query_params), form, "threads", "All threads", "/threads")
    return _list(request, "/threads", asking.query(request.query_params), title="All threads")


def tag(request: Request) -> Response:
    """The threads under a hashtag."""
    params = request.query_params
    name, form = split(forms_of(request), clean(request.path_params["tag"], "hashtag"))
    name = tidy_tag(name)
    family = kin(archive_of(request), name, params, joined=asking.joined(params))
    if form:
        query, path = asking.everything(params, tag=name), addresses.to_tag(family.tag)
        return _poured(request, query, form, family.tag, f"#{family.written}", path)
    return _list(
        request,
        addresses.to_tag(family.tag),
        asking.query(params, tag=name),
        title=f"#{family.written}",
        facts=counted(family.threads, "thread"),
        family=family,
        inside=Is("tag", family.written),
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
        raise NotFound(f"No author {name[:80]} has posts here.")
    if is_listed_only(name) and found.author.id != name and not form:
        return RedirectResponse(addresses.to_author(found.author.id), 302)
    if form:
        query, path = asking.everything(request.query_params, author=found.author.id), addresses.to_author(name)
        return _poured(request, query, form, name, words.author(found.author), path)
    return _list(
        request,
        addresses.to_author(found.author.id),
        asking.query(request.query_params, author=found.author.id),
        title=words.author(found.author),
        facts=f"{counted(found.threads, 'thread')}, {counted(found.posts, 'post')} held",
        author=found.author,
        inside=Is("author", found.author.handle or found.author.id),
    )


def _list(
    request: Request,
    path: str,
    query: Query,
    *,
    title: str,
    facts: str = "",
    author: Author | None = None,
    family: Kin | None = None,
    inside: Is | None = None,
) -> Response:
    """A page of threads with its filters."""
    archive, params = archive_of(request), request.query_params
    found = archive.cards(query)
    return page(
        request,
        "threads.html",
        path=path,
        cards=[lists.thread_card(card) for card in found.items],
        filters=lists.filters(path, params, found.items),
        dated=lists.dated(path, params),
        pager=lists.pager(path, params, found),
        forms=other_forms(request, path, params),
        feeds=feeds(request, path, params),
        title=title,
        facts=facts,
        author=author,
        kin=family,
        search=addresses.to_search(spelled(Query(match=inside, min_posts=1))) if inside else "/search",
    )


def thread(request: Request) -> Response:
    """A whole thread; any other address of one of its posts leads to this one."""
    archive = archive_of(request)
    name, form = split(forms_of(request), clean(request.path_params["id"], "thread"))
    try:
        found = archive.thread(name)
    except NotFound:
        if form is None:
            raise
        name, form = request.path_params["id"], None  # an id may end like a suffix
        found = archive.thread(name)
    if name != found.id:
        return _to(request, found, name, forms_of(request)[form][2] if form else "")
    if form:
        suffix, post_id = forms_of(request)[form][2], _meant(request, found)
        told = about(request, notes.heading(found), addresses.to_thread(found.id), suffix, post=post_id)
        return written(request, form, found.id, lambda out: archive.export([found], form, out, told))
    return _thread_page(request, found)


def _meant(request: Request, found: Thread) -> str | None:
    """The one post of the thread that the address means; None where it means the thread."""
    wanted = clean(request.query_params.get("post", ""), "post").strip()
    if not wanted:
        return None
    post_id = post_named(found, wanted)
    if post_id is None:
        raise NotFound(f"This thread has no post {wanted[:80]}.")
    return post_id


def _thread_page(request: Request, found: Thread) -> Response:
    """One page of a thread; it is laid out only where it is not still at hand from the last time."""
    number, way = asking.number(request.query_params, "page", 1), reading.way(request.query_params)
    if number > (pages := pages_of(found)):
        raise NotFound(f"This thread has {counted(pages, 'page')}.")
    archive = archive_of(request)
    near = archive.neighbours(found)
    values = thread_values(archive, found, lambda: article(found, number, numbered=way == reading.POSTS))
    if way != reading.POSTS:
        values["flow"] = lambda: flow(article(found, number, numbered=False).rows, found)
    return page(
        request,
        "thread.html",
        depends=(found, number, way, values["ground"], values["continues"], near),
        **values | {"way": way, "ways": reading.ways(found.id, number, way), "beside": near},
        forms=other_forms(request, addresses.to_thread(found.id), QueryParams()),
        feeds=feeds(request, addresses.to_thread(found.id), QueryParams()),
    )


def thread_values(archive: Archive, found: Thread, shown: Callable[[], Article]) -> dict[str, Any]:
    """What the template of a thread prints, wherever it is printed; what is costly as functions."""
    return {
        "thread": found,
        "shown": shown,
        "summary": found.summary,
        "completeness": lambda: words.completeness(found, numbering(found).gaps),
        "minutes": lambda: words.reading_time([part.post.text[part.post.body_start :] for part in found.parts]),
        "languages": languages.names(found.summary.languages),
        "tags": lists.tag_links(found.summary.tags),
        "continues": _continues(archive, found),
        "ground": archive.ground(found),
        "sources": archive.sources(),
        "cited": cited(found),
        "flow": None,
        "way": reading.POSTS,
        "ways": (),
        "beside": Neighbours(),
    }


def post(request: Request) -> Response:
    """A post's own address leads to its place in its thread, and with a suffix to the thread's form for this post."""
    archive, name = archive_of(request), clean(request.path_params["id"], "post")
    bare, form = split(forms_of(request), name)
    if form is None:
        return _to(request, archive.thread(name), name)
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
        return RedirectResponse(addresses.to_search(wanted), 303)


def _found(request: Request, wanted: str) -> Response:
    archive = archive_of(request)
    if wanted[:1] in {"#", "＃"} and here(archive, tidy_tag(wanted)):
        return RedirectResponse(addresses.to_tag(tidy_tag(wanted)), 303)
    if wanted[:1] in {"@", "＠"} and archive.author(wanted) is not None:
        return RedirectResponse(addresses.to_author(wanted), 303)
    try:
        return _to(request, archive.thread(wanted), wanted)
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
    post_id = post_named(found, name) or post_named(found, archive_of(request).post(name) or "")
    if post_id is None:
        return RedirectResponse(reading.address(found.id, 1, way), 302)
    place = reading.address(found.id, page_of(found, post_id), way) + addresses.fragment(post_id)
    return RedirectResponse(place, 302)


def _continues(archive: Archive, found: Thread) -> list[Thread]:
    """The later threads that go on with this one, as far as they are held."""
    later = []
    for post_id in found.shape.continues:
        try:
            later.append(archive.thread(post_id))
        except NotFound:
            continue
    return later


def _poured(request: Request, query: Query, form: str, name: str, title: str, path: str) -> Response:
    archive, told = archive_of(request), about(request, title, path, forms_of(request)[form][2])
    return written(request, form, name, lambda out: archive.export(archive.threads(query), form, out, told))
