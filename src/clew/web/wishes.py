"""The owner's pages about people's wishes: forget a post, a thread or an author, and who does not want to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.archive import Archive, Forgettable, What
from clew.archive.receipts import as_file
from clew.errors import BadQuery, NotFound
from clew.text.completeness import counted
from clew.text.runs import heading as line
from clew.thread import Thread
from clew.web import addresses, words
from clew.web.asking import Link
from clew.web.finding import clean
from clew.web.forms import archive_of
from clew.web.owner import owner_only, posted
from clew.web.printing import page

_KINDS = ("post", "thread", "author")
_SHOWN = 60
_LONGEST = 500


class Going(msgspec.Struct, frozen=True):
    """What would go, in words: of what kind, whose, the facts of it, and for a thread its posts one by one."""

    what: str
    id: str
    by: str
    facts: tuple[str, ...]
    posts: tuple[Link, ...] = ()
    back: str = "/"


@owner_only
def asking(request: Request) -> Response:
    """Say what would go, and ask."""
    params = request.query_params
    return page(request, "forget.html", going=_going(archive_of(request), params.get("what", ""), params.get("id", "")))


@owner_only
async def forget(request: Request) -> Response:
    """Remove it, once its owner has confirmed."""
    fields = await posted(request)
    await run_in_threadpool(_forget, archive_of(request), fields)
    return RedirectResponse("/forgotten", 303)


def _forget(archive: Archive, fields: Mapping[str, str]) -> None:
    if fields.get("sure") != "yes":
        raise BadQuery("Tick the box that says you are sure; what is forgotten cannot be brought back.")
    found = _found(archive, fields.get("what", ""), fields.get("id", ""))
    archive.forget(found, fields.get("reason", "").strip()[:_LONGEST])


def _found(archive: Archive, what: str, name: str) -> Forgettable:
    if what not in _KINDS:
        raise NotFound("Say whether a post, a thread or an author is to be forgotten.")
    return archive.forgettable(cast("What", what), clean(name, what))


def _going(archive: Archive, what: str, name: str) -> Going:
    found = _found(archive, what, name)
    thread = None if what == "author" else archive.of_owner().thread(name)
    author = found.authors[0] if found.authors else None if thread is None else thread.summary.author
    facts = [counted(len(found.posts), "post")]
    facts += [f"{counted(len(found.copies), 'post')} of others that only pass one of them on"] if found.copies else []
    facts += [counted(len(found.files), "picture or film", "pictures and films")] if found.files else []
    facts += [f"copies in {counted(len(found.captures), 'capture')}"] if found.captures else []
    return Going(
        what,
        name,
        words.author(author) if author is not None else "",
        tuple(facts),
        _posts(thread) if thread is not None and what == "thread" else (),
        addresses.to_author(name) if thread is None else addresses.to_thread(thread.id),
    )


def _posts(thread: Thread) -> tuple[Link, ...]:
    return tuple(
        Link(
            line(part.post.text[part.post.body_start :], _SHOWN) or part.post.id,
            addresses.to_forget("post", part.post.id),
        )
        for part in thread.parts
    )


@owner_only
def forgotten(request: Request) -> Response:
    """What was forgotten, the latest first, each with its receipt."""
    archive = archive_of(request)
    receipts = tuple(reversed(tuple(enumerate(archive.receipts(), 1))))
    return page(
        request, "forgotten.html", receipts=receipts, scoured=archive.is_scoured(), elsewhere=archive.elsewhere()
    )


@owner_only
def receipt(request: Request) -> Response:
    """One receipt as a file."""
    number = int(request.path_params["number"])
    receipts = archive_of(request).receipts()
    if not 1 <= number <= len(receipts):
        raise NotFound("There is no such receipt.")
    headers = {"content-disposition": f'attachment; filename="receipt-{number}.json"', "cache-control": "no-store"}
    return Response(as_file(receipts[number - 1]), media_type="application/json", headers=headers)


@owner_only
def refusals(request: Request) -> Response:
    """Who does not want to be shown, and forms that change it."""
    return page(request, "refused.html", refusals=archive_of(request).refusals())


@owner_only
async def refuse(request: Request) -> Response:
    """Put an author on the list, or take one off."""
    fields = await posted(request)
    await run_in_threadpool(_refuse, archive_of(request), fields)
    return RedirectResponse("/refused", 303)


def _refuse(archive: Archive, fields: Mapping[str, str]) -> None:
    name = clean(fields.get("name", ""), "author")
    if fields.get("off"):
        archive.allow(name)
    else:
        archive.refuse(name, fields.get("reason", "").strip()[:_LONGEST])
