"""Connections that do not wait for ever: for a request that never ends, or a reader who never reads."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD = 10.0
"""Seconds in which the head of a request has to arrive."""
READING = 60.0
"""Seconds in which a reader has to take what is waiting for them, about 64 kB."""
HEAD_BYTES = 16_384
"""The longest head of a request."""


class Connection(H11Protocol):
    """One browser's connection, with a clock for each thing that it may be waiting for.

    Those that ask for nothing are `idle`, and when there are too many the one that was idle longest is closed: so
    however many connect and say nothing, who asks is answered.
    """

    most_idle: ClassVar[int] = 500
    idle: ClassVar[OrderedDict[Connection, None]] = OrderedDict()
    _head: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody connected, and has to say what they want."""
        super().connection_made(transport)
        self._rest(said_something=True)

    def data_received(self, data: bytes) -> None:
        """A piece of a request came."""
        super().data_received(data)
        if self._at_work():
            self._wake()
        else:
            self._rest(said_something=True)

    def on_response_complete(self) -> None:
        """The answer is written; what comes next may be another request, or nothing."""
        super().on_response_complete()
        if not self._at_work():
            self._rest(said_something=False)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._wake()
        self._reading()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The reader does not keep up."""
        super().pause_writing()
        self._reading()
        self._stalled = self.loop.call_later(READING, self.transport.abort)

    def resume_writing(self) -> None:
        """The reader took what was waiting."""
        super().resume_writing()
        self._reading()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more was asked; a reader who does not take the end of an answer is not waited for, either."""
        super().timeout_keep_alive_handler()
        self._hang_up_later()

    def shutdown(self) -> None:
        """The server stops; closing waits for a reader, who may not be reading."""
        super().shutdown()
        self._hang_up_later()

    def _hang_up_later(self) -> None:
        if self._stalled is None:
            self._stalled = self.loop.call_later(READING, self.transport.abort)

    def _at_work(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _rest(self, *, said_something: bool) -> None:
        """Nothing is being answered; who began to say something has to come to the end of it."""
        self.idle[self] = None
        if said_something and self._head is None:
            self._head = self.loop.call_later(HEAD, self.transport.abort)
        if len(self.idle) > self.most_idle:
            longest, _ = self.idle.popitem(last=False)
            longest.transport.abort()

    def _wake(self) -> None:
        self.idle.pop(self, None)
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _reading(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
