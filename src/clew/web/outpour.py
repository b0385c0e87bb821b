"""A response that is written out as it is read, and never whole in memory."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Coroutine
from typing import Any, BinaryIO

import anyio
from anyio import from_thread, to_thread
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from clew.errors import ClewError

CHUNK = 64 * 1024
# Readers who take their time hold no thread that a page could use; who comes next waits.
_AT_A_TIME = 8


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
        passing, taking = anyio.create_memory_object_stream[Message](0)
        pipe = _Pipe(passing.send, self.headers, self.held, known, bodiless=scope["method"] == "HEAD")
        refused: list[ClewError] = []

        async def fill() -> None:
            async with passing:
                refused.extend(await to_thread.run_sync(self._pour, pipe, limiter=_limiter(scope)))

        async with anyio.create_task_group() as group:
            group.start_soon(_listen, receive, pipe)
            group.start_soon(fill)
            # However this ends, the writer finds its messages not taken any more, and ends, too.
            with taking:
                async for message in taking:
                    await send(message)
            group.cancel_scope.cancel()
        if refused:  # raised here, because a task group would wrap it
            raise refused[0]

    def _pour(self, pipe: _Pipe) -> tuple[ClewError, ...]:
        try:
            self.write(pipe)
            pipe.finish()
        except GoneError:
            return ()
        except ClewError as refusal:
            return (refusal,)
        return ()


class _Pipe(io.RawIOBase, BinaryIO):
    """Where the writer writes; full pieces are sent on and the writer waits until they are taken."""

    def __init__(
        self,
        send: Callable[[Message], Coroutine[Any, Any, None]],
        headers: list[tuple[bytes, bytes]],
        held: int,
        known: str,
        *,
        bodiless: bool,
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
        try:
            from_thread.run(self.send, message)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as gone:
            raise GoneError from gone


def _limiter(scope: Scope) -> anyio.CapacityLimiter:
    """The limiter of this app, made in the loop that it runs in: it wakes those who wait in no other."""
    state = scope["app"].state
    if not hasattr(state, "pouring"):
        state.pouring = anyio.CapacityLimiter(_AT_A_TIME)
    limiter: anyio.CapacityLimiter = state.pouring
    return limiter


async def _listen(receive: Receive, pipe: _Pipe) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    pipe.gone = True
