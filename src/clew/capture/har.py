"""HAR: what a browser's developer tools save of the traffic of a page, read entry by entry.

The layout is that of HAR 1.2 (section "entries"): `log.entries[]`, each with `request.url`, `response.status`,
`response.content.{mimeType,text,encoding}` and `startedDateTime`. Browsers undo the packing of an answer and leave the
header that names it; some proxies leave the answer packed as well.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator

import msgspec

from clew.capture import encodings
from clew.capture.answers import LIMIT, Answer, is_text, is_wanted, moment
from clew.capture.entries import entries
from clew.capture.mending import JSON, Mender, scrubbed
from clew.capture.reports import Report
from clew.capture.windows import Stream

_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{')


class _Request(msgspec.Struct):
    url: str = ""


class _Content(msgspec.Struct, rename="camel"):
    mime_type: str | None = None
    text: str | None = None
    encoding: str | None = None


class _Header(msgspec.Struct):
    name: str = ""
    value: str = ""


class _Response(msgspec.Struct):
    status: int | None = None
    headers: list[_Header] = []
    content: _Content = msgspec.field(default_factory=_Content)


class _Entry(msgspec.Struct, rename="camel"):
    started_date_time: str | None = None
    request: _Request = msgspec.field(default_factory=_Request)
    response: _Response = msgspec.field(default_factory=_Response)


_DECODER = msgspec.json.Decoder(_Entry)
_MENDER = Mender(_Entry)


def is_har(head: bytes) -> bool:
    """Whether a file with these first bytes is a HAR."""
    return _BEGIN.match(head) is not None


def answers(stream: Stream, report: Report) -> Iterator[Answer]:
    """The answers that may hold posts; what cannot be read goes into the report."""
    bodiless = number = 0
    for number, raw in enumerate(entries(stream, report), start=1):
        if raw is None:
            report.note(f"has an entry {number} longer than {2 * LIMIT:,} bytes, which was skipped")
            continue
        entry = _entry(raw)
        if entry is None:
            report.note(f"has an entry {number} that is not JSON, which was skipped")
            continue
        if not is_wanted(entry.request.url, entry.response.status, entry.response.content.mime_type):
            continue
        body = _body(entry.response.content)
        bodiless += not body
        if body and not is_text(body) and _is_base64(entry.response.content):
            body = _undone(body, entry.response, number, report)
        if len(body) > LIMIT:
            report.note(f"has in entry {number} an answer longer than {LIMIT:,} bytes, which was skipped")
        elif is_text(body):
            yield Answer(entry.request.url, moment(entry.started_date_time), body)
    if number and bodiless == number:
        report.note("holds no answers, only that they came; save it again with their content")


def _entry(raw: bytes) -> _Entry | None:
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        value = JSON.decode(raw.decode("utf-8", "replace"))
        return _MENDER.record(scrubbed(value))[0]
    except (json.JSONDecodeError, RecursionError):
        return None


def _body(content: _Content) -> bytes:
    """The bytes of an answer; in base64 where the browser took them for no text."""
    text = content.text or ""
    if not _is_base64(content):
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _is_base64(content: _Content) -> bool:
    return (content.encoding or "").lower() == "base64"


def _undone(body: bytes, response: _Response, number: int, report: Report) -> bytes:
    """A body that is still packed as its server sent it, unpacked; no more than one byte over `LIMIT`."""
    named = (each.value.lower().strip() for each in response.headers if each.name.lower() == "content-encoding")
    packed = next(named, "")
    try:
        return encodings.undone(body, packed, LIMIT + 1)
    except encodings.FAULTS as error:
        if "octet-stream" in (response.content.mime_type or ""):
            return b""  # pictures and fonts, no longer packed, come under this name too
        report.note(f"has in entry {number} an answer whose packing is damaged, which was skipped ({error})")
    return b""
