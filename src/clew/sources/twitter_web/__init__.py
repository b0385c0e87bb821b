"""What the pages of X fetch: answers of its GraphQL interface, as they came or one post a line from Zeeschuimer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from clew.capture import Capture
from clew.capture.mending import Mender
from clew.capture.records import Values, values
from clew.post import Notice, Problem, Record
from clew.sources._x import moment, number, post_id
from clew.sources.twitter_web.posts import records
from clew.sources.twitter_web.tombstones import state_of
from clew.sources.twitter_web.walk import found
from clew.sources.twitter_web.wire import Result

title = "X web answers (GraphQL responses, Zeeschuimer)"
served = True

# A quote inside a string is escaped, so that these keys can stand in no post's own words.
_TWEET = re.compile(rb'"(?:legacy|tweet)"\s*:\s*\{.*"full_text"\s*:', re.DOTALL)
_TIMELINE = re.compile(
    rb'"__typename"\s*:\s*"(?:TimelineTweet|Tweet|TweetTombstone|TweetUnavailable|TweetWithVisibilityResults)"'
    rb'|"entryId"\s*:\s*"(?:\w+-)*tweet-[0-9]'
)
_NUMBERED = re.compile(rb'"(?:rest_id|id_str|entryId|tweet_results|tweetResult|tweet_result)"\s*:')
_OLDER = re.compile(rb'"globalObjects"\s*:\s*\{\s*"tweets"\s*:\s*\{\s*"[0-9]+"')
_COLLECTED = re.compile(rb'"source_platform"\s*:\s*"(?:www\.)?(?:twitter|x)\.com"')
_PLATFORMS = {"x.com", "twitter.com", "mobile.twitter.com"}
_MILLISECONDS = 1e11


def sniff(capture: Capture) -> bool:
    """JSON with a result of X in it (a number and a tweet under `legacy`, or a timeline of such), or Zeeschuimer's."""
    if not capture.single:
        return False
    head = capture.head()
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in {b"{", b"["}:
        return False
    if _COLLECTED.search(head) or _OLDER.search(head):
        return True
    return bool(_NUMBERED.search(head) and (_TWEET.search(head) or _TIMELINE.search(head)))


def read(capture: Capture) -> Iterator[Record]:
    """The posts in the order of the file; of an answer that gives a post twice, the first."""
    for name in capture.names:
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), dict[str, Any])
            strangers: Counter[str] = Counter()
            for value in file:
                if isinstance(value, Problem):
                    yield value
                elif "source_platform" in value and "data" in value:
                    yield from _collected(value, file, strangers)
                else:
                    yield from _answer(value, file, None)
            for platform, count in strangers.items():
                yield Problem(
                    capture.where(name), f"{count:,} of its items are of {platform} and not of X; they were passed over"
                )


def _collected(item: dict[str, Any], file: Values[Any], strangers: Counter[str]) -> Iterator[Record]:
    """One line of Zeeschuimer: what it collected, from where, and when."""
    platform = str(item["source_platform"]).removeprefix("www.").lower()
    if platform not in _PLATFORMS:
        strangers[platform] += 1
    else:
        yield from _answer(item["data"], file, _when(item.get("timestamp_collected")))


def _answer(answer: Any, file: Values[Any], seen: datetime | None) -> Iterator[Record]:
    """The posts of one answer and the proofs in it; an answer that has neither says why, where it does."""
    held: set[str] = set()
    empty = True
    for kind, value, stands_for in found(answer):
        empty = False
        if kind == "gone":
            state, own = state_of(value), number(stands_for, None, [])
            if state is not None and own is not None:
                yield Notice(post_id(own), state)
            continue
        own = str(value.get("rest_id") or value["legacy"].get("id_str"))
        if own not in held:
            held.add(own)
            yield from _result(value, file, seen)
    if empty and not _is_timeline(answer):
        yield from _refused(answer, file)


def _result(value: dict[str, Any], file: Values[Any], seen: datetime | None) -> Iterator[Record]:
    result, reasons = _MENDER.record(value)
    if result is not None:
        yield from records(result, file.place, seen)
    for reason in reasons:
        yield Problem(file.place, reason)


_MENDER: Mender[Result] = Mender(Result)


def _is_timeline(answer: Any) -> bool:
    """Whether an answer without posts is one all the same: the end of a timeline, or nothing but advertisements."""
    if not isinstance(answer, dict):
        return False
    if answer.get("promoted") is True or isinstance(answer.get("globalObjects"), dict):
        return True
    return bool(answer.get("data")) and not answer.get("errors")


def _refused(answer: Any, file: Values[Any]) -> Iterator[Problem]:
    """Why an answer has no posts, in the service's own words."""
    errors = answer.get("errors") if isinstance(answer, dict) else None
    told = errors if isinstance(errors, list) else []
    said = [error["message"] for error in told if isinstance(error, dict) and "message" in error]
    for words in said:
        yield Problem(file.place, f"X answered without posts: {words}")
    if not said:
        yield Problem(file.place, "holds no post of X")


def _when(value: Any) -> datetime | None:
    """A time in milliseconds or seconds since 1970, or as text."""
    if isinstance(value, str) and not value.isdigit():
        return moment(value)
    try:
        seconds = float(value)
        return datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS else seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
