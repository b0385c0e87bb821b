"""How people write the address of a post on Bluesky."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

COLLECTION = "app.bsky.feed.post"

_DID = r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%-]+)"
_HANDLE = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*"
_KEY = r"[A-Za-z0-9._:~-]{1,512}"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"at://({_DID}|{_HANDLE})/{re.escape(COLLECTION)}/({_KEY})",
        # bsky.app, and the other clients that kept its paths
        rf"(?:https?://)?[^/\s]+/profile/@?({_DID}|{_HANDLE})/post/({_KEY})(?:/[^?#]*)?(?:[?#].*)?",
        rf"@?({_DID}|{_HANDLE})/post/({_KEY})/?",
    )
)
_IN_URI = re.compile(rf"at://({_DID})/{re.escape(COLLECTION)}/({_KEY})")


class Named(NamedTuple):
    """A post by its author (a DID, or a handle) and its key."""

    author: str
    key: str

    @property
    def uri(self) -> str:
        """The post's address on the network, which is its id where the author is a DID."""
        return f"at://{self.author}/{COLLECTION}/{self.key}"


def named(address: str) -> Named | None:
    """The post that a person's words name; None where they have another form."""
    address = unquote(address.strip())
    for form in _FORMS:
        found = form.fullmatch(address)
        if found is not None:
            author = found[1] if found[1].startswith("did:") else found[1].lower()
            return Named(author, found[2])
    return None


def post_of(uri: object) -> Named | None:
    """The post of an at:// address that names its author by DID."""
    found = _IN_URI.fullmatch(uri) if isinstance(uri, str) else None
    return Named(found[1], found[2]) if found else None
