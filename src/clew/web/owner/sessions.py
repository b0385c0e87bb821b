"""Sessions: a name and an end, signed, in a cookie; nothing is kept of them but which were logged out of."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

import msgspec

from clew.web.owner.keys import Keys

LASTS = 14 * 24 * 3600
"""Seconds from logging in to having to do it again."""


class Session(msgspec.Struct, frozen=True):
    """The owner in one browser, until a time in seconds since 1970."""

    id: str
    until: int


def begun(keys: Keys) -> str:
    """A new session, as its cookie has it."""
    words = f"{secrets.token_urlsafe(18)}.{int(time.time()) + LASTS}"
    return f"{words}.{_sign(keys, words)}"


def session(keys: Keys | None, cookie: str) -> Session | None:
    """The session of a cookie; None where it was not signed here, has ended, or the password is another now."""
    words, _, signature = cookie.rpartition(".")
    if keys is None or not words or not hmac.compare_digest(_sign(keys, words).encode(), signature.encode()):
        return None
    name, _, until = words.partition(".")
    if int(until) <= time.time() or name in keys.ended:
        return None
    return Session(name, int(until))


def _sign(keys: Keys, words: str) -> str:
    """The signature hangs on the password, so that a new one ends what was begun with the old."""
    return signed(bytes.fromhex(keys.secret), "session", keys.password, words)


def signed(secret: bytes, *words: str) -> str:
    """A signature of words; which of them is which cannot be moved about."""
    return hmac.new(secret, "\x00".join(words).encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()
