"""How a file lays out its JSON values, and the quickest sound way to each of them.

Every record is first tried as the bytes up to where records of this file end as a rule (the line, the closing brace
under the opening one, the comma before the next opening). A guess is never wrong: a JSON object is complete or it is
not, so bytes that decode as one are that object. Only where the guess fails is the value read with the standard
library, which finds its end, reads what msgspec refuses (half emoji, NaN), and is about four times slower.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Generic, TypeVar

import msgspec

from clew.capture import passing
from clew.capture.mending import JSON, LONE, Mender, scrubbed
from clew.capture.passing import ASSIGNMENT, OPENING
from clew.capture.reel import BLOCK, Reel
from clew.post import Problem

T = TypeVar("T")

LIMIT = 32 << 20
FIRST_TRY = 1 << 12
REACH = 1 << 16
# Lines up to this length (a page of 100 tweets has about 1 MB) are looked for whole before they are guessed at.
QUICK = 4 << 20
BRACE = ord("{")
SPACE = re.compile(rb"[ \t\r\n;,]*")
# A number at the very end of what was read may go on; 16 bytes are more than any literal or escape that was cut.
CUT = 16
UNTERMINATED = "Unterminated string"
LITERALS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")
TAIL = re.compile(r"\s*|\.|[eE][+-]?|\\?u?[0-9a-fA-F]{0,4}")
WITHIN = re.compile(rb"\s*(?:\]\s*(?:[}\]]|,\s*\")|[}:]|,\s*\")")
# See `passing.over_item`: however often that fails, a list of broken items costs no more than this for each.
LEAST_FAR = 1 << 10
# msgspec finds out about a type when the first decoder of it is made; a second thread must not use what is half known.
_MAKING = threading.Lock()
REFUSED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Values(Generic[T]):
    """An iterator over records and problems; see `clew.capture.records.values`."""

    def __init__(self, stream: BinaryIO, name: str, type_: type[T]) -> None:
        self._reel = Reel(stream)
        self._name = name
        with _MAKING:
            self._decode = msgspec.json.Decoder(type_, strict=False).decode
            self._mender = Mender(type_)
        self._line = 1
        self._item = 0
        self._seam = b""
        self._reach = REACH
        self._usual = FIRST_TRY
        self._cut = self._adrift = False
        self._far = passing.FAR
        self._records = self._all()

    @property
    def place(self) -> str:
        """Where the record just given stands: `tweets.jsonl, line 3`, or `tweets.json, item 3` of an array."""
        if not self._item:
            return f"{self._name}, line {self._line}"
        return f"{self._name}, item {self._item}" + (f" (line {self._line})" if self._line > 1 else "")

    def __iter__(self) -> Iterator[T | Problem]:
        return self._records

    def __next__(self) -> T | Problem:
        return next(self._records)

    def _all(self) -> Iterator[T | Problem]:
        reel = self._reel
        if reel.ahead(BLOCK) or reel.data:
            reel.move(3 if reel.data.startswith(b"\xef\xbb\xbf") else 0)
        while self._to_next():
            sign = reel.data[reel.at]
            if sign == ord("["):
                yield from self._array()
            elif sign == BRACE:
                yield from self._objects()
            elif (assignment := ASSIGNMENT.match(reel.data, reel.at)) and assignment.end() < len(reel.data):
                reel.move(assignment.end())
            else:
                self._line, self._item = reel.line, 0
                problem = self._problem("is no JSON object")
                passing.over_object(reel)
                yield problem

    def _objects(self) -> Iterator[T | Problem]:
        """Objects one after another: as a rule one a line, but any white space between them will do."""
        reel, decode, self._item = self._reel, self._decode, 0
        barren: bytes | None = None  # data without a line feed, not to be searched again for each object in it
        while reel.at < len(reel.data) and reel.data[reel.at] == BRACE:
            data, at = reel.data, reel.at
            end = -1
            while data is not barren and (end := data.find(b"\n", at)) >= 0 and data[at] == BRACE:
                try:
                    record = decode(data[at:end])
                except REFUSED:
                    break
                self._line = reel.line
                reel.at = at = end + 1
                reel.line += 1
                yield record
                if at >= len(data):
                    break
            if end < 0 and len(data) - at < QUICK and reel.ahead(len(data) - at + 1):
                continue
            barren = data if end < 0 else None
            if self._to_next() and reel.data[reel.at] == BRACE:
                yield from self._value(self._to_next_object)

    def _array(self) -> Iterator[T | Problem]:
        """The items of an array; one that is broken is passed over, one without an end gives what it has."""
        reel, self._item, self._adrift = self._reel, 0, False
        reel.move(reel.at + 1)
        while self._to_next():
            if self._adrift and self._still_inside():
                self._to_next_item()
                continue
            if reel.data[reel.at] == ord("]"):
                reel.move(reel.at + 1)
                return
            self._item += 1
            yield from self._value(self._to_next_item)
        if not self._cut:
            yield Problem(self._name, f"ends too early, after item {self._item}: the list is not closed")

    def _value(self, pass_over: Callable[[], None]) -> Iterator[T | Problem]:
        """The value at hand: by the quick guess, else with the standard library, else a problem and on to the next."""
        reel = self._reel
        reel.ahead(self._reach)
        data, at, self._line = reel.data, reel.at, reel.line
        if self._seam and (end := data.find(self._seam, at, at + self._reach) + 1):
            with suppress(*REFUSED):
                record = self._decode(data[at:end])
                reel.move(end)
                yield record
                return
        read = self._read()
        if isinstance(read, str):
            problem = self._problem(read)
            pass_over()
            yield problem
            return
        value, source = read
        end = reel.at + len(source.encode("utf-8", "surrogateescape"))
        self._learn_seam(end)
        self._reach = min(QUICK, max(self._reach, 4 * (end - reel.at)))
        self._usual = min(REACH, max(FIRST_TRY, 2 * (end - reel.at)))
        reel.move(end)
        yield from self._records_of(value, source)

    def _read(self) -> tuple[Any, str] | str:
        """The value at hand and its source, read with the standard library; or why it cannot be, in words."""
        reel, size = self._reel, self._usual
        while True:
            reel.ahead(size)
            last = reel.done and len(reel.data) - reel.at <= size
            text = str(memoryview(reel.data)[reel.at : reel.at + size], "utf-8", "surrogateescape")
            try:
                value, end = JSON.raw_decode(text)
            except RecursionError:
                return "is nested too deeply"
            except json.JSONDecodeError as error:
                self._cut = last and _cut_short(error)
                if self._cut:
                    return "ends too early"
                if last or not (error.pos >= len(text) - CUT or error.msg.startswith(UNTERMINATED)):
                    return f"is not JSON ({error.msg[:1].lower()}{error.msg[1:]}, {error.pos:,} characters into it)"
            else:
                if last or end < len(text) - CUT or text[end - 1] in '}]"':
                    return value, text[:end]
            if size >= LIMIT:
                return f"is longer than {LIMIT:,} bytes; it was skipped"
            size = min(4 * size, LIMIT)

    def _records_of(self, value: Any, source: str) -> Iterator[T | Problem]:
        undecodable = LONE.search(source) is not None
        if undecodable or "\\u" in source:
            value = scrubbed(value)
        for item in value if isinstance(value, list) else [value]:
            record, reasons = self._mender.record(item)
            if record is not None:
                yield record
            for reason in reasons:
                yield self._problem(reason)
        if undecodable:
            yield self._problem("has bytes that are not UTF-8; \N{REPLACEMENT CHARACTER} stands where they were")

    def _still_inside(self) -> bool:
        """True if what is at hand is no item, nor the end, but lies within the broken item that was to be passed over.

        An item of a list is followed by another or by the end of the list. What is followed by a key, or by the bracket
        of something larger, is a part of an item, whatever it looks like.
        """
        reel = self._reel
        if reel.data[reel.at] == ord("]"):
            reel.ahead(passing.LONGEST)
            if WITHIN.match(reel.data, reel.at) is None:
                return False
            reel.move(reel.at + 1)
            return True
        read = self._read()
        if isinstance(read, str):
            return reel.data[reel.at] != BRACE
        size = len(read[1].encode("utf-8", "surrogateescape"))
        reel.ahead(size + passing.LONGEST)
        self._adrift = WITHIN.match(reel.data, reel.at + size) is not None or not isinstance(read[0], dict | list)
        return self._adrift

    def _problem(self, reason: str) -> Problem:
        return Problem(self.place, reason)

    def _to_next(self) -> bool:
        """Go over white space and commas; False at the end of the stream."""
        reel = self._reel
        while True:
            gap = SPACE.match(reel.data, reel.at)
            assert gap is not None
            reel.move(gap.end())
            if reel.at < len(reel.data):
                return True
            if not reel.ahead(1):
                return False

    def _learn_seam(self, end: int) -> None:
        """Note what stands between the record that ends here and the next one.

        Where a line ends between them that is exact, because strings have no bare line feeds and what is nested is
        indented; without one the next record's first key has to help.
        """
        data = self._reel.data
        gap = SPACE.match(data, end)
        opening = OPENING.match(data, gap.end()) if gap else None
        if gap and opening and data[end - 1 : end] == b"}":
            self._seam = data[end - 1 : gap.end() + 1 if b"\n" in gap[0] else opening.end()]

    def _to_next_object(self) -> None:
        passing.over_object(self._reel, cut=self._cut)
        self._cut = False

    def _to_next_item(self) -> None:
        self._adrift = True
        if self._cut:
            self._reel.move(len(self._reel.data))
            return
        held = passing.over_item(self._reel, self._far)
        self._far = min(passing.FAR, 4 * self._far) if held else max(LEAST_FAR, self._far // 4)


def _cut_short(error: json.JSONDecodeError) -> bool:
    """True if everything up to the end of the text is the beginning of a JSON value."""
    rest = error.doc[error.pos :]
    return (
        error.msg.startswith(UNTERMINATED)
        or TAIL.fullmatch(rest) is not None
        or any(word.startswith(rest) for word in LITERALS)
    )
