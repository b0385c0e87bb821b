"""Small forms: read within a size and a time, and taken only from a page of Clew's own."""

from __future__ import annotations

from urllib.parse import parse_qsl

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from clew.errors import BadQuery, Refused
from clew.speech import _, number
from clew.web.owner.access import from_here, visitor

_MOST = 16_000
_SECONDS = 10
_FIELDS = 100


async def posted(request: Request, most: int = _MOST) -> dict[str, str]:
    """The fields of a form that changes something, of `most` bytes; `Refused` where its token is not this browser's."""
    from_here(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, _("Forms here are sent as application/x-www-form-urlencoded."))
    try:
        with anyio.fail_after(_SECONDS):
            body = await _body(request, most)
    except TimeoutError:
        raise HTTPException(408, _("The form took too long to arrive; send it again.")) from None
    except ClientDisconnect:
        raise HTTPException(400, _("The form broke off; send it again.")) from None
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError as error:
        raise BadQuery(_("That is no form of this page; load the page anew and send it again.")) from error
    if not visitor(request).vouched(fields.pop("token", "")):
        raise Refused(_("That form is no longer good; load the page anew and send it again."))
    return fields


async def _body(request: Request, most: int) -> bytes:
    """The whole body, refused as soon as it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise HTTPException(413, _("A form here has at most %(most)s bytes.", most=number(most)))
    return bytes(body)
