"""What it costs to keep what a search knows: `clew add` of the same file with it and without."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec
import psycopg
from invented import library, tweets
from searched import places

from clew import settled
from clew.archive import Archive, reading, settling

ROUNDS = 3


class Cost(NamedTuple):
    """Microseconds of processor time a post."""

    without: float
    all: float


def costs(server: Any, count: int) -> dict[str, Cost]:
    """The best of some rounds in each store, with and without in turn."""
    file = written(count)
    ways = {"SQLite": partial(in_sqlite, file), "PostgreSQL": partial(in_postgresql, server, file)}
    found = {}
    for place, way in ways.items():
        rounds = [(way(kept=False), way(kept=True)) for _ in range(ROUNDS)]
        found[place] = Cost(*(min(each[at] for each in rounds) / count * 1e6 for at in (0, 1)))
    return found


def written(count: int) -> Path:
    """The posts as lines of API v1.1, as `clew add` is measured with (adding.py)."""
    file = places.DATA / f"library-{count}.jsonl"
    if not file.exists():
        unfinished = file.with_suffix(".unfinished")
        with unfinished.open("wb") as out:
            out.writelines(msgspec.json.encode(line) + b"\n" for line in _lines(count))
        unfinished.rename(file)
    return file


def _lines(count: int) -> Iterator[dict[str, object]]:
    for post, tweet in zip(library.posts(count), tweets.posts(count, threaded=1 / 3), strict=True):
        assert post.created is not None
        at = post.text.find("#")
        tags = [] if at < 0 else [{"text": post.text[at + 1 :], "indices": [at, len(post.text)]}]
        key, author = post.id.removeprefix("x:"), post.author.id.rpartition(":")[2]
        parent = None if post.reply_to is None else post.reply_to.id.removeprefix("x:")
        user: Any = tweet["user"]
        yield tweet | {
            "id": int(key),
            "id_str": key,
            "full_text": post.text,
            "display_text_range": [0, len(post.text)],
            "created_at": post.created.strftime("%a %b %d %H:%M:%S +0000 %Y"),
            "lang": post.lang,
            "user": user | {"id": int(author), "id_str": author, "screen_name": post.author.handle},
            "entities": {"hashtags": tags, "symbols": [], "user_mentions": [], "urls": []},
            "extended_entities": {},
            "in_reply_to_status_id": None if parent is None else int(parent),
            "in_reply_to_status_id_str": parent,
            "in_reply_to_user_id": None if parent is None else int(author),
            "in_reply_to_user_id_str": None if parent is None else author,
        }


def in_sqlite(file: Path, *, kept: bool) -> float:
    """Seconds of processor time for an archive in a folder."""
    folder = Path(tempfile.mkdtemp(dir=places.DATA))
    cost = _spent(str(folder), file, kept=kept, more=lambda: 0.0)
    shutil.rmtree(folder)
    return cost


def in_postgresql(server: Any, file: Path, *, kept: bool) -> float:
    """Seconds of processor time for an archive in the server, of this process and of the server's together."""
    process = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    cost = _spent(server.address("added"), file, kept=kept, more=lambda: places.processor(process))
    with psycopg.connect(server.address("public"), autocommit=True) as conn:
        conn.execute("DROP SCHEMA added CASCADE")
    return cost


def _spent(place: str, file: Path, *, kept: bool, more: Callable[[], float]) -> float:
    """Adding in this process alone, so that what is left out is left out everywhere."""
    start = time.process_time() + more()
    with ExitStack() as stack:
        for module in (reading, settling):
            stack.enter_context(patch.object(module, "processors", lambda: 1))
        if not kept:
            stack.enter_context(patch.object(settled, "_entries", lambda *_: ()))
        with Archive.open(place) as archive:
            for _ in archive.add([file]):
                pass
    time.sleep(0.2)  # until the server has counted what its processes for these connections took
    return time.process_time() + more() - start
