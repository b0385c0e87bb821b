"""From a record of Bluesky, and the view of it where there is one, to a post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from clew.capture.mending import Mender
from clew.post import Author, Counts, Entity, Post, Reply
from clew.sources._bluesky import Actor, Label, PostRecord, SelfLabels, View
from clew.sources._bluesky_embed import POST, card, media, quote
from clew.sources._bluesky_words import entities
from clew.text.tags import beside

NETWORK = "bluesky"
COLLECTION = "app.bsky.feed.post"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# People bring old posts along with their old dates, so that only the ends of the calendar are broken clocks.
_FIRST_YEAR = 1971
_LAST_YEAR = 2100
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}", re.ASCII)
_TID_SIGNS = str.maketrans("234567abcdefghijklmnopqrstuvwxyz", "0123456789abcdefghijklmnopqrstuv")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis"})
# docs.bsky.app/docs/advanced-guides/moderation: labels that cover a post or its pictures.
_COVERING = frozenset(
    {
        *("porn", "sexual", "nudity", "sexual-figurative", "graphic-media", "gore", "nsfl", "corpse", "self-harm"),
        *("sensitive", "intolerant", "threat", "extremist", "!warn", "!hide"),
    }
)
_MEMBERS_ONLY = "!no-unauthenticated"
_NO_HANDLE = "handle.invalid"

_mend = Mender(PostRecord).record


def post_record(value: dict[str, Any] | None, doubts: list[str]) -> PostRecord | None:
    """A record as values, from JSON or CBOR; what had to be left out of it is a doubt. None where it is no post."""
    if value is None:
        return None
    try:
        record: PostRecord | None = msgspec.convert(value, PostRecord, strict=False)
    except msgspec.ValidationError:
        record, reasons = _mend(value)
        doubts += [f"In the record {reason}." for reason in reasons]
    if record is None or (record.text is None and record.createdAt is None):
        return None
    return record


def address(uri: str | None) -> tuple[str, str] | None:
    """The author and the key in a post's address; None where it leads to no post."""
    found = POST.fullmatch(uri or "")
    return (found[1], found[2]) if found else None


def is_key(did: str, key: str) -> bool:
    """Whether these two can stand in a post's address."""
    return did.startswith("did:") and POST.fullmatch(post_id(did, key)) is not None


def post_id(did: str, key: str) -> str:
    """The address of a post, which is its id."""
    return f"at://{did}/{COLLECTION}/{key}"


def author_of(did: str, actor: Actor | None = None) -> Author:
    """An account; the handle that a server could not verify is none."""
    if actor is None:
        return Author(did, NETWORK)
    handle = None if actor.handle == _NO_HANDLE else actor.handle or None
    asked = (_MEMBERS_ONLY,) if for_members(did, actor.labels) else ()
    return Author(did, NETWORK, handle, actor.displayName or None, asked)


def for_members(author_id: str, labels: Iterable[Label] | None) -> bool:
    """Whether an account asks not to be shown to people who are not logged in."""
    return any(label.val == _MEMBERS_ONLY and label.src in {None, author_id} for label in labels or ())


def tid_moment(tid: str | None) -> datetime | None:
    """The clock in a key or revision (atproto.com/specs/tid); None where there is none, or one of no sense."""
    if tid is None or not _TID.fullmatch(tid):
        return None
    return micro_moment(int(tid.translate(_TID_SIGNS), 32) >> 10)


def micro_moment(count: int | None) -> datetime | None:
    """The moment that many microseconds after 1970; None where it means nothing."""
    if count is None or not 0 < count < 1 << 53:
        return None
    when = _EPOCH + timedelta(microseconds=count)
    return when if _FIRST_YEAR <= when.year < _LAST_YEAR else None


