"""Pictures, films and sounds for tests: drawn, or as little of a file as it takes to be told what it is."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageDraw

MP4 = struct.pack(">I", 24) + b"ftypisom\0\0\2\0isomiso2" + struct.pack(">I", 8) + b"free" + b"\0" * 400
MP3 = b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x64" + b"\0" * 400
WEBM = (
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + b"\0" * 99
)
VTT = b"WEBVTT\n\n00:00.000 --> 00:04.000\nThe fourth arch hums.\n"
PAGE = b"<!DOCTYPE html><html><body>Sign in to see this picture.<script>alert(1)</script></body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(width=80, height=60, form="PNG", colour="#a33a2c", **more) -> bytes:
    """A rectangle with a line across it, whose upper left corner is white."""
    image = Image.new("RGB", (width, height), colour)
    pen = ImageDraw.Draw(image)
    pen.line((0, height, width, 0), "#fbfaf6", 3)
    pen.rectangle((0, 0, width // 4, height // 4), "#ffffff")
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def turned(width=80, height=60) -> bytes:
    """A photograph taken with the camera upright, that says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Invented Cameras"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 57.0, 3.0)
    return picture(width, height, "JPEG", exif=exif)


def moving() -> bytes:
    frames = [Image.new("RGB", (24, 24), (60 * number, 30, 90)) for number in range(4)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80)
    return out.getvalue()


def bomb(side=10_000) -> bytes:
    """A PNG of a hundred million dots in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\0" * (side // 8)
    dots = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")
