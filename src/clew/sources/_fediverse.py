"""How the servers of the fediverse write addresses, dates, languages and audiences, whatever the format."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from clew.post import Entity, Visibility
from clew.sources._fediverse_languages import language

__all__ = ["NETWORK", "actor_of", "audience", "body_start", "handle_of", "host_of", "language", "moment", "stand_in"]

NETWORK = "fediverse"
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
# Blogs of 1999 are on the fediverse too; a date before the web, or far ahead, is a broken clock.
_FIRST_YEAR, _LAST_YEAR = 1991, 2100

# Servers whose posts have addresses below their author's: Mastodon and GoToSocial, Takahe, snac.
_BELOW_AUTHOR = re.compile(
    r"(https?://[^/?#\s]+/(?:ap/)?users/[^/?#\s]+)/statuses/\w+(?:/activity)?"
    r"|(https?://[^/?#\s]+/@[^/?#@\s]+@[^/?#@\s]+/)posts/\d+/?"
    r"|(https?://[^/?#\s]+/[^/?#\s]+)/p/\d+\.\d+"
)
# The name of an account in the address of a post (Mastodon's, Takahe's) or of the account itself. Misskey has a key
# where others have the name, which is told by its posts: they are at /notes/.
_NAMED_POST = re.compile(r"https?://([^/?#\s]+)/@([\w.-]+)/(?:posts/)?\w+/?")
_NAMED_ACTOR = re.compile(
    r"https?://([^/?#\s]+)/(?:(?:users?|u|profile|author|accounts)/|@)([\w.-]*[A-Za-z_][\w.-]*)(?:@[^/?#\s]+)?/?"
)


@lru_cache(maxsize=65536)
def actor_of(post: str) -> str | None:
    """The author's id, where the address of a post has it in front by the rules of its server."""
    found = _BELOW_AUTHOR.fullmatch(post)
    return next(filter(None, found.groups()), None) if found else None


@lru_cache(maxsize=4096)
def host_of(address: str) -> str | None:
    """The host in an address, with its port where it has one."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower() or None
    except ValueError:  # a bracket that opens no IPv6 address
        return None


def handle_of(actor: str, post: str, link: str | None) -> str | None:
    """`name@host` as far as the addresses of an account and one of its posts say it."""
    host = host_of(actor)
    # The host as the pattern finds it, for every link is another and taking it apart by the rules costs ten times that.
    found = _NAMED_POST.fullmatch(link) if link else None
    if found is None or found[1].rpartition("@")[2].lower() != host:
        found = _NAMED_ACTOR.fullmatch(actor) if "/notes/" not in post else None
    return f"{found[2]}@{host}" if found and host else None


def stand_in(*parts: str) -> str:
    """A key for a post whose address is not known: by its number on some server, or as what another post answers."""
    return "fediverse:" + "/".join(parts)


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime | None:
    """A date of ISO 8601 in UTC; None where it means nothing."""
    try:
        when = datetime.fromisoformat(text)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return when if _FIRST_YEAR <= when.year < _LAST_YEAR else None


def audience(to: Collection[str] | None, cc: Collection[str] | None) -> Visibility:
    """Who a post is for, by whom it is addressed to; "unknown" where it names nobody and does not say so either.

    The public is `to` for public posts, `cc` for unlisted ones (Mastodon's rule, which all others follow).
    """
    if to is None and cc is None:
        return "unknown"
    if not _PUBLIC.isdisjoint(to or ()):
        return "public"
    if not _PUBLIC.isdisjoint(cc or ()):
        return "unlisted"
    for each in (*(to or ()), *(cc or ())):
        if "followers" in each.rstrip("/").split("/")[3:]:
            return "followers"
    return "direct"


def body_start(text: str, entities: Collection[Entity]) -> int:
    """Where a reply begins after the mentions that clients put in front; 0 where nothing follows them."""
    at = 0
    for each in entities:
        if each.kind != "mention" or text[at : each.start].strip():
            break
        at = each.end
    rest = text[at:]
    start = len(text) - len(rest.lstrip())
    return start if at and rest.strip() else 0
