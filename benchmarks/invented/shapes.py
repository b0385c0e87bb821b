"""The invented posts of `tweets` as other services and programs write them, a line each (threads: a line for five)."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from invented import tweets

Tweet = dict[str, Any]
encode = msgspec.json.Encoder().encode
KEY = "abcdefghijklmnopqrstuvwxyz234567"
TID = "234567abcdefghijklmnopqrstuvwxyz"


def moment(post: Tweet) -> datetime:
    """When it was posted."""
    return datetime.strptime(post["created_at"], "%a %b %d %H:%M:%S +0000 %Y").replace(tzinfo=UTC)


def iso(post: Tweet) -> str:
    """The same in ISO 8601."""
    return moment(post).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def v2(post: Tweet) -> Tweet:
    """A line of twarc 2, flattened."""
    user, parent = post["user"], post["in_reply_to_status_id_str"]
    author = {"id": user["id_str"], "username": user["screen_name"], "name": user["name"], "protected": False}
    author |= {"description": user["description"], "created_at": iso(post), "verified": False}
    author |= {"public_metrics": {"followers_count": 3, "following_count": 5, "tweet_count": 9, "listed_count": 1}}
    tag, link = post["entities"]["hashtags"][0], post["entities"]["urls"][0]
    spans = {
        "hashtags": [{"start": tag["indices"][0], "end": tag["indices"][1], "tag": tag["text"]}],
        "urls": [{**link, "start": link["indices"][0], "end": link["indices"][1], "status": 200}],
    }
    made = {"id": post["id_str"], "text": post["full_text"], "author_id": user["id_str"], "created_at": iso(post)}
    made |= {"conversation_id": root(post), "lang": post["lang"], "possibly_sensitive": False}
    made |= {"public_metrics": {"retweet_count": 1, "reply_count": 2, "like_count": 3, "quote_count": 0}}
    made |= {"entities": spans, "edit_history_tweet_ids": [post["id_str"]], "author": author}
    if parent:
        made |= {"in_reply_to_user_id": user["id_str"], "in_reply_to_user": author}
        made |= {"referenced_tweets": [{"type": "replied_to", "id": parent}]}
    kept = {"url": "https://api.twitter.com/2/tweets/search/all?expansions=author_id", "version": "2.14.0"}
    return {**made, "__twarc": {**kept, "retrieved_at": "2022-03-01T12:00:00+00:00"}}


def pages(posts: Iterator[Tweet]) -> Iterator[bytes]:
    """Answers of API v2 as twarc 2 keeps them: a hundred posts a line, and beside them their authors."""
    while some := [v2(each) for each in itertools.islice(posts, 100)]:
        kept = some[0]["__twarc"]
        users = {each["author_id"]: each["author"] for each in some}
        bare = ("author", "in_reply_to_user", "__twarc")
        data = [{name: value for name, value in each.items() if name not in bare} for each in some]
        meta = {"newest_id": data[-1]["id"], "oldest_id": data[0]["id"], "result_count": len(data)}
        included = {"users": list(users.values())}
        yield encode({"data": data, "includes": included, "meta": meta, "__twarc": kept}) + b"\n"


def web(post: Tweet) -> Tweet:
    """A line of Zeeschuimer."""
    user = {"created_at": post["created_at"], "name": post["user"]["name"], "screen_name": post["user"]["screen_name"]}
    whose = {"__typename": "User", "rest_id": post["user"]["id_str"], "core": user, "privacy": {"protected": False}}
    whose |= {"legacy": {key: value for key, value in post["user"].items() if key.startswith(("profile", "desc"))}}
    legacy = {key: value for key, value in post.items() if key not in {"user", "id"}}
    legacy |= {"user_id_str": post["user"]["id_str"], "conversation_id_str": post["id_str"]}
    tweet = {"__typename": "Tweet", "rest_id": post["id_str"], "core": {"user_results": {"result": whose}}}
    tweet |= {"views": {"count": "1204", "state": "EnabledWithCount"}, "legacy": legacy, "id": post["id_str"]}
    return {
        "nav_index": "1:2:0",
        "item_id": post["id_str"],
        "timestamp_collected": 1741600000123,
        "source_platform": "x.com",
        "source_platform_url": "https://x.com/home",
        "source_url": "https://x.com/i/api/graphql/abc/UserTweets",
        "user_agent": "Mozilla/5.0",
        "data": {**tweet, "promoted": False},
    }


def key(number: int, signs: str = KEY) -> str:
    """13 signs for a number of 64 bits, five to a sign."""
    return "".join(signs[number >> shift & 31] for shift in range(60, -1, -5))


def tid(number: int) -> str:
    """The record key on Bluesky of a post: microseconds of its time, and ten bits more."""
    low = number & 0x3FFFFF
    micro = ((number >> 22) + tweets.SNOWFLAKE_EPOCH_MS) * 1000 + low % 1000
    return key(micro << 10 | low // 1000 % 1024, TID)


def _rkey(post: Tweet) -> str:
    return tid(int(post["id"]))


def root(post: Tweet) -> str:
    """The first post of the conversation: as it is told, else the one that is answered, else the post itself."""
    found: str = post.get("root_id_str") or post["in_reply_to_status_id_str"] or post["id_str"]
    return found


def at(post: Tweet, number: int) -> str:
    """The address on Bluesky of a post of the same author's."""
    return f"at://{_did(post)}/app.bsky.feed.post/{tid(number)}"


