"""Which questions a thread on Bluesky takes.

A thread view loses everything behind one deleted post, and so do feeds. The list of the author's own records is
complete: it is gone through from the root on, and what it has of the conversation is asked for by address. The list
itself is not kept, because what else the author wrote in that time is not what was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clew.capture.answers import Answer
from clew.errors import Unreadable
from clew.networks._asking import Ask, Heard, Unheard, Wish
from clew.networks.bluesky.addresses import COLLECTION, Named, post_of
from clew.networks.bluesky.identity import Account
from clew.networks.bluesky.parts import Part, listed, part, shown

# Trees of 1,000 levels, which the AppView gives, are deeper than JSON readers go.
_DEPTH = 200
# The most that one question may ask for, by the lexicon.
_POSTS, _RECORDS = 25, 100
_VIEWS = 40
# Lists are followed for 10,000 records, or until so many pages in a row have nothing of the conversation.
_PAGES, _QUIET = 100, 3
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}", re.ASCII)
_CLOSED = {
    "deactivated": "was deactivated by whoever it belongs to",
    "suspended": "is suspended",
    "takendown": "was taken down",
    "deleted": "was deleted",
}


class Unrolling:
    """One thread, from the address of any of its posts."""

    def __init__(self, who: Account, wanted: Named, wish: Wish, ask: Ask) -> None:
        self._did, self._pds = who
        self._wanted = wanted
        self._held = {post.id: post for post in wish.held(wanted.uri) if post.author.id == who.did}
        self._ask = ask
        self._known: dict[str, Part] = {}  # posts that stand in answers that were given
        self._own: dict[str, Part] = {}  # the author's records of the conversation
        self._asked_for: set[str] = set()  # records that were asked for one by one
        self._views = 0
        self._speaks = False  # the author's own server gave some of their records
        self._trouble: str | None = None

    def answers(self) -> Iterator[Answer]:
        """The answers, in an order in which each may say what to ask next."""
        anchor = self._wanted.uri
        yield from self._view(anchor, above=_DEPTH)
        if anchor not in self._known and anchor not in self._held:
            yield from self._record(anchor)
        root = self._root(anchor)
        if root != anchor and post_of(root) is not None and root.startswith(f"at://{self._did}/"):
            yield from self._view(root)
            if root not in self._known:
                yield from self._record(root)
        self._list(root, self._start(anchor, root))
        if not self._known:
            self._closed()
        yield from self._lacking()
        yield from self._doubtful()

    def _root(self, anchor: str) -> str:
        """The root of the conversation, also where the post itself is gone and others of its thread are held."""
        if anchor in self._known:
            return self._known[anchor].root
        held = self._held.get(anchor) or next(iter(self._held.values()), None)
        if held is not None:
            return held.conversation or held.id
        if self._trouble is not None:
            raise Unreadable(f"The post cannot be had now: {self._trouble}.")
        self._closed()
        raise Unreadable(f"There is no post {anchor}: its author deleted it, or the address is another's.")

    def _start(self, anchor: str, root: str) -> str | None:
        """The key behind which the thread's records are listed: the root's, or that of the first own post below it."""
        first = root
        if not root.startswith(f"at://{self._did}/"):
            above, at = anchor, self._known.get(anchor)
            while at is not None and at.author == self._did:
                above, at = at.uri, self._known.get(at.parent or "")
            if at is not None:  # somebody else's: the chain is whole
                first = above
        key = first.rpartition("/")[2]
        return key if _TID.fullmatch(key) else None

    def _view(self, uri: str, above: int = 0) -> Iterator[Answer]:
        """The thread as the AppView shows it from one post on."""
        self._views += 1
        heard = self._appview("app.bsky.feed.getPostThread", {"uri": uri, "depth": _DEPTH, "parentHeight": above})
        if heard is not None and self._note(heard):
            yield heard.answer()

    def _appview(self, method: str, query: dict[str, object]) -> Heard | None:
        heard = self._ask.get(f"{self._ask.services.appview}/xrpc/{method}", query)
        if isinstance(heard, Unheard):
            self._trouble = f"{self._ask.services.appview}: {heard.reason}"
            return None
        return heard if heard.ok else None

    def _note(self, heard: Heard) -> bool:
        """Note which posts an answer shows; whether it shows any."""
        found = {each.uri: each for each in shown(heard.value)}
        self._known |= found
        return bool(found)

    def _record(self, uri: str) -> Iterator[Answer]:
        """One record of the author's, from their own server, which knows whether there is one."""
        if uri in self._asked_for:
            return
        self._asked_for.add(uri)
        key = uri.rpartition("/")[2]
        query = {"repo": self._did, "collection": COLLECTION, "rkey": key}
        heard = self._ask.get(f"{self._pds}/xrpc/com.atproto.repo.getRecord", query)
        if isinstance(heard, Unheard):
            self._trouble = f"{self._pds}: {heard.reason}"
            return
        value = heard.value if isinstance(heard.value, dict) else {}
        if heard.ok and (found := part(value.get("uri"), value.get("cid"), value.get("value"))) is not None:
            self._known[uri], self._speaks = found, True
            yield heard.answer()
        elif value.get("error") == "RecordNotFound" and self._speaks:
            # It has the author's other records, so it would have this one.
            yield heard.gone(uri, "deleted", self._did)

    def _closed(self) -> None:
        """Say so where the account is not open: then its server gives none of its posts, and none of them is gone."""
        heard = self._ask.get(f"{self._pds}/xrpc/com.atproto.sync.getRepoStatus", {"did": self._did})
        value = heard.value if isinstance(heard, Heard) and isinstance(heard.value, dict) else {}
        if value.get("active") is False:
            why = _CLOSED.get(str(value.get("status")), "is closed")
            raise Unreadable(f"The account {self._did} {why}, and its posts cannot be had.")

    def _list(self, root: str, start: str | None) -> None:
        """Go through the author's records for those of the conversation, and of threads that quote it to go on."""
        roots, quiet, cursor = {root}, 0, start
        self._own = {uri: each for uri, each in self._known.items() if each.author == self._did and each.root in roots}
        for _ in range(_PAGES):
            query = {"repo": self._did, "collection": COLLECTION, "limit": _RECORDS, "reverse": "true"}
            query |= {"cursor": cursor} if cursor else {}
            heard = self._ask.get(f"{self._pds}/xrpc/com.atproto.repo.listRecords", query)
            if isinstance(heard, Unheard) or not heard.ok or not isinstance(heard.value, dict):
                return
            before = len(self._own)
            for each in listed(heard.value):
                self._speaks = True
                if each.root == each.uri and each.quote in self._own:
                    roots.add(each.uri)
                if each.root in roots:
                    self._own[each.uri] = each
            quiet = 0 if len(self._own) > before else quiet + 1
            cursor = heard.value.get("cursor")
            if not isinstance(cursor, str) or quiet >= _QUIET:
                return

    def _lacking(self) -> Iterator[Answer]:
        """The author's posts that no answer has yet, or has in an older version; the earliest first."""
        for uri in sorted(self._own):
            if uri not in self._known and self._views < _VIEWS:
                yield from self._view(uri, above=_DEPTH)
        lacking = sorted(uri for uri in self._own if uri not in self._known)
        for start in range(0, len(lacking), _POSTS):
            heard = self._appview("app.bsky.feed.getPosts", {"uris": lacking[start : start + _POSTS]})
            if heard is not None and self._note(heard):
                yield heard.answer()
        for uri, each in sorted(self._own.items()):
            if uri not in self._known or self._known[uri].cid != each.cid:
                yield from self._record(uri)

    def _doubtful(self) -> Iterator[Answer]:
        """Posts of the author that others of the thread answer, or that were held before: are they there?"""
        waiting = [uri for uri in self._held if uri not in self._known]
        waiting += [each.parent for each in self._known.values() if each.author == self._did and each.parent]
        while waiting:
            uri = waiting.pop()
            if uri in self._known or uri in self._asked_for or not uri.startswith(f"at://{self._did}/"):
                continue
            yield from self._record(uri)
            if uri in self._known and (above := self._known[uri].parent):
                waiting.append(above)