def post(
    record: PostRecord,
    did: str,
    key: str,
    author: Author,
    doubts: list[str],
    *,
    view: View | None = None,
    members_only: bool = False,
    seen: datetime | None = None,
    edited: datetime | None = None,
) -> Post:
    """A record as a post; `view` is what a server shows of it, `edited` when this version took an older one's place."""
    own = post_id(did, key)
    embeds = _shown(view)
    hung = record.embed is not None or bool(embeds)
    text, spans = _words(record, card(record.embed, embeds) if hung else None)
    covers = _own_labels(record.labels)
    reply_to, root = _answered(record, own, doubts)
    return Post(
        id=own,
        network=NETWORK,
        author=author,
        created=_created(record.createdAt, doubts),
        text=text,
        entities=spans,
        lang=_language(record.langs),
        reply_to=reply_to,
        conversation=root,
        quote=next((found for embed in (record.embed, *embeds) if (found := quote(embed))), None) if hung else None,
        visibility="unlisted" if members_only else "public",
        sensitive=_sensitive(covers, view),
        warning=", ".join(covers) or None,
        media=media(did, record.embed, embeds) if hung else (),
        counts=_counts(view),
        url=f"https://bsky.app/profile/{did}/post/{key}",
        seen=seen,
        edited=edited,
        tags=beside((tag.lstrip("#＃") for tag in record.tags or ()), spans),
    )


def _shown(view: View | None) -> list[dict[str, Any]]:
    if view is None:
        return []
    return [view.embed] if view.embed is not None else view.embeds or []


def _words(record: PostRecord, link: str | None) -> tuple[str, tuple[Entity, ...]]:
    """The text with its spans; the address of a card follows the text, where the text does not have it already."""
    text = record.text or ""
    spans = entities(record, text)
    if link is None or any(each.kind == "link" and _same(each.value, link) for each in spans) or link in text:
        return text, spans
    start = len(text) + 2 if text else 0
    return f"{text}\n\n{link}" if text else link, (*spans, Entity("link", start, start + len(link), link))


def _same(one: str, other: str) -> bool:
    return one.partition("://")[2].rstrip("/") == other.partition("://")[2].rstrip("/")


def _answered(record: PostRecord, own: str, doubts: list[str]) -> tuple[Reply | None, str | None]:
    """The post that is answered and the root of the conversation; a post that answers none is a root itself."""
    if record.reply is None:
        return None, own
    parent = record.reply.parent.uri if record.reply.parent is not None else None
    root = record.reply.root.uri if record.reply.root is not None else None
    found = address(parent)
    if found is None:
        doubts.append(f"It answers something that is no post: {str(parent)[:80]!r}.")
    who = found[0] if found is not None and found[0].startswith("did:") else None
    return Reply(parent, who) if found and parent else None, root if address(root) else None


def _created(text: str | None, doubts: list[str]) -> datetime | None:
    """When the author says it was written; a date that means nothing is said and left out (the id has a clock)."""
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        when = None
    if when is None or not _FIRST_YEAR <= when.year < _LAST_YEAR:
        doubts.append(f"It has a date that means nothing: {text[:40]!r}.")
        return None
    return when


def _language(langs: list[str] | None) -> str | None:
    """The first language the author names."""
    return next((each for each in langs or () if _LANGUAGE.fullmatch(each) and each.lower() not in _NO_LANGUAGE), None)


def _own_labels(labels: SelfLabels | list[Any] | None) -> list[str]:
    """What the author warns of, in Bluesky's own words."""
    values = labels.values or [] if isinstance(labels, SelfLabels) else []
    return [label.val for label in values if label.val in _COVERING]


def _sensitive(covers: list[str], view: View | None) -> bool | None:
    """Whether a label covers the post; what moderators say is known only from a view."""
    if covers:
        return True
    if view is None or view.labels is None:
        return None
    return any(label.val in _COVERING and not label.neg for label in view.labels)


def _counts(view: View | None) -> Counts | None:
    if view is None or (view.likeCount is None and view.replyCount is None and view.repostCount is None):
        return None
    return Counts(view.replyCount, view.repostCount, view.likeCount, view.quoteCount, None, view.bookmarkCount)