def _did(post: Tweet) -> str:
    return f"did:plc:{key(post['user']['id']):a>24}"


def _record(post: Tweet) -> Tweet:
    text = post["full_text"]
    tag, link = text.index("#"), text.index("https://")
    kind = "app.bsky.richtext.facet"
    spans = [
        (tag, tag + len(tweets.TOPIC) + 1, {"$type": f"{kind}#tag", "tag": tweets.TOPIC}),
        (link, len(text), {"$type": f"{kind}#link", "uri": post["entities"]["urls"][0]["expanded_url"]}),
    ]
    facets = [{"$type": kind, "index": {"byteStart": a, "byteEnd": b}, "features": [what]} for a, b, what in spans]
    made = {"$type": "app.bsky.feed.post", "createdAt": iso(post), "text": text, "langs": ["en"], "facets": facets}
    if post["in_reply_to_status_id"]:
        ends = {"parent": post["in_reply_to_status_id"], "root": int(root(post))}
        made["reply"] = {end: {"uri": at(post, each), "cid": "bafyreib" + "q" * 51} for end, each in ends.items()}
    return made


def bluesky(post: Tweet) -> Tweet:
    """A post view of the API, a line."""
    did, handle = _did(post), f"{post['user']['screen_name'].replace('_', '-')}.example"
    author = {"did": did, "handle": handle, "displayName": post["user"]["name"], "labels": [], "createdAt": iso(post)}
    author["avatar"] = f"https://cdn.example/img/avatar/plain/{did}/bafkrei@jpeg"
    made = {"uri": f"at://{did}/app.bsky.feed.post/{_rkey(post)}", "cid": "bafyreib" + "q" * 51, "author": author}
    made |= {"record": _record(post), "replyCount": 2, "repostCount": 1, "likeCount": 5, "quoteCount": 1}
    return {**made, "indexedAt": iso(post), "viewer": {"threadMuted": False}, "labels": []}


def jetstream(post: Tweet) -> Tweet:
    """A line of Jetstream."""
    commit = {"rev": _rkey(post), "operation": "create", "collection": "app.bsky.feed.post", "rkey": _rkey(post)}
    commit |= {"record": _record(post), "cid": "bafyreib" + "q" * 51}
    return {"did": _did(post), "time_us": int(moment(post).timestamp() * 1e6), "kind": "commit", "commit": commit}


def _markup(post: Tweet, host: str) -> str:
    text, link = post["full_text"], post["entities"]["urls"][0]
    tag = f'<a href="{host}/tags/{tweets.TOPIC}" class="mention hashtag" rel="tag">#<span>{tweets.TOPIC}</span></a>'
    shown = link["expanded_url"].partition("//")[2]
    site = f'<span class="invisible">https://</span><span class="">{shown}</span><span class="invisible"></span>'
    anchor = f'<a href="{link["expanded_url"]}" target="_blank" rel="nofollow noopener" translate="no">{site}</a>'
    return f"<p>{text.replace('#' + tweets.TOPIC, tag).replace(link['url'], anchor)}</p>"


