"""Writes a post as API v1.1 does, which personal archives share but for its numbers being text."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from sampling.prose import Draft, Picture
from sampling.spans import Span, Written, short, shown
from sampling.world import Person, World, number, snowflake

SOURCE = '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>'
OLD_LIMIT = 140  # what a client that knew nothing of 280 was given


def dated(at: datetime) -> str:
    """A date as v1.1 writes it, in English whatever the machine speaks."""
    days, months = "Mon Tue Wed Thu Fri Sat Sun", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    return f"{days.split()[at.weekday()]} {months.split()[at.month - 1]} {at:%d %H:%M:%S} +0000 {at:%Y}"


def twice(record: dict[str, Any], name: str, value: str | None) -> None:
    """An id as a number and as text, side by side."""
    record[name] = None if value is None else int(value)
    record[f"{name}_str"] = value


def account(person: Person) -> dict[str, Any]:
    """The `user` of a post."""
    return {
        "id": int(person.id),
        "id_str": person.id,
        "name": person.name,
        "screen_name": person.handle,
        "location": person.place,
        "description": person.about,
        "url": None,
        "protected": False,
        "followers_count": person.followers,
        "friends_count": 80 + person.followers % 311,
        "listed_count": person.followers // 90,
        "created_at": dated(person.since),
        "statuses_count": 900 + person.followers % 7919,
        "verified": False,
    }


def media(world: World, draft: Draft, text: Written, *, alt: bool) -> list[dict[str, Any]]:
    """The pictures and films of a post; only v1.1 says what their authors wrote for those who cannot see them."""
    if not draft.pictures:
        return []
    span = text.of("media")[0]
    return [_one(world, draft, picture, span, alt=alt) for picture in draft.pictures]


def _one(world: World, draft: Draft, picture: Picture, span: Span, *, alt: bool) -> dict[str, Any]:
    record: dict[str, Any] = {"indices": [span.start, span.end]}
    twice(record, "id", snowflake(draft.at, f"{draft.key}/{picture.name}"))
    stem, _, ending = picture.name.rpartition(".")
    still = f"media.example/{'video_thumb' if picture.seconds else 'media'}/{stem}.jpg"
    record |= {
        "media_url": f"http://{still}",
        "media_url_https": f"https://{still}",
        "url": span.word,
        "display_url": span.word.replace("https://t.co", "pic.twitter.com"),
        "expanded_url": f"{world.address(draft)}/{'video' if picture.seconds else 'photo'}/1",
        "type": "video" if picture.seconds else "photo",
        "sizes": {
            "thumb": {"w": 150, "h": 150, "resize": "crop"},
            "large": {"w": picture.width, "h": picture.height, "resize": "fit"},
        },
    }
    if alt:
        record["ext_alt_text"] = picture.alt
    if picture.seconds:
        record["video_info"] = _film(picture, f"https://media.example/video/{stem}", ending)
    return record


def _film(picture: Picture, place: str, ending: str) -> dict[str, Any]:
    return {
        "aspect_ratio": [16, 9],
        "duration_millis": (picture.seconds or 0) * 1000,
        "variants": [
            {"bitrate": 832000, "content_type": "video/mp4", "url": f"{place}-360.{ending}"},
            {"bitrate": 2176000, "content_type": "video/mp4", "url": f"{place}-720.{ending}"},
            {"content_type": "application/x-mpegURL", "url": f"{place}.m3u8"},
        ],
    }


def entities(world: World, text: Written, pictures: list[dict[str, Any]]) -> dict[str, Any]:
    """What stands in a text and where; of several pictures only the first, as X has it."""
    found: dict[str, Any] = {
        "hashtags": [{"text": span.word, "indices": [span.start, span.end]} for span in text.of("hashtag")],
        "symbols": [],
        "user_mentions": [_mention(world.known(span.word), span) for span in text.of("mention")],
        "urls": [_link(span) for span in text.of("link")],
    }
    if pictures:
        found["media"] = pictures[:1]
    return found


def _mention(person: Person, span: Span) -> dict[str, Any]:
    record = {"screen_name": person.handle, "name": person.name}
    twice(record, "id", person.id)
    return record | {"indices": [span.start, span.end]}


def _link(span: Span) -> dict[str, Any]:
    address = {"url": span.word, "expanded_url": span.target, "display_url": shown(span.target)}
    return address | {"indices": [span.start, span.end]}


def answered(world: World, draft: Draft) -> dict[str, Any]:
    """The fields that say what a post answers; all None where it answers nothing."""
    record: dict[str, Any] = {}
    above = world.parent(draft)
    twice(record, "in_reply_to_status_id", number(above) if above else None)
    twice(record, "in_reply_to_user_id", world.person(above).id if above else None)
    record["in_reply_to_screen_name"] = world.person(above).handle if above else None
    return record


def cut(draft: Draft, text: Written) -> Written:
    """The 140 characters that old clients were given of a longer post, and a link to the rest."""
    link = short(f"{draft.key}/whole")
    end = OLD_LIMIT - len(link) - 2
    end = max(place for place, letter in enumerate(text.text[: end + 1]) if letter.isspace())
    return text.cut(end, link, f"https://twitter.com/i/web/status/{number(draft)}")


def likes_and_such(world: World, draft: Draft) -> dict[str, int]:
    """How often others answered, reposted, liked and quoted a post."""
    likes, reposts, replies = world.counts(draft)
    quotes = zlib.crc32(draft.key.encode()) % (1 + likes // 60)
    return {"quote_count": quotes, "reply_count": replies, "retweet_count": reposts, "favorite_count": likes}


def reposted(world: World, draft: Draft) -> Written:
    """What stands in a repost itself: `RT @somebody: ` and 140 characters at most."""
    text = world.written(draft)
    return text if len(text.text) <= OLD_LIMIT else text.cut(OLD_LIMIT - 1, None)
