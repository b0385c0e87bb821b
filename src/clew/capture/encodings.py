"""The packings of HTTP (`Content-Encoding`), undone up to a bounded number of bytes."""

from __future__ import annotations

import zlib
from typing import Any

import brotli
import zstandard

FAULTS = (zlib.error, zstandard.ZstdError)
_PIECE = 1 << 12


def undone(body: bytes, packed: str, limit: int) -> bytes:
    """The first `limit` bytes of an unpacked body, itself where the packing is not known.

    One of `FAULTS` where the body is damaged.
    """
    if packed in {"gzip", "x-gzip"}:
        return zlib.decompressobj(31).decompress(body, limit)
    if packed == "deflate":
        # Some servers leave the wrapping of RFC 1950 away.
        wrapped = body[:1] == b"\x78"
        return zlib.decompressobj(15 if wrapped else -15).decompress(body, limit)
    if packed == "zstd":
        with zstandard.ZstdDecompressor().stream_reader(body) as reader:
            return reader.read(limit)
    return _unbrotlied(body, limit) if packed == "br" else body


def _unbrotlied(body: bytes, limit: int) -> bytes:
    """Fed in small pieces, so that what is packed a thousandfold does not fill the memory at once."""
    decompressor: Any = brotli.Decompressor()
    pieces: list[bytes] = []
    size = 0
    try:
        for at in range(0, len(body), _PIECE):
            pieces.append(decompressor.process(body[at : at + _PIECE]))
            size += len(pieces[-1])
            if size >= limit:
                break
    except brotli.error as error:
        raise zlib.error(f"Brotli: {error}") from error
    return b"".join(pieces)[:limit]