def mastodon(post: Tweet) -> Tweet:
    """A status, a line."""
    host, user = "https://gauges.example", post["user"]
    name, own, parent = user["screen_name"], post["id_str"], post["in_reply_to_status_id_str"]
    account = {"id": user["id_str"], "username": name, "acct": name, "display_name": user["name"], "locked": False}
    account |= {"note": f"<p>{user['description']}</p>", "url": f"{host}/@{name}", "uri": f"{host}/users/{name}"}
    account |= {"avatar": f"{host}/a/{own}.png", "followers_count": 3, "following_count": 4, "statuses_count": 9}
    made = {"id": own, "created_at": iso(post), "in_reply_to_id": parent, "sensitive": False, "spoiler_text": ""}
    made |= {"in_reply_to_account_id": user["id_str"] if parent else None, "visibility": "public", "language": "en"}
    made |= {"uri": f"{host}/users/{name}/statuses/{own}", "url": f"{host}/@{name}/{own}", "replies_count": 1}
    made |= {"reblogs_count": 2, "favourites_count": 3, "edited_at": None, "content": _markup(post, host)}
    made |= {"reblog": None, "account": account, "media_attachments": [], "mentions": [], "emojis": []}
    return {**made, "tags": [{"name": tweets.TOPIC, "url": f"{host}/tags/{tweets.TOPIC}"}], "card": None, "poll": None}


