"""Templates become responses: everything escaped, tagged with a hash, and sent again only when it changed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from clew.text import dates, languages
from clew.text.completeness import counted
from clew.text.runs import clean as plain
from clew.text.runs import heading as line
from clew.web import addresses, words

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def templates() -> Environment:
    """The templates with what they may ask."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"addresses": addresses, "languages": languages, "words": words, "style": _style()}
    found.filters |= {"counted": counted, "day": dates.day, "line": line, "plain": plain}
    return found


def _style() -> str:
    """The style sheet's address, which changes with its content and may so be kept for ever."""
    return "/static/clew.css?" + hashlib.sha256((STATIC / "clew.css").read_bytes()).hexdigest()[:12]


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Print a template; 304 where the reader has this very page already."""
    text = templates().get_template(template).render(request=request, query=request.query_params, **values)
    body = text.encode("utf-8", "replace")  # a lone surrogate from outside is a question mark, not a failure
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if status == 200 and tag in request.headers.get("if-none-match", ""):  # noqa: PLR2004 - OK
        return Response(status_code=304, headers=headers)
    return HTMLResponse(body, status, headers)
