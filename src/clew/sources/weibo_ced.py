"""The Chinese rumour set CED: a post of Weibo (`original-microblog`) and who passed it on (`rumor-repost`).

The two files of a rumour are called alike, `<number>_<post>_<account>.json`, which is where the first post's id and
author stand. Dates of reposts are those of China (UTC+8); their texts are what was written in passing on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath
from typing import NamedTuple

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Author, Counts, Post, Problem, Record, Reply
from clew.sources._head import shapes
from clew.sources._tweet import Wire

title = "Weibo rumours with their reposts (CED)"

_NAME = re.compile(r"\d+_(\w+)_(\d+)\.json", re.ASCII)
_FILE = re.compile(r"(?:.*/)?(?:original-microblog|(?:non-)?rumou?r-repost)/[^/]+\.json")
_CHINA = timezone(timedelta(hours=8))
_LAST = 253402300800  # the year 10000
_DATA = (".json", ".jsonl", ".js", ".ndjson")


class Line(Wire):
    """A repost (`mid`, `parent`, `uid`, `date`) or the first post (`time`, `user` and counts)."""

    mid: str | None = None
    parent: str | None = None
    uid: str | int | None = None
    text: str | None = None
    date: str | None = None
    time: int | None = None
    comments: int | None = None
    likes: int | None = None
    reposts: int | None = None


class First(NamedTuple):
    """The post that all others of a file pass on."""

    mid: str
    uid: str


def sniff(capture: Capture) -> bool:
    """One such file, or a folder whose JSON is nothing else."""
    if capture.single:
        return any(map(_is_ours, shapes(capture.head())))
    names = [name for name in capture.names if name.endswith(_DATA)]
    return bool(names) and all(map(_FILE.fullmatch, names)) and any(map(_is_ours, shapes(capture.head(names[0]))))


def _is_ours(keys: frozenset[str]) -> bool:
    return {"[].mid", "[].parent", "[].kids", "[].uid"} <= keys or {
        "has_url",
        "time",
        "reposts",
        "user.verified",
    } <= keys


def wants(name: str) -> bool:
    """The files of the two folders, and a file that is alone."""
    return _FILE.fullmatch(name) is not None or "/" not in name


def read(capture: Capture) -> Iterator[Record]:
    """The posts in the order of each file."""
    for name in capture.names:
        found = _NAME.fullmatch(PurePosixPath(name).name)
        if found is None:
            yield Problem(capture.where(name), "Its name does not say which post of which account this is about.")
            continue
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), Line)
            authors: dict[str, str] = {}
            for value in file:
                if isinstance(value, Problem):
                    yield value
                else:
                    made = _post(value, First(found[1], found[2]), authors)
                    yield made or Problem(file.place, "A post was left out: it has no id, or no text.")


def _post(line: Line, first: First, authors: dict[str, str]) -> Post | None:
    if line.mid is None and line.time is not None and line.text is not None:
        return _original(line, first)
    if not line.mid or line.text is None:
        return None
    who = str(line.uid) if line.uid not in {None, ""} else None
    author = f"weibo:user:{who}" if who else f"weibo:author-of:{line.mid}"
    authors[line.mid] = author
    bare = not line.text.strip()
    above = line.parent or first.mid
    return Post(
        id=f"weibo:{line.mid}",
        network="weibo",
        author=Author(author, "weibo"),
        created=_date(line.date),
        text=line.text,
        # Whoever adds words answers the one from whom they have it; without words it is passed on as it is.
        reply_to=None
        if bare
        else Reply(f"weibo:{above}", authors.get(above) if line.parent else f"weibo:user:{first.uid}"),
        conversation=f"weibo:{first.mid}",
        repost_of=f"weibo:{above}" if bare else None,
        repost=bare,
        url=f"https://weibo.com/{who}/{line.mid}" if who else None,
    )


def _original(line: Line, first: First) -> Post:
    stamp = line.time if line.time is not None and 0 < line.time < _LAST else None
    return Post(
        id=f"weibo:{first.mid}",
        network="weibo",
        author=Author(f"weibo:user:{first.uid}", "weibo"),
        created=datetime.fromtimestamp(stamp, UTC) if stamp else None,
        text=line.text or "",
        conversation=f"weibo:{first.mid}",
        counts=Counts(replies=line.comments, reposts=line.reposts, likes=line.likes),
        url=f"https://weibo.com/{first.uid}/{first.mid}",
    )


def _date(text: str | None) -> datetime | None:
    try:
        when = datetime.fromisoformat(text) if text else None
        return None if when is None else (when if when.tzinfo else when.replace(tzinfo=_CHINA)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
