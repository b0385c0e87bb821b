"""Writes one account's personal archive in the layout X has used since 2022."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sampling.prose import Draft
from sampling.spans import Written
from sampling.tweet import SOURCE, answered, dated, entities, likes_and_such, media, reposted
from sampling.world import Person, World, number, versions

EDITABLE = timedelta(minutes=30)
SHOWN = 270  # a long note's post shows about so much of it
PRIVATE = "Dummy line of the samples. Nobody wrote it to anybody, and Clew never opens this file."

Rows = list[dict[str, Any]]


def members(world: World, found: list[Draft], made: datetime) -> dict[str, str]:
    """The files of the archive by their names, written down on the day it was made."""
    person = world.cast[found[0].by]
    posts = [draft for draft in found if not draft.absent]
    posts += [draft.former for draft in found if draft.former]
    posts.sort(key=lambda draft: draft.at, reverse=True)
    notes = [draft for draft in posts if draft.note]
    parts: dict[str, tuple[str, Rows]] = {
        "account": ("account", _account(person)),
        "tweets": ("tweets", [{"tweet": row(world, draft)} for draft in posts if not draft.deleted]),
        "noteTweet": ("note-tweet", [{"noteTweet": _note(world, draft)} for draft in notes]),
        "deletedTweets": ("deleted-tweets", [{"tweet": row(world, draft)} for draft in posts if draft.deleted]),
        "directMessages": ("direct-messages", [{"dmConversation": _private(person, made)}]),
    }
    files = {f"data/{name}.js": _assigned(name, rows) for name, rows in parts.values()}
    return files | {"data/manifest.js": _manifest(person, made, parts)}


def pictures(found: list[Draft]) -> dict[str, str]:
    """The files of pictures, and of those that stand for films, with the names that the prose gives them."""
    drafts = [draft for draft in found if not draft.absent]
    return {
        f"data/tweets_media/{number(draft)}-{still}": still
        for draft in drafts
        for picture in draft.pictures
        for still in (f"{picture.name.rpartition('.')[0]}.jpg",)
    }


def row(world: World, draft: Draft) -> dict[str, Any]:
    """A post of the archive: no author, no alt text, no quoted post but a link, and numbers as text."""
    text = _text(world, draft)
    pictures = media(world, draft, text, alt=False)
    counts = likes_and_such(world, draft)
    found: dict[str, Any] = {"edit_info": _edits(draft), "retweeted": False, "source": SOURCE}
    found |= {"entities": entities(world, text, pictures), "display_text_range": [text.start, text.end]}
    found |= {"favorite_count": counts["favorite_count"], "retweet_count": counts["retweet_count"]}
    found |= {"id": number(draft), "id_str": number(draft), "truncated": False}
    found |= {name: value for name, value in answered(world, draft).items() if value is not None}
    if text.of("link") or pictures:
        found["possibly_sensitive"] = draft.sensitive
    found |= {"created_at": dated(draft.at), "favorited": False, "full_text": text.text, "lang": draft.lang}
    if pictures:
        found["extended_entities"] = {"media": pictures}
    if draft.deleted:
        found["deleted_at"] = dated(draft.deleted)
    return {name: _numbers_as_text(value) for name, value in found.items()}


def _text(world: World, draft: Draft) -> Written:
    if draft.repost:
        return reposted(world, draft)
    text = world.written(draft)
    return text.cut(text.text.rindex(" ", 0, SHOWN), None) if draft.note else text


def _edits(draft: Draft) -> dict[str, Any]:
    ids = versions(draft)
    first = (draft.former or draft).at
    control = {
        "editTweetIds": ids,
        "editableUntil": _iso(first + EDITABLE),
        "editsRemaining": str(6 - len(ids)),
        "isEditEligible": not draft.on,
    }
    if draft.former:
        return {"edit": {"initialTweetId": ids[0], "editControlInitial": control}}
    return {"initial": control}


def _note(world: World, draft: Draft) -> dict[str, Any]:
    text = world.written(draft, html=False)
    tags = [{"text": tag.word, "fromIndex": str(tag.start), "toIndex": str(tag.end)} for tag in text.of("hashtag")]
    core = {"styletags": [], "urls": [], "text": text.text, "mentions": [], "cashtags": [], "hashtags": tags}
    life = {"value": "1", "name": "Active", "originalName": "Active", "annotations": {}}
    # A note has an id of its own, which is no post's: they are made one after the other.
    own = str(int(number(draft)) - 3 * 2**22)
    made = _iso(draft.at)
    return {"noteTweetId": own, "updatedAt": made, "lifecycle": life, "createdAt": made, "core": core}


def _account(person: Person) -> Rows:
    names = {"username": person.handle, "accountId": person.id, "accountDisplayName": person.name}
    made = {"email": "nobody@halfaya.example", "createdVia": "web", "createdAt": _iso(person.since)}
    return [{"account": made | names}]


def _private(person: Person, made: datetime) -> dict[str, Any]:
    message = {"recipientId": person.id, "senderId": "900000000999", "id": "1", "reactions": [], "urls": []}
    message |= {"text": PRIVATE, "mediaUrls": [], "createdAt": _iso(made - timedelta(days=30))}
    return {"conversationId": f"{person.id}-900000000999", "messages": [{"messageCreate": message}]}


def _manifest(person: Person, made: datetime, parts: dict[str, tuple[str, Rows]]) -> str:
    user = {"accountId": person.id, "userName": person.handle, "displayName": person.name}
    info = {"sizeBytes": "0", "generationDate": _iso(made), "isPartialArchive": False}
    types = {
        kind: {"files": [{"fileName": f"data/{name}.js", "globalName": _part(name), "count": str(len(rows))}]}
        for kind, (name, rows) in parts.items()
    }
    return f"window.__THAR_CONFIG = {_json({'userInfo': user, 'archiveInfo': info, 'dataTypes': types})}\n"


def _assigned(name: str, rows: Rows) -> str:
    return f"window.{_part(name)} = {_json(rows)}\n"


def _part(name: str) -> str:
    return f"YTD.{name.replace('-', '_')}.part0"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, separators=(",", " : "))


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


def _numbers_as_text(value: Any) -> Any:
    """Every number as text, at any depth (which is a post's own, four or five)."""
    if isinstance(value, dict):
        return {name: _numbers_as_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_numbers_as_text(inner) for inner in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
