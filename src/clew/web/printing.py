"""Templates become responses: everything escaped, tagged with a hash, and sent again only when it changed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec
import regex
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from clew.speech import _, listed, many, now, number, tongues
from clew.text import dates, languages
from clew.text.completeness import counted
from clew.text.runs import clean as plain
from clew.text.runs import heading as line
from clew.web import addresses, metadata, reading, reasons, statics, words
from clew.web.crawlers import open_to_crawlers
from clew.web.owner.access import access_of, asked_for, path_asked, visitor
from clew.web.posts import way_of
from clew.web.presence import base
from clew.web.prints import Print, Prints

HERE = Path(__file__).parent
_OK = 200
# The letters that need a font, in UTF-8, and the bytes with which they begin.
_FONTS = {
    "fonts/naskh.woff2": (b"\xd8\xd9\xda\xdb", regex.compile(rb"\xd8[\xa0-\xbf]|[\xd9-\xdb]")),
    "fonts/hebrew.woff2": (b"\xd7", regex.compile(rb"\xd7[\x90-\xaa]")),
}


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
        extensions=["jinja2.ext.i18n"],
    )
    found.policies["ext.i18n.trimmed"] = True
    translated(found)
    found.globals |= {"addresses": addresses, "languages": languages, "metadata": metadata, "words": words}
    found.globals |= {"reading": reading, "static": statics.address, "way_of": way_of}
    found.globals |= {"bdi": words.bdi, "listed": listed, "many": many, "spoken": now, "tongues": tongues()}
    found.filters |= {"counted": counted, "day": dates.day, "line": line, "number": number, "plain": plain}
    found.filters |= {"quoted": words.quoted, "reason": reasons.said}
    return found


def translated(templates: Environment) -> None:
    """Let templates say `{{ _("Days") }}`, `{% trans %}` and `{% pluralize %}`; `{{ num }}` is written as a number."""

    @pass_context
    def said(_context: Context, message: str, **values: Any) -> Markup:
        return Markup(_(message)) % values  # noqa: S704 - a message is ours, and what is put into it is escaped

    @pass_context
    def counted(_context: Context, one: str, more: str, num: int, **values: Any) -> Markup:
        message = now().counted(one, more, num)
        return Markup(message) % {"num": number(num), **values}  # noqa: S704 - as above

    templates.newstyle_gettext = True  # type: ignore[attr-defined]  # an attribute that the extension looks for
    templates.globals |= {"_": said, "gettext": said, "ngettext": counted}


def page(request: Request, template: str, status: int = 200, *, depends: Any = None, **values: Any) -> Response:
    """Print a template; 304 where the reader has this very page already.

    Where `depends` is all that the values are made from, the page is printed once as long as that stays the same;
    values that are costly to make may then be given as functions, which are called only to print.
    """
    who = visitor(request)
    key = None if depends is None else _key(request, template, depends)
    prints = cast("Prints", request.app.state.prints)
    made = prints.find(key) if key else None
    if made is None:
        made = _print(request, template, status, values if key is None else called(values))
        if key and not who.named:
            prints.keep(key, made)
    answer = _answer(request, made, status)
    who.greet(answer)
    return answer


def _key(request: Request, template: str, depends: Any) -> bytes:
    """Everything a page depends on: its values, its language, its address, who asks."""
    told = (template, now().code, base(request), asked_for(request), visitor(request).stamp, depends)
    return hashlib.sha256(msgspec.msgpack.encode(told)).digest()


def called(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a page, those that were given as functions made now."""
    return {name: value() if callable(value) else value for name, value in values.items()}


def _print(request: Request, template: str, status: int, values: dict[str, Any]) -> Print:
    indexed = access_of(request).index and status == _OK and open_to_crawlers(request.url.path)
    frame = {
        "request": request,
        "query": request.query_params,
        "visitor": visitor(request),
        "base": base(request),
        "here": path_asked(request),
        "back": asked_for(request),
        "indexed": indexed,
    }
    text = templates().get_template(template).render(frame | values)
    body = text.encode("utf-8", "replace")  # a lone surrogate from outside is a question mark, not a failure
    return Print(body, f'W/"{hashlib.sha256(body).hexdigest()[:24]}"', _early(body))


def _early(body: bytes) -> str:
    """The fonts that a page needs for its script, as a header that asks for them before its style sheet does."""
    for tongue in tongues().values():  # the choice of a language is set in the system's own letters
        body = body.replace(tongue.name.encode(), b"")
    needed = [name for name, (leads, letters) in _FONTS.items() if _has(body, leads) and letters.search(body)]
    how = 'rel=preload; as=font; type="font/woff2"; crossorigin'
    return ", ".join(f"<{statics.address(name)}>; {how}" for name in needed)


def _has(body: bytes, leads: bytes) -> bool:
    """Whether one of these bytes is there, which is known a hundred times sooner than whether a letter is."""
    return any(lead in body for lead in leads)


def _answer(request: Request, made: Print, status: int) -> Response:
    who = visitor(request)
    everybody = who.access.way == "public" and not who.owner
    headers = {
        "etag": made.tag,
        "cache-control": "no-cache" if everybody else "private, no-cache",
        "content-language": now().code,
        "vary": "Cookie, Accept-Language",
    }
    if made.early:
        headers["link"] = made.early
    if status == _OK and made.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(made.body, status, headers)
