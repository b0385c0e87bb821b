"""Passing over a broken record to the next one, in bounded memory and one look at each byte."""

from __future__ import annotations

import re

from clew.capture.reel import BLOCK, Reel

# `window.YTD.tweets.part0 =`, `Grailbird.data.tweets_2017_05 =`, `var tweet_index =`
ASSIGNMENT = re.compile(rb"(?:(?:var|let|const)\s{1,9})?[A-Za-z_$][\w$.\[\]\"']{0,200}\s{0,9}=(?!=)\s*")
OPENING = re.compile(rb'\{\s{0,99}"(?:[^"\\]|\\.){0,99}"')
# The longest thing looked for: an assignment, or a comma, an indent and an opening.
LONGEST = 1 << 10
# A likely end of a broken item is believed when the count has found no better one after so many bytes.
FAR = 1 << 20
# Deeper brackets are counted without their kind, so that a megabyte of them takes no memory.
DEEP = 1 << 10
PAIRS = {b"{": b"}", b"[": b"]", b"}": b"", b"]": b""}


def over_object(reel: Reel, *, cut: bool = False) -> None:
    """To the next line that begins as far left as this one with an object, a list or an assignment.

    Or to the next object behind a closing brace without a comma, which cannot be inside this one; unless this one is
    `cut`, which leaves a string open in which anything can stand. A pretty-printed one that is cut is the last.
    """
    before = reel.data[max(0, reel.at - LONGEST) : reel.at]
    lead = before[before.rfind(b"\n") + 1 :]
    lead = b"" if lead.strip() else lead
    after = rb"\n" + re.escape(lead) + rb"(?=[{\[]|" + ASSIGNMENT.pattern + rb")"
    wanted = re.compile(after if cut else after + rb"|\}\s{0,99}(?=\{)")
    start = reel.at + 1
    if cut and reel.data[reel.at : reel.data.find(b"\n", reel.at)].strip() == b"{":
        start = len(reel.data)
    while start >= 0:
        found = wanted.search(reel.data, start)
        if found is not None:
            reel.move(found.end())
            return
        start = _read_on(reel, max(start, len(reel.data) - LONGEST))


def over_item(reel: Reel, far: int = FAR) -> bool:
    """To the comma or bracket behind this item of a list.

    Brackets and quotes are counted up to where the item must end. That fails where one of them is missing; so a comma
    before the same opening that this item has (in the same layout) ends it too, if it comes where the count cannot be
    right: inside a string, or at the indent of the items. Elsewhere it may be a list inside this item, and is gone back
    to only when the count fails or has found nothing in `far` bytes: False then, so that the caller can bring down
    `far` in a list of nothing but broken items.
    """
    search = _Search(_tokens(reel), reel.at, far)
    while True:
        limit = len(reel.data) if reel.done else len(reel.data) - LONGEST
        end = search.end(reel.data, limit)
        if end < 0 and reel.done:
            end, search.held = search.likely, False
        if end >= 0:
            reel.move(end)
            return search.held
        first = search.start if search.likely < 0 else search.likely
        after = _read_on(reel, first)
        if after < 0:
            return True
        search.shift(after - first)


class _Search:
    """The search for an item's end, which goes on when more of the stream is read.

    `start` is how far it is, `likely` the first comma that may end the item, `held` whether the count found the end.
    """

    def __init__(self, token: re.Pattern[bytes], start: int, far: int) -> None:
        self._token = token
        self._far = far
        self._count = _Count()
        self.start = start
        self.likely = -1
        self.held = True

    def end(self, data: bytes, limit: int) -> int:
        """Where the item ends, if that is before `limit`; else -1."""
        for found in self._token.finditer(data, self.start, limit + LONGEST):
            place, sign = found.start(), found[0][:1]
            if place >= limit:
                return -1
            if 0 <= self.likely < place - self._far:
                self.held = False
                return self.likely
            self.start = found.end()
            if sign == b",":
                if self._count.quoted or not self._count.open or b"\n" in found[0]:
                    return place
                self.likely = place if self.likely < 0 else self.likely
            elif (end := self._count.take(sign)) is not None:
                if end >= 0:
                    return place + end
                if self.likely >= 0:
                    self.held = False
                    return self.likely
        self.start = max(self.start, limit)
        return -1

    def shift(self, by: int) -> None:
        """The data was moved by so many bytes."""
        self.start += by
        self.likely += by if self.likely >= 0 else 0


class _Count:
    """Which brackets are open, and whether a string is."""

    def __init__(self) -> None:
        self.open = bytearray()
        self.quoted = False
        self._deeper = 0

    def take(self, sign: bytes) -> int | None:
        """Count one sign. 1 where the item ends behind it, 0 before it, -1 where the count cannot be right."""
        if sign == b'"':
            self.quoted = not self.quoted
        elif self.quoted or sign not in PAIRS:
            return None
        elif sign in b"{[":
            if len(self.open) < DEEP:
                self.open += PAIRS[sign]
            else:
                self._deeper += 1
        elif self._deeper:
            self._deeper -= 1
        elif not self.open:
            return 0 if sign == b"]" else None
        elif self.open.pop() != sign[0]:
            return -1
        elif not self.open:
            return 1
        return None


def _tokens(reel: Reel) -> re.Pattern[bytes]:
    """Brackets, quotes, escapes, and commas before what opens as this item does."""
    before = reel.data[max(0, reel.at - LONGEST) : reel.at]
    lead = before[before.rfind(b"\n") :] if b"\n" in before else b""
    opening = OPENING.match(reel.data, reel.at)
    if lead and not lead.strip():
        next_item = rb"\r?" + re.escape(lead) + rb"(?=\{)"
    elif opening is not None:
        next_item = rb"\s{0,99}(?=" + re.escape(opening[0]) + rb")"
    else:
        next_item = rb"\s{0,99}(?=\{)"
    return re.compile(rb'\\.|["{}\[\]]|,' + next_item, re.DOTALL)


def _read_on(reel: Reel, keep: int) -> int:
    """Drop what lies before `keep` and read on; where `keep` is then, or -1 at the end."""
    reel.move(keep)
    if not reel.ahead(len(reel.data) - keep + BLOCK) or reel.at >= len(reel.data):
        reel.move(len(reel.data))
        return -1
    return reel.at
