"""An account on a server that speaks Mastodon's API, by its token: what mentions it, and answering.

Whether a mention was answered stands below it. Servers keep the key of what was just sent for an hour besides, so that
the same answer does not come twice even where its first is not shown yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from clew.errors import Unreadable
from clew.networks._asking import Ask, Heard, Mention, Unheard, Wanted
from clew.networks._values import items, moment
from clew.post import Author
from clew.text.html import words as plain

_PAGES, _PAGE = 10, 40


class Membership:
    """One account on its server."""

    def __init__(self, login: Mapping[str, str], ask: Ask) -> None:
        self._server = login.get("server", "").rstrip("/")
        self._ask = ask
        ask.login(urlsplit(self._server).hostname or "", login.get("token", ""))
        heard = ask.get(f"{self._server}/api/v1/accounts/verify_credentials")
        value = _given(heard, f"The token for {self._server} does not work")
        self._key = str(value.get("id"))
        self.author = self._author(value)

    def _get(self, path: str, **query: object) -> Heard | Unheard:
        return self._ask.get(f"{self._server}/api/v1/{path}", query)

    def _author(self, account: dict[str, Any]) -> Author:
        who, handle = account.get("uri") or account.get("url"), account.get("acct")
        handle = handle if isinstance(handle, str) else None
        if handle and "@" not in handle:
            handle = f"{handle}@{urlsplit(str(who)).netloc or urlsplit(self._server).netloc}"
        return Author(str(who), "fediverse", handle)

    def mentions(self, since: datetime) -> Sequence[Mention]:
        """What its server's notifications have; posts to the account alone are letters, and left alone."""
        found: list[Mention] = []
        query: dict[str, object] = {"types[]": "mention", "limit": _PAGE}
        for _ in range(_PAGES):
            heard = self._get("notifications", **query)
            if isinstance(heard, Unheard) or not heard.ok or not isinstance(heard.value, list):
                _given(heard, "What mentions the account cannot be had")
                break
            page = [each for each in heard.value if isinstance(each, dict) and each.get("id")]
            found += filter(None, map(self._mention, page))
            if len(page) < _PAGE or moment(page[-1].get("created_at")) < since:
                break
            query["max_id"] = page[-1]["id"]
        return sorted((each for each in found if each.at >= since), key=lambda each: (each.at, each.id))

    def _mention(self, value: dict[str, Any]) -> Mention | None:
        status, account = value.get("status"), value.get("account")
        if value.get("type") != "mention" or not isinstance(status, dict) or not isinstance(account, dict):
            return None
        if status.get("visibility") not in {"public", "unlisted"} or not isinstance(status.get("id"), str):
            return None
        text = plain(str(status.get("content") or "")).text
        lang = status.get("language")
        langs = (lang,) if isinstance(lang, str) else ()
        name = str(status.get("uri") or status.get("url"))
        ref = {"key": account.get("id"), "acct": account.get("acct"), "under": status.get("in_reply_to_id")}
        when = moment(value.get("created_at"))
        return Mention(name, status["id"], self._author(account), text, langs, when, ref)

    def wanted(self, mention: Mention) -> Wanted | None:
        """The first post above that is somebody else's, else the one it answers."""
        if mention.ref["under"] is None:
            return None
        heard = self._get(f"statuses/{mention.key}/context")
        value = _given(heard, f"What stands above {mention.id} cannot be had")
        above = [each for each in reversed(items(value.get("ancestors"))) if _is_status(each)]
        apart = {mention.ref["key"], self._key}
        found = next((each for each in above if each["account"].get("id") not in apart), None)
        found = found or next(iter(above), None)
        if found is None:
            return None
        return Wanted(str(found.get("uri") or found.get("url")), self._author(found["account"]))

    def answered(self, mention: Mention) -> bool:
        """Whether a status of the account's stands right below the mention."""
        heard = self._get(f"statuses/{mention.key}/context")
        value = _given(heard, f"Whether {mention.id} was answered cannot be asked")
        return any(
            each.get("in_reply_to_id") == mention.key and each["account"].get("id") == self._key
            for each in items(value.get("descendants"))
            if _is_status(each)
        )

    def answer(self, mention: Mention, words: str, address: str, lang: str) -> None:
        """Write a status under the mention, which no list of the server shows."""
        said = {
            "status": f"@{mention.ref['acct']} {words} {address}",
            "in_reply_to_id": mention.key,
            "visibility": "unlisted",
            "language": lang,
        }
        once = {"Idempotency-Key": hashlib.sha256(mention.id.encode()).hexdigest()}
        _given(
            self._ask.post(f"{self._server}/api/v1/statuses", said, headers=once), f"{mention.id} cannot be answered"
        )


def _given(heard: Heard | Unheard, sentence: str) -> dict[str, Any]:
    if isinstance(heard, Unheard):
        raise Unreadable(f"{sentence}: {heard.reason}.")
    value = heard.value if isinstance(heard.value, dict) else {}
    if not heard.ok:
        raise Unreadable(f"{sentence}: {value.get('error') or heard.said.status}.")
    return value


def _is_status(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("account"), dict)
