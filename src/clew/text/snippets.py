"""The place of a text that a search found, cut out with its hits marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import regex

from clew.post import Value
from clew.text.terms import spans

Pieces = tuple[tuple[str, bool], ...]

CUT = "…"
# Hits are looked for in no more of a text than this, which takes some milliseconds.
_LOOKED_AT = 20_000
# A cut moves this far to stand between two words; scripts without spaces are cut between two signs.
_LONGEST_WORD = 24
_LEAD = 3  # of what room is left, a third stands before the hits
_SIGN = regex.compile(r"\X")
_EDGE = regex.compile(r"(?<=\s)(?=\S)|(?<=\S)(?=\s)")


class Hit(Value):
    """Where one of the sequences stands: from, to, and which."""

    start: int
    end: int
    sequence: int


def snippet(text: str, sequences: Sequence[Sequence[str]], length: int) -> Pieces:
    """At most `length` characters around the hits that tell most, in pieces: the words, and whether they are a hit.

    A sequence is the terms of a word or phrase. Where the text was cut stands `…`; no hit, and it is its beginning.
    """
    return cut(text, hits(text, sequences), length)


def cut(text: str, found: Sequence[Hit], length: int) -> Pieces:
    """The same, of hits that were looked for already."""
    if len(text) <= length:
        return _joined(_pieces(text, 0, len(text), found))
    start, end = _window(text, found, max(length - 2 * len(CUT), 1))
    pieces = list(_pieces(text, start, end, found))
    if start:
        pieces = [(CUT, False), *pieces]
    if end < len(text):
        pieces.append((CUT, False))
    return _joined(pieces)


def hits(text: str, sequences: Iterable[Sequence[str]]) -> list[Hit]:
    """Where the sequences stand in a text, or in the beginning of a long one, in its order."""
    by_first: defaultdict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    for number, sequence in enumerate(sequences):
        if sequence:
            by_first[sequence[0]].append((number, list(sequence)))
    found = spans(text[:_LOOKED_AT])
    said = [term for _, _, term in found]
    return [
        Hit(found[place][0], max(end for _, end, _ in found[place : place + len(sequence)]), number)
        for place, term in enumerate(said)
        for number, sequence in by_first.get(term, ())
        if said[place : place + len(sequence)] == sequence
    ]


def _window(text: str, found: Sequence[Hit], room: int) -> tuple[int, int]:
    """From where to where to show: the hits of most sequences, then most hits, then the first."""
    first, last = _best(found, room) if found else (0, 0)
    if last - first > room:
        last = first + 1  # a hit longer than the room is cut like anything else
    start = max(first - (room - (last - first)) // _LEAD, 0)
    end = min(start + room, len(text))
    start = min(max(end - room, 0), first)
    return (_forward(text, start, first) if start else 0), (end if end == len(text) else _back(text, last, end))


def _best(found: Sequence[Hit], room: int) -> tuple[int, int]:
    best, chosen = (0, 0), (0, 0)
    counts: Counter[int] = Counter()
    left = 0
    for right, hit in enumerate(found):
        counts[hit.sequence] += 1
        while left < right and hit.end - found[left].start > room:
            counts[found[left].sequence] -= 1
            left += 1
        counts += Counter()  # without those that are none any more
        if (worth := (len(counts), right - left)) > best:
            best, chosen = worth, (left, right)
    left, right = chosen
    return found[left].start, max(hit.end for hit in found[left : right + 1])


def _forward(text: str, start: int, limit: int) -> int:
    """The first place from here where a word begins, no later than `limit`."""
    edge = _EDGE.search(text, start, min(start + _LONGEST_WORD, limit) + 1)
    place = edge.start() if edge else min(_sign_edge(text, max(start - _LONGEST_WORD, 0), start, up=True), limit)
    while place < limit and text[place].isspace():
        place += 1
    return place


def _back(text: str, limit: int, end: int) -> int:
    """The last place up to here where a word ends, no earlier than `limit`."""
    edges = [edge.start() for edge in _EDGE.finditer(text, max(end - _LONGEST_WORD, limit), end + 1)]
    place = edges[-1] if edges else max(_sign_edge(text, max(end - _LONGEST_WORD, limit), end, up=False), limit)
    while place > limit and text[place - 1].isspace():
        place -= 1
    return place


def _sign_edge(text: str, start: int, place: int, *, up: bool) -> int:
    """The edge of a sign nearest to a place, after it or before it; the place itself where none is near."""
    edges = [sign.end() for sign in _SIGN.finditer(text, start, place + _LONGEST_WORD)]
    near = [edge for edge in edges if (edge >= place if up else start < edge <= place)]
    if not near:
        return place
    return near[0] if up else near[-1]


def _pieces(text: str, start: int, end: int, found: Sequence[Hit]) -> Iterator[tuple[str, bool]]:
    at = start
    for hit in found:
        begin, finish = max(hit.start, at), min(hit.end, end)
        if begin < finish:
            yield text[at:begin], False
            yield text[begin:finish], True
            at = finish
    yield text[at:end], False


def _joined(pieces: Iterable[tuple[str, bool]]) -> Pieces:
    """The pieces without empty ones, neighbours of one kind made one."""
    kept: list[tuple[str, bool]] = []
    for words, marked in pieces:
        if kept and kept[-1][1] == marked:
            kept[-1] = (kept[-1][0] + words, marked)
        elif words:
            kept.append((words, marked))
    return tuple(kept)
