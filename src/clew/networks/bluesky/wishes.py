"""What an account on Bluesky wants, as its profile says now.

A profile is asked of the AppView or, where somebody is logged in, of their own server: only that tells them who has
blocked them.
"""

from __future__ import annotations

from typing import Any

from clew.networks._asking import BLOCKED, Ask, Heard, Stance
from clew.networks._values import items
from clew.post import Author
from clew.text.wishes import MEMBERS_ONLY, asks, reason


def stance(author: Author, ask: Ask) -> Stance:
    """Whether an account wants to be shown."""
    if not author.id.startswith("did:"):
        return Stance("unknown", "only an account with a DID can be looked up")
    server = ask.services.home.get("bluesky", ask.services.appview)
    heard = ask.get(f"{server}/xrpc/app.bsky.actor.getProfile", {"actor": author.id})
    if not isinstance(heard, Heard):
        return Stance("unknown", f"{server}: {heard.reason}")
    value = heard.value
    if not heard.ok or not isinstance(value, dict) or value.get("did") != author.id:
        return Stance("unknown", f"{server} shows no profile of theirs ({heard.said.status})")
    viewer = value.get("viewer")
    if isinstance(viewer, dict) and viewer.get("blockedBy"):
        return Stance("no", BLOCKED)
    note = value.get("description")
    asked = asks(note if isinstance(note, str) else None)
    if any(_is_own_label(each, author.id) for each in items(value.get("labels"))):
        asked = (*asked, MEMBERS_ONLY)
    return Stance("no", "; ".join(map(reason, asked))) if asked else Stance("yes", "the profile asks for nothing")


def _is_own_label(label: Any, did: str) -> bool:
    return (
        isinstance(label, dict)
        and label.get("val") == MEMBERS_ONLY
        and label.get("src") == did
        and not label.get("neg")
    )
