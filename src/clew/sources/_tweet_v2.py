"""The tweet of API v2 as it is written down, with the users, media and polls that come beside it."""

from __future__ import annotations

from typing import Any

import msgspec

from clew.sources._tweet import Wire

# R writes an empty list as {} (academictwitteR).
Empty = dict[str, Any]


class UserV2(Wire):
    """An account; `protected` accounts are read by their followers only."""

    id: str | None = None
    username: str | None = None
    name: str | None = None
    protected: bool | None = None


class TagV2(Wire):
    """A hashtag or cashtag without its sign."""

    start: int
    end: int
    tag: str


class MentionV2(Wire):
    """An account named in the text."""

    start: int
    end: int
    username: str
    id: str | None = None


class LinkV2(Wire):
    """A link; one with a `media_key`, or to pic.twitter.com, stands for a picture of the post."""

    start: int
    end: int
    url: str | None = None
    expanded_url: str | None = None
    display_url: str | None = None
    media_key: str | None = None


class EntitiesV2(Wire):
    """What stands in a text and where; all `end` are exclusive (those of `annotations`, not read, are inclusive)."""

    hashtags: list[TagV2] | Empty | None = None
    mentions: list[MentionV2] | Empty | None = None
    urls: list[LinkV2] | Empty | None = None
    cashtags: list[TagV2] | Empty | None = None


class VariantV2(Wire):
    """One file of a film."""

    url: str | None = None
    content_type: str | None = None
    bit_rate: int | None = None


class MediaV2(Wire):
    """A picture or film."""

    media_key: str | None = None
    type: str | None = None
    url: str | None = None
    preview_image_url: str | None = None
    alt_text: str | None = None
    width: int | None = None
    height: int | None = None
    variants: list[VariantV2] | Empty | None = None


class OptionV2(Wire):
    """One answer of a poll."""

    label: str | None = None
    votes: int | None = None
    position: int = 0


class PollV2(Wire):
    """A poll."""

    id: str | None = None
    options: list[OptionV2] = msgspec.field(default_factory=list)


class Attachments(Wire):
    """What hangs on a post: keys into the page's lists, or in flattened lines the things themselves."""

    media_keys: list[str] | Empty | None = None
    poll_ids: list[str] | Empty | None = None
    media: list[MediaV2] | Empty | None = None
    poll: PollV2 | None = None


class Metrics(Wire):
    """How a post was received."""

    reply_count: int | None = None
    retweet_count: int | None = None
    like_count: int | None = None
    quote_count: int | None = None
    impression_count: int | None = None
    bookmark_count: int | None = None


class Note(Wire):
    """The whole text of a post of over 280 characters."""

    text: str | None = None
    entities: EntitiesV2 | list[Any] | None = None


class Origin(Wire):
    """When and with what question twarc fetched a page."""

    url: str | None = None
    retrieved_at: str | None = None


class TweetV2(Wire):
    """A tweet; in flattened lines `author` and whole `referenced_tweets` stand inside it."""

    id: str | None = None
    text: str | None = None
    author_id: str | None = None
    created_at: str | None = None
    conversation_id: str | None = None
    in_reply_to_user_id: str | None = None
    referenced_tweets: list[Reference] | Empty | None = None
    entities: EntitiesV2 | list[Any] | None = None
    attachments: Attachments | list[Any] | None = None
    lang: str | None = None
    public_metrics: Metrics | list[Any] | None = None
    possibly_sensitive: bool | None = None
    note_tweet: Note | list[Any] | None = None
    edit_history_tweet_ids: list[str] | Empty | None = None
    author: UserV2 | None = None
    twarc: Origin | None = msgspec.field(default=None, name="__twarc")


class Reference(TweetV2):
    """Another post: `type` is `replied_to`, `quoted` or `retweeted`."""

    type: str | None = None


class Fault(Wire):
    """What the service could not give, in its words."""

    title: str | None = None
    detail: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    value: str | None = None
    parameter: str | None = None


class Includes(Wire):
    """What comes beside the posts of a page."""

    users: list[UserV2] | Empty | None = None
    tweets: list[TweetV2] | Empty | None = None
    media: list[MediaV2] | Empty | None = None
    polls: list[PollV2] | Empty | None = None


class Page(TweetV2):
    """One record of a file: a page of posts with what comes beside them, or one flattened post."""

    data: list[TweetV2] | TweetV2 | None = None
    includes: Includes | list[Any] | None = None
    errors: list[Fault] | Empty | None = None
    meta: Any = None
