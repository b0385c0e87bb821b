"""What a live stream of a network gives, message by message: the bytes as they came, and what they are about.

No more is read of a message than whether somebody wants it: which post, by whom, under which, and in which words. What
is wanted is kept and read by the sources, like a file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from clew.capture.answers import Answer

if TYPE_CHECKING:
    from clew.fetching import Doors

PULSE = 0.5
"""Seconds after which a stream that says nothing gives None, so that its listener can do other things."""


class Sign(NamedTuple):
    """What a message says of one post, by ids; `tags` are those its record carries, `text` may have others."""

    deed: Literal["made", "edited", "deleted"]
    id: str
    author: str
    text: str = ""
    tags: tuple[str, ...] = ()
    parent: str | None = None
    root: str | None = None
    handle: str | None = None


class Closed(NamedTuple):
    """An account that was closed, and why (`deactivated`, `takendown`, `deleted` …)."""

    author: str
    status: str


class Message(NamedTuple):
    """One message: as a capture keeps it, the cursor that a listener goes on from behind it, and when it was sent.

    `said` is what the stream says of itself, in words for a person, where something is lost.
    """

    data: bytes | Answer
    cursor: str | None
    time: str | None = None
    signs: tuple[Sign, ...] = ()
    closed: Closed | None = None
    said: str | None = None


@dataclass(frozen=True)
class Listening:
    """How a stream is listened to: behind which cursor, through which doors, and about whom (None is everybody).

    `tokens` are for servers that want to know who asks, by host; `stopped` ends what takes long.
    """

    cursor: str | None
    doors: Doors
    wants: Callable[[str], bool] | None = None
    tokens: Mapping[str, str] = field(default_factory=dict)
    stopped: threading.Event = field(default_factory=threading.Event)


class Stream(Protocol):
    """A stream of one server; `name` is the address that its cursor is kept under.

    `source` is None where messages are answers, whose format is found like that of any answer.
    """

    name: str

    @property
    def network(self) -> str:
        """The network whose posts they are."""
        ...

    @property
    def suffix(self) -> str:
        """What the names of captures end in."""
        ...

    @property
    def source(self) -> str | None:
        """The format of captures."""
        ...

    def messages(self, how: Listening) -> Iterator[Message | None]:
        """The messages as they come, None where there is none for a while.

        `BrokenStream` where it cannot be had, `LostPlaceError` where the server cannot go on from the cursor.
        """
        ...


class LostPlaceError(Exception):
    """The server does not go on from that cursor; the message says why, in words for a person."""
