"""Pictures measured and made small; only the first picture of a moving one is ever unpacked.

A smaller copy is turned as the camera was held and has nothing in it but the picture: where and when it was taken, by
whom and with what stays in the file as it came.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from clew.errors import MissingPart

if TYPE_CHECKING:
    from PIL.Image import Image

# Twice the column of a page, and half of it: for screens that draw two dots where a page says one, and for phones.
WIDTHS = (640, 1280)
# Networks take pictures of 4,096 by 4,096 dots at most. One of more than this is a bomb, or a map that is no picture
# of a post; unpacked it takes four bytes a dot.
MOST = 64_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_MOVING = {"GIF", "PNG", "WEBP", "AVIF"}  # of a JPEG the other pictures are previews of itself
_QUALITY = 80
_TALLEST = 16_383  # of WebP
_ORIENTATION = 0x0112
_LYING = {5, 6, 7, 8}
_PROFILE = 16_384


@dataclass(frozen=True)
class Measured:
    """A picture: its width and height as it is shown, and smaller copies by their width (WebP)."""

    width: int
    height: int
    small: tuple[tuple[int, bytes], ...]


class BadPictureError(Exception):
    """Why a picture is not kept, in words for a person."""


def need() -> None:
    """`MissingPart` where pictures cannot be measured here."""
    try:
        import PIL  # noqa: F401
    except ImportError as error:
        raise MissingPart(
            "Pictures are made small by Pillow, which is not installed; `pip install 'clew[media]'` adds it."
        ) from error


def measured(file: BinaryIO) -> Measured:
    """Measure a picture and make smaller copies of it; `BadPictureError` where it is none, or a bomb."""
    from PIL import Image, UnidentifiedImageError

    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs below its own bound; ours is lower and is no warning.
            warnings.simplefilter("ignore")
            with Image.open(file, formats=_FORMATS) as picture:
                return _measured(picture)
    except BadPictureError:
        raise
    except UnidentifiedImageError as error:
        raise BadPictureError("cannot be read as a picture") from error
    except Image.DecompressionBombError as error:
        raise BadPictureError("has too many dots to be shown") from error
    except Exception as error:  # a decoder of foreign bytes fails in any way it likes
        raise BadPictureError("is damaged, or was cut short") from error


def _measured(picture: Image) -> Measured:
    width, height = picture.size
    if width * height > MOST:
        raise BadPictureError(f"has too many dots to be shown ({width:,} by {height:,})")
    moves = picture.format in _MOVING and bool(getattr(picture, "is_animated", False))
    if picture.getexif().get(_ORIENTATION) in _LYING:
        width, height = height, width
    if moves:  # a copy would stand still
        picture.load()
        return Measured(width, height, ())
    return Measured(width, height, tuple(_copies(picture)))


def _copies(picture: Image) -> list[tuple[int, bytes]]:
    from PIL import ImageOps

    # Of a large JPEG the decoder can give a half or a quarter, which is enough and much faster.
    picture.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
    profile = picture.info.get("icc_profile") or b""
    clear = "A" in picture.getbands() or "transparency" in picture.info
    plain = ImageOps.exif_transpose(picture)
    keeps = profile if plain.mode in {"RGB", "RGBA"} and len(profile) <= _PROFILE else b""
    plain = plain.convert("RGBA" if clear else "RGB")
    made: list[tuple[int, bytes]] = []
    tall = plain.height / plain.width
    for most in reversed(WIDTHS):
        if plain.width > most:
            plain = plain.resize((most, max(1, round(most * tall))), reducing_gap=2)
        if plain.height <= _TALLEST and plain.width not in dict(made):
            made.append((plain.width, _webp(plain, keeps)))
    return made[::-1]


def _webp(picture: Image, profile: bytes) -> bytes:
    from PIL.Image import new

    # A picture without its camera's words: only the dots are taken over.
    bare = new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=_QUALITY, method=4, icc_profile=profile)
    return out.getvalue()
