"""Finding the posts and tombstones of an answer, however its timeline is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

_GONE = ("TweetTombstone", "TweetUnavailable")
# `tweet-12`, `conversationthread-3-tweet-12`, `profile-conversation-3-tweet-12`
_OF_POST = re.compile(r"(?:.*-)?tweet-([0-9]+)")

BOXES = (dict, list)
# Under these keys stand accounts, words, cards and buttons, never posts: four fifths of an answer.
_BARREN = frozenset(
    {
        "article", "card", "clientEventInfo", "core", "edit_control", "entities", "extended_entities", "feedbackInfo",
        "note_tweet", "unmention_data", "user_results",
    }
)  # fmt: skip


class Found(NamedTuple):
    """Something of interest in an answer: a post, or what stands in the place of one.

    `post` is the number of the post that a tombstone stands for, where that can be known.
    """

    kind: Literal["post", "gone"]
    value: dict[str, Any]
    post: str | None = None


def found(answer: Any) -> Iterator[Found]:
    """The posts and tombstones of an answer in its order, the quoted and passed on ones behind those they stand in.

    Advertisements are left out with all that is in them.
    """
    waiting: list[tuple[Any, str | None]] = [(answer, None)] if isinstance(answer, BOXES) else []
    while waiting:
        value, post = waiting.pop()
        if isinstance(value, list):
            waiting += [(item, post) for item in reversed(value) if isinstance(item, BOXES)]
            continue
        if _is_promoted(value):
            continue
        if isinstance(value.get("globalObjects"), dict):
            yield from _older(value)
            continue
        if value.get("__typename") in _GONE:
            yield Found("gone", value, post)
        elif is_post(value):
            # What is in it comes first: whoever takes the post may leave fields out of it.
            waiting += [(item, _quoted(value, key)) for key, item in _boxes(value)]
            yield Found("post", value)
            continue
        post = _named(value, post)
        waiting += [(item, post) for _, item in _boxes(value)]


def _older(answer: dict[str, Any]) -> Iterator[Found]:
    """The posts of an answer of 2019 to 2023: a table of tweets and one of users, to which the timeline only points."""
    tables = answer["globalObjects"]
    tweets, users = (tables.get(key) if isinstance(tables.get(key), dict) else {} for key in ("tweets", "users"))
    advertised = _advertised(answer.get("timeline"))
    for number, tweet in tweets.items():
        if isinstance(tweet, dict) and "full_text" in tweet and number not in advertised:
            user = users.get(str(tweet.get("user_id_str")))
            yield Found("post", {"rest_id": number, "legacy": tweet, "user": user, "card": tweet.get("card")})


def _advertised(timeline: Any) -> set[str]:
    """The numbers of the tweets that a timeline of those years shows as advertisements."""
    numbers: set[str] = set()
    waiting = [timeline]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict) and value.get("promotedMetadata") is not None:
            numbers.add(str(value.get("id")))
        elif isinstance(value, BOXES):
            waiting += value.values() if isinstance(value, dict) else value
    return numbers


def _boxes(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """What may hold posts, the last first. Every field of every answer is asked here, so it is one loop."""
    return [each for each in reversed(value.items()) if isinstance(each[1], BOXES) and each[0] not in _BARREN]


def is_post(value: dict[str, Any]) -> bool:
    """Whether this is a post: a number of its own and a tweet under `legacy`."""
    legacy = value.get("legacy")
    return isinstance(legacy, dict) and "full_text" in legacy and ("rest_id" in value or "id_str" in legacy)


def _is_promoted(value: dict[str, Any]) -> bool:
    return (
        value.get("promotedMetadata") is not None
        or value.get("promoted") is True
        or str(value.get("entryId", "")).startswith("promoted")
    )


def _quoted(post: dict[str, Any], key: str) -> str | None:
    """Which post stands under a key of another: only of the quoted one the number is known even if it is gone."""
    quoted = post["legacy"].get("quoted_status_id_str") if key == "quoted_status_result" else None
    return quoted if isinstance(quoted, str) else None


def _named(value: dict[str, Any], post: str | None) -> str | None:
    """Which post the one in a box is: the one that its entry is named after, unless it is listed beside others."""
    if "items" in value or "entries" in value:
        return None
    if isinstance(entry := value.get("entryId"), str):
        named = _OF_POST.fullmatch(entry)
        return named[1] if named else None
    return post
