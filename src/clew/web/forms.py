"""The other forms of a page: the same address with a suffix."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import BinaryIO, cast

import regex
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from clew.archive import About, Archive
from clew.speech import _, english
from clew.text import dates
from clew.web import asking
from clew.web.outpour import CHUNK, Outpour
from clew.web.owner.access import owner
from clew.web.presence import Presence, base

_HELD = 4 << 20  # so much of a feed is made before it is sent, that a reader who has it need not be sent it again

Forms = dict[str, tuple[str, str, str]]
"""Name, and title, MIME type and suffix, as `Archive.forms` gives them."""


def archive_of(request: Request) -> Archive:
    """The archive whose pages these are, as whoever asks may see it."""
    archive = public_archive(request)
    return archive.of_owner() if owner(request) and not _leaves(request) else archive


def _leaves(request: Request) -> bool:
    """Whether a list is asked for in a form, to be taken elsewhere; a thread is, whoever asks for it by name."""
    path = request.scope["path"]
    return not path.startswith(("/thread/", "/post/")) and split(forms_of(request), path)[1] is not None


def public_archive(request: Request) -> Archive:
    """The archive as everybody may see it, whoever asks."""
    return cast("Archive", request.app.state.archive)


def forms_of(request: Request) -> Forms:
    """The forms there are."""
    return cast("Forms", request.app.state.forms)


def split(forms: Forms, path: str) -> tuple[str, str | None]:
    """A path without its suffix, and the name of the form that the suffix asks for; None where it has none."""
    found = [name for name, (*_, suffix) in forms.items() if path.endswith(suffix) and len(path) > len(suffix)]
    if not found:
        return path, None
    form = max(found, key=lambda name: len(forms[name][2]))  # `.feed.json` is no `.json`
    return path.removesuffix(forms[form][2]), form


def other_forms(
    request: Request, path: str, params: QueryParams, *, among: Collection[str] | None = None
) -> list[asking.Link]:
    """The same list in the other forms (or those `among` them), all its pages in one file."""
    given = {name: value for name, value in params.items() if name != "limit"}
    return [
        asking.Link(_(title.split(",")[0]), asking.address(path + suffix, given))
        for name, (title, _mime, suffix) in forms_of(request).items()
        if among is None or name in among
    ]


def about(request: Request, title: str, path: str, suffix: str = "", *, post: str | None = None) -> About:
    """What a form is told: the list's or thread's name, its page under its filters, and where the form itself is."""
    params = request.query_params
    site: Presence = request.app.state.site
    here = base(request)
    given = {name: value for name, value in params.items() if name != "limit"}
    page = here + asking.address(path, given)
    asked = f"?{request.url.query}" if request.url.query else ""
    since = params.get("new_since", "").strip()
    return About(
        title=title,
        page=page,
        base=here,
        itself=f"{here}{path}{suffix}{asked}",
        language=params.get("lang") or None,
        hub=site.hub,
        limit=asking.number(params, "limit", 0) or None,
        post=post,
        since=dates.moment(since) if since else None,
    )


def written(request: Request, form: str, name: str, write: Callable[[BinaryIO], None]) -> Response:
    """A response in a form, filled as `write` goes on."""
    _title, mime, suffix = forms_of(request)[form]
    held = _HELD if form in request.app.state.feeds else CHUNK

    def in_english(out: BinaryIO) -> None:
        with english():  # forms are read by programs and handed on, so they are the same for everybody
            write(out)

    return cast("Response", Outpour(in_english, mime, _filename(name) + suffix, held=held))


def feeds(request: Request, path: str, params: QueryParams) -> list[tuple[str, str, str]]:
    """The feeds of a list under its filters, as `rel=alternate` has them: title, MIME type and address."""
    given = {name: value for name, value in params.items() if name != "limit"}
    known = {name: each for name, each in forms_of(request).items() if name in request.app.state.feeds}
    return [
        (_(title.split(",")[0]), mime.split(";")[0], asking.address(path + suffix, given))
        for title, mime, suffix in known.values()
    ]


def _filename(name: str) -> str:
    """A file's name from any id, in letters that every system and header can carry."""
    return regex.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[-80:] or "threads"
