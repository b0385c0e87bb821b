"""The owner's pages about people's wishes: forget a post, a thread or an author, and who does not want to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clew.archive import Archive, Forgettable, Receipt, What
from clew.archive.receipts import as_file
from clew.errors import BadQuery, NotFound
from clew.speech import _, listed, many, plural
from clew.text.runs import heading as line
from clew.thread import Thread
from clew.web import addresses, words
from clew.web.asking import Link
from clew.web.finding import clean
from clew.web.forms import archive_of, public_archive
from clew.web.owner import owner_only, posted
from clew.web.printing import page

_KINDS = ("post", "thread", "author")
_SHOWN = 60
_COPIES = plural(
    "%(num)s post of others that only passes one of them on", "%(num)s posts of others that only pass one of them on"
)
_FILES = plural("%(num)s picture or film", "%(num)s pictures and films")
_CAPTURES = plural("the copies in %(num)s capture", "the copies in %(num)s captures")
_LONGEST = 500


class Going(msgspec.Struct, frozen=True):
    """What would go, in words: of what kind, whose, the facts of it, and for a thread its posts one by one."""

    what: str
    id: str
    by: str
    facts: str
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
    await run_in_threadpool(_forget, public_archive(request), fields)
    return RedirectResponse("/forgotten", 303)


def _forget(archive: Archive, fields: Mapping[str, str]) -> None:
    if fields.get("sure") != "yes":
        raise BadQuery(_("Tick the box that says you are sure; what is forgotten cannot be brought back."))
    found = _found(archive, fields.get("what", ""), fields.get("id", ""))
    archive.forget(found, fields.get("reason", "").strip()[:_LONGEST])


def _found(archive: Archive, what: str, name: str) -> Forgettable:
    if what not in _KINDS:
        raise NotFound(_("Say whether a post, a thread or an author is to be forgotten."))
    return archive.forgettable(cast("What", what), clean(name, what))


def _going(archive: Archive, what: str, name: str) -> Going:
    found = _found(archive, what, name)
    thread = None if what == "author" else archive.of_owner().thread(name)
    author = found.authors[0] if found.authors else None if thread is None else thread.summary.author
    facts = [many("%(num)s post", "%(num)s posts", len(found.posts))]
    facts += [many(*_COPIES, len(found.copies))] if found.copies else []
    facts += [many(*_FILES, len(found.files))] if found.files else []
    facts += [many(*_CAPTURES, len(found.captures))] if found.captures else []
    facts += [_("what is followed of them")] if found.followed else []
    return Going(
        what,
        name,
        words.author(author) if author is not None else "",
        listed(facts),
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
    receipts = [(number, each, _facts(each)) for number, each in enumerate(archive.receipts(), 1)][::-1]
    return page(
        request, "forgotten.html", receipts=receipts, scoured=archive.is_scoured(), elsewhere=archive.elsewhere()
    )


def _facts(receipt: Receipt) -> str:
    facts = [many("%(num)s post", "%(num)s posts", len(receipt.posts))]
    facts += [many(*_FILES, len(receipt.files))] if receipt.files else []
    facts += [many(*_CAPTURES, len(receipt.captures))] if receipt.captures else []
    return listed(facts)


@owner_only
def receipt(request: Request) -> Response:
    """One receipt as a file."""
    number = int(request.path_params["number"])
    receipts = archive_of(request).receipts()
    if not 1 <= number <= len(receipts):
        raise NotFound(_("There is no such receipt."))
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
    await run_in_threadpool(_refuse, public_archive(request), fields)
    return RedirectResponse("/refused", 303)


def _refuse(archive: Archive, fields: Mapping[str, str]) -> None:
    name = clean(fields.get("name", ""), "author")
    if fields.get("off"):
        archive.allow(name)
    else:
        archive.refuse(name, fields.get("reason", "").strip()[:_LONGEST])
