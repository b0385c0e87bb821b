"""Answers of Bluesky's servers: threads, feeds, searches, posts by address, and lists of records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from clew.capture import Capture
from clew.capture.mending import JSON, Mender
from clew.capture.records import LIMIT, values
from clew.post import Notice, Problem, Record
from clew.sources._bluesky import Node, Page, View
from clew.sources._bluesky_embed import quote_of
from clew.sources._bluesky_post import address, author_of, for_members, post, post_id, post_record
from clew.sources._head import shapes

title = "Bluesky API (threads, feeds, searches, records)"
by_lines = True
served = True

# Where posts stand in the answers; a thread of today is a flat list, one of before 2025 a tree.
_PLACES = ("", "post.", "posts[].", "feed[].post.", "thread.post.", "[].", "[].post.", "[].posts[].", "[].feed[].post.")
_TOO_DEEP = "is nested too deeply"
# How many times its length a broken tree may be gone over before what is left of it is given up.
_TRIES = 8
_POST_INSIDE = re.compile(r'"(?:[^"\\]|\\.)*+"(\s*+:\s*+(?=\{))?', re.DOTALL)

_mend_view = Mender(View).record


def sniff(capture: Capture) -> bool:
    """One file of JSON with posts of Bluesky, told by the names beside their texts."""
    return capture.single and any(map(_is_ours, shapes(capture.head())))


def _is_ours(keys: frozenset[str]) -> bool:
    if any(f"{place}author.did" in keys and f"{place}record.createdAt" in keys for place in _PLACES):
        return True
    for place in ("", "[]."):
        if f"{place}thread[].value.post.cid" in keys or f"{place}records[].value.text" in keys:
            return True
        if f"{place}thread.uri" in keys and (f"{place}thread.notFound" in keys or f"{place}thread.blocked" in keys):
            return True
    # One record, or an array or lines of them.
    return any({f"{place}uri", f"{place}cid", f"{place}value.text"} <= keys for place in ("", "[]."))


def read(capture: Capture) -> Iterator[Record]:
    """The posts of each answer in its order, each followed by the one it quotes; each once for an answer."""
    too_deep = False
    with capture.open() as stream:
        file = values(stream, capture.where(), Page)
        for value in file:
            if isinstance(value, Problem):
                too_deep |= value.reason == _TOO_DEEP
                if value.reason != _TOO_DEEP:
                    yield value
                continue
            mended: list[str] = []
            yield from _records(_views(value, mended), file.place)
            yield from (Problem(file.place, reason) for reason in mended)
    if too_deep:
        mended = []
        yield from _records(_deep_views(capture, mended), capture.where())
        yield from (Problem(capture.where(), reason) for reason in mended)


def _records(views: Iterator[View], place: str) -> Iterator[Record]:
    held: set[str] = set()
    for view in views:
        waiting = [view]
        while waiting:
            each = waiting.pop()
            found = address(each.uri)
            if found is None or each.uri in held:
                if not str(each.uri).startswith("at://"):  # what lies in other places of the network is no post
                    yield Problem(place, f"A post was left out: its address is {str(each.uri)[:80]!r}.")
                continue
            doubts: list[str] = []
            if isinstance(each, Node) and each.blocked:
                yield Notice(post_id(*found), "blocked", found[0] if found[0].startswith("did:") else None)
                continue
            yield from _post(each, found, doubts)
            held.add(each.uri or "")
            waiting += _quotes(each, doubts)
            yield from (Problem(place, f"Post {each.uri}: {doubt}") for doubt in doubts)


def _post(view: View, found: tuple[str, str], doubts: list[str]) -> Iterator[Record]:
    record = post_record(view.record or view.value, doubts)
    if record is None:
        doubts.append("It was left out: it has neither text nor date.")
        return
    did, key = found
    if view.author is not None and view.author.did:
        did = view.author.did
    labels = view.author.labels if view.author is not None else None
    yield post(record, did, key, author_of(did, view.author), doubts, view=view, members_only=for_members(did, labels))


def _quotes(view: View, doubts: list[str]) -> Iterator[View]:
    """The quoted post as the view shows it, or what stands where it may not be shown."""
    for embed in [view.embed] if view.embed is not None else view.embeds or []:
        shown = quote_of(embed)
        if shown is None or not (isinstance(shown.get("value"), dict) or shown.get("blocked") is True):
            continue
        node = _view(shown, doubts)
        if node is not None:
            yield node


def _view(shown: dict[str, Any], doubts: list[str]) -> Node | View | None:
    """A view as values, mended where it must be."""
    if shown.get("blocked") is True:
        uri = shown.get("uri")
        return Node(uri=uri, blocked=True) if isinstance(uri, str) else None
    try:
        return msgspec.convert(shown, View, strict=False)
    except msgspec.ValidationError:
        view, reasons = _mend_view(shown)
        doubts += [f"In a post that it shows {reason}." for reason in reasons]
        return view


def _views(page: Page, mended: list[str]) -> Iterator[View]:
    """The posts in an answer: what is answered first, then the post, then its answers. No recursion: trees are deep.

    What had to be left out of a view is added to `mended`.
    """
    waiting: list[Node | View] = [page]
    while waiting:
        node = waiting.pop()
        if node.uri is not None and (node.record is not None or _is_record(node)):
            yield node
            continue
        if not isinstance(node, Node):
            continue
        if node.uri is not None and (node.blocked or _blocks(node.value)):
            yield Node(uri=node.uri, blocked=True)
            continue
        waiting += reversed(list(_inside(node, mended)))


def _is_record(node: View) -> bool:
    return node.value is not None and ("text" in node.value or "createdAt" in node.value)


def _blocks(value: dict[str, Any] | None) -> bool:
    return value is not None and str(value.get("$type")).endswith("#threadItemBlocked")


def _inside(node: Node, mended: list[str]) -> Iterator[Node | View]:
    if node.reply is not None:
        yield from (each for each in (node.reply.root, node.reply.parent) if each is not None)
    if node.parent is not None:
        yield node.parent
    if node.post is not None:
        yield node.post
    yield from node.replies or ()
    if node.value is not None and isinstance(shown := node.value.get("post"), dict):
        view = _view(shown, mended)
        if view is not None:
            yield view
    if isinstance(node, Page):
        if node.thread is not None:
            yield from node.thread if isinstance(node.thread, list) else [node.thread]
        for nodes in (node.feed, node.posts, node.records):
            yield from nodes or ()


def _deep_views(capture: Capture, mended: list[str]) -> Iterator[View]:
    """The posts of trees too deep for any JSON reader (500 answers to answers), found by the key before them."""
    with capture.open() as stream:
        text = stream.read(LIMIT).decode("utf-8", "replace")
    at = spent = 0
    while (token := _POST_INSIDE.search(text, at)) and spent <= _TRIES * len(text):
        at = token.end()
        if token[1] is None or not token[0].startswith('"post"'):
            continue
        try:
            shown, at = JSON.raw_decode(text, at)
        except RecursionError:
            continue
        except json.JSONDecodeError as error:
            spent += error.pos - at
            continue
        view = _view(shown, mended)
        if view is not None:
            yield view
