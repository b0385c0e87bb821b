"""What Bluesky's answers say of how posts hang together: no more of a post than its thread is found by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from clew.networks.bluesky.addresses import post_of


class Part(NamedTuple):
    """A post by its address and hash: what it answers, the root of its conversation (itself, of a root), its quote."""

    uri: str
    cid: str | None
    parent: str | None
    root: str
    quote: str | None

    @property
    def author(self) -> str:
        """The DID in its address."""
        return self.uri.split("/")[2]


def part(uri: object, cid: object, record: object) -> Part | None:
    """A record as a part; None where its address is of no post."""
    if post_of(uri) is None or not isinstance(record, dict):
        return None
    reply = record.get("reply")
    reply = reply if isinstance(reply, dict) else {}
    own = str(uri)
    return Part(
        own,
        cid if isinstance(cid, str) else None,
        _uri(reply.get("parent")),
        _uri(reply.get("root")) or own,
        _quoted(record.get("embed")),
    )


def shown(answer: Any) -> Iterator[Part]:
    """The posts in a thread view, or in a list of posts, however deep; no recursion, for trees are."""
    waiting = [answer]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        found = part(node.get("uri"), node.get("cid"), node.get("record"))
        if found is not None:
            yield found
        waiting += [node.get(name) for name in ("thread", "post", "parent")]
        for name in ("replies", "posts"):
            inside = node.get(name)
            waiting += inside if isinstance(inside, list) else []


def listed(answer: Any) -> Iterator[Part]:
    """The posts in a list of an account's records, in its order."""
    records = answer.get("records") if isinstance(answer, dict) else None
    for each in records if isinstance(records, list) else []:
        if isinstance(each, dict) and (found := part(each.get("uri"), each.get("cid"), each.get("value"))) is not None:
            yield found


def _uri(ref: object) -> str | None:
    uri = ref.get("uri") if isinstance(ref, dict) else None
    return uri if post_of(uri) is not None else None


def _quoted(embed: object) -> str | None:
    """The post in an embed, which stands one step deeper where pictures stand with it."""
    record = embed.get("record") if isinstance(embed, dict) else None
    if isinstance(record, dict) and isinstance(record.get("record"), dict):
        record = record["record"]
    return _uri(record)
