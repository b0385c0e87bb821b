"""Objects and activities of ActivityStreams 2.0 as servers write them; one shape, because any may stand in any.

Only what is read is listed. JSON-LD lets one thing stand where a list may, and an address where an object may.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec


class Thing(msgspec.Struct, gc=False, rename="camel"):
    """A post, activity, collection, account, tag, attachment or answer of a poll; unknown fields are skipped."""

    type: str | list[Any] | None = None
    id: str | None = None
    url: Thing | str | list[Any] | None = None
    name: str | None = None
    # activities
    actor: Thing | str | list[Any] | None = None
    object: Thing | str | list[Any] | None = None
    # posts
    attributed_to: Thing | str | list[Any] | None = None
    published: str | None = None
    updated: str | None = None
    deleted: str | bool | None = None
    content: str | None = None
    content_map: dict[str, Any] | None = None
    media_type: str | None = None
    summary: str | None = None
    sensitive: bool | None = None
    in_reply_to: Thing | str | list[Any] | None = None
    to: Thing | str | list[Any] | None = None
    cc: Thing | str | list[Any] | None = None
    tag: list[Thing | str] | Thing | str | None = None
    attachment: list[Thing | str] | Thing | str | None = None
    conversation: str | None = None
    context: Any = None
    language: Any = None
    quote: Thing | str | None = None
    quote_uri: Thing | str | None = None
    quote_url: Thing | str | None = None
    misskey_quote: Thing | str | None = msgspec.field(default=None, name="_misskey_quote")
    one_of: list[Thing] | Thing | None = None
    any_of: list[Thing] | Thing | None = None
    replies: Thing | str | list[Any] | None = None
    likes: Thing | str | list[Any] | None = None
    shares: Thing | str | list[Any] | None = None
    replies_count: int | None = None
    # collections
    total_items: int | None = None
    ordered_items: list[Thing | str] | Thing | str | None = None
    items: list[Thing | str] | Thing | str | None = None
    first: Thing | str | None = None
    # accounts
    preferred_username: str | None = None
    discoverable: Any = None
    indexable: Any = None
    noindex: Any = None
    webfinger: str | None = None
    # tags and attachments
    href: str | None = None
    rel: str | list[Any] | None = None
    width: int | None = None
    height: int | None = None
    # what Clew's own export says beside all this
    source: Any = None
    clew: Any = None

    @property
    def kind(self) -> str:
        """The type, the first where there are several; `as:Note` is `Note`."""
        kind = self.type
        if isinstance(kind, list):
            kind = kind[0] if kind and isinstance(kind[0], str) else ""
        return kind.removeprefix("as:") if kind else ""


def things(value: list[Thing | str] | list[Thing] | Thing | str | None) -> Iterator[Thing]:
    """The objects of a value that may be one, several or addresses."""
    if isinstance(value, Thing):
        yield value
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, Thing))


def address(value: Any) -> str | None:
    """The address of a thing given as address, object or list of such: the first there is."""
    if value is None or isinstance(value, str):  # as nearly always
        return value or None
    each = value[0] if isinstance(value, list) and value else value
    if isinstance(each, Thing):
        each = each.id or each.href
    elif isinstance(each, dict):
        each = each.get("id") or each.get("href")
    return each or None if isinstance(each, str) else None


def addresses(value: Any) -> tuple[str, ...] | None:
    """All addresses of a value; None where there is no such field."""
    if value is None:
        return None
    return tuple(found for each in (value if isinstance(value, list) else [value]) if (found := address(each)))
