"""From a tweet of API v2, with what comes beside it, to a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Self, TypeVar

from clew.post import Author, Choice, Counts, Entity, Media, Notice, Post, Reply, Visibility
from clew.sources._tweet_v2 import (
    Attachments,
    EntitiesV2,
    Includes,
    MediaV2,
    Metrics,
    Note,
    Origin,
    PollV2,
    TagV2,
    TweetV2,
    UserV2,
    VariantV2,
)
from clew.sources._x import (
    NETWORK,
    address,
    author_id,
    cut_short,
    language,
    moment,
    number,
    post_id,
    unknown_author,
    without_quote,
)
from clew.text.escaped import Mark, past_mentions, placed, reading, unescaped, without_last
from clew.text.length import body_start

Item = TypeVar("Item")


def items(value: Sequence[Item] | dict[str, Any] | None) -> Sequence[Item]:
    """A list, or nothing where a program wrote something else for an empty list."""
    return value if isinstance(value, list) else ()


class Beside:
    """What comes with a page: its users, media, polls and posts by their keys, and when it was fetched.

    `alt_asked` is true where the page's own address asks for alt texts: a picture without one then has none.
    """

    def __init__(self, includes: Includes) -> None:
        self.users = {user.id: user for user in items(includes.users) if user.id}
        self.media = {each.media_key: each for each in items(includes.media) if each.media_key}
        self.polls = {poll.id: poll for poll in items(includes.polls) if poll.id}
        self.posts = {tweet.id: tweet for tweet in items(includes.tweets) if tweet.id}
        self.seen: datetime | None = None
        self.alt_asked = False

    def at(self, origin: Origin | None) -> Self:
        """The same, as fetched at an origin."""
        self.seen = moment(origin.retrieved_at) if origin is not None and origin.retrieved_at else None
        self.alt_asked = origin is not None and "alt_text" in (origin.url or "")
        return self


class Words(NamedTuple):
    """What a tweet says; `withheld` is true where X put words of its own in the place of the author's."""

    text: str
    entities: tuple[Entity, ...] | None
    body_start: int
    withheld: bool = False


def post(tweet: TweetV2, beside: Beside, doubts: list[str]) -> Post | None:
    """A tweet as a post; None where it has no id."""
    own = number(tweet.id, None, doubts)
    if own is None:
        return None
    user = tweet.author or beside.users.get(tweet.author_id or "")
    links = {each.type: each.id for each in items(tweet.referenced_tweets) if each.id}
    said = words(tweet, is_reply="replied_to" in links, has_media=bool(_attached(tweet)))
    is_repost = "retweeted" in links
    author = _author(tweet, user, own)
    quote = links.get("quoted")
    text, entities = without_quote(said.text, said.entities, quote)
    return Post(
        id=post_id(own),
        network=NETWORK,
        author=author,
        created=_created(tweet, own, doubts),
        text=text,
        body_start=min(said.body_start, len(text)),
        entities=entities,
        lang=language(tweet.lang),
        reply_to=_answered(tweet, links, beside),
        conversation=post_id(tweet.conversation_id) if tweet.conversation_id else None,
        quote=post_id(quote) if quote and not is_repost else None,
        repost_of=post_id(links["retweeted"]) if is_repost else None,
        visibility=_visibility(user),
        sensitive=tweet.possibly_sensitive,
        media=_media(tweet, beside),
        poll=_poll(tweet, beside),
        counts=None if is_repost else _counts(tweet.public_metrics),
        url=address(author.handle, own),
        versions=_versions(tweet),
        seen=beside.seen,
        in_parts=said.withheld or cut_short(said.text, said.body_start, said.entities, is_repost=is_repost),
        repost=is_repost,
    )


def withheld(tweet: TweetV2, own: Post) -> Notice | None:
    """The proof that a post is withheld, where its text says so in its author's place."""
    entities = tweet.entities if isinstance(tweet.entities, EntitiesV2) else None
    if entities is None or not _is_stand_in(entities):
        return None
    return Notice(own.id, "withheld", own.author.id)


def words(tweet: TweetV2, *, is_reply: bool, has_media: bool) -> Words:
    """The longest text of a tweet with the entities of that text."""
    entities = tweet.entities if isinstance(tweet.entities, EntitiesV2) else None
    escaped = tweet.text or ""
    note = tweet.note_tweet if isinstance(tweet.note_tweet, Note) else None
    if note is not None and note.text:
        escaped, entities = note.text, note.entities if isinstance(note.entities, EntitiesV2) else EntitiesV2()
    if entities is None:
        # A post that has none comes without the field, and so does every post where it was not asked for.
        text = unescaped(escaped)
        return Words(text, None, body_start(text) if is_reply else 0)
    if _is_stand_in(entities):
        return Words("", None, 0, withheld=True)
    marks, pictures = _marks(escaped, entities, has_media=has_media)
    escaped, inside = without_last(escaped, pictures)
    marks += inside
    # There is no display_text_range here: the mentions that open a reply are what X shows as "replying to".
    text, found, start = reading(escaped, marks, past_mentions(escaped, marks) if is_reply else 0)
    return Words(text, found, min(start, len(text)))


def _is_stand_in(entities: EntitiesV2) -> bool:
    # "… has been withheld in India in response to a legal demand. Learn more." An author's link is a t.co address.
    return any(link.display_url == "Learn more" and "//t.co/" not in str(link.url) for link in items(entities.urls))


