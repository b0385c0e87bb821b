"""From a tweet as it is written down to a post, for the formats that share its shape."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from clew.post import Author, Counts, Entity, Post, Reply, Visibility
from clew.sources._tweet import Picture, Tweet, User
from clew.sources._tweet_marks import is_stand_in, marks, picture_marks, pictures_of, span
from clew.sources._tweet_media import media, poll
from clew.sources._x import (
    NETWORK,
    address,
    author_id,
    cut_short,
    handle_id,
    language,
    linked_post,
    moment,
    number,
    post_id,
    without_quote,
)
from clew.text.escaped import past_mentions, reading, unescaped, without_last
from clew.text.length import body_start
from clew.text.wishes import asks


class Words(NamedTuple):
    """What a tweet says: the text as a person reads it, and the pictures beside it.

    `withheld` is true where X put words of its own in the place of the author's.
    """

    text: str
    entities: tuple[Entity, ...] | None
    body_start: int
    pictures: list[Picture]
    cut: bool
    withheld: bool = False


def words(tweet: Tweet, *, is_reply: bool) -> Words:
    """The longest text of a tweet, with the entities and pictures that belong to that text."""
    longer = tweet.extended_tweet
    if longer is not None and longer.full_text is not None:
        escaped, reach, cut = longer.full_text, longer.display_text_range, False
        own, extended = longer.entities or tweet.entities, longer.extended_entities or tweet.extended_entities
    else:
        cut = tweet.full_text is None and tweet.truncated
        escaped, reach = (tweet.text or "") if tweet.full_text is None else tweet.full_text, tweet.display_text_range
        own, extended = tweet.entities, tweet.extended_entities
    pictures = pictures_of(own, extended)
    if own is None:
        text = unescaped(escaped)
        return Words(text, None, body_start(text) if is_reply else 0, pictures, cut)
    if own.urls and any(map(is_stand_in, own.urls)):
        return Words("", None, 0, [], cut=True, withheld=True)
    found = marks(escaped, own)
    shown_apart = picture_marks(escaped, pictures) if pictures else []
    if cut:
        # A text cut at 140 goes on "… https://t.co/…", a link to the post itself.
        shown_apart += [mark for mark in found if "/i/web/status/" in mark.value]
        found = [mark for mark in found if "/i/web/status/" not in mark.value]
    if shown_apart:
        escaped, inside = without_last(escaped, shown_apart)
        found += inside
    # Personal archives always give 0 for where the text starts, so 0 is checked against the mentions themselves; a
    # post that answers no post has no automatic mentions (113 of 113 tweets with a start that could be compared).
    body = (max(span(reach)[0], 0) or past_mentions(escaped, found)) if is_reply else 0
    text, entities, start = reading(escaped, found, body)
    return Words(text, entities, min(start, len(text)), pictures, cut)


def author_of(user: User, doubts: list[str]) -> Author | None:
    """The account of a tweet; None where neither its number nor its handle is said."""
    who = number(user.id_str, user.id, doubts)
    if who is None and not user.screen_name:
        return None
    key = author_id(who) if who else handle_id(user.screen_name or "")
    note = user.description if isinstance(user.description, str) else None
    return Author(key, NETWORK, user.screen_name, user.name, asks(note))


def visibility_of(user: User | None) -> Visibility:
    """Whether everybody could read what the account posts."""
    if user is None or user.protected is None:
        return "unknown"
    return "followers" if user.protected else "public"


def answered(tweet: Tweet, doubts: list[str]) -> Reply | None:
    """The post that a tweet answers; an account alone (a post that opens with @somebody) is no answer."""
    parent = number(tweet.in_reply_to_status_id_str, tweet.in_reply_to_status_id, doubts)
    if parent is None:
        return None
    who = number(tweet.in_reply_to_user_id_str, tweet.in_reply_to_user_id, doubts)
    if who is not None:
        return Reply(post_id(parent), author_id(who))
    handle = tweet.in_reply_to_screen_name
    return Reply(post_id(parent), handle_id(handle) if handle else None)


def created(text: str | None, own: str, doubts: list[str]) -> datetime | None:
    """When a post was written; a date that means nothing is said and left out."""
    if not text:
        return None
    when = moment(text)
    if when is None:
        doubts.append(f"Post {own} has a date that means nothing: {text[:40]!r}.")
    return when


def quoted(tweet: Tweet, doubts: list[str]) -> str | None:
    """The number of the post that a tweet quotes, where the record names it."""
    inner = tweet.quoted_status
    own = number(tweet.quoted_status_id_str, tweet.quoted_status_id, doubts)
    if own is None and inner is not None:
        own = number(inner.id_str, inner.id, doubts)
    if own is None and tweet.quoted_status_permalink is not None:
        own = linked_post(tweet.quoted_status_permalink.expanded or "")
    return own


def linked_quote(tweet: Tweet, own: str) -> str | None:
    """The number of the post that the last link in a tweet leads to: archives keep no other trace of a quote."""
    links = tweet.entities.urls if tweet.entities is not None else []
    found = [linked_post(link.expanded_url or "") for link in links]
    return next((each for each in reversed(found) if each and each != own), None)


def versions(tweet: Tweet) -> tuple[str, ...]:
    """The ids of all versions of an edited tweet; none where it was never edited."""
    ids: list[str] = []
    if tweet.edit_history is not None:
        ids = tweet.edit_history.edit_tweet_ids
    elif tweet.edit_info is not None:
        later = tweet.edit_info.edit.editControlInitial if tweet.edit_info.edit is not None else None
        control = tweet.edit_info.initial or later
        ids = control.editTweetIds if control is not None else []
    return tuple(post_id(each) for each in ids) if len(ids) > 1 else ()


def counts(tweet: Tweet) -> Counts | None:
    """How a tweet was received; None where no number is given, and for reposts, which repeat those of the first."""
    likes, reposts, replies, quotes = (
        tweet.favorite_count, tweet.retweet_count, tweet.reply_count, tweet.quote_count
    )  # fmt: skip
    if likes is None and reposts is None and replies is None and quotes is None:
        return None
    return Counts(replies, reposts, likes, quotes)


def post(
    tweet: Tweet,
    own: str,
    author: Author,
    said: Words,
    reply_to: Reply | None,
    visibility: Visibility,
    quote: str | None,
    repost: str | None,
    doubts: list[str],
) -> Post:
    """A tweet as a post; `repost` is the number of the post passed on, "" where there is one without a number."""
    is_repost = repost is not None
    text, entities = without_quote(said.text, said.entities, quote)
    return Post(
        id=post_id(own),
        network=NETWORK,
        author=author,
        created=created(tweet.created_at, own, doubts),
        text=text,
        body_start=min(said.body_start, len(text)),
        entities=entities,
        lang=language(tweet.lang),
        reply_to=reply_to,
        quote=post_id(quote) if quote and not is_repost else None,
        repost_of=post_id(repost) if repost else None,
        visibility=visibility,
        sensitive=tweet.possibly_sensitive,
        media=media(said.pictures) if said.pictures else (None if said.entities is None else ()),
        poll=poll(tweet.entities.polls) if tweet.entities is not None else None,
        counts=None if is_repost else counts(tweet),
        url=address(author.handle, own),
        versions=versions(tweet),
        in_parts=said.cut or cut_short(said.text, said.body_start, said.entities, is_repost=is_repost),
        repost=is_repost,
    )
