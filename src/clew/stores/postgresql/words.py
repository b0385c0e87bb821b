"""How text is kept: PostgreSQL's has no NUL, and its indexes have no room for very long words.

NUL is written as U+0001 U+0001 and, so that nothing is ambiguous, U+0001 as U+0001 U+0002. That keeps the order of any
two texts, and text without these two signs, which is nearly all there is, is kept as it is. Every connection writes
and reads `str` so; no statement has to think of it.
"""

from __future__ import annotations

import hashlib
import re
import struct
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format

LONGEST = 2000
"""Bytes of the longest id that is kept: a row of an index ends at 2,704."""

# The types' numbers in every database.
_TEXT = 25
_TSVECTOR = 3614
# Text of no more letters than these is not longer than that, however it is written.
_SHORT = LONGEST // 4
_BEGINNING = 400
_SIGN = b"\x01"
_PAIR = re.compile(b"\x01([\x01\x02])")


def written(text: str) -> bytes:
    """Text as it is kept; `UnicodeEncodeError` for one with half a character in it."""
    plain = text.encode()
    if b"\0" in plain or _SIGN in plain:
        return plain.replace(_SIGN, b"\x01\x02").replace(b"\0", b"\x01\x01")
    return plain


def read(kept: Buffer) -> str:
    """Text from what is kept."""
    plain = bytes(kept)
    if _SIGN in plain:
        plain = _PAIR.sub(lambda pair: b"\0" if pair[1] == _SIGN else _SIGN, plain)
    return plain.decode()


def fits(text: str) -> bool:
    """Whether a text is short enough for an index."""
    return len(text) <= _SHORT or len(written(text)) <= LONGEST


def brief(text: str) -> str:
    """A text that is only looked up: as it is or, where it is too long for an index, its beginning and its hash."""
    if fits(text):
        return text
    return f"{text[:_BEGINNING]}…{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"


class _Dumper(Dumper):
    oid = _TEXT

    def dump(self, obj: str) -> bytes:
        return written(obj)


class _BinaryDumper(_Dumper):
    format = Format.BINARY


class _Loader(Loader):
    def load(self, data: Buffer) -> str:
        return read(data)


class _BinaryLoader(_Loader):
    format = Format.BINARY


class Lexemes(NamedTuple):
    """What a `tsvector` is made of: different words without NUL, in any order."""

    words: list[str]


class _LexemesDumper(Dumper):
    oid = _TSVECTOR
    format = Format.BINARY

    def dump(self, obj: Lexemes) -> bytes:
        """How many there are, and each with a NUL and that it has no places."""
        return struct.pack(">i", len(obj.words)) + "\0\0\0".join((*obj.words, "")).encode()


def teach(conn: Connection[Any]) -> None:
    """Let a connection write and read text so."""
    for dumper in (_Dumper, _BinaryDumper):
        conn.adapters.register_dumper(str, dumper)
    conn.adapters.register_dumper(Lexemes, _LexemesDumper)
    for loader in (_Loader, _BinaryLoader):
        conn.adapters.register_loader("text", loader)
