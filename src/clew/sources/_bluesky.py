"""Posts of Bluesky as they are written down: the record its author made, and the view a server makes of it."""

from __future__ import annotations

from typing import Any

import msgspec


class Wire(msgspec.Struct, gc=False):
    """A shape as a source writes it; unknown fields are skipped."""


class Ref(Wire):
    """A record named by its address (and its hash, which is not needed)."""

    uri: str | None = None


class Answer(Wire):
    """What a record answers: the post itself, and the root of everybody's replies."""

    root: Ref | None = None
    parent: Ref | None = None


class Slice(Wire):
    """A span of the text in UTF-8 bytes, end exclusive."""

    byteStart: int | None = None  # noqa: N815 as the format spells it
    byteEnd: int | None = None  # noqa: N815


class Feature(Wire):
    """What a span means; which field it has says more than its `$type`, of which there are many home-made ones."""

    uri: str | None = None
    did: str | None = None
    tag: str | None = None


class Facet(Wire):
    """A span of the text and what it means."""

    index: Slice | None = None
    features: list[Feature] | None = None


class OldSlice(Wire):
    """A span of the text in UTF-16 units, as records had it before March 2023."""

    start: int | None = None
    end: int | None = None


class OldEntity(Wire):
    """What a facet was before March 2023."""

    index: OldSlice | None = None
    type: str | None = None
    value: str | None = None


class Label(Wire):
    """What a moderator (`src`) or the author says of a post or account; `neg` takes an earlier label back."""

    val: str | None = None
    src: str | None = None
    neg: bool | None = None


class SelfLabels(Wire):
    """What an author says of the own post."""

    values: list[Label] | None = None


class PostRecord(Wire):
    """A record of `app.bsky.feed.post`."""

    text: str | None = None
    createdAt: str | None = None  # noqa: N815
    langs: list[str] | None = None
    reply: Answer | None = None
    facets: list[Facet] | None = None
    entities: list[OldEntity] | None = None
    labels: SelfLabels | list[Any] | None = None
    embed: dict[str, Any] | None = None
    tags: list[str] | None = None


class Actor(Wire):
    """An account in a view."""

    did: str | None = None
    handle: str | None = None
    displayName: str | None = None  # noqa: N815
    labels: list[Label] | None = None


class Profile(Wire):
    """What an account says of itself, in its own repository; `labels` are its own."""

    displayName: str | None = None  # noqa: N815
    labels: SelfLabels | None = None


class View(Wire):
    """A post as a server shows it; in quotes and lists of records `value` is the record."""

    uri: str | None = None
    author: Actor | None = None
    record: dict[str, Any] | None = None
    value: dict[str, Any] | None = None
    embed: dict[str, Any] | None = None
    embeds: list[dict[str, Any]] | None = None
    labels: list[Label] | None = None
    replyCount: int | None = None  # noqa: N815
    repostCount: int | None = None  # noqa: N815
    likeCount: int | None = None  # noqa: N815
    quoteCount: int | None = None  # noqa: N815
    bookmarkCount: int | None = None  # noqa: N815


class FeedReply(Wire):
    """The posts that a post of a feed answers, shown with it."""

    root: Node | None = None
    parent: Node | None = None


class Node(View):
    """A post in a thread or feed, with those above and below it; `blocked` stands where one may not be shown."""

    blocked: bool | None = None
    post: View | None = None
    parent: Node | None = None
    replies: list[Node] | None = None
    reply: FeedReply | None = None


class Page(Node):
    """What a call answers; which field it has depends on the call. An array or line may hold one post or node."""

    thread: Node | list[Node] | None = None
    feed: list[Node] | None = None
    posts: list[Node] | None = None
    records: list[Node] | None = None
