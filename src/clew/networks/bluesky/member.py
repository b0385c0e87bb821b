"""An account on Bluesky that is logged in with an app password: what mentions it, and answering.

An answer gets a key that follows from the mention's own. The account's server, which knows its records at once, says
whether one is there already, and would refuse a second.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from clew.errors import Unreadable
from clew.networks._asking import Ask, Heard, Mention, Unheard, Wanted
from clew.networks._values import items, moment
from clew.networks.bluesky.addresses import COLLECTION, post_of
from clew.post import Author

_PAGES = 10
_ABOVE = 80
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}", re.ASCII)
_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"


class Membership:
    """One login; it lasts for some hours, which is longer than a round takes."""

    def __init__(self, login: Mapping[str, str], ask: Ask) -> None:
        self._server = login.get("server", "https://bsky.social").rstrip("/")
        self._ask = ask
        said = {"identifier": login.get("account", ""), "password": login.get("password", "")}
        heard = ask.post(f"{self._server}/xrpc/com.atproto.server.createSession", said)
        value = _given(heard, f"Logging in at {self._server} does not work")
        token, did = value.get("accessJwt"), value.get("did")
        if not isinstance(token, str) or not isinstance(did, str):
            raise Unreadable(f"Logging in at {self._server} does not work: it gave no token.")
        ask.login(urlsplit(self._server).hostname or "", token)
        self.author = Author(did, "bluesky", value.get("handle"))

    def _get(self, method: str, **query: object) -> Heard | Unheard:
        return self._ask.get(f"{self._server}/xrpc/{method}", query)

    def mentions(self, since: datetime) -> Sequence[Mention]:
        """What its server's notifications have."""
        found: list[Mention] = []
        cursor: dict[str, object] = {}
        for _ in range(_PAGES):
            heard = self._get("app.bsky.notification.listNotifications", limit=100, **cursor)
            value = _given(heard, f"What mentions {self.author.handle} cannot be had")
            page = [each for each in items(value.get("notifications")) if isinstance(each, dict)]
            found += filter(None, map(_mention, page))
            following = value.get("cursor")
            if not page or not isinstance(following, str) or moment(page[-1].get("indexedAt")) < since:
                break
            cursor = {"cursor": following}
        return sorted((each for each in found if each.at >= since), key=lambda each: (each.at, each.id))

    def wanted(self, mention: Mention) -> Wanted | None:
        """The first post above that is somebody else's, else the one it answers, else the one it quotes."""
        apart = {mention.asker.id, self.author.id}
        above = [*self._above(mention)]
        found = next((each for each in above if _did(each) not in apart), None) or next(iter(above), None)
        if found is None:
            return None
        return Wanted(found, Author(_did(found), "bluesky"))

    def _above(self, mention: Mention) -> Iterator[str]:
        record = mention.ref["record"]
        parent = _uri((record.get("reply") or {}).get("parent"))
        if parent is None:
            embed = record.get("embed")
            quoted = embed.get("record") if isinstance(embed, dict) else None
            inner = quoted.get("record") if isinstance(quoted, dict) else None
            quote = _uri(inner) or _uri(quoted)
            if quote is not None:
                yield quote
            return
        yield parent
        heard = self._get("app.bsky.feed.getPostThread", uri=mention.id, depth=0, parentHeight=_ABOVE)
        node = heard.value.get("thread") if isinstance(heard, Heard) and isinstance(heard.value, dict) else None
        while isinstance(node, dict) and isinstance(node := node.get("parent"), dict):
            uri = _uri(node) or _uri(node.get("post"))
            if uri is not None and uri != parent:
                yield uri

    def answered(self, mention: Mention) -> bool:
        """Whether the account's own server has the record."""
        heard = self._get(
            "com.atproto.repo.getRecord", repo=self.author.id, collection=COLLECTION, rkey=answer_key(mention.id)
        )
        if isinstance(heard, Unheard):
            raise Unreadable(f"Whether {mention.id} was answered cannot be asked: {heard.reason}.")
        return heard.ok

    def answer(self, mention: Mention, words: str, address: str, lang: str) -> None:
        """Write a post under the mention; the address is a link."""
        text = f"{words} {address}"
        start = len(f"{words} ".encode())
        link = {"$type": "app.bsky.richtext.facet#link", "uri": address}
        root = (mention.ref["record"].get("reply") or {}).get("root")
        parent = {"uri": mention.id, "cid": mention.ref["cid"]}
        record = {
            "$type": COLLECTION,
            "text": text,
            "createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "langs": [lang],
            "reply": {"root": root or parent, "parent": parent},
            "facets": [{"index": {"byteStart": start, "byteEnd": len(text.encode())}, "features": [link]}],
        }
        said = {
            "repo": self.author.id,
            "collection": COLLECTION,
            "rkey": answer_key(mention.id),
            "record": record,
        }
        _given(
            self._ask.post(f"{self._server}/xrpc/com.atproto.repo.createRecord", said),
            f"{mention.id} cannot be answered",
        )


def answer_key(mention: str) -> str:
    """The key of the answer to a mention: its own where that is made of the clock, else one made of its hash."""
    key = mention.rpartition("/")[2]
    if _TID.fullmatch(key):
        return key
    number = int.from_bytes(hashlib.sha256(mention.encode()).digest()[:8]) >> 1
    return "".join(_SIGNS[number >> 5 * place & 31] for place in reversed(range(13)))


def _mention(value: dict[str, Any]) -> Mention | None:
    author, record, uri, cid = (value.get(name) for name in ("author", "record", "uri", "cid"))
    if value.get("reason") != "mention" or not isinstance(author, dict) or not isinstance(record, dict):
        return None
    if post_of(uri) is None or not isinstance(cid, str) or not isinstance(author.get("did"), str):
        return None
    langs = tuple(each for each in items(record.get("langs")) if isinstance(each, str))
    asker = Author(author["did"], "bluesky", author.get("handle"))
    text = record.get("text")
    when = moment(value.get("indexedAt"))
    ref = {"cid": cid, "record": record}
    return Mention(str(uri), str(uri), asker, text if isinstance(text, str) else "", langs, when, ref)


def _given(heard: Heard | Unheard, sentence: str) -> dict[str, Any]:
    if isinstance(heard, Unheard):
        raise Unreadable(f"{sentence}: {heard.reason}.")
    value = heard.value if isinstance(heard.value, dict) else {}
    if not heard.ok:
        said = value.get("message") or value.get("error") or heard.said.status
        raise Unreadable(f"{sentence}: {said}.")
    return value


def _did(uri: str) -> str:
    return uri.split("/")[2]


def _uri(ref: Any) -> str | None:
    uri = ref.get("uri") if isinstance(ref, dict) else None
    return uri if isinstance(uri, str) and post_of(uri) is not None else None
