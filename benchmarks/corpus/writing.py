"""The known threads as files: each author's posts in one format, some of them a second time elsewhere, some edited.

x-v1.jsonl.gz  x-v2.jsonl  bluesky.jsonl  mastodon.jsonl  table.csv  archive/    what authors posted
again-v1.jsonl  again-v2.jsonl.zst  bluesky-stream.jsonl                         what was seen twice, and deletions
known.jsonl                                                                      what threads must come of it
"""

from __future__ import annotations

import gzip
import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

import msgspec
import zstandard
from invented import shapes

from corpus.known import Thread, Tweet, threads

_TWICE = 0.15
_EDITED = 0.05
_KNOWN = "known.jsonl"
_JSON: dict[str, Callable[[Tweet], object]] = {
    "v1": lambda post: {name: value for name, value in post.items() if name != "root_id_str"},
    "v2": shapes.v2,
    "bluesky": shapes.bluesky,
    "mastodon": shapes.mastodon,
    "stream": shapes.jetstream,
}
_FILES = {
    "v1": "x-v1.jsonl.gz",
    "v2": "x-v2.jsonl",
    "bluesky": "bluesky.jsonl",
    "mastodon": "mastodon.jsonl",
    "stream": "bluesky-stream.jsonl",
    "again-v1": "again-v1.jsonl",
    "again-v2": "again-v2.jsonl.zst",
}
_OWNER = 0
"""The author whose posts lie in a personal archive, too; they post in the form of v1."""


def write(folder: Path, posts: int, seed: int = 7) -> int:
    """Write the files and what is known of them into a folder; how many different posts they have."""
    count = 0
    with _Files(folder) as files:
        for thread in threads(posts, seed):
            rng = random.Random(f"{seed}/files/{thread.number}")
            for at, post in enumerate(thread.posts):
                if at in thread.lost:
                    files.lost(thread, post)
                else:
                    files.post(thread, post, rng)
                    count += 1
            files.known(thread)
    return count


def id_of(home: str, post: Tweet) -> str:
    """The id that Clew gives a post."""
    if home == "bluesky":
        return shapes.at(post, post["id"])
    return cast("str", shapes.mastodon(post)["uri"]) if home == "mastodon" else f"x:{post['id_str']}"


class Known(msgspec.Struct):
    """A thread that must come out: posts by id, how many gaps it has, and whether a deletion is proved."""

    id: str
    main: list[str]
    branches: list[list[str]]
    gaps: int
    deleted: bool


def known(folder: Path) -> list[Known]:
    """What must come of the files in a folder."""
    return msgspec.json.Decoder(Known).decode_lines((folder / _KNOWN).read_bytes())  # type: ignore[return-value]


