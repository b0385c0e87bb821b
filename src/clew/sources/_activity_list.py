"""A collection read item by item: an outbox of 50,000 posts is one JSON object of 200 MB."""

from __future__ import annotations

import io
import re
from typing import BinaryIO, cast

from clew.capture import Capture
from clew.capture.records import LIMIT
from clew.capture.windows import Stream
from clew.sources._head import TOKEN

# What may stand after the list: short plain values, such as a total (Pleroma writes it there).
_END = re.compile(rb'\]\s*(?:(?:,\s*"[^"]{0,100}"\s*:\s*(?:-?\d+|"[^"]{0,500}"|null|true|false)|\})\s*)+\Z')
_TAIL = 8192
_PIECE = 1 << 18
_LISTS = frozenset({"orderedItems", "items", "first.orderedItems", "first.items"})
_DEEPEST = 2


def start_of_items(head: bytes) -> int | None:
    """Where the list of a collection begins (its bracket); None where the head is of no collection."""
    text = head.decode("latin-1")  # one letter a byte, so that places are places
    trail: list[str] = []
    key = ""
    for token in TOKEN.finditer(text):
        sign = token[0]
        if sign == "{":
            trail.append(key)
            key = ""
        elif sign == "[":
            # Deeper there is none; looking up the trail of each of 60,000 brackets took minutes.
            if 0 < len(trail) <= _DEEPEST and ".".join((*trail[1:], key)) in _LISTS:
                return token.start()
            trail.append(key + "[]")
            key = ""
        elif sign in "}]":
            trail.pop() if trail else None
            key = ""
        elif sign == '"':
            return None
        else:
            key = token[1] if token[2] else ""
    return None


class Items(Stream):
    """The stream from the list's opening bracket to its closing one."""

    def __init__(self, whole: BinaryIO, start: int) -> None:
        super().__init__()
        self._whole = whole
        while start and (passed := whole.read(min(start, _PIECE))):
            start -= len(passed)
        self._held = b""
        self._done = False

    def close(self) -> None:
        """Close the whole stream."""
        self._whole.close()
        super().close()

    def next_piece(self) -> bytes:
        """The next bytes; the last of them end with the list, however the object goes on."""
        while not self._done:
            piece = self._whole.read(_PIECE)
            if not piece:
                self._done = True
                rest, self._held = self._held, b""
                return _END.sub(b"]", rest)
            self._held += piece
            if len(self._held) > 2 * _TAIL:
                given, self._held = self._held[:-_TAIL], self._held[-_TAIL:]
                return given
        return b""


def opened(capture: Capture, name: str) -> BinaryIO:
    """A member of a capture: the stream of the items where it holds one collection, else the stream as it is."""
    head = capture.head(name)
    start = start_of_items(head)
    if start is None or _is_lines(capture, name, head[:start]):
        return capture.open(name)
    return cast("BinaryIO", io.BufferedReader(Items(capture.open(name), start), _PIECE))


def _is_lines(capture: Capture, name: str, opening: bytes) -> bool:
    """Whether another object follows on the next line: then each line is a collection of its own."""
    if b"\n" in opening.strip():
        return False
    with capture.open(name) as stream:
        left = LIMIT
        while left > 0 and (piece := stream.read(_PIECE)):
            left -= len(piece)
            end = piece.find(b"\n")
            if end >= 0:
                return (piece[end:] + stream.read(_TAIL)).lstrip()[:1] == b"{"
    return False
