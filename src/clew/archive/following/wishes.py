"""What somebody follows: authors, hashtags, words and whole servers, kept in the archive until it is taken back.

@name.bsky.social, did:plc:…, https://bsky.app/profile/…   an author on Bluesky
@name@server.example, https://server.example/@name         an author in the fediverse
#tag, "some words"                                         on Bluesky
#tag@server.example                                        as a server of the fediverse knows it
https://server.example                                     everything that is written on a server
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Literal, cast
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from clew import networks, settings
from clew.archive.asked import Asking, tokens
from clew.errors import BadQuery, NotFound
from clew.post import Author, Value
from clew.stores.base import Store
from clew.stores.deeds import Deed, name_of
from clew.text.folding import fold
from clew.text.terms import terms

_KIND = "follow"
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9-]+(?::\d+)?"
_NAME = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*"
_DID = r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%-]+)"
_BLUESKY = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (rf"(?:https?://)?[^/\s]+/profile/@?({_DID}|{_NAME})/?", rf"@?({_NAME})", rf"({_DID})")
)
_FEDIVERSE = re.compile(rf"@([A-Za-z0-9_.-]+)@({_HOST})")
_PAGE = re.compile(rf"(https?)://({_HOST})/@([A-Za-z0-9_.-]+)/?", re.IGNORECASE)
_TAG = re.compile(rf"[#＃]([^\s#@]+)(?:@({_HOST}))?")
_OF_X = re.compile(r"(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com(?:/|$)", re.IGNORECASE)
_SERVER = re.compile(rf"(https?)://({_HOST})/?", re.IGNORECASE)
Kind = Literal["author", "tag", "words", "server"]


class Followed(Value):
    """One thing that is followed: as it is written down, what it is, and where.

    `value` is an author's name or id, a folded hashtag, words as they were typed, or a server's address; `server` the
    address of the server of the fediverse that is asked, None on Bluesky.
    """

    written: str
    kind: Kind
    value: str
    server: str | None = None
    id: str | None = None

    @property
    def address(self) -> str:
        """Where it is heard: the address of the server, or of a page on it."""
        if self.kind == "tag":
            return f"{self.server}/tags/{quote(self.written[1:].partition('@')[0])}"
        return f"{self.server}/@{self.value}" if self.kind == "author" else self.value


def read(written: str) -> Followed:
    """What somebody typed; `BadQuery` of what names nothing that can be followed."""
    written = written.strip()
    if _OF_X.match(written):
        raise BadQuery(f"{written} cannot be followed: X lets no program follow anybody; bring files from there.")
    if (tag := _TAG.fullmatch(written)) is not None and (folded := fold(tag[1])):
        at = f"@{tag[2].lower()}" if tag[2] else ""
        return Followed(f"#{tag[1]}{at}", "tag", folded, _base(tag[2]))
    if (server := _SERVER.fullmatch(written)) is not None:
        address = f"{server[1]}://{server[2]}".lower()
        return Followed(address, "server", address)
    if (page := _PAGE.fullmatch(written)) is not None:
        host = page[2].lower()
        return Followed(f"@{page[3]}@{host}", "author", page[3], f"{page[1].lower()}://{host}")
    if (both := _FEDIVERSE.fullmatch(written)) is not None:
        return Followed(f"@{both[1]}@{both[2].lower()}", "author", both[1], _base(both[2]))
    found = next((match for form in _BLUESKY if (match := form.fullmatch(written))), None)
    if found is not None:
        name = found[1] if found[1].startswith("did:") else found[1].lower()
        return Followed(name if name.startswith("did:") else f"@{name}", "author", name)
    words = written.strip('"“”„«»').strip()
    if (words != written or " " in written) and terms(words):
        return Followed(f'"{words}"', "words", words)
    raise BadQuery(
        f"{written!r} cannot be followed; write an author (@name.bsky.social, @name@server), a #tag, a server's address"
        " (https://server.example), or words in quotes ('\"the old bridge\"')."
    )


def _is(wish: Followed, author: Author, handles: Collection[str]) -> bool:
    """Whether an author is who a wish names; `handles` in lower case."""
    if author.id in {wish.id, wish.value}:
        return True
    name = wish.written.removeprefix("@").lower()
    if wish.server is None:
        return author.network == "bluesky" and name in handles
    host = wish.server.partition("://")[2]
    here = author.network == host or author.id.startswith(f"{wish.server}/")
    return name in handles or (here and wish.value.lower() in handles)


def _base(host: str | None) -> str | None:
    return None if host is None else f"https://{host.lower()}"


def known(wish: Followed, asking: Asking) -> Followed:
    """The wish with what its network says of it: the id of an author; `Unreadable` where there is no such author."""
    if wish.kind not in {"author", "server"} or wish.value.startswith("did:"):
        return wish
    services = networks.Services(asking.appview.rstrip("/"), asking.plc.rstrip("/"))
    with closing(networks.Ask(services, asking.nearby, tokens(settings.tokens()))) as ask:
        if wish.kind == "server":
            fediverse = cast("Any", networks.load("fediverse")).serves(wish.value, ask)
            return replace(wish, server=wish.value) if fediverse else wish
        network = cast("Any", networks.load("fediverse" if wish.server else "bluesky"))
        return replace(wish, id=network.author_id(wish.value, wish.server, ask))


class Wishes:
    """The list of what is followed, in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[Followed, ...]:
        """Everything that is followed, what was added first before the rest."""
        deeds = self._store.deeds(_KIND)
        return tuple(msgspec.json.decode(deed.said, type=Followed) for deed in deeds if deed.said)

    def add(self, wish: Followed) -> bool:
        """Follow something from now on; false where it was followed before."""
        if any(each.written == wish.written for each in self.all()):
            return False
        self._store.do([Deed(_KIND, name_of(wish.written), msgspec.json.encode(wish).decode(), datetime.now(UTC))])
        return True

    def of(self, author: Author, handles: Iterable[str]) -> tuple[Followed, ...]:
        """What is followed because of one author, under their id or any of these handles of theirs."""
        called = {handle.lower().removeprefix("@") for handle in handles}
        return tuple(each for each in self.all() if each.kind == "author" and _is(each, author, called))

    def remove(self, wish: Followed) -> None:
        """Follow it no more; `NotFound` where it is not followed."""
        if all(each.written != wish.written for each in self.all()):
            raise NotFound(f"{wish.written} is not followed; `clew follow list` shows what is.")
        self._store.do([Deed(_KIND, name_of(wish.written), "", datetime.now(UTC))])
