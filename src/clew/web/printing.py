"""Templates become responses: everything escaped, tagged with a hash, and sent again only when it changed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import regex
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from clew.text import dates
from clew.text.completeness import counted
from clew.web import addresses, languages, words
from clew.web.posts import way_of
from clew.web.prose import line, plain

HERE = Path(__file__).parent
STATIC = HERE / "static"
_FONTS = {
    "fonts/naskh.woff2": regex.compile(r"[\u0620-\u06ff]"),
    "fonts/hebrew.woff2": regex.compile(r"[\u05d0-\u05ea]"),
}


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {"addresses": addresses, "languages": languages, "words": words}
    templates.globals |= {"file": _file, "style": _file("clew.css"), "way_of": way_of}
    templates.filters |= {"counted": counted, "day": dates.day, "line": line, "plain": plain}
    return templates


@cache
def _file(name: str) -> str:
    """A static file's address, which changes with its content and may so be kept for ever."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _early(text: str) -> dict[str, str]:
    """Fonts that a page needs for its script, to be loaded before its style sheet asks for them."""
    needed = [name for name, letters in _FONTS.items() if letters.search(text)]
    early = (f'<{_file(name)}>; rel=preload; as=font; type="font/woff2"; crossorigin' for name in needed)
    return {"link": ", ".join(early)} if needed else {}


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Print a template; 304 where the reader has this very page already."""
    text = _templates().get_template(template).render(request=request, query=request.query_params, **values)
    body = text.encode("utf-8", "replace")  # a lone surrogate from outside is a question mark, not a failure
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": "no-cache", **_early(text)}
    if status == 200 and tag in request.headers.get("if-none-match", ""):  # noqa: PLR2004 - OK
        return Response(status_code=304, headers=headers)
    return HTMLResponse(body, status, headers)
