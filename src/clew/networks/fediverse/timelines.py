"""What is written on a server of the fediverse: under a hashtag, by an account, or by anybody there.

A server that streams is heard (`/api/v1/streaming`, docs.joinmastodon.org/methods/streaming); one that does not, or not
to everybody, is asked for what is new every half minute. What was missed in between is asked for first, by pages.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from clew.capture.answers import Answer
from clew.capture.gone import Gone, written
from clew.fetching import Client, Limits, Missed, Said
from clew.fetching.events import Event, RefusedError, events
from clew.fetching.streams import BrokenStream
from clew.networks._streams import PULSE, Listening, Message, Sign
from clew.text.html import words
from clew.text.siblings import beside

_PAUSE = 30.0
_PAGE, _PAGES = 40, 25
_REMEMBERED = 100_000
_SHOWN = {"public", "unlisted"}
_OK = 200
_LARGEST = 32 << 20


class Timeline:
    """One timeline: `base` is the server, `path` where its pages are, `stream` where it is heard (None: nowhere)."""

    network = "fediverse"
    suffix = ".json"
    source = None

    def __init__(self, base: str, path: str, stream: str | None) -> None:
        self._base = base
        self._path = path
        self._stream = stream
        self.name = f"{base}{path}"
        self._uris: OrderedDict[str, str] = OrderedDict()
        self._last: str | None = None
        self._refused = False

    def messages(self, how: Listening) -> Iterator[Message | None]:
        """The statuses as they come; those before the cursor, the number of a status, are not asked for."""
        self._last = how.cursor or self._last
        with closing(Client(how.doors, Limits(_LARGEST, silence=20, total=120), how.stopped)) as client:
            pages = _Pages(client, self._base, self._headers(how))
            path = self._path if "@" not in self._path else pages.account(self._path)
            if self._stream is not None and not self._refused:
                try:
                    yield from self._heard(pages, path, how)
                except RefusedError:
                    self._refused = True  # it is asked instead
            while True:
                yield from self._missed(pages, path)
                until = time.monotonic() + _PAUSE
                while time.monotonic() < until:
                    if how.stopped.wait(PULSE):
                        return
                    yield None

    def _headers(self, how: Listening) -> dict[str, str]:
        token = how.tokens.get(urlsplit(self._base).hostname or "")
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _heard(self, pages: _Pages, path: str, how: Listening) -> Iterator[Message | None]:
        address = f"{self._base}{self._stream}"
        with events(address, how.doors, headers=self._headers(how), pulse=PULSE) as stream:
            # Whoever listens first and asks for what was missed then hears some twice, and misses none.
            yield from self._missed(pages, path)
            for event in stream:
                yield None if event is None else self._event(event, address)

    def _event(self, event: Event, address: str) -> Message | None:
        if event.kind in {"update", "status.update"}:
            return self._message(event.data, edited=event.kind == "status.update")
        if event.kind != "delete":
            return None
        number = event.data.decode("utf-8", "replace").strip()
        uri = self._uris.get(number)
        if uri is None or not uri.startswith(f"{self._base}/"):
            return None  # only the server a post was written on is believed
        said = f"event: delete\ndata: {number[:80]}"
        gone = Gone(post=uri, state="deleted", asked=address, status=_OK, said=said)
        now = datetime.now(UTC)
        return Message(Answer(address, now, written(gone)), None, now.isoformat(), (Sign("deleted", uri, ""),))

    def _missed(self, pages: _Pages, path: str) -> Iterator[Message | None]:
        """What came since the last status that was heard; at the first time nothing but its number."""
        if self._last is None:
            for raw in pages.page(path, {"limit": 1}):
                self._message(raw)
            self._last = self._last or "0"
            yield Message(b"", self._last)
            return
        for _ in range(_PAGES):
            before = self._last
            page = pages.page(path, {"limit": _PAGE, "min_id": before})
            # The oldest first, whatever order the server gives them in: each is the cursor behind itself.
            for raw in sorted(page, key=_numbered):
                if _numbered(raw) > _number(before):
                    yield self._message(raw)
            if _number(self._last) <= _number(before):
                return

    def _message(self, raw: bytes, *, edited: bool = False) -> Message | None:
        """A status as a message; None of what is not for everybody, and of what only passes a post on."""
        try:
            value = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        number = str(value.get("id")) if isinstance(value, dict) else ""
        if _number(number) > _number(self._last):
            self._last = number
        found = sign(value, edited=edited)
        if found is None:
            return None
        self._uris[number] = found.id
        if len(self._uris) > _REMEMBERED:
            self._uris.popitem(last=False)
        now, when = datetime.now(UTC), value.get("edited_at") or value.get("created_at")
        answer = Answer(f"{self._base}/api/v1/statuses/{quote(number)}", now, bytes(raw))
        return Message(answer, self._last, when if isinstance(when, str) else None, (found,))


class _Pages:
    """Asks a server for pages of statuses."""

    def __init__(self, client: Client, base: str, headers: dict[str, str]) -> None:
        self._client = client
        self._base = base
        self._host = urlsplit(base).hostname
        self._headers = headers

    def page(self, path: str, query: dict[str, object]) -> list[bytes]:
        """The statuses of a page, each as it came."""
        mark = "&" if "?" in path else "?"
        said = self._asked(f"{self._base}{path}{mark}{urlencode(query)}")
        try:
            return [bytes(each) for each in msgspec.json.decode(said.body, type=list[msgspec.Raw])]
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BrokenStream("its server answers what is no list of posts") from error

    def account(self, path: str) -> str:
        """The path of an account's statuses, from one that has the account's name (`…/accounts/@name/statuses`)."""
        head, _, rest = path.partition("@")
        name, _, tail = rest.partition("/")
        said = self._asked(f"{self._base}/api/v1/accounts/lookup?{urlencode({'acct': name})}")
        try:
            number = msgspec.json.decode(said.body, type=dict[str, Any]).get("id")
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BrokenStream("its server answers what is no account") from error
        return f"{head}{quote(str(number))}/{tail}"

    def _asked(self, address: str) -> Said:
        said = self._client.ask(address, lambda host: self._headers if host == self._host else {})
        if isinstance(said, Missed):
            raise BrokenStream(said.reason)
        if said.status != _OK:
            raise BrokenStream(f"its server answers {said.status}")
        return said


def sign(value: Any, *, edited: bool = False) -> Sign | None:
    """What a status says, as far as whether it is wanted depends on it; None of what is not for everybody."""
    if not isinstance(value, dict) or value.get("reblog") is not None or value.get("visibility") not in _SHOWN:
        return None
    account, uri, number = value.get("account"), value.get("uri") or value.get("url"), value.get("id")
    if not isinstance(account, dict) or not isinstance(uri, str) or ":" not in uri:
        return None
    tags = [each.get("name") for each in value.get("tags") or () if isinstance(each, dict)]
    parent = None
    if value.get("in_reply_to_id") is not None and value.get("in_reply_to_account_id") == account.get("id"):
        parent = beside(uri, str(number), str(value["in_reply_to_id"]))
    return Sign(
        "edited" if edited or value.get("edited_at") else "made",
        uri,
        author_of(account, uri),
        words(str(value.get("content") or "")).text,
        tuple(tag for tag in tags if isinstance(tag, str)),
        parent,
        handle=str(account.get("acct") or account.get("username") or "") or None,
    )


def author_of(account: dict[str, Any], uri: str) -> str:
    """The id of an account: what it says, else what the address of its status says, else its page."""
    home = uri.rpartition("/statuses/")[0]
    return str(account.get("uri") or home or account.get("url"))


def _numbered(raw: bytes) -> tuple[int, str]:
    """The number of a status, as it is ordered by."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _number(None)
    return _number(str(value.get("id")) if isinstance(value, dict) else None)


def _number(cursor: str | None) -> tuple[int, str]:
    """Numbers of statuses in their order: Mastodon's are numbers, those of Pleroma's kin are of one length."""
    return (len(cursor), cursor) if cursor else (0, "")
