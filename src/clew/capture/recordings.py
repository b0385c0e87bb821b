"""A recording of web traffic (HAR, WARC, WACZ): its members are those answers in it that may hold posts.

A recording also holds what nobody should keep: cookies, passwords on their way out, private messages. So what is
asked, and all headers, are passed over; addresses that are about messages and accounts are left out; and an archive
keeps only those answers that a source has recognised, never the recording.

The answers are read out once, in one go, into a temporary file without a name, because their bodies are packed in it in
too many ways (JSON in JSON, base64, chunks, gzip, Brotli) to be opened where they lie. A recording of any length takes
the memory of its longest answer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from clew.capture import har, warc
from clew.capture.answers import Answer, called
from clew.capture.packing import unpacked
from clew.capture.reports import Reading, Report
from clew.capture.windows import SharedFile, Stream, Window
from clew.capture.zipped import Zipped
from clew.errors import Unreadable

_HEAD = 4096


class Recording:
    """The answers of a recording, called by their place in it and by `named`: their address without its query."""

    single = False

    def __init__(self, answers: Iterable[Answer], place: str, named: Callable[[str], str] = called) -> None:
        self._spans: dict[str, tuple[int, int]] = {}
        self.seen: dict[str, datetime | None] = {}
        spool = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 closed with the recording
        try:
            for number, answer in enumerate(answers, start=1):
                self._add(spool, f"{number:05} {named(answer.address)}", answer)
            spool.flush()
        except OSError as error:
            spool.close()
            raise Unreadable(
                f"The answers in {place} could not be copied to {tempfile.gettempdir()} ({error.strerror}); "
                "set TMPDIR to a folder with room."
            ) from error
        except BaseException:
            spool.close()
            raise
        self._file = SharedFile(spool)
        self.names: tuple[str, ...] = tuple(self._spans)

    def _add(self, spool: BinaryIO, name: str, answer: Answer) -> None:
        start = spool.tell()
        spool.write(answer.body)
        self._spans[name] = (start, start + len(answer.body))
        self.seen[name] = answer.seen

    def stored(self, name: str) -> int:
        """The size of the body."""
        start, end = self._spans[name]
        return end - start

    def open(self, name: str, report: Report) -> Stream:
        """The body of an answer."""
        return Window(self._file, *self._spans[name], report)

    def path(self, _name: str) -> Path | None:
        """Answers are no files."""
        return None

    def close(self) -> None:
        """Let go of the temporary file."""
        self._file.close()


def is_recording(stream: Stream) -> bool:
    """Whether a stream begins as a HAR or a WARC does."""
    head = stream.peek(_HEAD)
    return har.is_har(head) or warc.is_warc(head)


def recorded(stream: Stream, place: str, report: Report) -> Recording:
    """The answers of a HAR or WARC; the stream is read to its end and closed."""
    with stream:
        return Recording(_answers(stream, report), place)


def in_wacz(zipped: Zipped, place: str, label: str, reading: Reading) -> Recording | None:
    """The answers of all WARCs of a WACZ, whose zip is closed then; None where the zip is none."""
    warcs = warc.in_wacz(zipped.names)
    if not warcs:
        return None
    with closing(zipped):
        return Recording(chain.from_iterable(_of_member(zipped, name, label, reading) for name in warcs), place)


def _of_member(zipped: Zipped, name: str, label: str, reading: Reading) -> Iterator[Answer]:
    report = Report(reading, f"{label} › {name}")
    with unpacked(zipped.open(name, report), report, zipped.stored(name)) as plain:
        yield from _answers(plain, report)


def _answers(stream: Stream, report: Report) -> Iterator[Answer]:
    return har.answers(stream, report) if har.is_har(stream.peek(_HEAD)) else warc.answers(stream, report)