def activitypub(post: Tweet) -> Tweet:
    """A note and the activity that made it, a line."""
    host, name, own = "https://gauges.example", post["user"]["screen_name"], post["id_str"]
    who, parent = f"{host}/users/{name}", post["in_reply_to_status_id_str"]
    to = {"to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [f"{who}/followers"]}
    note = {"id": f"{who}/statuses/{own}", "type": "Note", "summary": None, "published": iso(post), **to}
    note |= {"inReplyTo": f"{who}/statuses/{parent}" if parent else None, "url": f"{host}/@{name}/{own}"}
    note |= {"attributedTo": who, "sensitive": False, "content": _markup(post, host), "attachment": []}
    note["contentMap"] = {"en": note["content"]}
    note["tag"] = [{"type": "Hashtag", "href": f"{host}/tags/{tweets.TOPIC}", "name": f"#{tweets.TOPIC}"}]
    made = {"id": f"{who}/statuses/{own}/activity", "type": "Create", "actor": who, "published": iso(post), **to}
    return {**made, "object": note}


def _hash(number: object) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def nostr(post: Tweet) -> list[Any]:
    """What a relay sends."""
    tags = [["t", tweets.TOPIC]]
    if post["in_reply_to_status_id"]:
        tags.append(["e", _hash(post["in_reply_to_status_id"]), "", "reply"])
    made = {"id": _hash(post["id"]), "pubkey": _hash(post["user"]["id"]), "kind": 1, "tags": tags, "sig": "0" * 128}
    return ["EVENT", "sub", {**made, "created_at": int(moment(post).timestamp()), "content": post["full_text"]}]


def convokit(post: Tweet) -> Tweet:
    """An utterance."""
    parent = post["in_reply_to_status_id_str"]
    made = {"id": post["id_str"], "conversation_id": parent or post["id_str"], "text": post["full_text"]}
    made |= {"speaker": post["user"]["screen_name"], "reply-to": parent, "timestamp": moment(post).timestamp()}
    return {**made, "meta": {"score": 3, "gilded": 0, "stickied": False}, "vectors": []}


def _clew_post(post: Tweet) -> Tweet:
    text, parent = post["full_text"], post["in_reply_to_status_id_str"]
    tag, link = text.index("#"), text.index("https://")
    spans = [(tag, link - 1, "hashtag", tweets.TOPIC), (link, len(text), "link", "https://gauges.example/readings")]
    names = ("start", "end", "kind", "value", "target")
    nothing = dict.fromkeys(("conversation", "quote", "number", "warning", "poll", "listed", "seen", "edited", "state"))
    return {
        "id": f"x:{post['id_str']}",
        "author_id": f"x:user:{post['user']['id_str']}",
        "created": iso(post),
        "text": text,
        "body_start": 0,
        "entities": [dict(zip(names, (*span, None), strict=True)) for span in spans],
        "lang": "en",
        "reply_to": f"x:{parent}" if parent else None,
        "reply_to_author": f"x:user:{post['user']['id_str']}" if parent else None,
        "why": "reply",
        "line": 0,
        "visibility": "public",
        "sensitive": False,
        "media": [],
        "counts": {"replies": 1, "reposts": 2, "likes": 3, "quotes": None, "views": None, "bookmarks": None},
        "url": f"https://x.com/{post['user']['screen_name']}/status/{post['id_str']}",
        "versions": [],
        "in_parts": False,
        "captures": [_hash("capture")],
        **nothing,
    }


def clew(posts: Iterator[Tweet]) -> Iterator[bytes]:
    """Threads of five as Clew exports them."""
    while some := list(itertools.islice(posts, 5)):
        user, made = some[0]["user"], [_clew_post(post) for post in some]
        who = {"id": made[0]["author_id"], "handle": user["screen_name"], "name": user["name"]}
        for post in made:
            post["author_id"] = who["id"]
        head = {"format": "clew-thread/1", "id": made[0]["id"], "network": "x", "author": who, "held": len(made)}
        head |= {"started": made[0]["created"], "ended": made[-1]["created"], "promised": None, "languages": ["en"]}
        head |= {"tags": [tweets.TOPIC], "main": [post["id"] for post in made], "branches": [], "gaps": []}
        yield encode({**head, "answers": None, "continues": [], "posts": made, "context": []}) + b"\n"


COLUMNS = (
    *("id", "author_id", "author.username", "created_at", "text", "lang"),
    *("referenced_tweets.replied_to.id", "in_reply_to_user_id"),
)
COUNTS = ("public_metrics.reply_count", "public_metrics.retweet_count", "public_metrics.like_count")


def table(posts: Iterator[Tweet]) -> Iterator[bytes]:
    """The columns of twarc-csv that are about posts."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*COLUMNS, *COUNTS))
    for post in posts:
        user = post["user"]
        row = [post["id_str"], user["id_str"], user["screen_name"], iso(post), post["full_text"], post["lang"]]
        writer.writerow(
            [
                *row,
                post["in_reply_to_status_id_str"],
                post["in_reply_to_user_id_str"],
                1,
                post["retweet_count"],
                post["favorite_count"],
            ]
        )
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def _lines(shape: Callable[[Tweet], object]) -> Callable[[Iterator[Tweet]], Iterator[bytes]]:
    return lambda posts: (encode(shape(post)) + b"\n" for post in posts)


def aured(posts: Iterator[Tweet]) -> Iterator[bytes]:
    """Lines of AuRED, a rumour each with the posts of its time."""
    while some := list(itertools.islice(posts, 25)):
        rows = [
            [f"https://twitter.com/{each['user']['screen_name']}", each["id_str"], each["full_text"]] for each in some
        ]
        yield encode({"id": some[0]["id_str"], "rumor": "A bridge", "timeline": rows, "evidence": []}) + b"\n"


# What each source reads a line or a row of at a time: the name of the file, and its lines.
SHAPES: dict[str, tuple[str, Callable[[Iterator[Tweet]], Iterator[bytes]]]] = {
    "twitter_v1": ("v1.jsonl", _lines(lambda post: post)),
    "twitter_v2": ("v2-flattened.jsonl", _lines(v2)),
    "twitter_web": ("zeeschuimer.ndjson", _lines(web)),
    "bluesky": ("bluesky.jsonl", _lines(bluesky)),
    "jetstream": ("jetstream.jsonl", _lines(jetstream)),
    "mastodon": ("mastodon.jsonl", _lines(mastodon)),
    "activitypub": ("activitypub.jsonl", _lines(activitypub)),
    "nostr": ("nostr.jsonl", _lines(nostr)),
    "aured": ("aured.jsonl", aured),
    "convokit": ("utterances.jsonl", _lines(convokit)),
    "clew_jsonl": ("threads.jsonl", clew),
    "table_csv": ("table.csv", table),
}
