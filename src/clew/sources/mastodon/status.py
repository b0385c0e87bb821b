"""The status of Mastodon's API as it is written down, which many other servers write too."""

from __future__ import annotations

from typing import Any

import msgspec

Id = str | int | None


class Wire(msgspec.Struct, gc=False):
    """A shape as a server writes it; unknown fields are skipped."""


class Account(Wire):
    """An account; `id` is the server's own number, `acct` lacks the host where the account is the server's own."""

    id: Id = None
    username: str | None = None
    acct: str | None = None
    display_name: str | None = None
    url: str | None = None
    uri: str | None = None
    note: str | None = None
    discoverable: Any = None
    indexable: Any = None
    noindex: Any = None


class Attachment(Wire):
    """A picture, film or sound; `description` is its alt text."""

    type: str | None = None
    url: str | None = None
    remote_url: str | None = None
    preview_url: str | None = None
    description: str | None = None
    meta: Any = None


class Mention(Wire):
    """An account named in the text."""

    id: Id = None
    username: str | None = None
    acct: str | None = None
    url: str | None = None


class Tag(Wire):
    """A hashtag, in lower case and without its sign."""

    name: str | None = None
    url: str | None = None


class Option(Wire):
    """An answer of a poll; its votes are hidden while some polls run."""

    title: str | None = None
    votes_count: int | None = None


class Poll(Wire):
    """A poll."""

    options: list[Option] | None = None


class Status(Wire):
    """A status, or what holds statuses: a search result, a context, a quote, a notification, a version of a text."""

    id: Id = None
    uri: str | None = None
    url: str | None = None
    created_at: str | None = None
    edited_at: str | None = None
    in_reply_to_id: Id = None
    in_reply_to_account_id: Id = None
    content: str | None = None
    text: str | None = None
    spoiler_text: str | None = None
    sensitive: bool | None = None
    visibility: str | None = None
    language: str | None = None
    account: Account | None = None
    reblog: Status | None = None
    media_attachments: list[Attachment] | None = None
    mentions: list[Mention] | None = None
    tags: list[Tag] | None = None
    poll: Poll | None = None
    quote: Status | None = None
    replies_count: int | None = None
    reblogs_count: int | None = None
    favourites_count: int | None = None
    quotes_count: int | None = None
    # a quote since Mastodon 4.4; before, other servers gave the quoted status itself
    state: str | None = None
    quoted_status: Status | None = None
    quoted_status_id: Id = None
    # what holds statuses
    statuses: list[Status] | None = None
    ancestors: list[Status] | None = None
    descendants: list[Status] | None = None
    status: Status | None = None
    context: Status | None = None
    history: list[Status] | None = None

    def held(self) -> list[Status]:
        """The statuses that stand in this one as in a container, in the order of a conversation."""
        if self.content is not None:  # a status itself
            return []
        context = self.context if self.context is not None else Status()
        found = [*(self.statuses or ()), *(self.ancestors or ()), *(context.ancestors or ())]
        if self.status is not None:
            found.append(self.status)
        return [*found, *(self.descendants or ()), *(context.descendants or ())]

    def inside(self) -> list[Status]:
        """What this status passes on or quotes, in full."""
        if self.reblog is None and self.quote is None:
            return []
        quoted = None
        if self.quote is not None:
            quoted = self.quote.quoted_status if self.quote.quoted_status is not None else self.quote
        return [each for each in (self.reblog, quoted) if each is not None and (each.uri or each.id)]

    @property
    def is_container(self) -> bool:
        """Whether this is something that holds statuses and not one itself."""
        return self.content is None and self.uri is None and (self.status is not None or self._lists)

    @property
    def _lists(self) -> bool:
        lists = (self.statuses, self.ancestors, self.descendants, self.context)
        return any(each is not None for each in lists)
