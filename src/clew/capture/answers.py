"""What a server answered, as recordings of web traffic keep it, and which answers may hold posts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

# As long as the longest record that is read from any file, see `clew.capture.layouts`.
LIMIT = 32 << 20
_OK = range(200, 300)
_TEXTS = ("json", "html", "text/plain", "octet-stream", "multipart/related")
# Direct messages, notifications, settings and sign-in of X, Bluesky and Mastodon.
_PRIVATE = re.compile(
    r"/dm/|/(?:use)?D[Mm][A-Z]|(?i:direct_?message|inbox|xchat)|chat\.bsky\.|/v\d/conversations|/timelines/direct"
    r"|(?i:notifications)|/account/|verify_credentials|/settings\b|/preferences\b|/oauth\b|/login\b|/onboarding\b"
    r"|server\.(?:create|get|refresh)Session"
)
_LONGEST_NAME = 200


class Answer(NamedTuple):
    """What a server answered: from which address, when, and the bytes after all packing is undone."""

    address: str
    seen: datetime | None
    body: bytes


def is_wanted(address: str, status: int | None, kind: str | None) -> bool:
    """Whether an answer may hold posts, by its address, its status and what it says it is."""
    kind = (kind or "text/plain").lower()
    return (
        (status is None or status in _OK)
        and any(text in kind for text in _TEXTS)
        and not _PRIVATE.search(called(address))
    )


def is_text(body: bytes) -> bool:
    """Whether a body begins as JSON or HTML does."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"[", b"<"}


def called(address: str) -> str:
    """An address without its query, in which keys and cursors stand: `x.com/i/api/graphql/abc/TweetDetail`."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "address"
    return f"{parts.hostname or ''}{parts.path}".strip("/")[:_LONGEST_NAME] or "address"


def moment(text: str | None) -> datetime | None:
    """A time as recordings write it (ISO 8601), in UTC; None where it means nothing."""
    try:
        when = datetime.fromisoformat(text or "")
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
