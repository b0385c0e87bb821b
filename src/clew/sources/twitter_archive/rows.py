"""The rows of a personal archive's files as they are written down."""

from __future__ import annotations

import msgspec

from clew.sources._tweet import Link, Mention, Number, Tag, Tweet, Wire


class Row(Tweet):
    """A post: since 2019 under the key `tweet`, before that bare."""

    tweet: Tweet | None = None


class NoteLink(Wire, rename="camel"):
    """A link of a long post."""

    short_url: str | None = None
    expanded_url: str | None = None
    display_url: str | None = None
    from_index: int = -1
    to_index: int = -1

    def plain(self) -> Link:
        """The same in the words of a tweet."""
        return Link([self.from_index, self.to_index], self.short_url, self.expanded_url, self.display_url)


class NoteMention(Wire, rename="camel"):
    """An account named in a long post."""

    screen_name: str | None = None
    from_index: int = -1
    to_index: int = -1

    def plain(self) -> Mention:
        """The same in the words of a tweet."""
        return Mention([self.from_index, self.to_index], self.screen_name)


class NoteTag(Wire, rename="camel"):
    """A hashtag or cashtag of a long post."""

    text: str = ""
    from_index: int = -1
    to_index: int = -1

    def plain(self) -> Tag:
        """The same in the words of a tweet."""
        return Tag(self.text, [self.from_index, self.to_index])


class Core(Wire):
    """The text of a long post; offsets are code points of it."""

    text: str = ""
    urls: list[NoteLink] = msgspec.field(default_factory=list)
    mentions: list[NoteMention] = msgspec.field(default_factory=list)
    hashtags: list[NoteTag] = msgspec.field(default_factory=list)
    cashtags: list[NoteTag] = msgspec.field(default_factory=list)


class NoteTweet(Wire, rename="camel"):
    """A long post; `noteTweetId` is the id of no tweet (0 of 41), so it is not read."""

    created_at: str | None = None
    core: Core | None = None


class NoteRow(Wire, rename="camel"):
    """A row of note-tweet.js."""

    note_tweet: NoteTweet | None = None


class Header(Wire):
    """The id, owner and dates of a post without its text."""

    tweet_id: str | None = None
    user_id: str | None = None
    deleted_at: str | None = None


class HeaderRow(Wire):
    """A row of tweet-headers.js and deleted-tweet-headers.js."""

    tweet: Header | None = None


class Account(Wire, rename="camel"):
    """Whose archive it is, in account.js."""

    account_id: str | None = None
    username: str | None = None
    account_display_name: str | None = None


class AccountRow(Wire):
    """A row of account.js."""

    account: Account | None = None


class Protection(Wire, rename="camel"):
    """When an account was closed to all but its followers, or opened again; `action` is `Protect` or `Unprotect`."""

    protected_at: str | None = None
    action: str | None = None


class ProtectionRow(Wire, rename="camel"):
    """A row of protected-history.js."""

    protected_history: Protection | None = None


class UserInfo(Wire, rename="camel"):
    """Whose archive it is, in manifest.js."""

    account_id: str | None = None
    user_name: str | None = None
    display_name: str | None = None


class File(Wire, rename="camel"):
    """One file the archive was written with, and how many rows it had."""

    file_name: str | None = None
    count: int | str | None = None


class DataType(Wire):
    """The files of one kind."""

    files: list[File] = msgspec.field(default_factory=list)


class Manifest(Wire, rename="camel"):
    """The archive's own list of what it was written with."""

    user_info: UserInfo | None = None
    data_types: dict[str, DataType] | None = None


class UserDetails(Wire):
    """Whose archive it is, in user_details.js of the archives of 2012-2018."""

    id: Number = None
    screen_name: str | None = None
    full_name: str | None = None
