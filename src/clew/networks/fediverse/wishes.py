"""What somebody in the fediverse wants, as their profile says now.

Their own server is asked first: by Mastodon's API, which shows an account to everybody, else for the ActivityPub
object. The copy on the server on which whoever asks has an account is the last resort; that one tells of blocks.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from clew.networks._asking import BLOCKED, Ask, Heard, Stance
from clew.post import Author
from clew.text.wishes import asks, reason

_OBJECT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


def stance(author: Author, ask: Ask) -> Stance:
    """Whether somebody wants to be shown."""
    place = urlsplit(author.id)
    if place.scheme not in {"http", "https"}:
        return Stance("unknown", "only an account with an address can be looked up")
    home, own = ask.services.home.get("fediverse"), f"{place.scheme}://{place.netloc}"
    name, _, host = (author.handle or place.path.rpartition("/")[2].lstrip("@")).partition("@")
    copy = None
    if home is not None and name:
        copy = _account(home, name if home == own else f"{name}@{host or place.netloc}", author.id, ask)
        if copy is not None and _blocks(home, copy, ask):
            return Stance("no", BLOCKED)
    found = copy if home == own else None
    if found is None and name:
        found = _account(own, name, author.id, ask)
    found = found or _object(author.id, ask) or copy
    if found is None:
        return Stance("unknown", f"{own} shows no profile of theirs")
    asked = asks(
        _words(found),
        discoverable=found.get("discoverable"),
        indexable=found.get("indexable"),
        noindex=found.get("noindex"),
    )
    return Stance("no", "; ".join(map(reason, asked))) if asked else Stance("yes", "the profile asks for nothing")


def _account(server: str, name: str, who: str, ask: Ask) -> dict[str, Any] | None:
    """The account as an API has it, if it is the one that is meant."""
    heard = ask.get(f"{server}/api/v1/accounts/lookup", {"acct": name})
    if not isinstance(heard, Heard) or not heard.ok or not isinstance(heard.value, dict):
        return None
    value = heard.value
    called = {value.get("uri"), value.get("url")}
    # Servers before Mastodon 4.3 have no `uri`; a name stands for one account on its own server.
    is_own = "uri" not in value and value.get("username") == name and who.startswith(f"{server}/")
    return value if who in called or is_own else None


def _blocks(server: str, account: dict[str, Any], ask: Ask) -> bool:
    heard = ask.get(f"{server}/api/v1/accounts/relationships", {"id[]": account.get("id")})
    related = heard.value if isinstance(heard, Heard) and heard.ok else None
    first = related[0] if isinstance(related, list) and related else None
    return isinstance(first, dict) and first.get("blocked_by") is True


def _object(who: str, ask: Ask) -> dict[str, Any] | None:
    heard = ask.get(who, accept=_OBJECT)
    value = heard.value if isinstance(heard, Heard) and heard.ok else None
    return value if isinstance(value, dict) and value.get("id") == who and "inbox" in value else None


def _words(profile: dict[str, Any]) -> str:
    """The profile's text and its table, of an account (`note`, `fields`) or an object (`summary`, `attachment`)."""
    words = [profile.get("note"), profile.get("summary")]
    for table in (profile.get("fields"), profile.get("attachment")):
        for row in table if isinstance(table, list) else []:
            words += [row.get("name"), row.get("value")] if isinstance(row, dict) else []
    return "\n".join(word for word in words if isinstance(word, str))