class _Files:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._encode = msgspec.json.Encoder().encode

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        self._out = {name: self._stack.enter_context(_opened(self._folder / file)) for name, file in _FILES.items()}
        self._known = self._stack.enter_context((self._folder / _KNOWN).open("wb"))
        self._archive = self._stack.enter_context(_Archive(self._folder / "archive"))
        table = self._stack.enter_context((self._folder / "table.csv").open("wb"))
        self._rows = _Pushed(shapes.table, table)
        self._stack.callback(self._rows.close)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def post(self, thread: Thread, post: Tweet, rng: random.Random) -> None:
        """Write a post where its author posts, and perhaps where it was seen again."""
        home = thread.home
        if home == "table":
            self._rows.push(post)
        elif home == "v2" and rng.random() < _EDITED:
            self._edited(post, kept=rng.random() < 0.5)
        else:
            self._line(home, _JSON[home](post))
        if home == "v1" and post["user"]["id"] == 10_000_000 + _OWNER:
            self._archive.push(post)
        if rng.random() < _TWICE:
            self._again(home, post)

    def _edited(self, post: Tweet, *, kept: bool) -> None:
        """A post of two versions, of which the first is kept as well or not."""
        first = str(post["id"] - 1)
        made = shapes.v2(post)
        if kept:
            older = shapes.v2({**post, "id_str": first, "full_text": post["full_text"].replace("river", "rivr")})
            self._line("v2", {**older, "edit_history_tweet_ids": [first]})
        self._line("v2", {**made, "edit_history_tweet_ids": [first, post["id_str"]]})

    def _again(self, home: str, post: Tweet) -> None:
        """The post as another capture has it: liked more often, of X in the other form."""
        later = {**post, "favorite_count": post["favorite_count"] + 5}
        if home == "bluesky":
            self._line("stream", shapes.jetstream(later))
        elif home in {"v1", "table"}:
            self._line("again-v2", shapes.v2(later))
            self._line("again-v1", _JSON["v1"](later))
        elif home == "v2":
            self._line("again-v1", _JSON["v1"](later))

    def lost(self, thread: Thread, post: Tweet) -> None:
        """Every second lost post of Bluesky is one whose deletion a stream has."""
        if _is_deleted(thread):
            made = cast("dict[str, Any]", shapes.jetstream(post))
            commit = {**made["commit"], "operation": "delete"}
            self._line("stream", {**made, "commit": {k: v for k, v in commit.items() if k not in {"record", "cid"}}})

    def known(self, thread: Thread) -> None:
        """Write what must come of a thread; a post alone is none."""
        if len(thread.posts) < 2:
            return
        names = [id_of(thread.home, post) for post in thread.posts]
        main = [names[at] for at in thread.main]
        branches = [[names[at] for at in branch] for branch in thread.branches]
        said = Known(main[0], main, branches, len(thread.lost), _is_deleted(thread))
        self._known.write(self._encode(said) + b"\n")

    def _line(self, name: str, value: object) -> None:
        self._out[name].write(self._encode(value) + b"\n")


def _is_deleted(thread: Thread) -> bool:
    return thread.home == "bluesky" and bool(thread.lost) and thread.number % 2 == 0


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("wb") as file:
        if path.suffix == ".gz":  # no name and no date in it, so that the same posts are the same bytes
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                yield cast("BinaryIO", packed)
        elif path.suffix == ".zst":
            with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as packing:
                yield cast("BinaryIO", packing)
        else:
            yield file


class _Pushed:
    """A maker of lines that draws its posts, given them one by one."""

    def __init__(self, lines: Callable[[Iterator[Tweet]], Iterator[bytes]], out: BinaryIO) -> None:
        self._waiting: list[Tweet] = []
        self._lines, self._out = lines(iter(self._next, None)), out

    def _next(self) -> Tweet | None:
        return self._waiting.pop() if self._waiting else None

    def push(self, post: Tweet) -> None:
        self._waiting.append(post)
        self._out.write(next(self._lines))

    def close(self) -> None:
        self._out.writelines(itertools.chain(self._lines))


class _Archive:
    """A personal archive of X."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def __enter__(self) -> Self:
        (self._folder / "data").mkdir(parents=True)
        who = {"username": f"gauge_{_OWNER}", "accountId": str(10_000_000 + _OWNER)}
        account = msgspec.json.encode([{"account": {**who, "accountDisplayName": f"Gauge Keeper {_OWNER}"}}])
        (self._folder / "data" / "account.js").write_bytes(b"window.YTD.account.part0 = " + account)
        self._out = (self._folder / "data" / "tweets.js").open("wb")
        self._out.write(b"window.YTD.tweets.part0 = [")
        return self

    def push(self, post: Tweet) -> None:
        bare = {
            name: value for name, value in post.items() if name not in {"user", "root_id_str"} and value is not None
        }
        bare |= {name: str(value) for name, value in bare.items() if type(value) is int}
        self._out.write((b",\n" if self._count else b"\n") + msgspec.json.encode({"tweet": bare}))
        self._count += 1

    def __exit__(self, *_: object) -> None:
        self._out.write(b"\n]\n")
        self._out.close()
