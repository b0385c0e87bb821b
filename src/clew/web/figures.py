"""Pictures, films and sounds whose files are held, as pages show them: in which element, how large, from which files.

Nothing is ever shown from anywhere else: what is not held is a link.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from clew.post import File, Media
from clew.speech import _
from clew.text import languages

Element = Literal["img", "video", "audio"]
# Dots of the page: no picture is higher, so that the words around it stay in sight.
_HIGHEST = 560


class Track(msgspec.Struct, frozen=True):
    """Captions of a film."""

    lang: str
    label: str
    src: str


class Figure(msgspec.Struct, frozen=True):
    """A file in its element.

    `src` is what is shown and `srcset` the same in other widths; `whole` is the file as it came, which a picture links
    to. `width` and `height` are those on the page and keep its place before it is there. `moves` is true of a film
    that stands for a moving picture: it has no sound and begins anew.
    """

    element: Element
    src: str
    whole: str
    mime: str
    width: int | None
    height: int | None
    srcset: str = ""
    poster: str | None = None
    moves: bool = False
    tracks: tuple[Track, ...] = ()


def figure(medium: Media) -> Figure | None:
    """A medium whose file is held, or of a film at least the picture that stands for it; None of any other."""
    file = medium.file
    if file is None:
        return _picture(medium.still) if medium.still is not None and medium.still.mime.startswith("image/") else None
    family = file.mime.partition("/")[0]
    if family == "image":
        return _picture(file)
    if family == "audio":
        return Figure("audio", address(file.name), address(file.name), file.mime, None, None)
    return _film(medium, file) if family == "video" else None


def address(name: str) -> str:
    """Where a file is given out."""
    return f"/media/{name}"


def _picture(file: File) -> Figure:
    copies = [(width, address(f"{file.sha}-{width}.webp")) for width in file.small]
    src = copies[-1][1] if copies else address(file.name)
    srcset = ", ".join(f"{place} {width}w" for width, place in copies) if len(copies) > 1 else ""
    return Figure("img", src, address(file.name), file.mime, *_size(file.width, file.height), srcset)


def _size(width: int | None, height: int | None) -> tuple[int | None, int | None]:
    """The room on the page, in the picture's own proportions; None where they are not known."""
    if not width or not height:
        return None, None
    return (width, height) if height <= _HIGHEST else (max(1, round(width * _HIGHEST / height)), _HIGHEST)


def _film(medium: Media, file: File) -> Figure:
    still = medium.still
    width, height = medium.width, medium.height
    if (width is None or height is None) and still is not None:
        width, height = still.width, still.height
    poster = _picture(still).src if still is not None and still.mime.startswith("image/") else None
    tracks = tuple(
        Track(lang, languages.name(lang) or lang or _("Captions"), address(name)) for lang, name in file.captions
    )
    moves = medium.kind == "gif"
    place = address(file.name)
    return Figure("video", place, place, file.mime, *_size(width, height), poster=poster, moves=moves, tracks=tracks)
