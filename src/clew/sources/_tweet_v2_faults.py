"""What API v2 says it could not give: as notices where its words prove something, as problems where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clew.post import Notice, Problem, Record, State
from clew.sources._tweet_v2 import Fault, TweetV2
from clew.sources._tweet_v2_post import items
from clew.sources._x import author_id, post_id

# Errors about accounts that are merely named in a text say nothing about a post.
_NAMED = "entities.mentions.username"


def faults(errors: Sequence[Fault], tweets: Sequence[TweetV2], place: str) -> Iterator[Record]:
    """A page's errors. "Not found" proves nothing: deleted, or never there, or an account gone; so it is a problem."""
    for error in errors:
        if error.parameter == _NAMED:
            continue
        state, who = _proven(error.detail or ""), error.resource_id or error.value
        if state and who and error.resource_type == "tweet":
            yield Notice(post_id(who), state)
        elif state and who and error.resource_type == "user":
            yield from _answered(who, state, tweets)
        else:
            said = error.detail or error.title or "something is missing, but not what"
            yield Problem(place, f"X could not give all of this page: {said}")


def _proven(detail: str) -> State | None:
    """The state that X's sentence names, as in "User has been suspended: [2244994945]"."""
    lower = detail.lower()
    if "suspended" in lower:
        return "suspended"
    return "protected" if "protected" in lower else None


def _answered(who: str, state: State, tweets: Sequence[TweetV2]) -> Iterator[Notice]:
    """The posts of an account in that state which posts of this page answer."""
    for tweet in tweets:
        if tweet.in_reply_to_user_id == who:
            parents = (each.id for each in items(tweet.referenced_tweets) if each.type == "replied_to" and each.id)
            yield from (Notice(post_id(parent), state, author_id(who)) for parent in parents)
