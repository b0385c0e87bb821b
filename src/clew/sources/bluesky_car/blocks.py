"""The blocks of a CAR file (ipld.io/specs/transport/car/carv1): lengths, hashes and bytes, one after another."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from clew.post import Problem

# A repository's own blocks have at most 1 MB (atproto.com/specs/repository); ten times that is no block.
_LARGEST = 10 << 20
# CIDv1, DAG-CBOR, SHA-256, 32 bytes: the one kind of name that blocks of a repository have.
_NAME = b"\x01\x71\x12\x20"
_NAME_LENGTH = 36
_VARINT_BYTES = 9
_MORE = 0x80
_OPENING = re.compile(rb"[\x80-\xff]{0,3}[\x00-\x7f]\xa2(?:eroots|gversion\x01eroots)", re.DOTALL)


class Block(NamedTuple):
    """A block: its name (a hash of what it holds) and its bytes; `sound` where the hash is right."""

    name: bytes
    data: bytes
    sound: bool


def is_car(head: bytes) -> bool:
    """Whether these first bytes are those of a CAR file of version 1: a length, then `{roots: […], version: 1}`."""
    return _OPENING.match(head) is not None


def roots(head: bytes) -> list[bytes]:
    """The names of the blocks that all others hang on: in a repository the commit."""
    stream = io.BytesIO(head)
    length = _length(stream) or 0
    value = decoded(stream.read(min(length, len(head))))
    found = value.get("roots") if isinstance(value, dict) else None
    return [name for name in found if isinstance(name, bytes)] if isinstance(found, list) else []


def blocks(stream: BinaryIO, place: str) -> Iterator[Block | Problem]:
    """The blocks of the file in its order; where it is cut short or broken they end with a problem."""
    length = _length(stream)
    if length is None or length > _LARGEST or len(stream.read(length)) < length:
        yield Problem(place, "ends within its first bytes; export it again.")
        return
    number = 0
    while (length := _length(stream)) is not None:
        number += 1
        if not _NAME_LENGTH <= length <= _LARGEST:
            yield Problem(place, f"is broken at block {number:,}: what follows cannot be told apart, and is not read.")
            return
        data = stream.read(length)
        if len(data) < length:
            yield Problem(place, f"ends too early, within block {number:,}; export it again.")
            return
        name, data = data[:_NAME_LENGTH], data[_NAME_LENGTH:]
        if name.startswith(_NAME):
            yield Block(name, data, hashlib.sha256(data).digest() == name[len(_NAME) :])


def _length(stream: BinaryIO) -> int | None:
    """An unsigned LEB128 number; None at the end of the file."""
    value = 0
    for shift in range(_VARINT_BYTES):
        byte = stream.read(1)
        if not byte:
            return None
        value |= (byte[0] & ~_MORE) << 7 * shift
        if byte[0] < _MORE:
            return value
    return value


def decoded(data: bytes) -> Any:
    """The value in a block of DAG-CBOR, names of other blocks as bytes; None where it is broken."""
    import libipld

    try:
        return libipld.decode_dag_cbor(data)
    except (ValueError, RecursionError):
        return None
