"""Whose turn it is: a few calls to a host at a time, pauses where it asks for them, none at all once it is tired."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# A host that did not answer at all so often in a row is not called again in this run.
_DEAD = 3
# A larger number of seconds than this is no span but a Unix time.
_UNIX = 1_000_000_000


class Host:
    """What this run knows of one host; `tired` says why it is left alone from now on."""

    def __init__(self, at_once: int) -> None:
        self._places = threading.Semaphore(at_once)
        self._not_before = 0.0
        self._silent = 0
        self.tired: str | None = None

    @contextmanager
    def turn(self, stopped: threading.Event) -> Iterator[None]:
        """Wait for a place, and until the pause that the host asked for is over."""
        with self._places:
            wait = self._not_before - time.monotonic()
            if wait > 0:
                stopped.wait(wait)
            yield

    def pause(self, seconds: float) -> None:
        """Call nobody there for so long."""
        self._not_before = max(self._not_before, time.monotonic() + seconds)

    def answered(self) -> None:
        """It is there."""
        self._silent = 0

    def silent(self, reason: str) -> None:
        """It did not answer; after some such times in a row it is left alone."""
        self._silent += 1
        if self._silent >= _DEAD:
            self.tired = reason


class Turns:
    """The hosts of a run."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def host(self, name: str) -> Host:
        """The host of that name."""
        with self._lock:
            return self._hosts.setdefault(name, Host(self._at_once))


def asked_pause(header: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a `Retry-After` asks for, as a number or as a date (RFC 9110, 10.2.3)."""
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError):
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def asked_rest(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds until a host may be asked again, where it says that the number of questions it allows is used up.

    Said as the IETF's draft of RateLimit headers has it and with an X before it (Mastodon); the end is a number of
    seconds from now, a Unix time (Bluesky) or a date of ISO 8601 (Mastodon).
    """
    now = now or datetime.now(UTC)
    for before in ("", "X-"):
        if headers.get(f"{before}RateLimit-Remaining", "").strip() != "0":
            continue
        end = headers.get(f"{before}RateLimit-Reset", "").strip()
        if end.isascii() and end.isdigit():
            seconds = float(end)
            return max(0.0, seconds - now.timestamp()) if seconds > _UNIX else seconds
        try:
            until = datetime.fromisoformat(end)
        except ValueError:
            continue
        until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
        return max(0.0, (until - now).total_seconds())
    return None
