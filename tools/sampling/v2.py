"""Writes pages of API v2 as twarc keeps them: a page a line, what its posts refer to beside them."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sampling.prose import Draft, Picture
from sampling.spans import Span, Written, short, shown
from sampling.tweet import likes_and_such
from sampling.world import Person, World, number, snowflake, versions

PAGE = 12
SHOWN = 125  # of a long note in Japanese the post itself shows about so much
RETRIEVED = datetime(2023, 2, 12, 8, 4, 11, tzinfo=UTC)


def lines(world: World, found: list[Draft]) -> str:
    """The pages of a search, newest post first."""
    held = sorted((draft for draft in found if not draft.absent), key=lambda draft: draft.at, reverse=True)
    pages = [held[place : place + PAGE] for place in range(0, len(held), PAGE)]
    return "".join(
        json.dumps(_page(world, page, last=page is pages[-1]), ensure_ascii=False, separators=(",", ":")) + "\n"
        for page in pages
    )


def _page(world: World, page: list[Draft], *, last: bool) -> dict[str, Any]:
    beside = _referred(world, page)
    meta = {"newest_id": number(page[0]), "oldest_id": number(page[-1]), "result_count": len(page)}
    if not last:
        meta["next_token"] = short(page[-1].key)[-10:].lower() * 3
    errors = [_error(number(above)) for above in _above(world, page) if above.absent]
    return {
        "data": [_post(world, draft) for draft in page],
        "includes": _includes(world, page, beside),
        **({"errors": errors} if errors else {}),
        "meta": meta,
        "__twarc": {
            "url": "https://api.twitter.com/2/tweets/search/all?expansions=author_id&query=from%3Asetowatari_fict",
            "version": "2.13.0",
            "retrieved_at": RETRIEVED.isoformat(),
        },
    }


def _above(world: World, page: list[Draft]) -> list[Draft]:
    return [above for draft in page if (above := world.parent(draft)) is not None]


def _referred(world: World, page: list[Draft]) -> list[Draft]:
    """The posts that a page's posts answer or quote, as far as they are there; of an edited post the last version."""
    found = [above.latest or above for above in _above(world, page) if not above.absent]
    found += [world.posts[draft.quote] for draft in page if draft.quote]
    return list({draft.key: draft for draft in found}.values())


def _includes(world: World, page: list[Draft], beside: list[Draft]) -> dict[str, Any]:
    people = {world.person(draft).id: world.person(draft) for draft in page + beside}
    people |= {person.id: person for draft in page + beside for person in _named(world, draft)}
    found: dict[str, Any] = {"users": [_user(person) for person in people.values()]}
    found["tweets"] = [_post(world, draft) for draft in beside]
    pictures = [_media(draft, picture) for draft in page for picture in draft.pictures]
    polls = [_poll(draft) for draft in page if draft.choices]
    return found | ({"media": pictures} if pictures else {}) | ({"polls": polls} if polls else {})


def _named(world: World, draft: Draft) -> list[Person]:
    return [world.known(span.word) for span in world.written(draft).of("mention")]


def _post(world: World, draft: Draft) -> dict[str, Any]:
    text = world.written(draft)
    counts = likes_and_such(world, draft)
    found: dict[str, Any] = {"id": number(draft), "author_id": world.person(draft).id}
    found |= {"created_at": _iso(draft.at), "lang": draft.lang, "conversation_id": number(world.root(draft))}
    found |= {"source": "Twitter Web App", "reply_settings": "everyone", "possibly_sensitive": draft.sensitive}
    if draft.note:
        whole = world.written(draft, html=False)
        found["note_tweet"] = {"text": whole.text, "entities": _entities(world, draft, whole)}
        text = text.cut(SHOWN, short(f"{draft.key}/whole"), world.address(draft))
    found |= {"text": text.text, **_referring(world, draft), "entities": _entities(world, draft, text)}
    found["public_metrics"] = {name.replace("favorite", "like"): count for name, count in counts.items()}
    if draft.pictures:
        found["attachments"] = {"media_keys": [_key(draft, picture) for picture in draft.pictures]}
    if draft.choices:
        found["attachments"] = {"poll_ids": [snowflake(draft.at, f"{draft.key}/poll")]}
    found["edit_history_tweet_ids"] = versions(draft)
    until = (draft.former or draft).at + timedelta(minutes=30)
    left = 6 - len(versions(draft))
    found["edit_controls"] = {"edits_remaining": left, "is_edit_eligible": not draft.on, "editable_until": _iso(until)}
    return {name: value for name, value in found.items() if value != {}}


def _referring(world: World, draft: Draft) -> dict[str, Any]:
    above = world.parent(draft)
    found = [{"type": "quoted", "id": number(world.posts[draft.quote])}] if draft.quote else []
    if above is None:
        return {"referenced_tweets": found} if found else {}
    found.append({"type": "replied_to", "id": number(above)})
    return {"referenced_tweets": found, "in_reply_to_user_id": world.person(above).id}


def _entities(world: World, draft: Draft, text: Written) -> dict[str, Any]:
    tags = [{"start": span.start, "end": span.end, "tag": span.word} for span in text.of("hashtag")]
    people = [
        {"start": span.start, "end": span.end, "username": span.word, "id": world.known(span.word).id}
        for span in text.of("mention")
    ]
    links = [_link(draft, span) for span in text.spans if span.kind in {"link", "media"}]
    return {kind: spans for kind, spans in (("hashtags", tags), ("mentions", people), ("urls", links)) if spans}


def _link(draft: Draft, span: Span) -> dict[str, Any]:
    found: dict[str, Any] = {"start": span.start, "end": span.end, "url": span.word, "expanded_url": span.target}
    if span.kind == "link":
        return found | {"display_url": shown(span.target)}
    picture = span.word.replace("https://t.co", "pic.twitter.com")
    return found | {"display_url": picture, "media_key": _key(draft, draft.pictures[0])}


def _key(draft: Draft, picture: Picture) -> str:
    return f"3_{snowflake(draft.at, f'{draft.key}/{picture.name}')}"


def _media(draft: Draft, picture: Picture) -> dict[str, Any]:
    found: dict[str, Any] = {"media_key": _key(draft, picture), "type": "photo"}
    found |= {"url": f"https://media.example/media/{picture.name}", "width": picture.width, "height": picture.height}
    return found | ({"alt_text": picture.alt} if picture.alt else {})


def _poll(draft: Draft) -> dict[str, Any]:
    options = [
        {"position": place, "label": label, "votes": votes}
        for place, (label, votes) in enumerate(draft.choices, start=1)
    ]
    end = {"end_datetime": _iso(draft.at + timedelta(days=1)), "duration_minutes": 1440, "voting_status": "closed"}
    return {"id": snowflake(draft.at, f"{draft.key}/poll"), "options": options, **end}


def _user(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {"id": person.id, "username": person.handle, "name": person.name}
    found |= {
        "created_at": _iso(person.since),
        "description": person.about,
        "location": person.place,
        "verified": False,
        "protected": False,
    }
    posted = 900 + zlib.crc32(person.id.encode()) % 7919
    counts = {"followers_count": person.followers, "following_count": 80 + person.followers % 311}
    return found | {"public_metrics": counts | {"tweet_count": posted, "listed_count": person.followers // 90}}


def _error(missing: str) -> dict[str, str]:
    return {
        "value": missing,
        "detail": f"Could not find tweet with referenced_tweets.id: [{missing}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "referenced_tweets.id",
        "resource_id": missing,
        "type": "https://api.twitter.com/2/problems/resource-not-found",
    }


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
