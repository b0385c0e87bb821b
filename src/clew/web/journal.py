"""What a server says on its error stream: lines for a person or a line of JSON each, all loggers in one form."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from clew.web.watch import TOLD

_FACTS = ("request", "method", "path", "route", "status", "ms", "bytes")
_LOGGERS = ("clew", "uvicorn")


class _Text(logging.Formatter):
    """`2026-11-26T09:00:00.000Z info clew.requests 3f9c… GET / 200, 5.2 ms, 9000 bytes`."""

    def format(self, record: logging.LogRecord) -> str:
        name = getattr(record, "request", None)
        parts = (_when(record), record.levelname.lower(), record.name, name, record.getMessage().strip())
        line = " ".join(part for part in parts if part)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    """An object with `time`, `level`, `logger`, `message`, a request's facts, and `trace` where something failed."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": _when(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage().strip(),
        }
        said |= {fact: getattr(record, fact) for fact in _FACTS if hasattr(record, fact)}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=True)


def _when(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _said_already(record: logging.LogRecord) -> bool:
    """Whether the server repeats what has been told: by the pages, with the request's id, or how many it cuts off."""
    error = record.exc_info[1] if record.exc_info else None
    notes = getattr(error, "__notes__", ())
    told = isinstance(error, asyncio.CancelledError) or any(note.startswith(TOLD) for note in notes)
    return told and record.name.startswith("uvicorn")


@contextmanager
def journal(form: str) -> Iterator[None]:
    """Let the loggers of the pages and of the server speak in a form, and be as they were afterwards."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    handler.addFilter(lambda record: not _said_already(record))
    level = logging.WARNING if form == "quiet" else logging.INFO
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(level)
        each.propagate = False
    try:
        yield
    finally:
        for each, (old, propagate) in zip(loggers, before, strict=True):
            each.removeHandler(handler)
            each.setLevel(old)
            each.propagate = propagate
