"""What bytes are, told by the bytes: only what browsers show, whatever a server or a name says of it.

SVG is not here: it is a document that may hold scripts, and no picture of a post is one.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple


class Kind(NamedTuple):
    """A type of file: which element shows it, its MIME type, and the suffix of its name."""

    family: Literal["image", "video", "audio", "text"]
    mime: str
    suffix: str


CAPTIONS = Kind("text", "text/vtt", "vtt")
_FILM = Kind("video", "video/mp4", "mp4")
_SOUND = Kind("audio", "audio/mp4", "m4a")
# What a file of ISO's base media format is, by the brand at its front (https://mp4ra.org/registered-types/brands).
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), Kind("image", "image/avif", "avif")),
    **dict.fromkeys((b"M4A ", b"M4B ", b"F4A "), _SOUND),
    **dict.fromkeys(
        (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"mp41", b"mp42", b"avc1", b"dash", b"M4V "),
        _FILM,
    ),
    **dict.fromkeys((b"M4VP", b"M4VH", b"MSNV", b"mmp4", b"f4v ", b"F4V ", b"3gp4", b"3gp5", b"3gp6", b"cmfc"), _FILM),
}
_BEGINNINGS = (
    (re.compile(rb"\xff\xd8\xff"), Kind("image", "image/jpeg", "jpg")),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Kind("image", "image/png", "png")),
    (re.compile(rb"GIF8[79]a"), Kind("image", "image/gif", "gif")),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), Kind("image", "image/webp", "webp")),
    (re.compile(rb"\x1a\x45\xdf\xa3.{0,60}?\x42\x82.webm", re.DOTALL), Kind("video", "video/webm", "webm")),
    (re.compile(rb"OggS.{24,200}?\x80theora", re.DOTALL), Kind("video", "video/ogg", "ogv")),
    (re.compile(rb"OggS"), Kind("audio", "audio/ogg", "ogg")),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), Kind("audio", "audio/wav", "wav")),
    (re.compile(rb"fLaC"), Kind("audio", "audio/flac", "flac")),
    # An MP3 begins with a tag or with a frame of layer III, an AAC stream with one of layer 0.
    (re.compile(rb"ID3[\x02-\x04]|\xff[\xfb\xfa\xf3\xf2\xe3\xe2]"), Kind("audio", "audio/mpeg", "mp3")),
    (re.compile(rb"\xff[\xf1\xf9\xf0\xf8]"), Kind("audio", "audio/aac", "aac")),
)
_WEBVTT = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT[ \t\r\n]")
# What is often met in a picture's place, for the sentence that says so.
_OTHERS = (
    (re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)", re.DOTALL | re.IGNORECASE), "a page"),
    (
        re.compile(rb"\s*(?:<\?xml.{0,500}?)?<(?:!DOCTYPE )?svg", re.DOTALL | re.IGNORECASE),
        "an SVG, which may hold scripts",
    ),
    (re.compile(rb"#EXTM3U"), "a playlist"),
    (re.compile(rb"\x1f\x8b|\x28\xb5\x2f\xfd|PK\x03\x04"), "packed"),
)


def kind(head: bytes) -> Kind | None:
    """The type of a file from its first bytes; None where browsers would not show it."""
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    return next((each for beginning, each in _BEGINNINGS if beginning.match(head)), None)


def is_captions(head: bytes) -> bool:
    """Whether a file is WebVTT."""
    return _WEBVTT.match(head) is not None


def refusal(head: bytes) -> str | None:
    """Why a file is not kept, by its first bytes; None where it may be."""
    if kind(head) is not None:
        return None
    if not head:
        return "is empty"
    other = next((name for beginning, name in _OTHERS if beginning.match(head)), None)
    return f"is {other}, not a picture, film or sound" if other else "is no picture, film or sound that browsers show"
