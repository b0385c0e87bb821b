"""An event of Nostr as a post: who answers what (NIP-10), what is quoted, pictures with their descriptions (NIP-92)."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from clew.post import Author, Media, Post, Reply
from clew.sources._tweet import Wire
from clew.text.entities import entities

NETWORK = "nostr"
PROFILE, NOTE, DELETION, REPOST, ANY_REPOST, ARTICLE = 0, 1, 5, 6, 16, 30023
REPOSTS = frozenset({REPOST, ANY_REPOST})

_HEX = re.compile(r"[0-9a-f]{64}")
_LAST = 253402300800  # the year 10000
_SIZE = re.compile(r"(\d{1,6})x(\d{1,6})")
_MARKER, _AUTHOR = 3, 4  # places in an `e` tag


class Event(Wire):
    """An event as it is signed; kinds are those of NIP-01, 9, 18 and 23."""

    id: str | None = None
    pubkey: str | None = None
    created_at: int | None = None
    kind: int | None = None
    tags: Any = None
    content: str | None = None


class Answered(NamedTuple):
    """What a note says it answers, and the first note of the conversation."""

    parent: str | None
    parent_author: str | None
    root: str | None


def is_sound(event: Event) -> bool:
    """Whether the event names itself and whoever signed it."""
    return is_key(event.id) and is_key(event.pubkey) and event.kind is not None


def is_key(text: object) -> bool:
    """Whether this is an id or a key: 64 hexadecimal digits."""
    return isinstance(text, str) and _HEX.fullmatch(text) is not None


def tags(event: Event, name: str) -> list[list[str]]:
    """The event's tags of one name, only what is text in them."""
    rows = event.tags if isinstance(event.tags, list) else []
    return [
        [each if isinstance(each, str) else "" for each in row]
        for row in rows
        if isinstance(row, list) and len(row) > 1 and row[0] == name
    ]


def value(event: Event, name: str) -> str | None:
    """The value of the first tag of that name."""
    return next((row[1] for row in tags(event, name)), None)


def when(seconds: int | None) -> datetime | None:
    """A date in seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None and 0 < seconds < _LAST else None


def name_of(profile: Event) -> str | None:
    """What the account calls itself."""
    try:
        about = msgspec.json.decode(profile.content or "")
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    found = [about.get(key) for key in ("display_name", "displayName", "name")] if isinstance(about, dict) else []
    return next((each.strip() for each in found if isinstance(each, str) and each.strip()), None)


def post(event: Event, name: str | None) -> Post:
    """A note, an article or a repost; the event is sound."""
    repost = event.kind in REPOSTS
    text = "" if repost else _text(event)
    answered = Answered(None, None, None) if repost else _answered(event)
    passed_on = next((row[1] for row in tags(event, "e") if is_key(row[1])), None) if repost else None
    quoted = next((row[1] for row in tags(event, "q") if is_key(row[1])), None)
    stated = value(event, "published_at") if event.kind == ARTICLE else None
    first = when(int(stated)) if stated and stated.isascii() and stated.isdigit() and len(stated) < 12 else None  # noqa: PLR2004
    made = when(event.created_at)
    warning = tags(event, "content-warning")
    return Post(
        id=f"nostr:{event.id}",
        network=NETWORK,
        author=Author(f"nostr:{event.pubkey}", NETWORK, None, name),
        created=first or made,
        text=text,
        entities=tuple(each for each in entities(text) if each.kind in {"hashtag", "link"}),
        reply_to=Reply(f"nostr:{answered.parent}", answered.parent_author) if answered.parent else None,
        conversation=None if repost else f"nostr:{answered.root or event.id}",
        quote=f"nostr:{quoted}" if quoted and not repost else None,
        repost_of=f"nostr:{passed_on}" if passed_on else None,
        repost=repost,
        visibility="public",
        sensitive=True if warning else None,
        warning=warning[0][1] or None if warning else None,
        media=_media(event),
        edited=made if first and made and made > first else None,
    )


def _text(event: Event) -> str:
    words = event.content or ""
    heading = value(event, "title") if event.kind == ARTICLE else None
    return f"{heading}\n\n{words}" if heading else words


def _answered(event: Event) -> Answered:
    """NIP-10: by markers where there are any; in the old way the first is the root and the last is answered."""
    rows = [row for row in tags(event, "e") if is_key(row[1])]
    marked = {row[_MARKER]: row for row in rows if len(row) > _MARKER and row[_MARKER] in {"root", "reply"}}
    if marked:
        root = marked.get("root")
        parent = marked.get("reply") or root
    else:
        plain = [row for row in rows if len(row) <= _MARKER or row[_MARKER] != "mention"]
        root, parent = (plain[0], plain[-1]) if plain else (None, None)
    if parent is None:
        return Answered(None, None, None)
    known = parent[_AUTHOR] if len(parent) > _AUTHOR and is_key(parent[_AUTHOR]) else None
    return Answered(parent[1], f"nostr:{known}" if known else None, root[1] if root else None)


def _media(event: Event) -> tuple[Media, ...]:
    return tuple(made for row in tags(event, "imeta") if (made := _attached(row[1:])))


def _attached(words: list[str]) -> Media | None:
    """One `imeta` tag: `url https://…`, `m image/jpeg`, `alt …`, `dim 800x600`."""
    about: dict[str, str] = {}
    for each in words:
        key, _, said = each.partition(" ")
        about.setdefault(key, said.strip())
    mime = about.get("m")
    sort = (mime or "image/").partition("/")[0]
    if not about.get("url") or sort not in {"image", "video", "audio"}:
        return None
    size = _SIZE.fullmatch(about.get("dim", ""))
    return Media(
        "gif" if mime == "image/gif" else "photo" if sort == "image" else "video" if sort == "video" else "audio",
        about["url"],
        about.get("alt", ""),
        about.get("thumb") or about.get("image"),
        mime,
        int(size[1]) if size else None,
        int(size[2]) if size else None,
    )


def passed_on(event: Event) -> Event | None:
    """The note inside a repost, where its id is the hash of its words: nobody put them into its author's mouth."""
    try:
        inside = msgspec.json.decode(event.content or "", type=Event)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    if not is_sound(inside) or inside.kind not in {NOTE, ARTICLE}:
        return None
    signed = [0, inside.pubkey, inside.created_at, inside.kind, inside.tags, inside.content]
    try:
        whole = json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()
    except (UnicodeError, RecursionError):
        return None
    return inside if hashlib.sha256(whole).hexdigest() == inside.id else None
