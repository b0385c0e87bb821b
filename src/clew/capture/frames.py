"""What a relay of Bluesky sends (`com.atproto.sync.subscribeRepos`), frame by frame, and how frames are kept in a file.

A frame is two DAG-CBOR objects one after another: what kind it is, and what it says (atproto.com/specs/event-stream).
Of what it says only changes to posts, and what accounts are called and whether they are open, is read here; the blocks
of a commit are opened for posts alone. In a file each frame stands behind its length, four bytes, the greatest first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Literal, NamedTuple

import libipld

_FOLDER = "app.bsky.feed.post/"
# Both orders of the two keys of a header, which is `{"t": "#commit", "op": 1}` or, of an error, `{"op": -1}`.
_HEADER = re.compile(rb"\xa2(?:at[\x60-\x77]#\w+bop\x01|bop\x01at[\x60-\x77]#\w+)|\xa1bop\x20", re.DOTALL)
# A frame may have 5 MB by the specification; ten times that is no frame.
LARGEST = 50 << 20
_LENGTH = 4
_ACTIONS = frozenset({"create", "update", "delete"})


class Change(NamedTuple):
    """A post that was made, changed or deleted; `rev` and `time` say when, `record` is None of one that is gone."""

    action: Literal["create", "update", "delete"]
    did: str
    key: str
    rev: str | None
    time: str | None
    record: dict[str, Any] | None


class Called(NamedTuple):
    """How an account is called now, None where the relay does not say."""

    did: str
    handle: str | None


class Account(NamedTuple):
    """Whether an account is open; if it is not, `status` says why (`deleted`, `takendown`, `deactivated` …)."""

    did: str
    active: bool
    status: str | None


class Lost(NamedTuple):
    """Changes of an account that the frame does not have, in words for a person."""

    did: str
    reason: str


Event = Change | Called | Account | Lost


class Frame(NamedTuple):
    """A frame's number in the relay's stream, None where it has none, what it says of posts, and when it was sent.

    `info` is the name of what the relay says of the stream itself, such as `OutdatedCursor`.
    """

    seq: int | None
    events: tuple[Event, ...]
    time: str | None = None
    info: str | None = None


class BrokenFrame(ValueError):
    """The bytes are no frame; the message says why, in words for a person; `error` is the relay's name of its error."""

    def __init__(self, message: str, error: str | None = None) -> None:
        super().__init__(message)
        self.error = error


def is_frame(head: bytes) -> bool:
    """Whether these first bytes of a file are a length and the beginning of a frame."""
    return _HEADER.match(head, _LENGTH) is not None and int.from_bytes(head[:_LENGTH]) <= LARGEST


def opened(data: bytes, wants: Callable[[str], bool] | None = None) -> Frame:
    """What a frame says; `wants` is asked about an account's DID before its blocks are opened. `BrokenFrame`."""
    try:
        header, body = libipld.decode_dag_cbor_multi(data)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("is not written as frames are") from error
    if not isinstance(header, dict) or not isinstance(body, dict):
        raise BrokenFrame("has not the two parts of a frame")
    kind, seq = header.get("t"), body.get("seq")
    seq = seq if isinstance(seq, int) else None
    if header.get("op") != 1:
        named = str(body.get("error"))[:80]
        raise BrokenFrame(f"is an error of the relay: {str(body.get('message') or named)[:200]}", named)
    time = _text(body.get("time"))
    if kind == "#commit":
        return Frame(seq, _commit(body, wants), time)
    if kind == "#info":
        return Frame(seq, (), time, _text(body.get("name")))
    did = body.get("did")
    if not isinstance(did, str) or (wants is not None and not wants(did)):
        return Frame(seq, (), time)
    if kind == "#identity":
        return Frame(seq, (Called(did, _text(body.get("handle"))),), time)
    if kind == "#account":
        return Frame(seq, (Account(did, body.get("active") is True, _text(body.get("status"))),), time)
    return Frame(seq, (), time)


def _commit(body: dict[str, Any], wants: Callable[[str], bool] | None) -> tuple[Event, ...]:
    did, ops = body.get("repo"), body.get("ops")
    if not isinstance(did, str) or not isinstance(ops, list):
        raise BrokenFrame("does not say whose posts it is about")
    if wants is not None and not wants(did):
        return ()
    found: list[Event] = []
    if body.get("tooBig") is True:
        found.append(Lost(did, "its changes were too large for the relay to send"))
    blocks: dict[Any, Any] | None = None
    rev, time = _text(body.get("rev")), _text(body.get("time"))
    for op in ops:
        path, action = (op.get("path"), op.get("action")) if isinstance(op, dict) else (None, None)
        if not isinstance(path, str) or not path.startswith(_FOLDER) or action not in _ACTIONS:
            continue
        key, record = path[len(_FOLDER) :], None
        if action != "delete":
            blocks = _blocks(body.get("blocks")) if blocks is None else blocks
            cid = op.get("cid")
            record = blocks.get(cid) if isinstance(cid, bytes) else None
            if not isinstance(record, dict):
                found.append(Lost(did, f"the words of its post {key[:80]} are not in the frame"))
                continue
        found.append(Change(action, did, key, rev, time, record))
    return tuple(found)


def _blocks(data: Any) -> dict[Any, Any]:
    try:
        blocks: dict[Any, Any] = libipld.decode_car(data)[1] if isinstance(data, bytes) and data else {}
    except (ValueError, RecursionError):
        return {}
    return blocks


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def frames(stream: BinaryIO) -> Iterator[bytes]:
    """The frames of a file; `BrokenFrame` where it ends in the middle of one, or where no length can be one."""
    while length := stream.read(_LENGTH):
        size = int.from_bytes(length)
        if len(length) < _LENGTH or size > LARGEST:
            raise BrokenFrame("ends within a frame" if len(length) < _LENGTH else "is broken, and not read any further")
        data = stream.read(size)
        if len(data) < size:
            raise BrokenFrame("ends within a frame")
        yield data


def framed(data: bytes) -> bytes:
    """A frame as it is kept in a file."""
    return len(data).to_bytes(_LENGTH) + data
