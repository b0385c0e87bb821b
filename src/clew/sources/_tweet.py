"""The tweet of API v1.1 as it is written down, which personal archives share.

Only what is read is listed and nearly all of it may be missing. Personal archives write numbers as text, which the
reader of records takes for the numbers they are.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

Number = int | float | str | None
# How often something was done to a post; what is below 0 or above what JSON's numbers hold (2**53) is no such number.
Count = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]
Indices = list[int]


class Wire(msgspec.Struct, gc=False):
    """A shape as a source writes it; unknown fields are skipped."""


class User(Wire):
    """The account of a tweet; `protected` accounts are read by their followers only."""

    id_str: str | None = None
    id: Number = None
    screen_name: str | None = None
    name: str | None = None
    protected: bool | None = None
    description: Any = None


class Tag(Wire):
    """A hashtag or cashtag without its sign."""

    text: str
    indices: Indices


class Mention(Wire):
    """An account named in the text; its id is -1 or missing where the account was gone."""

    indices: Indices
    screen_name: str | None = None
    id_str: str | None = None
    id: Number = None


class Link(Wire):
    """A link: `url` stands in the text, `expanded_url` is where it leads, `display_url` is what readers see."""

    indices: Indices
    url: str | None = None
    expanded_url: str | None = None
    display_url: str | None = None


class Variant(Wire):
    """One file of a film; the playlist among them has no bitrate."""

    url: str | None = None
    content_type: str | None = None
    bitrate: int | None = None


class Film(Wire):
    """The files of a film."""

    variants: list[Variant] = []


class Picture(Wire):
    """A picture or film, and the link in the text that stands for it.

    `sizes` is a list in the oldest archives, largest first, else a table with a `large` entry.
    """

    indices: Indices = []
    type: str | None = None
    media_url_https: str | None = None
    media_url: str | None = None
    url: str | None = None
    expanded_url: str | None = None
    display_url: str | None = None
    ext_alt_text: str | msgspec.UnsetType | None = msgspec.UNSET
    video_info: Film | None = None
    sizes: dict[str, Any] | list[Any] | None = None


class Option(Wire):
    """One answer of a poll."""

    text: str | None = None


class Poll(Wire):
    """A poll, in what the premium search gives."""

    options: list[Option] = []


class Entities(Wire):
    """What stands in a text and where."""

    hashtags: list[Tag] = []
    user_mentions: list[Mention] = []
    urls: list[Link] = []
    symbols: list[Tag] = []
    media: list[Picture] = []
    polls: list[Poll] = []


class Extended(Wire):
    """The whole text of a tweet whose first 140 characters stand outside."""

    full_text: str | None = None
    display_text_range: Indices | None = None
    entities: Entities | None = None
    extended_entities: Entities | None = None


class EditIds(Wire):
    """The ids of all versions, oldest first."""

    editTweetIds: list[str] = []  # noqa: N815 - the name in the file


class LaterEdit(Wire):
    """The edit record of a version that is not the first."""

    editControlInitial: EditIds | None = None  # noqa: N815 - the name in the file


class EditInfo(Wire):
    """How a personal archive says which versions there are."""

    initial: EditIds | None = None
    edit: LaterEdit | None = None


class EditHistory(Wire):
    """How API v1.1 says which versions there are."""

    edit_tweet_ids: list[str] = []


class Scopes(Wire):
    """Who could read a post that was not for everybody."""

    followers: bool | None = None


class Permalink(Wire):
    """The address of a quoted post."""

    expanded: str | None = None


class Tweet(Wire):
    """A tweet; `text` may be cut off where `truncated` is true, `full_text` and `extended_tweet` are whole."""

    id_str: str | None = None
    id: Number = None
    created_at: str | None = None
    text: str | None = None
    full_text: str | None = None
    truncated: bool = False
    display_text_range: Indices | None = None
    entities: Entities | None = None
    extended_entities: Entities | None = None
    extended_tweet: Extended | None = None
    user: User | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_status_id: Number = None
    in_reply_to_user_id_str: str | None = None
    in_reply_to_user_id: Number = None
    in_reply_to_screen_name: str | None = None
    retweeted_status: Tweet | None = None
    quoted_status: Tweet | None = None
    quoted_status_id_str: str | None = None
    quoted_status_id: Number = None
    quoted_status_permalink: Permalink | None = None
    favorite_count: Count | None = None
    retweet_count: Count | None = None
    reply_count: Count | None = None
    quote_count: Count | None = None
    possibly_sensitive: bool | None = None
    lang: str | None = None
    edit_info: EditInfo | None = None
    edit_history: EditHistory | None = None
    scopes: Scopes | None = None
    deleted_at: str | None = None
