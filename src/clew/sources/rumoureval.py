"""Folders of RumourEval and PHEME: for each thread the first tweet, those under it, and how they hang together.

`source-tweet/ID.json` (PHEME: `source-tweets`), `replies/ID.json` (PHEME: `reactions`), `structure.json`. The tweets
are those of API v1.1; `structure.json` says what a tweet answers where the tweet itself does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import msgspec

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Post, Problem, Record, Reply
from clew.sources._tweet import Tweet
from clew.sources._tweet_records import records
from clew.sources._x import post_id

title = "RumourEval or PHEME folder"

_TWEET = re.compile(r"((?:.*/)?)(source-tweets?|replies|reactions)/\d+\.json")
_SOURCE = re.compile(r"((?:.*/)?)source-tweets?/\d+\.json")
_STRUCTURE = re.compile(r"((?:.*/)?)structure\.json")
_DATA = (".json", ".jsonl", ".js", ".ndjson")
_MOST = 4 << 20
_HIDDEN = "._"  # what macOS leaves in zips beside each file


def sniff(capture: Capture) -> bool:
    """A folder in which some tweet is a thread's first and no JSON lies outside threads and the folders above them."""
    if capture.single:
        return False
    threads = {match[1] for name in capture.names if (match := _SOURCE.fullmatch(name))}
    if not threads:
        return False
    above = {"", *(f"{each}/" for thread in threads for each in map(str, PurePosixPath(thread).parents) if each != ".")}
    return all(
        _folder(name) in above or _thread_of(name) in threads or f"{_folder(name)}" in threads
        for name in capture.names
        if name.endswith(_DATA) and not PurePosixPath(name).name.startswith(_HIDDEN)
    )


def wants(name: str) -> bool:
    """Tweets and how they hang together; no notes on them, no lists of followers, no pages that they link to."""
    last = PurePosixPath(name).name
    return not last.startswith(_HIDDEN) and (_TWEET.fullmatch(name) or _STRUCTURE.fullmatch(name)) is not None


def read(capture: Capture) -> Iterator[Record]:
    """The tweets of each thread, the first one first."""
    threads: dict[str, list[str]] = defaultdict(list)
    for name in capture.names:
        if match := _TWEET.fullmatch(name):
            threads[match[1]].append(name)
    held = set(capture.names)
    for thread, names in threads.items():
        parents: dict[str, str] = {}
        if f"{thread}structure.json" in held:
            yield from _structure(capture, f"{thread}structure.json", parents)
        for name in sorted(names, key=lambda each: (_SOURCE.fullmatch(each) is None, each)):
            yield from _tweets(capture, name, parents)


def _tweets(capture: Capture, name: str, parents: dict[str, str]) -> Iterator[Record]:
    with capture.open(name) as stream:
        file = values(stream, capture.where(name), Tweet)
        for value in file:
            for record in [value] if isinstance(value, Problem) else records(value, file):
                if isinstance(record, Post) and record.reply_to is None and record.id in parents:
                    yield msgspec.structs.replace(record, reply_to=Reply(parents[record.id]))
                else:
                    yield record


def _structure(capture: Capture, name: str, parents: dict[str, str]) -> Iterator[Problem]:
    """Note what each tweet answers: `{"1": {"2": {"3": []}, "4": []}}`."""
    with capture.open(name) as stream:
        data = stream.read(_MOST + 1)
    try:
        tree: Any = msgspec.json.decode(data) if len(data) <= _MOST else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        yield Problem(capture.where(name), "does not say how the posts hang together; what they themselves say stands")
        return
    waiting: list[tuple[str, Any]] = [("", tree)]
    while waiting:
        above, below = waiting.pop()
        for own, under in below.items() if isinstance(below, dict) else ():
            if above and own != above:
                parents.setdefault(post_id(own), post_id(above))
            waiting.append((own, under))


def _folder(name: str) -> str:
    return name[: name.rfind("/") + 1]


def _thread_of(name: str) -> str:
    """The folder above the one a file is in."""
    folder = _folder(name)
    return folder[: folder.rstrip("/").rfind("/") + 1]
