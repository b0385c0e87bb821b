"""Notices as JSON, posted to an address and signed, so that whoever listens there knows who speaks."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from clew.errors import BadSetting, ClewError, MissingPart
from clew.text import notes

if TYPE_CHECKING:
    from clew.archive.noticing import Notice

_TITLE = 100
_LARGEST = 1 << 16  # of an answer, which nobody reads
SIGNATURE = "Clew-Signature"
_SHORTEST = 16


class Webhook:
    """One address, and the secret that it shares."""

    def __init__(self, address: str, secret: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            raise BadSetting("webhook has to be a web address such as https://hooks.example/clew.")
        if len(secret) < _SHORTEST:
            raise BadSetting(f"notices.toml needs a secret of {_SHORTEST} characters or more to sign what is posted.")
        self.name, self._host, self._secret = address, parts.hostname, secret.encode()

    def send(self, notice: Notice) -> None:
        """Post one notice."""
        try:
            from clew.fetching import Client, Doors, Limits, Missed
        except ImportError as error:
            raise MissingPart("Webhooks need urllib3; `pip install 'clew[network]'` adds it.") from error
        body = msgspec.json.encode(told(notice))
        headers = {
            "Content-Type": "application/json",
            SIGNATURE: signature(body, self._secret, int(time.time())),
            "Clew-Delivery": notice.name,
        }
        # The owner named this host; no other of this machine or network is called.
        client = Client(Doors([self._host]), Limits(_LARGEST, silence=10, beginning=10, total=30), threading.Event())
        try:
            said = client.post(self.name, body, headers)
        finally:
            client.close()
        if isinstance(said, Missed):
            raise ClewError(f"{self._host} did not take the notice: {said.reason}.")
        if not HTTPStatus.OK <= said.status < HTTPStatus.MULTIPLE_CHOICES:
            raise ClewError(f"{self._host} did not take the notice: it answered {said.status}.")


def signature(body: bytes, secret: bytes, moment: int) -> str:
    """`t=SECONDS,v1=HEX`: the HMAC-SHA-256 of the seconds since 1970, a point and the body."""
    made = hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={made}"


def told(notice: Notice) -> dict[str, Any]:
    """What is posted; a post under a content warning has the warning in place of its words."""
    thread = notice.thread
    author = thread.summary.author
    return {
        "event": "thread",
        "thread": thread.id,
        "page": notice.page,
        "url": thread.parts[0].post.url,
        "author": {"id": author.id, "network": author.network, "handle": author.handle, "name": author.name},
        "title": notes.opening_words(thread.parts[0].post, _TITLE),
        "held": thread.summary.held,
        "promised": thread.summary.promised,
        "new": [
            {
                "id": post.id,
                "url": post.url,
                "created": post.created,
                "lang": post.lang,
                "text": notes.cover_words(post) or post.text[post.body_start :],
            }
            for post in notice.new
        ],
        "searches": notice.searches,
        "authors": notice.authors,
    }
