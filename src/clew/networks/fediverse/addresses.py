"""How servers of the fediverse write the address of a post, and what their API calls the post in it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_NUMBER = r"[A-Za-z0-9]{1,64}"
_NAME = r"[^/@\s]+(?:@[^/@\s]+)?"
# What the API has a number for; the other forms are asked for as ActivityPub objects.
_WITH_NUMBER = (
    rf"/(?:(?:web|deck)/)?@{_NAME}/(?:posts/|statuses/)?({_NUMBER})",  # Mastodon, Takahe, GoToSocial and their clients
    rf"/users/[^/\s]+/statuses/({_NUMBER})",
    rf"/ap/users/\d+/statuses/({_NUMBER})",
    rf"/(?:web/)?statuses/({_NUMBER})",
    rf"/notice/({_NUMBER})",  # Pleroma and Akkoma
)
_WITHOUT = (
    rf"/notes/({_NUMBER})",  # Misskey and its kin
    r"/(?:objects|display|activities)/([\w-]+)",  # Pleroma's objects, Friendica
    r"/[^/\s]+/p/(\d+\.\d+)",  # snac
    r"/(?:u/[^/\s]+/)?(?:post|comment)/(\d+)",  # Lemmy
)
_NUMBERED = tuple(re.compile(form, re.ASCII) for form in _WITH_NUMBER)
_OTHERS = tuple(re.compile(form, re.ASCII) for form in _WITHOUT)
_ACCOUNT = re.compile(r"/(?:(?:web|deck)/)?(?:@|users/)([^/@\s]+)(?:@([^/@\s]+))?/.+")
_SHORT = re.compile(rf"@([^/@\s]+)@([^/@\s]+\.[^/@\s]+)/({_NUMBER})", re.ASCII)


class Spot(NamedTuple):
    """A post's address, the server it is on, and its number in the server's API where the address has it."""

    address: str
    base: str
    number: str | None

    @property
    def host(self) -> str:
        """The server's host, with its port where it has one."""
        return self.base.partition("://")[2]


def spot(address: str) -> Spot | None:
    """What an address names; None of what is no address of the web."""
    address = address.strip()
    short = _SHORT.fullmatch(address)
    if short is not None:
        address = f"https://{short[2]}/@{short[1]}/{short[3]}"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return None
    path = unquote(parts.path).rstrip("/")
    found = next((match for form in _NUMBERED if (match := form.fullmatch(path))), None)
    return Spot(address, f"{parts.scheme.lower()}://{parts.netloc.lower()}", found[1] if found else None)


def account(address: str) -> tuple[str, str] | None:
    """The name of a post's author and their own server, as far as the address of the post says them."""
    found = spot(address)
    name = None if found is None else _ACCOUNT.fullmatch(unquote(urlsplit(found.address).path))
    if found is None or name is None:
        return None
    return name[1], f"https://{name[2].lower()}" if name[2] else found.base


def is_form(address: str) -> bool:
    """Whether an address has the form of a post's on some server of the fediverse."""
    found = spot(address)
    if found is None:
        return False
    path = unquote(urlsplit(found.address).path).rstrip("/")
    return found.number is not None or any(form.fullmatch(path) for form in _OTHERS)
