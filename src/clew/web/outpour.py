"""A response that is written out as it is read, and never whole in memory."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import BinaryIO

import anyio
from anyio import from_thread, to_thread
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from clew.errors import ClewError

CHUNK = 64 * 1024
# Readers who take their time hold no thread that a page could use; who comes next waits.
_POURING = anyio.CapacityLimiter(8)


class GoneError(OSError):
    """The reader went away before everything was written."""


class Outpour:
    """A response that a writer fills from its own thread, held back by the reader and never whole in memory.

    Nothing is sent before the first 64 kB (`held` bytes, where it says so) or the end, so that an error at the start
    is still a page of its own; an error later breaks the connection, and no reader takes the piece for the whole.
    What ends before that has a tag made of all its bytes, and is not sent to a reader who has it already.
    """

    def __init__(self, write: Callable[[BinaryIO], None], media_type: str, filename: str, *, held: int = CHUNK) -> None:
        self.write = write
        self.held = held
        self.headers = [
            (b"content-type", media_type.encode()),
            (b"content-disposition", f'inline; filename="{filename}"'.encode()),
            (b"cache-control", b"no-cache"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        known = Headers(scope=scope).get("if-none-match", "")
        pipe = _Pipe(send, self.headers, self.held, known, bodiless=scope["method"] == "HEAD")
        refusal: ClewError | None = None
        async with anyio.create_task_group() as group:
            group.start_soon(_listen, receive, pipe)
            refusal = await to_thread.run_sync(self._pour, pipe, limiter=_POURING)
            group.cancel_scope.cancel()
        if refusal is not None:  # raised here, because a task group would wrap it
            raise refusal

    def _pour(self, pipe: _Pipe) -> ClewError | None:
        try:
            self.write(pipe)
            pipe.finish()
        except GoneError:
            return None
        except ClewError as refusal:
            return refusal
        return None


class _Pipe(io.RawIOBase, BinaryIO):
    """Where the writer writes; full pieces are sent on and the writer waits until they are taken."""

    def __init__(
        self, send: Send, headers: list[tuple[bytes, bytes]], held: int, known: str, *, bodiless: bool
    ) -> None:
        super().__init__()
        self.send, self.headers, self.bodiless = send, headers, bodiless
        self.held, self.known = held, known
        self.begun = self.gone = False
        self.buffer = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that exports write
        if self.gone:
            raise GoneError
        self.buffer += data
        if len(self.buffer) >= (CHUNK if self.begun else self.held):
            self._pass_on(more=True)
            if self.bodiless:
                raise GoneError
        return len(data)

    def finish(self) -> None:
        status = 200
        if not self.begun:
            tag = f'W/"{hashlib.sha256(self.buffer).hexdigest()[:24]}"'
            self.headers = [*self.headers, (b"etag", tag.encode())]
            if tag in self.known:
                status = 304
                self.buffer.clear()
                self.headers = [each for each in self.headers if each[0] != b"content-type"]
        self._pass_on(more=False, status=status)

    def _pass_on(self, *, more: bool, status: int = 200) -> None:
        if not self.begun:
            self._say({"type": "http.response.start", "status": status, "headers": self.headers})
            self.begun = True
        body = b"" if self.bodiless else bytes(self.buffer)
        self._say({"type": "http.response.body", "body": body, "more_body": more and not self.bodiless})
        self.buffer.clear()

    def _say(self, message: Message) -> None:
        async def say() -> None:
            await self.send(message)

        from_thread.run(say)


async def _listen(receive: Receive, pipe: _Pipe) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    pipe.gone = True
