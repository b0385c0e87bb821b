"""The lists that are no threads: hashtags, authors, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from clew.archive import Archive, rows
from clew.errors import NotFound
from clew.speech import _
from clew.web.asking import Link
from clew.web.forms import archive_of, forms_of, other_forms, split, written
from clew.web.printing import page

_MOST = 1000
_PROBLEMS = 100


def tags(request: Request) -> Response:
    """All hashtags, most threads first."""
    if form := _form(request, "tags"):
        return _rows(request, "tags", form, Archive.tags)
    found = archive_of(request).tags(_MOST + 1)
    return page(request, "tags.html", tags=found[:_MOST], more=len(found) > _MOST, forms=_others(request, "/tags"))


def authors(request: Request) -> Response:
    """All authors, most threads first."""
    if form := _form(request, "authors"):
        return _rows(request, "authors", form, Archive.authors)
    found = archive_of(request).authors(_MOST + 1)
    forms = _others(request, "/authors")
    return page(request, "authors.html", authors=found[:_MOST], more=len(found) > _MOST, forms=forms)


def problems(request: Request) -> Response:
    """What was read, and what of it could not be."""
    if form := _form(request, "problems"):
        return _rows(request, "problems", form, Archive.every_problem)
    archive, after = archive_of(request), request.query_params.get("after") or None
    return page(
        request,
        "problems.html",
        captures=() if after else archive.captures(),
        problems=archive.problems(_PROBLEMS, after),
        sources=archive.sources(),
        info=archive.info(),
        forms=_others(request, "/problems"),
    )


def _form(request: Request, name: str) -> str | None:
    """The form the address asks for; `NotFound` where rows are not written in it."""
    path, form = split(forms_of(request), request.scope["path"])
    if path != f"/{name}" or (form is not None and form not in rows.FORMS):
        raise NotFound(_("There is no page %(path)s.", path=request.scope["path"][:80]))
    return form


def _rows(request: Request, name: str, form: str, listed: Callable[[Archive], Iterable[Any]]) -> Response:
    def write(out: BinaryIO) -> None:
        out.writelines(rows.FORMS[form](rows.HEADS[name], listed(archive_of(request))))

    return written(request, form, name, write)


def _others(request: Request, path: str) -> list[Link]:
    return other_forms(request, path, QueryParams(), among=rows.FORMS)
