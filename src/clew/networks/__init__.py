"""One file or folder per live service: the address of a post in, the answers out that its thread is made of.

A network is a module with these names:

* `title`: what a person calls the service.
* `knows(address)`: True where the address has the form of this service's posts; it looks at the letters only.
* `unroll(wish, ask)`: yields what the service's servers answered, as they answered it; which of them is asked for what
  follows from the answers before. `Unreadable` says in a sentence why there is nothing.
* `consent(author, ask)`: the author's `Stance`: whether they want to be shown, as their profile says now.
* `login(secrets, ask)`, optional: the `Member` that these secrets log in; `Unreadable` says why not.
* `edits_unsaid`, optional: True where a post that was edited does not say so.
* `stream(address)`, `author_id(name, server, ask)`, optional: the `Stream` of a server, and the id of an author who is
  to be followed, as `clew.archive.following` asks for them.
* `authors(address)`, optional: the names of its author that the address of a post says: an id, or `network:@handle`.
* `tries_any`, optional: True of the one network that is asked for an address whose form none knows.

What the answers hold is no network's part: they take the road of any file, through the sources.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Protocol, cast

from clew import plugins
from clew.capture.answers import Answer
from clew.errors import UnknownFormat
from clew.networks._asking import BLOCKED, Ask, Member, Mention, Services, Stance, Wanted, Wish
from clew.networks._streams import Closed, Listening, LostPlaceError, Message, Sign, Stream
from clew.post import Author

__all__ = [
    "BLOCKED",
    "Ask",
    "Closed",
    "Listening",
    "LostPlaceError",
    "Member",
    "Mention",
    "Message",
    "Network",
    "Services",
    "Sign",
    "Stance",
    "Stream",
    "Wanted",
    "Wish",
    "consent",
    "find",
    "is_address",
    "load",
    "names",
]

_SCHEME = re.compile(r"(?:https?|at)://[^\s/]", re.IGNORECASE)


class Network(Protocol):
    """What a module of this folder has to offer."""

    __name__: str
    title: str

    def knows(self, address: str) -> bool:
        """Say whether the address has the form of this service's posts."""
        ...

    def unroll(self, wish: Wish, ask: Ask) -> Iterator[Answer]:
        """Yield the answers that the thread of the wished post is made of."""
        ...

    def consent(self, author: Author, ask: Ask) -> Stance:
        """Say whether an author wants to be shown; `unknown` with its reason where that cannot be looked up."""
        ...


def consent(author: Author, ask: Ask) -> Stance:
    """Whether an author wants to be shown, as their network says now."""
    if author.network not in names():
        return Stance("unknown", f"nobody can be asked on {author.network}")
    return load(author.network).consent(author, ask)


def names() -> tuple[str, ...]:
    """The names of all networks that come with Clew."""
    return plugins.own_names(sys.modules[__name__])


def load(name: str) -> Network:
    """The network of that name; `NotFound` lists the names there are."""
    return cast("Network", plugins.load(sys.modules[__name__], name))


def is_address(place: str) -> bool:
    """Whether what a person typed may be the address of a post: of the web, at://, or as a network writes it."""
    place = place.strip()
    return bool(_SCHEME.match(place)) or any(each.knows(place) for each in _all())


def find(address: str) -> Network:
    """The network that an address is of; `UnknownFormat` where none knows its form."""
    address = address.strip()
    found = next((each for each in _all() if each.knows(address)), None)
    if found is None and address.lower().startswith(("http://", "https://")):
        found = next((each for each in _all() if getattr(each, "tries_any", False)), None)
    if found is None:
        raise UnknownFormat(f"{address} has not the form of a post's address on any network that Clew asks.")
    return found


def _all() -> Iterator[Network]:
    here = sys.modules[__name__]
    for name in (*names(), *plugins.outside_names(here)):
        yield load(name)
