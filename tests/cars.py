"""Repository exports of invented accounts, made block by block."""

from __future__ import annotations

import base64
import hashlib

import libipld


def name_of(data):
    return b"\x01\x71\x12\x20" + hashlib.sha256(data).digest()


def written(name):
    return "b" + base64.b32encode(name).decode().rstrip("=").lower()


def framed(data):
    length, prefix = len(data), b""
    while length > 0x7F:
        prefix += bytes([length & 0x7F | 0x80])
        length >>= 7
    return prefix + bytes([length]) + data


class Links(bytes):
    """The name of a block, which is written as a link and not as bytes."""


def packed(value):
    """DAG-CBOR; the library writes names as links only from their text, so that links are written here."""
    if isinstance(value, Links):
        return b"\xd8\x2a" + head(2, len(value) + 1) + b"\0" + value
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda pair: (len(pair[0]), pair[0]))
        return head(5, len(value)) + b"".join(packed(key) + packed(each) for key, each in pairs)
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(packed, value))
    return libipld.encode_dag_cbor(value)


def head(major, count):
    if count < 24:
        return bytes([major << 5 | count])
    return bytes([major << 5 | 24, count]) if count < 256 else bytes([major << 5 | 25]) + count.to_bytes(2, "big")


def block(value):
    data = packed(value)
    return Links(name_of(data)), data


def entries(pairs, right=None):
    """The entries of a node, each key without what it shares with the one before; `right` hangs under the last."""
    made, before = [], b""
    for key, name in ((key.encode(), name) for key, name in pairs):
        shared = next(
            (at for at in range(min(len(key), len(before))) if key[at] != before[at]), min(len(key), len(before))
        )
        made.append({"p": shared, "k": key[shared:], "v": name, "t": None})
        before = key
    if made:
        made[-1]["t"] = right
    return made


def car(did, records, *, version=3, leave_out=(), extra=()):
    """A repository with these records by key, in a tree of three nodes, the commit first and the nodes last."""
    made = {key: block(value) for key, value in sorted(records.items())}
    pairs = [(key, name) for key, (name, _) in made.items()]
    third = max(1, len(pairs) // 3)
    left = block({"l": None, "e": entries(pairs[:third])})
    right = block({"l": None, "e": entries(pairs[2 * third :])})
    top = block({"l": left[0], "e": entries(pairs[third : 2 * third], right[0])})
    commit = block(
        {"did": did, "version": version, "rev": "3kn7xqfzzz222", "prev": None, "data": top[0], "sig": b"s" * 64}
    )
    nodes = [node for place, node in enumerate((left, top, right)) if place not in leave_out]
    blocks = [commit, *made.values(), *(block(value) for value in extra), *nodes]
    return sliced(commit[0], blocks)


def sliced(root, blocks):
    """Blocks behind the header that names their root."""
    header = packed({"roots": [root], "version": 1})
    return framed(header) + b"".join(framed(name + data) for name, data in blocks)
