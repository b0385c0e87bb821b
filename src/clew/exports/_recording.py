"""Threads as a recording of the web: the page of each, as a browser would have got it, and its JSON line.

Each stands at the address of its page here, or under a host that cannot exist where there are no pages. The same
threads make the same bytes. https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from clew.exports._about import About
from clew.exports._book.chapter import Shown
from clew.exports._contract import line
from clew.exports._page import pieces
from clew.post import Media
from clew.text.filenames import filename
from clew.text.notes import heading
from clew.text.plain import one_line
from clew.thread import Thread

NOWHERE = "https://archive.clew.invalid"  # RFC 6761, 6.4: such a host never is anywhere
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTH = 1280  # dots, as pages show them on a fine screen


class Page(msgspec.Struct, frozen=True):
    """A page of the recording: its address, when it was made, its title, its words for search."""

    address: str
    made: datetime
    title: str
    words: str


class Answer(msgspec.Struct, frozen=True):
    """One answer: its record in the WARC file, packed, and what an index says of it."""

    address: str
    made: datetime
    mime: str
    digest: str
    record: bytes
    indexed: bool = True


def address(thread: Thread, about: About) -> str:
    """Where the page of a thread stands."""
    return about.thread(thread.id) or f"{NOWHERE}/thread/{filename(thread.id)}"


def recorded(thread: Thread, about: About) -> tuple[Page, tuple[Answer, ...], dict[str, Callable[[], Answer]]]:
    """The page of a thread, its answers, and by their addresses the pictures that it shows."""
    place, title = address(thread, about), heading(thread)
    made = about.latest() or thread.summary.ended or BEFORE_ALL
    pictures = _Beside(about, made)
    told = replace(about, title=title, page=about.thread(thread.id))
    html = "".join(pieces([thread], told, pictures.show)).encode()
    said = msgspec.json.encode(line(thread)) + b"\n"
    page = Page(place, made, title, "\n".join(part.post.text for part in thread.parts))
    answers = (
        _answer(place, made, "text/html", html),
        _answer(f"{place}.jsonl", made, "application/x-ndjson", said),
    )
    return page, answers, pictures.there


class _Beside:
    """The pictures of a page, which stand at addresses of their own."""

    def __init__(self, about: About, made: datetime) -> None:
        self.there: dict[str, Callable[[], Answer]] = {}
        self._about, self._made = about, made

    def show(self, medium: Media) -> Shown | None:
        picture = self._about.picture(medium, _WIDTH)
        if picture is None:
            return None
        place = self._about.medium(picture.name) or f"{NOWHERE}/media/{picture.name}"
        self.there[place] = lambda: resource(place, self._made, picture.mime, picture.read())
        return Shown(place, picture.width, picture.height)


def opening(about: About, made: datetime | None) -> bytes:
    """The record that begins a WARC file and says what made it."""
    said = f"software: Clew\r\nformat: WARC File Format 1.1\r\ndescription: {one_line(about.title)}\r\n".encode()
    headers = {"WARC-Type": "warcinfo", "Content-Type": "application/warc-fields"}
    return _record(headers, said, f"warcinfo {about.title}", made or BEFORE_ALL)


def resource(place: str, made: datetime, mime: str, body: bytes) -> Answer:
    """Bytes that stand at an address as they are, without an answer around them."""
    digest = _digest(body)
    headers = {
        "WARC-Type": "resource",
        "WARC-Target-URI": place,
        "WARC-Payload-Digest": digest,
        "Content-Type": mime,
    }
    return Answer(place, made, mime, digest, _record(headers, body, f"resource {place}", made))


def remark(page: Page, lines: Iterable[tuple[str, str]]) -> Answer:
    """A record of what is to be said of a page, name by name; it is no answer, and no index has it."""
    said = "".join(f"{name}: {one_line(value)}\r\n" for name, value in lines).encode()
    headers = {
        "WARC-Type": "metadata",
        "WARC-Target-URI": page.address,
        "Content-Type": "application/warc-fields",
    }
    record = _record(headers, said, f"metadata {page.address}", page.made)
    return Answer(page.address, page.made, "application/warc-fields", _digest(said), record, indexed=False)


def _answer(place: str, made: datetime, mime: str, body: bytes) -> Answer:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {mime}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    digest = _digest(body)
    headers = {
        "WARC-Type": "response",
        "WARC-Target-URI": place,
        "WARC-Payload-Digest": digest,
        "Content-Type": "application/http; msgtype=response",
    }
    return Answer(place, made, mime, digest, _record(headers, head.encode() + body, place, made))


def _record(headers: dict[str, str], block: bytes, name: str, made: datetime) -> bytes:
    """A record, packed by itself as programs that jump to it need it, under a name that is the same each time."""
    named = uuid.uuid5(uuid.NAMESPACE_URL, f"{name} {_time(made)} {_digest(block)}")
    headers |= {
        "WARC-Record-ID": f"<urn:uuid:{named}>",
        "WARC-Date": _time(made),
        "WARC-Block-Digest": _digest(block),
        "Content-Length": str(len(block)),
    }
    head = "WARC/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in headers.items()) + "\r\n"
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def _digest(data: bytes) -> str:
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
