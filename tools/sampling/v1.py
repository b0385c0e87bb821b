"""Writes JSON lines as a collector of API v1.1 keeps them: posts with what they quote and repost, and notices."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sampling.prose import Draft
from sampling.spans import Written
from sampling.tweet import (
    OLD_LIMIT,
    SOURCE,
    account,
    answered,
    cut,
    dated,
    entities,
    likes_and_such,
    media,
    reposted,
    twice,
)
from sampling.world import World, number


def lines(world: World, found: list[Draft], *, extended: bool) -> str:
    """The posts in order of time, with a notice for each that was deleted, and the blank lines of a held connection."""
    rows = [(draft.at, record(world, draft, extended=extended)) for draft in found if _seen(draft)]
    rows += [(draft.deleted, notice(world, draft, draft.deleted)) for draft in found if draft.deleted]
    out = ""
    for place, (_, row) in enumerate(sorted(rows, key=lambda row: row[0]), start=1):
        out += json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
        out += "\n" * (place % 40 == 0)
    return out


def notice(world: World, draft: Draft, at: datetime) -> dict[str, Any]:
    """The line by which X asked collectors to forget a post."""
    status: dict[str, Any] = {}
    twice(status, "id", number(draft))
    twice(status, "user_id", world.person(draft).id)
    return {"delete": {"status": status, "timestamp_ms": str(int(at.timestamp() * 1000))}}


def record(world: World, draft: Draft, *, extended: bool) -> dict[str, Any]:
    """A post as a line holds it; what it quotes or reposts stands inside it, whole, and so on inward."""
    inner = world.posts.get(draft.repost or draft.quote or "")
    found = _one(world, draft, extended=extended)
    outer, name = found, "retweeted_status" if draft.repost else "quoted_status"
    while inner is not None:
        outer[name] = _one(world, inner, extended=extended)
        outer, name = outer[name], "quoted_status"
        inner = world.posts.get(inner.quote or "")
    return found


def _seen(draft: Draft) -> bool:
    return not draft.absent and not draft.deleted


def _one(world: World, draft: Draft, *, extended: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"created_at": dated(draft.at)}
    twice(found, "id", number(draft))
    text = reposted(world, draft) if draft.repost else world.written(draft)
    found |= _words(world, draft, text, extended=extended)
    found |= {"source": SOURCE, "user": account(world.person(draft)), "lang": draft.lang}
    found |= answered(world, draft) | {"geo": None, "coordinates": None, "place": None, "contributors": None}
    found |= {"is_quote_status": bool(draft.quote or draft.quote_gone), **likes_and_such(world, draft)}
    if draft.repost:
        found |= likes_and_such(world, world.posts[draft.repost]) | {"favorite_count": 0, "reply_count": 0}
    found |= {"favorited": False, "retweeted": False}
    if text.of("link") or draft.pictures:
        found["possibly_sensitive"] = draft.sensitive
    if draft.quote:
        twice(found, "quoted_status_id", number(world.posts[draft.quote]))
    elif draft.quote_gone:
        twice(found, "quoted_status_id", world.gone(draft))
    return found


def _words(world: World, draft: Draft, text: Written, *, extended: bool) -> dict[str, Any]:
    """The text and what stands in it: whole (`full_text`), or as old clients got it, the whole beside it."""
    pictures = media(world, draft, text, alt=True)
    whole: dict[str, Any] = {"full_text": text.text, "display_text_range": [text.start, text.end]}
    whole["entities"] = entities(world, text, pictures)
    if pictures:
        whole["extended_entities"] = {"media": pictures}
    if extended and not draft.cut:
        return {**whole, "truncated": False}
    if len(text.text) <= OLD_LIMIT or draft.repost:
        whole["text"] = whole.pop("full_text")
        return {**whole, "truncated": False}
    part = cut(draft, text)
    found: dict[str, Any] = {"text": part.text, "truncated": True, "entities": entities(world, part, [])}
    return found if draft.cut else found | {"extended_tweet": whole}
