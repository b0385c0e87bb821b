"""A thread by ActivityPub, as servers ask one another: what a post answers, its replies, its author's outbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clew.capture.answers import Answer
from clew.errors import Unreadable
from clew.networks._asking import Ask, Heard, Unheard
from clew.networks.fediverse import parts
from clew.networks.fediverse.parts import Part
from clew.networks.fediverse.proof import is_deleted, is_tombstone
from clew.post import Post

_ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
_ABOVE = 200
_PAGES = 25
_REPLIES = 200  # of others; those of the author are not counted


class Unrolling:
    """One thread, from the address of one of its posts."""

    def __init__(self, address: str, software: str | None, held: tuple[Post, ...], ask: Ask) -> None:
        self._address = address
        self._software = software
        self._held = {post.id: post for post in held}
        self._ask = ask
        self._known: dict[str, Part] = {}
        self._replies: dict[str, Any] = {}
        self._asked_for: set[str] = set()

    def answers(self) -> Iterator[Answer]:
        """The answers, in an order in which each may say what to ask next."""
        first = self._ask.get(self._address, accept=_ACCEPT)
        if isinstance(first, Unheard):
            raise Unreadable(f"{self._address} cannot be had now: {first.reason}.")
        anchor = parts.note(first.value) if first.ok else None
        if anchor is None:
            raise Unreadable(
                f"{self._address} is not given to programs as a post ({first.said.status}); "
                "its server may ask for a token, or the post is gone."
            )
        yield from self._noted(first)
        yield from self._above(anchor)
        yield from self._below(anchor.author)
        listed = self._outbox(anchor)
        for piece in parts.pieces(self._known, listed, anchor.author):
            yield from self._object(piece.key)
        yield from self._below(anchor.author)
        yield from self._doubtful(anchor.author)
        for quote in [each.quote for each in self._known.values() if each.author == anchor.author and each.quote]:
            yield from self._object(quote)

    def _get(self, address: str) -> Heard | None:
        heard = self._ask.get(address, accept=_ACCEPT)
        return heard if isinstance(heard, Heard) else None

    def _noted(self, heard: Heard | None) -> Iterator[Answer]:
        found = parts.note(heard.value) if heard is not None and heard.ok else None
        if heard is not None and found is not None and found.key not in self._known:
            self._known[found.key] = found
            self._replies[found.key] = heard.value.get("replies")
            yield heard.answer()

    def _object(self, address: str) -> Iterator[Answer]:
        """One post by its address, asked for once; an author's own that is gone is said to be."""
        if address in self._known or address in self._asked_for:
            return
        self._asked_for.add(address)
        heard = self._get(address)
        if heard is None:
            return
        if (not heard.ok or is_tombstone(heard.value)) and self._is_own(address):
            if is_deleted(heard, self._software, held=address in self._held):
                yield heard.gone(address, "deleted", None)
            return
        yield from self._noted(heard)

    def _is_own(self, address: str) -> bool:
        return address in self._held or any(
            each.parent == address and each.answers_own for each in self._known.values()
        )

    def _above(self, at: Part) -> Iterator[Answer]:
        for _ in range(_ABOVE):
            if at.parent is None:
                return
            yield from self._object(at.parent)
            if at.parent not in self._known:
                return
            at = self._known[at.parent]

    def _below(self, author: str) -> Iterator[Answer]:
        """The replies of all posts of the author's, and the replies of these that are theirs, and so on."""
        others = _REPLIES
        done: set[str] = set()
        while waiting := [key for key, each in self._known.items() if each.author == author and key not in done]:
            for key in waiting:
                done.add(key)
                for address in self._items(self._replies.pop(key, None), _PAGES):
                    if isinstance(address, str) and others > 0 and address not in self._known:
                        others -= 1
                        yield from self._object(address)

    def _items(self, collection: Any, most: int) -> Iterator[Any]:
        """What stands in a collection and on its pages: objects, or their addresses."""
        seen: set[str] = set()
        waiting = [collection]
        for _ in range(2 * most):
            page = waiting.pop() if waiting else None
            if isinstance(page, str) and page.startswith(("http://", "https://")) and page not in seen:
                seen.add(page)
                heard = self._get(page)
                page = heard.value if heard is not None and heard.ok else None
            if not isinstance(page, dict):
                return
            for name in ("items", "orderedItems"):
                items = page.get(name)
                for each in items if isinstance(items, list) else [items] if items else []:
                    yield parts.address(each) if name == "items" else each
            following = page.get("first") or page.get("next")
            waiting = [following] if following else []

    def _outbox(self, anchor: Part) -> dict[str, Part]:
        """What the author wrote, as far as their outbox goes and back to the first known post of the thread."""
        actor = self._get(anchor.author)
        box = actor.value.get("outbox") if actor is not None and isinstance(actor.value, dict) else None
        first = min(each.when for each in self._known.values() if each.author == anchor.author) - parts.NEAR
        found: dict[str, Part] = {}
        old = 0
        for activity in self._items(box, _PAGES):
            value = activity.get("object") if isinstance(activity, dict) else None
            part = parts.note(value)
            if part is not None and part.author == anchor.author:
                found[part.key] = part
                old = old + 1 if part.when < first else 0
            if old >= 100:  # noqa: PLR2004 pinned posts may be old; a hundred in a row are not pinned
                break
        return found

    def _doubtful(self, author: str) -> Iterator[Answer]:
        for each in [each for each in self._known.values() if each.author == author and each.answers_own]:
            if each.parent is not None:
                yield from self._object(each.parent)
        for uri in self._held.keys() - self._known.keys():
            yield from self._object(uri)
