"""Calls of the command line, and posts to call it with; accounts and words are invented."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

START = datetime(2018, 9, 7, 10, 0, tzinfo=UTC)
BASE = 1_038_000_000_000_000_000


def tweet(number, text, *, user=("7001", "lina_builds", "Lina Haddad"), after=None, day=0, lang="en", **more):
    """A post as the API of 2018 wrote it, of an invented account."""
    user_id, handle, name = user
    made = {
        "id_str": str(BASE + number),
        "id": BASE + number,
        "created_at": (START + timedelta(days=day, minutes=number % 1000)).strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "full_text": text,
        "lang": lang,
        "user": {"id_str": user_id, "id": int(user_id), "screen_name": handle, "name": name, "protected": False},
        "entities": {"hashtags": [], "urls": [], "user_mentions": [], "symbols": []},
        "display_text_range": [0, len(text)],
        "retweet_count": 0,
        "favorite_count": 1,
    }
    if after is not None:
        made |= {
            "in_reply_to_status_id_str": str(BASE + after),
            "in_reply_to_status_id": BASE + after,
            "in_reply_to_user_id_str": user_id,
            "in_reply_to_screen_name": handle,
        }
    return made | more


def hashtag(made, word):
    at = made["full_text"].index("#" + word)
    made["entities"]["hashtags"].append({"text": word, "indices": [at, at + len(word) + 1]})
    return made


SAMI = ("7003", "sami_ferry", "سامي")


def two_threads():
    return [
        hashtag(tweet(1, "1/ The old bridge opens on Monday. #Halfaya"), "Halfaya"),
        tweet(2, "2/ First the river.", after=1),
        tweet(3, "3/ Bring tea.", after=2),
        tweet(11, "العبّارة تعمل من السادسة صباحا", user=SAMI, day=40, lang="ar"),
        tweet(12, "2/ الطريق القديم يبقى مغلقا", user=SAMI, after=11, day=40, lang="ar"),
    ]


def write_lines(path, tweets, broken=()):
    path.write_text(
        "".join(json.dumps(each) + "\n" for each in tweets) + "".join(line + "\n" for line in broken), "utf-8"
    )
    return path


def program(*arguments, **more):
    return [sys.executable, "-m", "clew", *map(str, arguments)]


def rows(result):
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]
