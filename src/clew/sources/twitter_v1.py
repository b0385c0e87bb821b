"""Tweets of API v1.1: JSON lines, arrays, search and premium pages, lookup maps, streams with their notices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from clew.capture import Capture
from clew.capture.records import Values, values
from clew.post import Notice, Problem, Record
from clew.sources._head import shapes
from clew.sources._tweet import Number, Tweet, Wire
from clew.sources._tweet_records import records
from clew.sources._x import author_id, number, post_id

title = "Twitter API v1.1 (twarc 1, streams, premium search)"
by_lines = True
served = True


class DeletedStatus(Wire):
    """Which tweet is gone, and whose it was."""

    id_str: str | None = None
    id: Number = None
    user_id_str: str | None = None
    user_id: Number = None


class Delete(Wire):
    """A stream's notice that a tweet was deleted; `timestamp_ms` is when, in milliseconds since 1970."""

    status: DeletedStatus | None = None
    timestamp_ms: int | None = None


class Withheld(Wire):
    """A stream's notice that a tweet is withheld in some countries."""

    id: Number = None
    user_id: Number = None


class Line(Tweet):
    """One record of a file: a tweet, a page of tweets, a table of tweets by id, or a notice of a stream."""

    id: Number | dict[str, Tweet | None] = None  # type: ignore[assignment]  # a table stands where an id would
    statuses: list[Tweet] | None = None
    results: list[Tweet] | None = None
    delete: Delete | None = None
    status_withheld: Withheld | None = None
    # What else a stream says (documentation of 2019, "Streaming message types"): none of it is about a post.
    control: Any = None
    disconnect: Any = None
    event: Any = None
    for_user: Any = None
    friends: Any = None
    friends_str: Any = None
    info: Any = None
    limit: Any = None
    scrub_geo: Any = None
    user_withheld: Any = None
    warning: Any = None


_SILENT = (
    "control", "disconnect", "event", "for_user", "friends", "friends_str", "info", "limit", "scrub_geo",
    "user_withheld", "warning",
)  # fmt: skip
_PLACES = ("", "[].", "statuses[].", "results[].", "[].statuses[].", "[].results[].")


def sniff(capture: Capture) -> bool:
    """One file of JSON whose records have a tweet's text and the account it belongs to, or a stream's notices."""
    return capture.single and any(map(_is_ours, shapes(capture.head())))


def _is_ours(keys: frozenset[str]) -> bool:
    if "delete.status.id_str" in keys or "delete.status.id" in keys:
        return True
    tables = {f"id.{key.split('.')[1]}." for key in keys if key.startswith("id.") and key.endswith(".user.screen_name")}
    return any(_has_tweet(keys, place) for place in (*_PLACES, *tables))


def _has_tweet(keys: frozenset[str], place: str) -> bool:
    return (
        f"{place}created_at" in keys
        and bool({f"{place}text", f"{place}full_text"} & keys)
        and bool({f"{place}user.screen_name", f"{place}user.id_str", f"{place}user.id"} & keys)
        and bool({f"{place}id_str", f"{place}id"} & keys)
    )


def read(capture: Capture) -> Iterator[Record]:
    """The tweets in the order of the file, each followed by what it passes on or quotes."""
    for name in capture.names:
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), Line)
            for value in file:
                if isinstance(value, Problem):
                    yield value
                else:
                    yield from _line(value, file)


def _line(line: Line, file: Values[Line]) -> Iterator[Record]:
    if line.created_at is not None and not isinstance(line.id, dict):
        yield from records(line, file)
        return
    pages = [tweets for tweets in (line.statuses, line.results) if tweets is not None]
    if isinstance(line.id, dict):
        # A lookup table says null of what it does not give, which proves nothing: gone, protected, or never there.
        pages.append([tweet for tweet in line.id.values() if tweet is not None])
    if pages:
        for tweet in (tweet for tweets in pages for tweet in tweets):
            yield from records(tweet, file)
    elif line.delete is not None:
        yield from _deleted(line.delete, file)
    elif line.status_withheld is not None:
        yield from _withheld(line.status_withheld, file)
    elif line.id_str is not None or line.id is not None:
        yield from records(line, file)
    elif not any(getattr(line, kind) is not None for kind in _SILENT):
        yield Problem(file.place, "is neither a tweet nor a notice that is known")


def _deleted(notice: Delete, file: Values[Line]) -> Iterator[Record]:
    status = notice.status or DeletedStatus()
    doubts: list[str] = []
    own = number(status.id_str, status.id, doubts)
    who = number(status.user_id_str, status.user_id, doubts)
    if own is None:
        yield Problem(file.place, "A notice of deletion does not say which post is gone.")
        return
    yield Notice(post_id(own), "deleted", author_id(who) if who else None, _from_epoch(notice.timestamp_ms))
    for doubt in doubts:
        yield Problem(file.place, doubt)


def _withheld(notice: Withheld, file: Values[Line]) -> Iterator[Record]:
    doubts: list[str] = []
    own, who = number(None, notice.id, doubts), number(None, notice.user_id, doubts)
    if own is not None:
        yield Notice(post_id(own), "withheld", author_id(who) if who else None)
    for doubt in doubts:
        yield Problem(file.place, doubt)


def _from_epoch(milliseconds: int | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
    except (OverflowError, ValueError, OSError):
        return None
