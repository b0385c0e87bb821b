"""WARC: what web archives and crawlers keep of the web, read record by record (ISO 28500); WACZ is a zip of them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from clew.capture import encodings
from clew.capture.answers import LIMIT, Answer, is_text, is_wanted, moment
from clew.capture.reports import Report
from clew.capture.windows import BUFFER, Stream

_BEGIN = re.compile(rb"WARC/[01]\.\d{1,3}\r?\n")
_NEXT = b"\r\nWARC/1."
_IN_WACZ = re.compile(r"archive/[^/]+\.warc(?:\.gz)?")
# `resource` is a body that was saved without the answer around it.
_KINDS = {"response", "resource"}
_QUIET = logging.NullHandler()


def is_warc(head: bytes) -> bool:
    """Whether a file with these first bytes, unpacked, is a WARC."""
    return _BEGIN.match(head) is not None


def in_wacz(names: tuple[str, ...]) -> list[str]:
    """The WARCs of a zip that is a WACZ; none of any other zip."""
    return [name for name in names if _IN_WACZ.fullmatch(name)]


def answers(stream: Stream, report: Report) -> Iterator[Answer]:
    """The answers that may hold posts; after a damaged record the next one is looked for."""
    rest, more = _Rest(stream), True
    while more:
        try:
            yield from _records(rest, report)
            more = False
        except _faults() as error:
            report.note(f"is damaged in places; what stands between them was read ({error})")
            more = rest.to_next()


def _records(rest: _Rest, report: Report) -> Iterator[Answer]:
    """The answers up to the first damage; what warcio would print about odd records is not for this program's user."""
    from warcio.bufferedreaders import BufferedReader
    from warcio.recordloader import ArcWarcRecordLoader

    logging.getLogger("warcio").addHandler(_QUIET)
    reader, loader, line = BufferedReader(rest), ArcWarcRecordLoader(verify_http=False), None
    while line != b"":
        record = loader.parse_record_stream(reader, line, known_format="warc", no_record_parse=True)
        if record.rec_type in _KINDS:
            yield from _answer(record, loader.http_parser, report)
        while record.raw_stream.read(BUFFER):
            pass
        while (line := reader.readline()) and not line.strip():
            pass


def _answer(record: Any, parser: Any, report: Report) -> Iterator[Answer]:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type == "response":
        record.http_headers = parser.parse(record.raw_stream)
    headers = record.http_headers
    kind = headers.get_header("Content-Type") if headers else record.content_type
    if not is_wanted(address, _status(headers.get_statuscode()) if headers else None, kind):
        return
    body = _body(record)
    if len(body) > LIMIT:
        report.note(f"has an answer longer than {LIMIT:,} bytes, which was skipped: {address[:200]}")
    elif is_text(body):
        yield Answer(address, moment(record.rec_headers.get_header("WARC-Date")), body)


def _body(record: Any) -> bytes:
    """The bytes of an answer, its chunks joined and its packing undone; no more than one over `LIMIT`."""
    from warcio.bufferedreaders import ChunkedDataReader

    headers, stream = record.http_headers, record.raw_stream
    if headers and headers.get_header("Transfer-Encoding") == "chunked":
        stream = ChunkedDataReader(stream)
    body: bytes = stream.read(LIMIT + 1)
    packed = ((headers and headers.get_header("Content-Encoding")) or "").lower().strip()
    # Some crawlers undo the packing and leave the header.
    if not packed or is_text(body):
        return body
    return encodings.undone(body, packed, LIMIT + 1)


def _faults() -> tuple[type[Exception], ...]:
    """What the reading of a damaged WARC ends with."""
    from warcio.bufferedreaders import ChunkedDataException
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    return (
        ArchiveLoadFailed,
        StatusAndHeadersParserException,
        ChunkedDataException,
        *encodings.FAULTS,
        EOFError,
        ValueError,
    )


class _Rest:
    """A stream that can be gone on with behind a damaged record."""

    def __init__(self, stream: Stream) -> None:
        self._stream = cast("BinaryIO", stream)
        self._ahead = b""
        self._last = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as whoever reads records asks for them."""
        piece, self._ahead = self._ahead[:size], self._ahead[size:]
        self._last = piece or self._stream.read(size)
        return self._last

    def to_next(self) -> bool:
        """Go to the next record behind where reading stopped, which is somewhere in the last piece."""
        data = self._last + self._ahead
        at = data.find(_NEXT, 1)
        while at < 0:
            piece = self._stream.read(BUFFER)
            if not piece:
                return False
            data = data[-len(_NEXT) :] + piece
            at = data.find(_NEXT)
        self._ahead, self._last = data[at + 2 :], b""
        return True


def _status(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) == 3 else 0  # noqa: PLR2004
