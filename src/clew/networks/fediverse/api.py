"""A thread by Mastodon's API: the post, what stands above and below it, and the author's statuses where these end.

A context loses everything behind a deleted post. The author's statuses have it: they are gone through from the thread's
first known post on, and before it where a piece has no head. The list itself is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clew.capture.answers import Answer
from clew.networks._asking import Ask, Heard
from clew.networks.fediverse import parts
from clew.networks.fediverse.addresses import Spot, spot
from clew.networks.fediverse.parts import NEAR, Part
from clew.networks.fediverse.proof import is_deleted
from clew.post import Post
from clew.text.siblings import beside

_PAGE = 40
# Lists are followed for so many pages, or until so many in a row have nothing of the thread.
_PAGES, _QUIET = 60, 3
# Posts of a thread whose earlier words are asked for; a request each, of 300 in five minutes.
_HISTORIES = 20


class Unrolling:
    """One thread, from one of its posts on the server it was written on."""

    def __init__(
        self, place: Spot, software: str | None, held: tuple[Post, ...], ask: Ask, *, at_home: bool = True
    ) -> None:
        self._at_home = at_home  # what another server does not have proves nothing
        self._place = place
        self._software = software
        self._held = {post.id: post for post in held}
        self._ask = ask
        self._known: dict[str, Part] = {}
        self._edited: dict[str, dict[str, Any]] = {}  # what their server says of posts that were edited
        self._asked_for: set[str] = set()

    def answers(self, first: Heard, context: Heard) -> Iterator[Answer]:
        """The answers, in an order in which each may say what to ask next; the first two have been asked for."""
        anchor = next(parts.statuses(first.value))
        for heard in (first, context):
            self._note(heard)
            yield heard.answer()
        top = self._top(anchor)
        if top.key != anchor.key:
            yield from self._context(top.key)
        listed = self._newer(top)
        if top.answers_own:
            listed |= self._older(top)
        for piece in parts.pieces(self._known, listed, anchor.author):
            if piece.key not in self._known:
                yield from self._status(piece.key)
                yield from self._context(piece.key)
        if self._at_home:
            yield from self._doubtful(anchor.author)
            yield from self._reworded(anchor.author)

    def _get(self, path: str, query: dict[str, object] | None = None) -> Heard | None:
        heard = self._ask.get(f"{self._place.base}/api/v1/{path}", query)
        return heard if isinstance(heard, Heard) else None

    def _note(self, heard: Heard) -> None:
        for each, said in parts.written(heard.value):
            self._known[each.key] = each
            if said.get("edited_at"):
                self._edited[each.key] = said

    def _status(self, key: str) -> Iterator[Answer]:
        yield from self._noted(self._get(f"statuses/{key}"))

    def _context(self, key: str) -> Iterator[Answer]:
        yield from self._noted(self._get(f"statuses/{key}/context"))

    def _noted(self, heard: Heard | None) -> Iterator[Answer]:
        if heard is not None and heard.ok:
            before = len(self._known)
            self._note(heard)
            if len(self._known) > before:
                yield heard.answer()

    def _top(self, at: Part) -> Part:
        """The first post of the author's above a post, as far as the chain is known."""
        seen = {at.key}
        while at.parent is not None and at.answers_own and at.parent in self._known and at.parent not in seen:
            at = self._known[at.parent]
            seen.add(at.key)
        return at

    def _newer(self, top: Part) -> dict[str, Part]:
        """The author's statuses since a post, oldest first where the server can; else newest first, back to it."""
        if not top.key.isdigit():
            return self._back(top, None, top)
        found: dict[str, Part] = {}
        family = {each.key for each in self._known.values() if each.author == top.author}
        cursor, quiet = int(top.key), 0
        for _ in range(_PAGES):
            page = self._page(top, {"min_id": cursor})
            page = [each for each in page if each.key.isdigit() and int(each.key) > cursor]
            if not page:
                break
            page.sort(key=lambda each: int(each.key))
            kin = {each.key for each in page if each.answers_own or each.key in family}
            found |= {each.key: each for each in page}
            cursor, quiet = int(page[-1].key), 0 if kin else quiet + 1
            if quiet >= _QUIET:
                break
        return found

    def _older(self, top: Part) -> dict[str, Part]:
        """The author's statuses of the days before a post that has lost what it answers."""
        return self._back(top, top.key, top._replace(when=top.when - NEAR))

    def _back(self, top: Part, cursor: str | None, until: Part) -> dict[str, Part]:
        found: dict[str, Part] = {}
        for _ in range(_PAGES):
            page = self._page(top, {"max_id": cursor} if cursor else {})
            fresh = [each for each in page if each.key not in found]
            found |= {each.key: each for each in fresh}
            if not fresh or min(each.when for each in fresh) < until.when:
                break
            cursor = fresh[-1].key
        return found

    def _page(self, top: Part, query: dict[str, object]) -> list[Part]:
        heard = self._get(f"accounts/{top.author}/statuses", {"limit": _PAGE, "exclude_reblogs": "true", **query})
        return list(parts.statuses(heard.value)) if heard is not None and heard.ok else []

    def _doubtful(self, author: str) -> Iterator[Answer]:
        """Posts of the author that others of the thread answer, or that were held before: are they there?"""
        for each in [each for each in self._known.values() if each.author == author and each.answers_own]:
            if each.parent is None:
                yield from self._forgotten(each)
            elif each.parent not in self._known:
                uri = beside(each.uri, each.key, each.parent) or f"fediverse:{self._place.host}/{each.parent}"
                yield from self._there(each.parent, uri)
        there = {each.uri for each in self._known.values()}
        for uri in self._held.keys() - there:
            place = spot(uri)
            if place is not None and place.base == self._place.base and place.number is not None:
                yield from self._there(place.number, uri)

    def _there(self, key: str, uri: str) -> Iterator[Answer]:
        if key in self._asked_for:
            return
        self._asked_for.add(key)
        heard = self._get(f"statuses/{key}")
        if heard is not None and not heard.ok and is_deleted(heard, self._software, held=uri in self._held):
            yield heard.gone(uri, "deleted", None)
            return
        yield from self._noted(heard)

    def _reworded(self, author: str) -> Iterator[Answer]:
        """What posts of the author said before they were edited, each version with its date, where the server says it.

        A version does not say which post it is of; `{"status": …, "history": […]}` is how both are kept together.
        """
        own = [key for key in self._edited if self._known[key].author == author]
        for key in own[:_HISTORIES]:
            heard = self._get(f"statuses/{key}/history")
            if heard is not None and heard.ok and isinstance(heard.value, list) and len(heard.value) > 1:
                status = json.dumps(self._edited[key]).encode()  # in ASCII: half a letter is no UTF-8
                body = b'{"status": %b, "history": %b}' % (status, heard.said.body)
                yield heard.answer()._replace(body=body)

    def _forgotten(self, each: Part) -> Iterator[Answer]:
        """A post of Mastodon's own that answers its author and nothing: the answered one was deleted.

        Its schema has `in_reply_to_id … on_delete: :nullify` and keeps the account's number. The post that is gone has
        no other name than what the source gives it.
        """
        if self._software != "mastodon" or each.key not in each.uri.split("/"):
            return
        heard = self._get(f"statuses/{each.key}")
        if heard is not None and heard.ok:
            yield heard.gone(f"fediverse:parent-of/{each.uri}", "deleted", None)
