"""What hangs on a Bluesky post: pictures, films, the card of a link, the quoted post.

There are many home-made kinds of embeds, so what one holds is told by its fields and not by its `$type`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote as quoted

from clew.post import Media

# atproto.com/specs/at-uri-scheme: the authority is a DID, or in careless records a handle.
POST = re.compile(r"at://([^/\s?#]+)/app\.bsky\.feed\.post/([A-Za-z0-9._:~-]{1,512})")
# The lexicon says of `aspectRatio` that it need not be in pixels; nobody's picture is 16 by 9.
_PIXELS = 50
_GIF = re.compile(r"https://[^?#]+\.gif(?:[?#].*)?", re.IGNORECASE | re.DOTALL)
# "ALT: " is the picture library's description, "Alt: " the author's (social-app, src/lib/gif-alt-text.ts).
_GIF_ALT = re.compile(r"alt: *", re.IGNORECASE)


def parts(embed: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """An embed, and the medium inside it where it is one with a quote."""
    if embed is not None:
        yield embed
        if isinstance(inner := embed.get("media"), dict):
            yield inner


def quote_of(embed: dict[str, Any] | None) -> dict[str, Any] | None:
    """The quoted thing: a reference, a view of it, or what stands where it may not be shown."""
    record = embed.get("record") if embed is not None else None
    # With a medium the reference lies one deeper; a view of a post has its own `uri`.
    if isinstance(record, dict) and "uri" not in record and isinstance(record.get("record"), dict):
        record = record["record"]
    return record if isinstance(record, dict) else None


def quote(embed: dict[str, Any] | None) -> str | None:
    """The address of the quoted post; None for lists, feeds and the like, which are quoted in the same way."""
    uri = (quote_of(embed) or {}).get("uri")
    return uri if isinstance(uri, str) and POST.fullmatch(uri) else None


def media(did: str, record: dict[str, Any] | None, view: list[dict[str, Any]]) -> tuple[Media, ...]:
    """The pictures and films: from the view, which has their addresses, or else from the record."""
    for embeds in (view, [record] if record is not None else []):
        found = tuple(medium for embed in embeds for part in parts(embed) for medium in _media(did, part))
        if found:
            return found
    return ()


def card(record: dict[str, Any] | None, view: list[dict[str, Any]]) -> str | None:
    """The address of the link whose card hangs on the post; None where the card is a moving picture."""
    for embed in (record, *view):
        for part in parts(embed):
            address = _external(part).get("uri")
            if isinstance(address, str) and address and not _GIF.fullmatch(address):
                return address
    return None


def _external(part: dict[str, Any]) -> dict[str, Any]:
    external = part.get("external")
    return external if isinstance(external, dict) else {}


def _media(did: str, part: dict[str, Any]) -> Iterator[Media]:
    images = part.get("images")
    for image in images if isinstance(images, list) else []:
        if isinstance(image, dict):
            yield _photo(did, image)
    if isinstance(part.get("playlist"), str) or isinstance(part.get("video"), dict):
        yield _film(did, part)
    external = _external(part)
    if isinstance(address := external.get("uri"), str) and _GIF.fullmatch(address):
        said = _text(external.get("description")) or ""
        opening = _GIF_ALT.match(said)
        yield Media("gif", address, said[opening.end() :] if opening else "", _text(external.get("thumb")))


def _photo(did: str, image: dict[str, Any]) -> Media:
    key = _blob(image.get("image"))
    # The network's own address of a blob is its server's, which no record names; Bluesky's is made of both keys.
    made = f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{key}" if key else None
    width, height = _size(image.get("aspectRatio"))
    url, preview = _text(image.get("fullsize")) or made, _text(image.get("thumb"))
    return Media("photo", url, _text(image.get("alt")) or "", preview, None, width, height)


def _film(did: str, film: dict[str, Any]) -> Media:
    key = _blob(film.get("video"))
    made = f"https://video.bsky.app/watch/{quoted(did, safe='')}/{key}/" if key else None
    url = _text(film.get("playlist")) or (made and made + "playlist.m3u8")
    preview = _text(film.get("thumbnail")) or (made and made + "thumbnail.jpg")
    width, height = _size(film.get("aspectRatio"))
    return Media("video", url, _text(film.get("alt")) or "", preview, None, width, height)


def _blob(blob: object) -> str | None:
    """The hash a blob is known by: a link in JSON, bytes in CBOR, `cid` in records of before 2023."""
    if not isinstance(blob, dict):
        return None
    ref = blob.get("ref", blob.get("cid"))
    if isinstance(ref, dict):
        ref = ref.get("$link")
    if isinstance(ref, bytes):
        return "b" + base64.b32encode(ref).decode("ascii").rstrip("=").lower()
    return ref if isinstance(ref, str) and ref.isascii() and ref.isalnum() else None


def _size(ratio: object) -> tuple[int | None, int | None]:
    width, height = (ratio.get("width"), ratio.get("height")) if isinstance(ratio, dict) else (None, None)
    if isinstance(width, int) and isinstance(height, int) and min(width, height) >= _PIXELS:
        return width, height
    return None, None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
