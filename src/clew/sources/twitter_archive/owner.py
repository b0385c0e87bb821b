"""Whose archive it is: the rows of a post do not say, because all of them are one account's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Author, Problem, Visibility
from clew.sources._tweet import Tweet
from clew.sources._x import NETWORK, author_id, handle_id, linked_name, moment, number, unknown_author
from clew.sources.twitter_archive.members import Kind, of_kind
from clew.sources.twitter_archive.rows import AccountRow, HeaderRow, Manifest, ProtectionRow, Row, UserDetails

T = TypeVar("T")


class Owner(NamedTuple):
    """The account, None where the archive has no posts that need it, and who could read what it posts."""

    author: Author | None
    visibility: Visibility


def of(capture: Capture) -> Owner:
    """Whose archive it is; only where no file says so are the posts searched for proof."""
    author = _said(capture)
    # The rows of 2012-2018 name their account, and a second look at them would only cost time.
    if author is None and of_kind(capture.names, "tweets", "community", "deleted"):
        author = _proven(capture)
    return Owner(author, _visibility(capture))


def _said(capture: Capture) -> Author | None:
    """The account as account.js, manifest.js or user_details.js gives it."""
    for row in _rows(capture, AccountRow, "account"):
        if row.account is not None and row.account.account_id:
            return _author(row.account.account_id, row.account.username, row.account.account_display_name)
    for manifest in _rows(capture, Manifest, "manifest"):
        info = manifest.user_info
        if info is not None and info.account_id:
            return _author(info.account_id, info.user_name, info.display_name)
    for details in _rows(capture, UserDetails, "user"):
        who = number(None, details.id, [])
        if who is not None or details.screen_name:
            return _author(who, details.screen_name, details.full_name)
    return None


def _proven(capture: Capture) -> Author | None:
    """The account as the posts themselves prove it; None where the archive has no posts.

    The headers of posts name their owner's id. Failing that, a post of the archive that answers another post of the
    archive answers its own owner, whose id it gives. The handle stands in the addresses of a post's own pictures.
    Where neither is proven the key says what is known: the account is the author of the archive's oldest post.
    """
    headers = (row.tweet for row in _rows(capture, HeaderRow, "headers", "deleted_headers"))
    who = next((header.user_id for header in headers if header is not None and header.user_id), None)
    held: set[str] = set()
    answered: dict[str, str] = {}
    handle = None
    for row in _rows(capture, Row, "tweets", "community", "deleted"):
        tweet = row.tweet or row
        own = number(tweet.id_str, tweet.id, [])
        if own is None:
            continue
        held.add(own)
        if tweet.in_reply_to_status_id_str and tweet.in_reply_to_user_id_str:
            answered[tweet.in_reply_to_status_id_str] = tweet.in_reply_to_user_id_str
        handle = handle or _own_name(tweet, own)
    who = who or next((answered[post] for post in answered if post in held), None)
    if who is None and not handle:
        return Author(unknown_author(min(held, key=int)), NETWORK) if held else None
    return _author(who, handle, None)


def _visibility(capture: Capture) -> Visibility:
    """Who could read the account's posts when the archive was made, as far as its last change of that is told."""
    changes = [
        (moment(row.protected_history.protected_at or ""), (row.protected_history.action or "").lower())
        for row in _rows(capture, ProtectionRow, "protected")
        if row.protected_history is not None
    ]
    dated = [(when, action) for when, action in changes if when is not None]
    last = max(dated)[1] if dated else ""
    return "followers" if last == "protect" else "public" if last == "unprotect" else "unknown"


def _author(who: str | None, handle: str | None, name: str | None) -> Author:
    return Author(author_id(who) if who else handle_id(handle or ""), NETWORK, handle or None, name or None)


def _own_name(tweet: Tweet, own: str) -> str | None:
    """The handle in `https://twitter.com/HANDLE/status/OWN/photo/1`; pictures passed on have another post's address."""
    pictures = tweet.entities.media if tweet.entities is not None else []
    names = (linked_name(picture.expanded_url or "", own) for picture in pictures)
    return next((name for name in names if name), None)


def _rows(capture: Capture, shape: type[T], *kinds: Kind) -> Iterator[T]:
    """The readable rows of these kinds; what is broken in them is told when the posts are read."""
    for name in of_kind(capture.names, *kinds):
        with capture.open(name) as stream:
            rows: Any = values(stream, name, shape)
            yield from (row for row in rows if not isinstance(row, Problem))
