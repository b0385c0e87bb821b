"""The words of a Bluesky post: spans over its text, whatever units and errors they come with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from clew.post import Entity
from clew.sources._bluesky import Facet, Feature, OldEntity, PostRecord
from clew.text.escaped import placed

_HANDLE = re.compile(r"[@＠]?((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)", re.IGNORECASE | re.ASCII)
_CONTINUES = 0b10  # the upper two bits of a byte inside a UTF-8 sign


class _Found(NamedTuple):
    start: int  # in bytes or UTF-16 units
    end: int
    feature: Feature


def entities(record: PostRecord, text: str) -> tuple[Entity, ...]:
    """What is marked in the text, in order; empty where nothing is: Bluesky makes no hashtag of a bare `#word`.

    Spans are clamped to the text and to whole signs. A hashtag that its span does not spell is looked for in the text;
    of two spans that overlap the first stays, as in Bluesky's own app.
    """
    if not record.facets and not record.entities:
        return ()
    found = list(_facets(record.facets or ()))
    spans = _by_bytes(text, found)
    if not found and record.entities:
        found = list(_old(record.entities))
        spans = _by_units(text, found)
    made = [_entity(text, *span, each.feature) for span, each in zip(spans, found, strict=True)]
    return _apart(entity for entity in made if entity is not None)


def _facets(facets: Iterable[Facet]) -> Iterator[_Found]:
    for facet in facets:
        span = facet.index
        if span is None or span.byteStart is None or span.byteEnd is None:
            continue
        feature = next((each for each in facet.features or () if each.uri or each.did or each.tag), None)
        if feature is not None:
            yield _Found(span.byteStart, span.byteEnd, feature)


def _old(marks: Iterable[OldEntity]) -> Iterator[_Found]:
    for mark in marks:
        span, value = mark.index, mark.value
        if span is None or span.start is None or span.end is None or not value:
            continue
        # A mention's value is the DID, in the first months the handle.
        is_did = value.startswith("did:")
        feature = Feature(did=value if is_did else "") if mark.type == "mention" else Feature(uri=value)
        yield _Found(span.start, span.end, feature)


def _by_bytes(text: str, found: list[_Found]) -> list[tuple[int, int]]:
    """The spans in code points; an offset inside a sign is moved out of it, the span's start back and its end on."""
    if not found:
        return []
    if text.isascii():
        return [(max(each.start, 0), min(each.end, len(text))) for each in found]
    data = text.encode("utf-8", "replace")
    bounds = [(_back(data, each.start), _on(data, each.end)) for each in found]
    at = {0: 0}
    for before, after in pairwise(sorted({0, *(offset for bound in bounds for offset in bound)})):
        at[after] = at[before] + len(data[before:after].decode("utf-8", "replace"))
    return [(at[start], at[end]) for start, end in bounds]


def _back(data: bytes, offset: int) -> int:
    offset = min(max(offset, 0), len(data))
    while 0 < offset < len(data) and data[offset] >> 6 == _CONTINUES:
        offset -= 1
    return offset


def _on(data: bytes, offset: int) -> int:
    offset = min(max(offset, 0), len(data))
    while offset < len(data) and data[offset] >> 6 == _CONTINUES:
        offset += 1
    return offset


def _by_units(text: str, found: list[_Found]) -> list[tuple[int, int]]:
    data = text.encode("utf-16-le", "replace")
    half = [(min(max(each.start, 0), len(data) // 2), min(max(each.end, 0), len(data) // 2)) for each in found]
    at = {0: 0}
    for before, after in pairwise(sorted({0, *(offset for bound in half for offset in bound)})):
        at[after] = at[before] + len(data[2 * before : 2 * after].decode("utf-16-le", "ignore"))
    return [(at[start], min(at[end], len(text))) for start, end in half]


def _entity(text: str, start: int, end: int, feature: Feature) -> Entity | None:
    """A span with its meaning, without the white space at its ends; None for a span that covers nothing."""
    if feature.tag:
        tag = feature.tag.strip().lstrip("#＃")
        start, end = placed(text, start, end, f"#{tag}") or _trimmed(text, start, end)
        return Entity("hashtag", start, end, tag) if start < end and tag else None
    start, end = _trimmed(text, start, end)
    if start >= end:
        return None
    if feature.uri:
        return Entity("link", start, end, feature.uri)
    written = _HANDLE.fullmatch(text[start:end])
    value = written[1] if written else feature.did or text[start:end].lstrip("@＠")
    return Entity("mention", start, end, value, feature.did or None) if value else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, start + len(inside.strip())


def _apart(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    kept: list[Entity] = []
    for entity in sorted(entities, key=lambda each: (each.start, each.end)):
        if not kept or entity.start >= kept[-1].end:
            kept.append(entity)
    return tuple(kept)