def _marks(text: str, entities: EntitiesV2, *, has_media: bool) -> tuple[list[Mark], list[Mark]]:
    """The marks of a text, and apart from them the links that stand for its pictures."""
    marks = _tags(text, items(entities.hashtags), "#")
    pictures: list[Mark] = []
    marks += _tags(text, items(entities.cashtags), "$")
    for mention in items(entities.mentions):
        if place := placed(text, mention.start, mention.end, f"@{mention.username}"):
            target = author_id(mention.id) if mention.id else None
            marks.append(Mark(*place, "mention", mention.username, target))
    for link in items(entities.urls):
        if link.url and (place := placed(text, link.start, link.end, link.url)):
            shown = link.display_url or link.url
            mark = Mark(*place, "link", link.expanded_url or link.url, None, shown)
            is_picture = has_media and (link.media_key or shown.startswith(("pic.twitter.com/", "pic.x.com/")))
            (pictures if is_picture else marks).append(mark)
    return marks, list({mark.start: mark for mark in pictures}.values())


def _tags(text: str, tags: Sequence[TagV2], sign: Literal["#", "$"]) -> list[Mark]:
    kind: Literal["hashtag", "cashtag"] = "hashtag" if sign == "#" else "cashtag"
    places = ((placed(text, tag.start, tag.end, sign + tag.tag), tag.tag) for tag in tags)
    return [Mark(*place, kind, tag) for place, tag in places if place]


def _author(tweet: TweetV2, user: UserV2 | None, own: str) -> Author:
    number_of = tweet.author_id or (user.id if user is not None else None)
    key = author_id(number_of) if number_of else unknown_author(own)
    return Author(key, NETWORK, user.username if user else None, user.name if user else None)


def _visibility(user: UserV2 | None) -> Visibility:
    if user is None or user.protected is None:
        return "unknown"
    return "followers" if user.protected else "public"


def _created(tweet: TweetV2, own: str, doubts: list[str]) -> datetime | None:
    if not tweet.created_at:
        return None
    when = moment(tweet.created_at)
    if when is None:
        doubts.append(f"Post {own} has a date that means nothing: {tweet.created_at[:40]!r}.")
    return when


def _answered(tweet: TweetV2, links: Mapping[str | None, str], beside: Beside) -> Reply | None:
    parent = links.get("replied_to")
    if parent is None:
        return None
    who = tweet.in_reply_to_user_id
    if who is None and parent in beside.posts:
        who = beside.posts[parent].author_id
    return Reply(post_id(parent), author_id(who) if who else None)


def _attached(tweet: TweetV2) -> Sequence[object]:
    hung = tweet.attachments if isinstance(tweet.attachments, Attachments) else Attachments()
    return items(hung.media) or items(hung.media_keys)


# The number before the underscore of a media key is the kind ("Tweet annotations" of API v2: 3_ photo, 7_ video …).
_KINDS: dict[str, Literal["photo", "video", "gif"]] = {
    "photo": "photo", "video": "video", "animated_gif": "gif", "3": "photo", "7": "video", "13": "video", "16": "gif",
}  # fmt: skip


def _media(tweet: TweetV2, beside: Beside) -> tuple[Media, ...] | None:
    hung = tweet.attachments if isinstance(tweet.attachments, Attachments) else None
    if hung is None:
        return None
    found = list(items(hung.media)) or [
        beside.media.get(key) or MediaV2(media_key=key) for key in items(hung.media_keys)
    ]
    return tuple(_one(each, alt_asked=beside.alt_asked) for each in found)


def _one(each: MediaV2, *, alt_asked: bool) -> Media:
    kind = _KINDS.get(each.type or (each.media_key or "").partition("_")[0], "photo")
    alt = each.alt_text if each.alt_text is not None else ("" if alt_asked and each.type else None)
    films = [variant for variant in items(each.variants) if variant.url]
    film = max(films, key=lambda file: -1 if file.bit_rate is None else file.bit_rate, default=VariantV2())
    return Media(kind, film.url or each.url, alt, each.preview_image_url, film.content_type, each.width, each.height)


def _poll(tweet: TweetV2, beside: Beside) -> tuple[Choice, ...] | None:
    hung = tweet.attachments if isinstance(tweet.attachments, Attachments) else None
    if hung is None:
        return None
    key = next(iter(items(hung.poll_ids)), "")
    poll: PollV2 | None = hung.poll or beside.polls.get(key)
    if poll is None:
        return None
    options = sorted(poll.options, key=lambda option: option.position)
    return tuple(Choice(option.label or "", option.votes) for option in options)


def _counts(metrics: Metrics | list[Any] | None) -> Counts | None:
    if not isinstance(metrics, Metrics):
        return None
    return Counts(
        metrics.reply_count,
        metrics.retweet_count,
        metrics.like_count,
        metrics.quote_count,
        metrics.impression_count,
        metrics.bookmark_count,
    )


def _versions(tweet: TweetV2) -> tuple[str, ...]:
    ids = [each for each in items(tweet.edit_history_tweet_ids) if each.isdigit()]
    return tuple(post_id(each) for each in sorted(ids, key=int)) if len(ids) > 1 else ()
