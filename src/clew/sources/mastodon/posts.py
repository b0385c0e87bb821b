"""A status as a post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from clew.post import Author, Choice, Counts, Media, Post, Problem, Record, Reply, Visibility
from clew.sources._fediverse import NETWORK, body_start, host_of, language, moment, stand_in
from clew.sources.mastodon.numbers import Numbers, author_of
from clew.sources.mastodon.status import Account, Attachment, Status
from clew.text.html import Tag, Words, plain_words, words
from clew.text.tags import beside
from clew.text.wishes import asks

_VISIBILITIES: Mapping[str, Visibility] = {
    "public": "public",
    "unlisted": "unlisted",
    "public_unlisted": "unlisted",
    "private": "followers",
    "direct": "direct",
}
_KINDS: Mapping[str, Literal["photo", "video", "gif", "audio"]] = {
    "image": "photo",
    "video": "video",
    "gifv": "gif",
    "audio": "audio",
}
_FILMS = (".mp4", ".webm", ".mov", ".m4v")
_SOUNDS = (".mp3", ".ogg", ".oga", ".wav", ".flac", ".m4a", ".opus")


def records(value: Status, numbers: Numbers, place: str) -> Iterator[Record]:
    """The status or those that the value holds, then what they pass on and quote, each once."""
    waiting = [value]
    held: set[str] = set()
    while waiting:
        each = waiting.pop()
        waiting += reversed(each.held())
        if each.is_container:
            yield from _versions(each, numbers, place)
            continue
        own = each.uri or each.url
        if own is None or ":" not in own:
            yield Problem(place, "A post was left out: it has no address.")
        elif own not in held:
            held.add(own)
            yield from _one(each, own, numbers, place)
        waiting += reversed(each.inside())


def _versions(value: Status, numbers: Numbers, place: str) -> Iterator[Record]:
    """The earlier texts of a status that stands with them."""
    status = value.status
    if status is None or ":" not in (status.uri or status.url or ""):
        return
    for number, version in enumerate(value.history or ()):
        version.id, version.uri, version.url = status.id, status.uri, status.url
        version.visibility, version.language = status.visibility, status.language
        version.in_reply_to_id = status.in_reply_to_id
        version.in_reply_to_account_id = status.in_reply_to_account_id
        version.account = version.account or status.account
        version.mentions, version.tags = status.mentions, status.tags
        version.edited_at = version.created_at if number else None
        version.created_at = status.created_at
        yield from _one(version, status.uri or status.url or "", numbers, place)


def _one(status: Status, own: str, numbers: Numbers, place: str) -> Iterator[Record]:
    if status.content is None and status.text is None and status.reblog is None:
        yield Problem(place, f"A post was left out: it has no text ({own[:200]}).")
        return
    doubts: list[str] = []
    yield _post(status, own, numbers, doubts)
    for doubt in doubts:
        yield Problem(place, doubt)


def _post(status: Status, own: str, numbers: Numbers, doubts: list[str]) -> Post:
    author = _author(status.account, own)
    answered = numbers.answered(status, own, author.id)
    quote = _quoted(status, numbers)
    passed_on = status.reblog
    said = _said(status, numbers, is_quote=quote is not None) if passed_on is None else Words("", ())
    return Post(
        id=own,
        network=NETWORK,
        author=author,
        created=_moment(status.created_at, "created_at", doubts),
        text=said.text,
        body_start=body_start(said.text, said.entities) if answered else 0,
        entities=said.entities if passed_on is None else None,
        lang=language(status.language),
        reply_to=Reply(*answered) if answered else None,
        quote=quote,
        repost_of=(passed_on.uri or passed_on.url) if passed_on is not None else None,
        repost=passed_on is not None,
        visibility=_VISIBILITIES.get(status.visibility, "followers") if status.visibility else "unknown",
        sensitive=status.sensitive,
        warning=status.spoiler_text,
        media=_media(status.media_attachments),
        poll=_poll(status),
        counts=_counts(status),
        url=status.url or own,
        edited=_moment(status.edited_at, "edited_at", doubts),
        tags=beside((tag.name for tag in status.tags or () if tag.name), said.entities) if passed_on is None else (),
    )


def _moment(written: str | None, field: str, doubts: list[str]) -> datetime | None:
    when = moment(written) if written else None
    if written and when is None:
        doubts.append(f"The date {written[:40]!r} in {field} means nothing; it was left out.")
    return when


def _author(account: Account | None, own: str) -> Author:
    who = author_of(account, own) if account is not None else None
    if account is None or who is None:
        return Author(stand_in("author-of", own), NETWORK)
    handle = account.acct or account.username
    host = host_of(account.url or who)
    if handle and "@" not in handle and host:
        handle = f"{handle}@{host}"
    asked = asks(account.note, discoverable=account.discoverable, indexable=account.indexable, noindex=account.noindex)
    return Author(who, NETWORK, handle, account.display_name or None, asked)


def _said(status: Status, numbers: Numbers, *, is_quote: bool) -> Words:
    if status.content is None:
        return plain_words(status.text or "", _tags(status, numbers))
    return words(status.content, _tags(status, numbers), without=("quote-inline",) if is_quote else ())


def _tags(status: Status, numbers: Numbers) -> tuple[Tag, ...]:
    found = [Tag("hashtag", tag.name, tag.url) for tag in status.tags or () if tag.name]
    for each in status.mentions or ():
        name = each.acct or each.username
        if name:
            found.append(Tag("mention", name, each.url, numbers.account(each.id)))
    return tuple(found)


def _quoted(status: Status, numbers: Numbers) -> str | None:
    quote = status.quote
    if quote is None:
        return None
    inner = quote.quoted_status if quote.quoted_status is not None else quote
    return inner.uri or inner.url or numbers.status(quote.quoted_status_id)


def _media(attachments: list[Attachment] | None) -> tuple[Media, ...] | None:
    return None if attachments is None else tuple(map(_medium, attachments))


def _medium(each: Attachment) -> Media:
    url = each.url or each.remote_url
    path = (url or "").partition("?")[0].lower()
    kind = _KINDS.get(each.type or "")
    if kind is None:  # `unknown` is what the server could not fetch
        kind = "video" if path.endswith(_FILMS) else "audio" if path.endswith(_SOUNDS) else "photo"
    width, height = _size(each.meta)
    return Media(kind, url, each.description or "", preview=each.preview_url, width=width, height=height)


def _size(meta: Any) -> tuple[int | None, int | None]:
    original = meta.get("original") if isinstance(meta, dict) else None
    if not isinstance(original, dict):
        return None, None
    width, height = original.get("width"), original.get("height")
    return width if type(width) is int else None, height if type(height) is int else None


def _poll(status: Status) -> tuple[Choice, ...] | None:
    if status.poll is None or not status.poll.options:
        return None
    return tuple(Choice(each.title or "", each.votes_count) for each in status.poll.options)


def _counts(status: Status) -> Counts | None:
    totals = (status.replies_count, status.reblogs_count, status.favourites_count, status.quotes_count)
    return Counts(*totals) if any(total is not None for total in totals) else None
