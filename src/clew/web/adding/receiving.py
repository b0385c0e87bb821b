"""A form with files, taken as it comes: to the disk piece by piece, and never whole in memory.

Its first field has to be the token, so that nothing of a form is kept that no page of Clew's own has sent. A form that
is refused is still listened to for a moment, because browsers show an answer only to a form that they could send.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio import to_thread
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from clew.archive import Incoming, Sent
from clew.archive.incoming import Delivery
from clew.errors import BadQuery, ClewError, Refused, StoreBusy, StoreFull
from clew.speech import _, number
from clew.web import words
from clew.web.owner.access import visitor

PASTED = "pasted"
PATIENCE = 60.0
"""Seconds in which the next piece has to come."""
AT_A_TIME = 4
"""Forms with files that are taken at the same time."""
FIRST = 10.0
"""Seconds in which the token has to come."""
_PARTS = 50_000
_FIELD = 16_000
_AHEAD = 1 << 20
_STEPS = 256
_HEARD = 64 << 20
_LISTENING = 3.0

Step = tuple[Callable[..., None], tuple[Any, ...]]


@dataclass
class Form:
    """The fields of a form, and the files that came with it, which lie in `delivery`."""

    delivery: Delivery
    fields: dict[str, str] = field(default_factory=dict)
    sent: tuple[Sent, ...] = ()


class Reception:
    """Where forms with files are taken; `most` bytes at a time."""

    def __init__(self, incoming: Incoming, most: int) -> None:
        self.incoming = incoming
        self.most = most
        self._under_way = 0

    async def form(self, request: Request) -> Form:
        """The form of a request; a refusal leaves nothing of it here."""
        body = _Body(request)
        taking = _Taking(request, body, self)
        try:
            self._fits(request)
            return await taking.all()
        except (ClewError, HTTPException):
            await body.hear_out()
            raise
        finally:
            self._under_way -= body.known

    def delivery(self) -> Delivery:
        """A place for the files of one more form."""
        if self._under_way >= AT_A_TIME:
            raise StoreBusy(_("Others are being sent just now; send this when they are here."))
        delivery = self.incoming.delivery()
        self._under_way += 1
        return delivery

    def _fits(self, request: Request) -> None:
        """Refuse what need not come at all."""
        length = request.headers.get("content-length", "")
        size = int(length) if length.isdecimal() else 0
        if size > self.most:
            raise too_large(self.most)
        if size > (room := self.incoming.room()):
            told = _("%(size)s would come, and there is room for %(room)s; make some and send it again.")
            raise StoreFull(told % {"size": words.size(size), "room": words.size(room)})


def too_large(most: int) -> HTTPException:
    """More than may be sent at once."""
    told = _("At most %(size)s can be sent at once; send it in parts, or use `clew add` on the machine itself.")
    return HTTPException(413, told % {"size": words.size(most)})


class _Body:
    """The pieces of a request's body; `known` from when its token was found to be good."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        self._ended = False
        self.known = False

    async def pieces(self) -> AsyncIterator[bytes]:
        """Each piece as it comes; one that does not come in time ends it."""
        first = anyio.current_time() + FIRST
        while not self._ended:
            try:
                with anyio.fail_after(PATIENCE if self.known else first - anyio.current_time()):
                    piece = await self._next()
            except TimeoutError:
                self._ended = True
                told = _("Nothing more came for a while, and nothing was added. Send it again.")
                raise HTTPException(408, told) from None
            if piece is None:
                self._ended = True
                raise HTTPException(400, _("The connection broke off and nothing was added. Send it again."))
            yield piece

    async def hear_out(self) -> None:
        """Let what is still sent come and go, within bounds."""
        heard = 0
        with anyio.move_on_after(_LISTENING):
            while not self._ended and heard < _HEARD:
                piece = await self._next()
                if piece is None:
                    return
                heard += len(piece)

    async def _next(self) -> bytes | None:
        message = await self._receive()
        if message["type"] != "http.request":
            return None
        self._ended = not message.get("more_body", False)
        return bytes(message.get("body", b""))


