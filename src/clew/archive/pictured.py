"""A picture that is held, as an export shows it: a smaller copy, or the file itself where it moves and is not long."""

from __future__ import annotations

from clew.exports import Picture
from clew.media.shelf import Shelf, small_name
from clew.post import Media

# Moving pictures have no copies, and nothing in them tells where a camera was.
_MOVING = frozenset({"image/gif", "image/png", "image/webp"})
LARGEST = 4 << 20
"""Bytes of a moving picture that goes along."""


def pictured(shelf: Shelf, medium: Media, width: int) -> Picture | None:
    """What is held of a picture, or of the one that stands for a film, up to that many dots wide."""
    file = medium.file if medium.kind in {"photo", "gif"} else medium.still
    if file is None or not file.mime.startswith("image/"):
        file = medium.still
    if file is None or not file.mime.startswith("image/"):
        return None
    wide = max((each for each in file.small if each <= width), default=None)
    if wide is not None:
        high = round(file.height * wide / file.width) if file.width and file.height else None
        name, mime = small_name(file.sha, wide), "image/webp"
    elif file.mime in _MOVING and file.size <= LARGEST:
        name, mime, wide, high = file.name, file.mime, file.width, file.height
    else:
        return None
    if not shelf.has(name):
        return None
    path = shelf.path(name)
    return Picture(name, mime, wide, high, path.stat().st_size, path.read_bytes)
