"""The search tree of a repository (atproto.com/specs/repository): which key each record has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_LONGEST_KEY = 1024


class Entry(NamedTuple):
    """One record in a node; `shared` bytes of its key are those of the key before."""

    shared: int
    rest: bytes
    record: bytes
    right: bytes | None


class Knot(NamedTuple):
    """A node of the tree: what is left of all its keys, and its entries."""

    left: bytes | None
    entries: tuple[Entry, ...]


class Keys(NamedTuple):
    """What a tree says: record by name, with its keys; and how many of its nodes are not in the file."""

    of: dict[bytes, list[str]]
    missing: int


def knot(value: Any) -> Knot | None:
    """A node from a block's value; None where the block is something else."""
    if not isinstance(value, dict) or not isinstance(value.get("e"), list):
        return None
    entries = []
    for each in value["e"]:
        if not isinstance(each, dict):
            return None
        shared, rest, record, right = each.get("p"), each.get("k"), each.get("v"), each.get("t")
        if not (isinstance(shared, int) and isinstance(rest, bytes) and isinstance(record, bytes)):
            return None
        entries.append(Entry(shared, rest, record, right if isinstance(right, bytes) else None))
    left = value.get("l")
    return Knot(left if isinstance(left, bytes) else None, tuple(entries))


def keys(root: bytes, knots: Mapping[bytes, Knot]) -> Keys:
    """Walk the tree from its root; a name that was met before is not followed again, so that there is always an end.

    Where nodes are missing, those that hung under them are read too: each node has its keys in full.
    """
    found: dict[bytes, list[str]] = {}
    seen: set[bytes] = set()
    missing = _walk([root], knots, seen, found)
    if missing:
        missing += _walk(list(knots), knots, seen, found)
    return Keys(found, missing)


def _walk(waiting: list[bytes], knots: Mapping[bytes, Knot], seen: set[bytes], found: dict[bytes, list[str]]) -> int:
    """Add the keys of these nodes and all below them to what was found; how many nodes are not there."""
    missing = 0
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        node = knots.get(name)
        if node is None:
            missing += 1
            continue
        below = [node.left]
        key = b""
        for entry in node.entries:
            key = key[: max(entry.shared, 0)] + entry.rest
            if len(key) <= _LONGEST_KEY:
                found.setdefault(entry.record, []).append(key.decode("utf-8", "replace"))
            below.append(entry.right)
        waiting += [each for each in reversed(below) if each is not None]
    return missing
