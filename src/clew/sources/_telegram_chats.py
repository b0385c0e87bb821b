"""The chats of a Telegram export and their messages, one after another, however long the file is.

The export of one chat is one object, `{"name": …, "type": …, "id": …, "messages": […]}`; that of an account has many of
them in `chats.list`. Only the messages are many, so that they are read as a list of their own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, TypeVar, cast

import msgspec

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Problem

T = TypeVar("T")

_VALUE = rb'"(?:[^"\\]|\\.){0,4000}+"|-?[0-9]{1,20}|true|false|null'
# A chat up to its messages: strings and numbers only. It cannot stand inside a string, where quotes have a backslash.
_CHAT = re.compile(rb'\{\s*+((?:"\w{1,40}"\s*+:\s*+(?:' + _VALUE + rb')\s*+,\s*+){0,9})"messages"\s*+:\s*+(?=\[)')
_BLOCK = 1 << 20
_LONGEST = 1 << 16  # of a chat's own fields


class Chat(msgspec.Struct, gc=False):
    """What an export says of a chat; `type` is Telegram's own word for who can read it."""

    name: str | None = None
    type: str | None = None
    id: int | str | None = None


class Placed(NamedTuple):
    """A message's chat and where the message stands."""

    chat: Chat
    place: str


def messages(
    capture: Capture, name: str, wanted: frozenset[str], type_: type[T]
) -> Iterator[tuple[Placed, T] | Problem]:
    """The messages of every chat of a wanted type, in the order of the file."""
    place = capture.where(name)
    with capture.open(name) as stream:
        chats = _Chats(stream)
        found = False
        while (chat := chats.following()) is not None:
            found = True
            if chat.type not in wanted:
                continue
            file = values(cast("BinaryIO", io.BufferedReader(chats.list(), _BLOCK)), place, type_)
            for value in file:
                # What stands behind the list is not the list's: the reader says so with a line instead of an item.
                if isinstance(value, Problem) and value.place.startswith(f"{place}, line "):
                    break
                yield value if isinstance(value, Problem) else (Placed(chat, file.place), value)
        if not found:
            yield Problem(place, "holds no chat with messages; it may have been cut off")


class _Chats:
    """A stream that stands at a chat's list of messages, or looks for the next chat."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._data = b""
        self._start = 0

    def following(self) -> Chat | None:
        """The next chat; None at the end of the stream."""
        while True:
            found = _CHAT.search(self._data, self._start)
            if found is not None:
                self._start = found.end()
                return _chat(found[1])
            piece = self._stream.read(_BLOCK)
            if not piece:
                return None
            self._data = self._data[max(self._start, len(self._data) - _LONGEST) :] + piece
            self._start = 0

    def list(self) -> _List:
        """The stream from here up to the next chat."""
        return _List(self)

    def take(self, size: int) -> bytes:
        """Bytes up to where the next chat begins; none when it begins here."""
        while True:
            found = _CHAT.search(self._data, self._start)
            limit = found.start() if found else len(self._data) - _LONGEST
            if limit > self._start or found:
                taken = self._data[self._start : min(max(limit, self._start), self._start + size)]
                self._start += len(taken)
                return taken
            piece = self._stream.read(_BLOCK)
            if not piece:
                taken = self._data[self._start : self._start + size]
                self._start += len(taken)
                return taken
            self._data, self._start = self._data[self._start :] + piece, 0


class _List(io.RawIOBase):
    """One chat's messages as a stream."""

    def __init__(self, chats: _Chats) -> None:
        self._chats = chats

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        taken = self._chats.take(len(view))
        view[: len(taken)] = taken
        return len(taken)


def _chat(fields: bytes) -> Chat:
    try:
        return msgspec.json.decode(b"{" + fields.rstrip().rstrip(b",") + b"}", type=Chat, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Chat()
