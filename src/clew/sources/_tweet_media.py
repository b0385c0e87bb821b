"""The pictures, films and polls of a tweet."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UnsetType

from clew.post import Choice, Media
from clew.sources._tweet import Picture, Poll, Variant

_KINDS: dict[str, Literal["photo", "video", "gif"]] = {"photo": "photo", "video": "video", "animated_gif": "gif"}


def whole(value: object) -> int | None:
    """A count from a number or its text; None from anything else."""
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def media(pictures: list[Picture]) -> tuple[Media, ...]:
    """The media of a tweet; a film is its best file, and the picture that stands for it is its preview."""
    return tuple(_one(picture) for picture in pictures)


def _one(picture: Picture) -> Media:
    still = picture.media_url_https or picture.media_url
    kind = _KINDS.get(picture.type or "photo", "photo")
    width, height = _size(picture.sizes)
    # Alt text is sent only to those who ask for it: no field is no answer, null is the answer "none".
    alt = None if isinstance(picture.ext_alt_text, UnsetType) else picture.ext_alt_text or ""
    film = _best(picture.video_info.variants) if picture.video_info is not None else None
    if film is None:
        preview = still if kind != "photo" else None
        return Media(kind, None if preview else still, alt, preview, None, width, height)
    return Media(kind, film.url, alt, still, film.content_type, width, height)


def _best(variants: list[Variant]) -> Variant | None:
    files = [variant for variant in variants if variant.url]
    return max(files, key=lambda file: -1 if file.bitrate is None else file.bitrate, default=None)


def _size(sizes: dict[str, Any] | list[Any] | None) -> tuple[int | None, int | None]:
    large = (sizes[0] if sizes else None) if isinstance(sizes, list) else (sizes or {}).get("large")
    if not isinstance(large, dict):
        return None, None
    return whole(large.get("w")), whole(large.get("h"))


def poll(polls: list[Poll]) -> tuple[Choice, ...] | None:
    """The answers of a poll; the votes are not told."""
    return tuple(Choice(option.text or "") for option in polls[0].options) if polls else None
