"""From a result, as the pages of X have it, to a post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from clew.post import Author, Choice, Counts, Media, Notice, Problem, Record, Visibility
from clew.sources._tweet import Entities, User
from clew.sources._tweet_marks import marks
from clew.sources._tweet_media import whole
from clew.sources._tweet_post import Words, answered, author_of, post, quoted, visibility_of, words
from clew.sources._x import NETWORK, number, post_id, unknown_author
from clew.sources.twitter_web.wire import CardLegacy, EditControl, NoteText, Result
from clew.text.escaped import Mark, past_mentions, reading

# As many characters of a long text and of its short form must agree; the shorter text is cut at about 270.
_ALIKE = 60
_CHOICES = range(1, 5)
_MOST = 1 << 53


def records(result: Result, place: str, seen: datetime | None) -> list[Record]:
    """The post of a result, with the proof that it is withheld, or the reason why there is none."""
    legacy, doubts = result.legacy, list[str]()
    own = number(result.rest_id or legacy.id_str, None, doubts)
    if own is None:
        return [Problem(place, "A post was left out: it has no id.")]
    author = author_of(_user(result), doubts) or Author(unknown_author(own), NETWORK)
    reply_to = answered(legacy, doubts)
    said = _in_full(result, words(legacy, is_reply=reply_to is not None))
    repost = legacy.retweeted_status_id_str or _inner_id(legacy.retweeted_status_result)
    quote = quoted(legacy, doubts) or _inner_id(result.quoted_status_result)
    made = post(legacy, own, author, said, reply_to, _visibility(result), quote, repost, doubts)
    made = msgspec.structs.replace(
        made,
        conversation=post_id(legacy.conversation_id_str) if legacy.conversation_id_str else None,
        versions=_versions(result.edit_control) or made.versions,
        media=_described(made.media, result),
        poll=_poll(result.card) or made.poll,
        counts=_counts(made.counts, result),
        seen=seen,
    )
    proof: list[Record] = [Notice(made.id, "withheld", author.id)] if said.withheld else []
    return [made, *proof, *(Problem(place, doubt) for doubt in doubts)]


def _user(result: Result) -> User:
    if result.user is not None:
        return result.user
    user = result.core.account().plain() if result.core is not None else User()
    user.id_str = user.id_str or result.legacy.user_id_str
    return user


def _visibility(result: Result) -> Visibility:
    """Whether everybody could read it; a post to a circle of friends was for fewer than the followers."""
    if isinstance(result.trusted_friends_info_result, dict):
        return "followers"
    return visibility_of(_user(result))


def _inner_id(box: dict[str, Any] | None) -> str | None:
    """The number of the post in a box; "" where there is a box and no number in it."""
    if box is None:
        return None
    inner = box.get("result")
    if isinstance(inner, dict) and isinstance(inner.get("tweet"), dict):
        inner = inner["tweet"]
    own = inner.get("rest_id") if isinstance(inner, dict) else None
    return (number(own, None, []) if isinstance(own, str) else None) or ""


def _in_full(result: Result, said: Words) -> Words:
    """The words of a post, or its long text where it has one that goes on from them."""
    note = result.note_tweet
    box = note.note_tweet_results if note is not None else None
    text = box.result if box is not None else None
    return said if text is None or not text.text else _joined(text, text.text, said)


def _joined(note: NoteText, text: str, said: Words) -> Words:
    escaped, found = _escaped(text, marks(text, note.entity_set or Entities()))
    if said.body_start == 0 or not _opens_like(said.text[said.body_start :], text):
        body = past_mentions(escaped, found) if said.body_start else 0
        words_in_full, entities, start = reading(escaped, found, body)
        return said._replace(text=words_in_full, entities=entities, body_start=start, cut=False)
    words_in_full, entities, _ = reading(escaped, found)
    by = said.body_start
    before = [entity for entity in said.entities or () if entity.end <= by]
    after = [msgspec.structs.replace(entity, start=entity.start + by, end=entity.end + by) for entity in entities]
    return said._replace(text=said.text[:by] + words_in_full, entities=(*before, *after), cut=False)


def _opens_like(short: str, text: str) -> bool:
    """Whether a long text opens as the body of the short one does: then the mentions before it are not repeated."""
    alike = min(_ALIKE, len(short), len(text))
    return short[:alike] == text[:alike]


def _escaped(text: str, found: list[Mark]) -> tuple[str, list[Mark]]:
    """The text and its marks as if it had been escaped for HTML like every other text of X, which is then undone."""
    if "&" not in text:
        return text, found

    def moved(place: int) -> int:
        return place + (len("&amp;") - 1) * text.count("&", 0, place)

    return text.replace("&", "&amp;"), [mark._replace(start=moved(mark.start), end=moved(mark.end)) for mark in found]


def _described(media: tuple[Media, ...] | None, result: Result) -> tuple[Media, ...] | None:
    """The media with "" for the alt text of a picture that has none: the pages are told of each, but not of films'."""
    if not media or result.rest_id is None:
        return media
    return tuple(
        msgspec.structs.replace(each, alt="") if each.alt is None and each.kind != "video" else each for each in media
    )


def _versions(control: EditControl | None) -> tuple[str, ...]:
    if control is None:
        return ()
    initial = control.edit_control_initial
    ids = initial.edit_tweet_ids if initial is not None and initial.edit_tweet_ids else control.edit_tweet_ids
    return tuple(post_id(each) for each in ids) if len(ids) > 1 else ()


def _counts(counts: Counts | None, result: Result) -> Counts | None:
    """The numbers of the tweet with those that only the pages show; none for a post passed on."""
    views = result.views.count if result.views is not None else None
    marked = result.legacy.bookmark_count
    if counts is None or (views is None and marked is None):
        return counts
    return msgspec.structs.replace(counts, views=views, bookmarks=marked)


def _poll(card: CardLegacy | None) -> tuple[Choice, ...] | None:
    """The answers of a poll with their votes; they are kept as a card with up to four labels."""
    card = getattr(card, "legacy", None) or card
    if card is None or not (card.name or "").rpartition(":")[2].startswith("poll"):
        return None
    values = _values(card.binding_values)
    labels = [(values.get(f"choice{place}_label"), whole(values.get(f"choice{place}_count"))) for place in _CHOICES]
    return tuple(
        Choice(str(label), votes if votes is not None and 0 <= votes <= _MOST else None)
        for label, votes in labels
        if label is not None
    )


def _values(bound: list[Any] | dict[str, Any] | None) -> dict[str, Any]:
    """The values of a card that are text, by their keys."""
    pairs = (
        bound.items()
        if isinstance(bound, dict)
        else [(pair.get("key"), pair.get("value")) for pair in bound or () if isinstance(pair, dict)]
    )
    return {str(key): value.get("string_value") for key, value in pairs if isinstance(value, dict)}