class _Taking:
    """One form while it comes."""

    def __init__(self, request: Request, body: _Body, reception: Reception) -> None:
        self._vouched = visitor(request).vouched
        self._kind = request.headers.get("content-type", "")
        self._body = body
        self._reception = reception
        self._most = reception.most
        self._form: Form | None = None
        self._part = self._name = ""
        self._text = bytearray()
        self._blank = self._is_text = self._halved = False
        self._steps: list[Step] = []
        self._ahead = 0

    async def all(self) -> Form:
        """The whole form, on the disk."""
        kind, options = parse_options_header(self._kind)
        if kind != "multipart/form-data" or not options.get("boundary"):
            raise HTTPException(415, "The form that adds files is sent as multipart/form-data.")
        size = 0
        try:
            parser = PushMultipartParser(options["boundary"], max_segment_count=_PARTS, strict=True)
            async for piece in self._body.pieces():
                size = self._fitting(size + len(piece))
                for event in parser.parse(piece) if piece else ():
                    self._take(event)
                if self._ahead >= _AHEAD or len(self._steps) >= _STEPS:
                    await self._keep_up()
            parser.close()
            await self._keep_up()
            form = self._known()
            form.sent = await to_thread.run_sync(form.delivery.finish)
        except MultipartError as error:
            self._discard()
            raise BadQuery(_("That is no form of this page; load the page anew and send it again.")) from error
        except BaseException:
            self._discard()
            raise
        return form

    def _fitting(self, size: int) -> int:
        if size > self._most:
            raise too_large(self._most)
        return size

    def _known(self) -> Form:
        """The form, once its token is known to be good."""
        if self._form is None:
            raise Refused(_("That form is no longer good; load the page anew and send it again."))
        return self._form

    def _take(self, event: MultipartSegment | bytearray | bytes | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        elif self._part:
            self._text += event
            if len(self._text) > _FIELD:
                told = _("A field of this form has at most %(size)s bytes.", size=number(_FIELD))
                raise HTTPException(413, told)
        else:
            self._write(bytes(event))

    def _begin(self, part: MultipartSegment) -> None:
        if self._form is None and part.name != "token":
            self._known()
        self._part, self._text, self._name = part.name or "?", bytearray(), ""
        if part.filename is not None or part.name == PASTED:
            # A file begins with its first byte: where none was chosen browsers send one without a name.
            self._part, self._name = "", part.filename or "pasted text.txt"
            self._blank = not part.filename
            self._is_text, self._halved = part.name == PASTED, False
            if not self._blank:
                self._step(self._known().delivery.begin, self._name)

    def _write(self, piece: bytes) -> None:
        if self._blank:
            if self._is_text and not piece.strip():
                return
            self._blank = False
            self._step(self._known().delivery.begin, self._name)
        if self._is_text:
            piece = self._unix(piece)
        self._ahead += len(piece)
        self._step(self._known().delivery.write, piece)

    def _unix(self, piece: bytes) -> bytes:
        r"""Forms send every line break of a text as `\r\n`; a file that was copied from has `\n`."""
        piece = (b"\r" if self._halved else b"") + piece
        self._halved = piece.endswith(b"\r")
        return piece.removesuffix(b"\r").replace(b"\r\n", b"\n")

    def _end(self) -> None:
        if not self._part:
            if not self._blank:
                self._step(self._known().delivery.end)
            return
        text = self._text.decode("utf-8", "replace")
        if self._form is None:
            if not self._vouched(text):
                self._known()
            self._form = Form(self._reception.delivery())
            self._body.known = True
        self._form.fields.setdefault(self._part, text)

    def _step(self, act: Callable[..., None], *values: Any) -> None:
        self._steps.append((act, values))

    async def _keep_up(self) -> None:
        """Write what has come, in a thread, because disks may be slow."""
        steps, self._steps, self._ahead = self._steps, [], 0
        await to_thread.run_sync(_all, steps)

    def _discard(self) -> None:
        if self._form is not None:
            self._form.delivery.discard()


def _all(steps: list[Step]) -> None:
    for act, values in steps:
        act(*values)
