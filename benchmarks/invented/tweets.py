"""Write a file of invented v1.1 posts, one JSON object a line, of any length and always the same for the same seed.

Every post is about 3 kB like the real ones, most of it the author's profile. Accounts, words and numbers are made up.
Threads are known beforehand: each author posts single posts and threads of 2 to 12 posts, interleaved with those of
nine others, half of the threads numbered, and every post carries the hashtag `#riverwatch`.

`threaded` is the share of posts that stand in threads: all of them, or a third, which is the most that any of the
personal archives and dumps this was measured against had (2 to 34 %).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import msgspec

TOPIC = "riverwatch"
EPOCH = datetime(2018, 1, 1, tzinfo=UTC)
SNOWFLAKE_EPOCH_MS = 1288834974657
WORDS = (  # noqa: SIM905 - a list of sixty literals is no easier to read
    "river water bridge gauge rises slowly north bank school closed road open tonight boats carry bread flour lamp "
    "village council says dam gate holds rain since morning photos follow below market stalls moved uphill families "
    "safe engineers measure every hour level fell again mud left on fields thanks to all who helped and wrote to us"
).split()
LANGUAGES = ("en", "en", "en", "fr", "ar", "ja", "und")
THREADS_AT_ONCE = 10
POSTS_A_USER = 40
_LENGTHS = (2, 3, 4, 5, 6, 8, 10, 12)
_MEAN = sum(_LENGTHS) / len(_LENGTHS)


def user(number: int) -> dict[str, object]:
    key = str(10_000_000 + number)
    return {
        "id": int(key),
        "id_str": key,
        "name": f"Gauge Keeper {number}",
        "screen_name": f"gauge_{number}",
        "location": "Upper Valley",
        "description": "I read the river gauges and write down what I see. " * 2,
        "url": f"https://t.co/u{number}",
        "entities": {
            "url": {
                "urls": [
                    {
                        "url": f"https://t.co/u{number}",
                        "expanded_url": f"https://gauges.example/{number}",
                        "display_url": f"gauges.example/{number}",
                        "indices": [0, 23],
                    }
                ]
            },
            "description": {"urls": []},
        },
        "protected": False,
        "followers_count": number * 3,
        "friends_count": number,
        "listed_count": 3,
        "created_at": "Mon Feb 01 09:12:44 +0000 2010",
        "favourites_count": 42,
        "utc_offset": None,
        "time_zone": None,
        "geo_enabled": False,
        "verified": False,
        "statuses_count": 1000 + number,
        "lang": None,
        "contributors_enabled": False,
        "is_translator": False,
        "is_translation_enabled": False,
        "profile_background_color": "C0DEED",
        "profile_background_image_url": "http://pictures.example/themes/theme1/bg.png",
        "profile_background_image_url_https": "https://pictures.example/themes/theme1/bg.png",
        "profile_background_tile": False,
        "profile_image_url": f"http://pictures.example/profile/{number}/normal.jpg",
        "profile_image_url_https": f"https://pictures.example/profile/{number}/normal.jpg",
        "profile_banner_url": f"https://pictures.example/banners/{number}/1500x500",
        "profile_link_color": "1DA1F2",
        "profile_sidebar_border_color": "C0DEED",
        "profile_sidebar_fill_color": "DDEEF6",
        "profile_text_color": "333333",
        "profile_use_background_image": True,
        "has_extended_profile": False,
        "default_profile": True,
        "default_profile_image": False,
        "following": None,
        "follow_request_sent": None,
        "notifications": None,
        "translator_type": "none",
    }


def _entities(text: str, link: str) -> dict[str, object]:
    tag, url = text.index("#"), text.index(link)
    return {
        "hashtags": [{"text": TOPIC, "indices": [tag, tag + len(TOPIC) + 1]}],
        "symbols": [],
        "user_mentions": [],
        "urls": [
            {
                "url": link,
                "expanded_url": f"https://gauges.example/readings/{link[-8:]}",
                "display_url": f"gauges.example/readings/{link[-8:]}",
                "indices": [url, url + len(link)],
            }
        ],
    }


def _picture(key: int) -> dict[str, object]:
    place = f"https://pictures.example/media/{key}.jpg"
    sizes = {name: {"w": w, "h": w, "resize": "fit"} for name, w in (("thumb", 150), ("small", 680), ("large", 1200))}
    return {
        "id": key,
        "id_str": str(key),
        "indices": [0, 23],
        "media_url": place.replace("https", "http"),
        "media_url_https": place,
        "url": "https://t.co/picture",
        "display_url": "pic.example/picture",
        "expanded_url": place,
        "type": "photo",
        "sizes": sizes,
        "ext_alt_text": "A gauge at the river, the water near its upper mark.",
    }


class _Run:
    """One thread on its way: its author, the posts still to come, and the post to answer."""

    def __init__(self, rng: random.Random, authors: int, threaded: float) -> None:
        self.user = rng.randrange(authors)
        single = rng.random() >= threaded / (threaded + (1 - threaded) * _MEAN)
        self.length = 1 if single else rng.choice(_LENGTHS)
        self.numbered = self.length > 1 and rng.random() < 0.5
        self.index = 0
        self.parent: int | None = None


def posts(count: int, seed: int = 7, threaded: float = 1.0) -> Iterator[dict[str, object]]:
    """`count` posts in the order of their time."""
    rng = random.Random(seed)
    authors = max(THREADS_AT_ONCE, count // POSTS_A_USER)
    users: dict[int, dict[str, object]] = {}
    runs = [_Run(rng, authors, threaded) for _ in range(THREADS_AT_ONCE)]
    for number in range(count):
        place = rng.randrange(THREADS_AT_ONCE)
        run = runs[place]
        if len(users) > 20_000:
            users.clear()
        who = users.setdefault(run.user, user(run.user))
        yield _post(rng, run, who, number)
        if run.index == run.length:
            runs[place] = _Run(rng, authors, threaded)


def _post(rng: random.Random, run: _Run, who: dict[str, object], number: int) -> dict[str, object]:
    moment = EPOCH + timedelta(seconds=number * 2)
    key = (int(moment.timestamp() * 1000) - SNOWFLAKE_EPOCH_MS) << 22 | (number & 0xFFF)
    run.index += 1
    words = " ".join(rng.choices(WORDS, k=rng.randrange(12, 30)))
    numbered = f"{run.index}/{run.length} " if run.numbered else ""
    parent, run.parent = run.parent, key
    return tweet(rng, who, key, moment, f"{numbered}{words} #{TOPIC}", f"https://t.co/{number:010d}", parent)


def tweet(
    rng: random.Random,
    who: dict[str, object],
    key: int,
    moment: datetime,
    said: str,
    link: str,
    parent: int | None,
) -> dict[str, object]:
    """One post, of words that end in the hashtag and a link behind them; it answers one of the same author's."""
    text = f"{said} {link}"
    post: dict[str, object] = {
        "created_at": moment.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "id": key,
        "id_str": str(key),
        "full_text": text,
        "truncated": False,
        "display_text_range": [0, len(text)],
        "entities": _entities(text, link),
        "source": '<a href="https://gauges.example/app" rel="nofollow">Gauges</a>',
        "in_reply_to_status_id": parent,
        "in_reply_to_status_id_str": None if parent is None else str(parent),
        "in_reply_to_user_id": None if parent is None else who["id"],
        "in_reply_to_user_id_str": None if parent is None else who["id_str"],
        "in_reply_to_screen_name": None if parent is None else who["screen_name"],
        "user": who,
        "geo": None,
        "coordinates": None,
        "place": None,
        "contributors": None,
        "is_quote_status": False,
        "retweet_count": rng.randrange(50),
        "favorite_count": rng.randrange(200),
        "favorited": False,
        "retweeted": False,
        "possibly_sensitive": False,
        "lang": LANGUAGES[cast("int", who["id"]) % 10_000_000 % len(LANGUAGES)],
    }
    if rng.random() < 0.2:
        post["extended_entities"] = {"media": [_picture(key)]}
    return post


def write(path: Path, count: int, seed: int = 7, threaded: float = 1.0) -> Path:
    """Write the file unless it is there already; its name says how long it is and how much of it stands in threads."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    encode = msgspec.json.Encoder().encode
    with unfinished.open("wb") as out:
        for post in posts(count, seed, threaded):
            out.write(encode(post))
            out.write(b"\n")
    unfinished.rename(path)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("count", type=int)
    write(**vars(parser.parse_args()))
