"""By what name a medium is known, and under which addresses the best copy of it may be found."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

# https://pbs.twimg.com/media/NAME.jpg, …/NAME.jpg:large, …/NAME?format=jpg&name=small: one picture in many sizes.
_X_PICTURES = "pbs.twimg.com"
_X_NAME = re.compile(r"(?P<stem>/[\w/-]+?/[\w-]+)(?:\.(?P<suffix>jpe?g|png|webp|gif))?(?::\w+)?")
_X_SIZES = ("orig", "4096x4096", "large")
_BLUESKY = "cdn.bsky.app"
# A playlist is a list of pieces of a film and not a file of it.
_PLAYLIST = (".m3u8", ".mpd")


def known_as(post_id: str, url: str) -> str:
    """The name of a medium: its address on the web, one for all sizes; else its post's id and what stands there."""
    if not is_web(url):
        return f"{post_id} {url}"
    return _x_picture(url) or url if _X_PICTURES in url else url


def is_web(url: str) -> bool:
    """Whether this can be asked for."""
    return url[:8].lower().startswith(("http://", "https://"))


def is_playlist(url: str) -> bool:
    """Whether this is a list of a film's pieces, which cannot be kept as a file."""
    return urlsplit(url).path.lower().endswith(_PLAYLIST)


def originals(address: str) -> tuple[str, ...]:
    """The addresses to ask for a medium, the best copy first."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return (address,)
    if parts.hostname == _X_PICTURES and (found := _X_NAME.fullmatch(parts.path)) and found["suffix"]:
        stem = f"{parts.scheme}://{_X_PICTURES}{found['stem']}?format={found['suffix']}"
        return (*(f"{stem}&name={size}" for size in _X_SIZES), address)
    if parts.hostname == _BLUESKY and "/feed_thumbnail/" in parts.path:
        return address.replace("/feed_thumbnail/", "/feed_fullsize/"), address
    return (address,)


def base_name(url: str) -> str:
    """The last part of an address's path, without X's size."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return path.rpartition("/")[2].partition(":")[0]


@lru_cache(maxsize=4096)  # a page asks for each of its pictures twice
def _x_picture(url: str) -> str | None:
    """The plain address of a picture of X."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    found = _X_NAME.fullmatch(parts.path) if parts.hostname == _X_PICTURES else None
    if found is None:
        return None
    suffix = found["suffix"] or parse_qs(parts.query).get("format", ["jpg"])[0]
    return f"https://{_X_PICTURES}{found['stem']}.{suffix}"
