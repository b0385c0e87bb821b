"""Events of Nostr: what relays send (`["EVENT", …]`), bare events, as JSON lines or in a list.

Notes and articles are posts, reposts pass on, profiles give names, and a deletion counts where whoever asks for it
wrote the note. All other kinds, encrypted messages among them, are passed over. Signatures are not checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from clew.capture import Capture
from clew.capture.records import lines, values
from clew.post import Notice, Problem, Record
from clew.sources._head import shapes
from clew.sources._nostr import (
    ARTICLE,
    DELETION,
    NOTE,
    PROFILE,
    REPOSTS,
    Event,
    is_sound,
    name_of,
    passed_on,
    post,
    tags,
    when,
)

title = "Nostr events"

_POSTS = frozenset({NOTE, ARTICLE, *REPOSTS})
_KEYS = {"id", "pubkey", "created_at", "kind", "sig"}
_PLACES = ("", "[].", "[][].")
_LEFT_OUT = frozenset({"EOSE", "NOTICE", "OK", "CLOSED", "AUTH", "COUNT", "REQ", "CLOSE"})
_decode = msgspec.json.Decoder(list[Any]).decode


def sniff(capture: Capture) -> bool:
    """One file of JSON whose records have the six keys of a signed event."""
    head = capture.head() if capture.single else b""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":  # each line is a list of its own
        rows = [line for line in head.splitlines()[:40] if line.lstrip()[:8] == b'["EVENT"']
        if any(_is_ours(keys) for row in rows for keys in shapes(row)):
            return True
    return any(map(_is_ours, shapes(head)))


def _is_ours(keys: frozenset[str]) -> bool:
    return any({f"{place}{key}" for key in _KEYS} <= keys for place in _PLACES)


def read(capture: Capture) -> Iterator[Record]:
    """The posts in the order of the file, then what became of those that their authors deleted."""
    for name in capture.names:
        names = _names(capture, name)
        authors: dict[str, str] = {}
        deletions: list[Event] = []
        told: set[str] = set()
        for event in _events(capture, name):
            if isinstance(event, Problem):
                yield event
                continue
            if event.kind == DELETION:
                yield from _deleted(event, authors, told)
                deletions.append(event)
            if event.kind not in _POSTS:
                continue
            assert event.id is not None
            assert event.pubkey is not None
            authors[event.id] = event.pubkey
            yield post(event, names.get(event.pubkey))
            inside = passed_on(event) if event.kind in REPOSTS else None
            if inside is not None:
                assert inside.id is not None
                assert inside.pubkey is not None
                authors[inside.id] = inside.pubkey
                yield post(inside, names.get(inside.pubkey))
        for event in deletions:  # of posts that came after
            yield from _deleted(event, authors, told)


def _names(capture: Capture, name: str) -> dict[str, str]:
    """What accounts call themselves, by their newest profile; profiles may stand behind the posts."""
    newest: dict[str, tuple[int, str]] = {}
    for event in _events(capture, name):
        if isinstance(event, Event) and event.kind == PROFILE and event.pubkey is not None:
            called = name_of(event)
            if called:
                newest[event.pubkey] = max(newest.get(event.pubkey, (0, "")), (event.created_at or 0, called))
    return {key: called for key, (_, called) in newest.items()}


def _deleted(event: Event, authors: dict[str, str], told: set[str]) -> Iterator[Notice]:
    """Relays pass on anybody's request to delete anything; only that of the author counts (NIP-09)."""
    for row in tags(event, "e"):
        if f"{event.id}/{row[1]}" not in told and authors.get(row[1]) == event.pubkey:
            told.add(f"{event.id}/{row[1]}")
            yield Notice(f"nostr:{row[1]}", "deleted", f"nostr:{event.pubkey}", when(event.created_at))


def _events(capture: Capture, name: str) -> Iterator[Event | Problem]:
    if _in_lines(capture.head(name)):
        yield from _of_lines(capture, name)
        return
    with capture.open(name) as stream:
        file = values(stream, capture.where(name), Any)
        for value in file:
            if isinstance(value, Problem):
                yield value
            elif isinstance(value, dict):
                yield _event(value, file.place)


def _in_lines(head: bytes) -> bool:
    """Whether each line is a message of a relay, a list of its own."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2] == b'["'


def _of_lines(capture: Capture, name: str) -> Iterator[Event | Problem]:
    place = capture.where(name)
    with capture.open(name) as stream:
        for row in lines(stream, place):
            if isinstance(row, Problem):
                yield row
                continue
            number, line = row
            if not line.strip():
                continue
            try:
                message = _decode(line) if line.lstrip()[:1] == b"[" else [msgspec.json.decode(line)]
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield Problem(f"{place}, line {number}", f"is not JSON ({str(error)[:200]})")
                continue
            if message and isinstance(message[-1], dict):
                yield _event(message[-1], f"{place}, line {number}")
            elif not (message and isinstance(message[0], str) and message[0] in _LEFT_OUT):
                yield Problem(f"{place}, line {number}", "is no event and no other message of a relay")


def _event(value: dict[str, Any], place: str) -> Event | Problem:
    try:
        event = msgspec.convert(value, Event)
    except msgspec.ValidationError as error:
        return Problem(place, f"An event was left out: a part of it is not what it should be ({str(error)[:200]}).")
    return event if is_sound(event) else Problem(place, "An event was left out: it has no id, no key or no kind.")
