"""What each step of adding a file costs by itself, in microseconds of processor time a post."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import zstandard

from clew import sources
from clew.capture import open_capture
from clew.post import Post
from clew.sources._tweet import Tweet
from clew.unroll import unroll

_BLOCK = 1 << 20


def shares(file: Path, count: int) -> list[tuple[str, float]]:
    """The steps, and what each takes on the file; all run in this process, one after the other."""
    posts: list[Post] = []
    steps: list[tuple[str, Callable[[], object]]] = [
        ("msgspec decoding alone", lambda: _decode(file)),
        ("hash and compress the bytes", lambda: _keep(file)),
        ("read the posts (decoding included)", lambda: posts.extend(_read(file))),
        ("put the threads together", lambda: unroll(posts)),
        ("write id and MessagePack of each post to a bare SQLite table", lambda: _write(posts)),
    ]
    found = []
    for name, step in steps:
        start = time.process_time()
        step()
        found.append((name, (time.process_time() - start) / count * 1e6))
    return found


def _decode(file: Path) -> None:
    decode = msgspec.json.Decoder(Tweet).decode
    with file.open("rb") as lines:
        for line in lines:
            decode(line)


def _keep(file: Path) -> None:
    hashed, packer = hashlib.sha256(), zstandard.ZstdCompressor(level=3).compressobj()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            hashed.update(block)
            packer.compress(block)


def _read(file: Path) -> list[Post]:
    with open_capture(file) as capture:
        return [record for record in sources.load("twitter_v1").read(capture) if isinstance(record, Post)]


def _write(posts: list[Post]) -> None:
    encode = msgspec.msgpack.Encoder().encode
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE post (id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
        database.executemany("INSERT INTO post VALUES (?, ?)", ((post.id, encode(post)) for post in posts))
