"""A Note, Article, Question or other object that a person wrote, as a post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from clew.post import Author, Choice, Counts, Entity, Media, Post, Reply
from clew.sources._activity import Thing, address, addresses, things
from clew.sources._fediverse import (
    NETWORK,
    actor_of,
    audience,
    body_start,
    handle_of,
    language,
    moment,
    stand_in,
)
from clew.text.html import Picture, Tag, Words, plain_words, words
from clew.text.tags import beside
from clew.text.wishes import asks

POSTS = frozenset(
    {"Note", "Article", "Question", "Page", "Comment", "Review", "Quotation", "Video", "Audio", "Image", "Event"}
    | {"ChatMessage"}
)
# What these write in `summary` is a warning; elsewhere it is an abstract.
_WARNED = frozenset({"Note", "Question", "ChatMessage"})
_KINDS = {"image": "photo", "video": "video", "audio": "audio", "Image": "photo", "Video": "video", "Audio": "audio"}
# FEP-e232: a tag of type Link whose `rel` says that the thing it leads to is quoted.
_QUOTED = "https://misskey-hub.net/ns#_misskey_quote"
# New conversations of Mastodon are named after the account and the post that began them.
_CONTEXT = re.compile(r"(https?://[^/?#]+)/contexts/(\d+)-(\d+)")
_FALLBACK = re.compile(r"\s*(?:RE|QT|QP)?:?\s*$")
_PLAIN = frozenset({"text/plain", "text/markdown", "text/x.misskeymarkdown", "text/bbcode"})


class Known:
    """The accounts that the file itself names, by their ids."""

    def __init__(self) -> None:
        self.authors: dict[str, Author] = {}

    def add(self, actor: Any) -> None:
        """Note an account given in full."""
        if not isinstance(actor, Thing) or not actor.id or not (actor.preferred_username or actor.name):
            return
        handle = actor.webfinger
        if handle is None and actor.preferred_username:
            guessed = handle_of(actor.id, "", None)
            host = actor.id.split("/")[2] if actor.id.count("/") > 1 else ""
            handle = guessed or (f"{actor.preferred_username}@{host}" if host else actor.preferred_username)
        asked = asks(actor.summary, discoverable=actor.discoverable, indexable=actor.indexable, noindex=actor.noindex)
        self.authors[actor.id] = Author(actor.id, NETWORK, handle, actor.name or None, asked)

    def author(self, actor: str, post: str, link: str | None) -> Author:
        """The account as the file names it, else as the addresses do."""
        return self.authors.get(actor) or Author(actor, NETWORK, handle_of(actor, post, link))


def author_id(note: Thing, activity: Thing | None) -> str | None:
    """Whose post it is; what is no address is nobody's."""
    stated = (note.attributed_to, note.actor, activity.actor if activity is not None else None)
    return next((who for each in stated if (who := address(each)) and ":" in who), None) or actor_of(note.id or "")


def post(note: Thing, activity: Thing | None, known: Known, doubts: list[str]) -> Post | None:
    """The post, None where it has no id; `activity` is what it came in and says what the post leaves out."""
    own = note.id or _link(note)
    if not own:
        return None
    link = _link(note)
    who = author_id(note, activity)
    author = known.author(who, own, link) if who else Author(stand_in("author-of", own), NETWORK)
    reply = _answered(note, author.id)
    quote = _quoted(note)
    tags = tuple(_tags(note))
    lang, said = _said(note, quote, tags)
    created = _moment(note.published or (activity.published if activity is not None else None), "published", doubts)
    return Post(
        id=own,
        network=NETWORK,
        author=author,
        created=created,
        text=said.text,
        body_start=body_start(said.text, said.entities) if reply else 0,
        entities=said.entities,
        lang=lang,
        reply_to=reply,
        conversation=_conversation(note, author.id),
        quote=quote,
        visibility=_visibility(note, activity),
        sensitive=note.sensitive,
        warning=_warning(note),
        media=_media(note, said.pictures),
        poll=_poll(note),
        counts=_counts(note),
        url=link or own,
        edited=_edited(note, activity, doubts),
        tags=beside((tag.name for tag in tags if tag.kind == "hashtag"), said.entities),
    )


def _moment(written: str | None, field: str, doubts: list[str]) -> Any:
    when = moment(written) if written else None
    if written and when is None:
        doubts.append(f"The date {written[:40]!r} in {field} means nothing; it was left out.")
    return when


def _edited(note: Thing, activity: Thing | None, doubts: list[str]) -> Any:
    """When the text was made; servers that always write `updated` write `published` there when nothing was edited."""
    if activity is not None and activity.kind == "Update":
        return _moment(note.updated or activity.published, "updated", doubts)
    same = note.updated is None or (note.published is not None and note.updated[:19] == note.published[:19])
    return None if same else _moment(note.updated, "updated", doubts)


def _link(note: Thing) -> str | None:
    """The address of the page; of several the one for people."""
    found = note.url
    if isinstance(found, list):
        pages = [each for each in found if isinstance(each, dict) and each.get("mediaType") == "text/html"]
        found = pages or found
    return address(found)


def _answered(note: Thing, author: str) -> Reply | None:
    parent = address(note.in_reply_to)
    if not parent:
        return None
    return Reply(parent, actor_of(parent) or (author if parent.startswith(author.rstrip("/") + "/") else None))


def _quoted(note: Thing) -> str | None:
    """The quoted post, in any of five spellings."""
    for value in (note.quote, note.quote_uri, note.quote_url, note.misskey_quote):
        if found := address(value):
            return found
    for tag in things(note.tag):
        if tag.kind == "Link" and tag.href and _QUOTED in (tag.rel if isinstance(tag.rel, list) else [tag.rel]):
            return tag.href
    return None


def _conversation(note: Thing, author: str) -> str | None:
    """The id of the first post where the conversation's name says it, else that name."""
    name = address(note.context)
    for suffix in ("#ctxt", "#context"):  # snac, Lemmy
        if name and name.endswith(suffix):
            return name.removesuffix(suffix)
    for each in (name, note.conversation):
        found = _CONTEXT.fullmatch(each) if each else None
        if found and author == f"{found[1]}/ap/users/{found[2]}":
            return f"{author}/statuses/{found[3]}"
    return note.conversation or name


def _said(note: Thing, quote: str | None, tags: tuple[Tag, ...]) -> tuple[str | None, Words]:
    """The language and the words: the title, the text, and the address that a link post is about."""
    lang, content = _content(note)
    if note.media_type in _PLAIN:
        said = plain_words(content, tags)
    else:
        said = words(content, tags, without=("quote-inline",) if quote else (), base=note.id or "")
    if quote:
        said = _without_fallback(said, quote)
    if note.name and note.name.strip() not in {"", said.text[: len(note.name)]}:
        said = _after(Words(note.name.strip(), ()), said)
    for each in things(note.attachment):
        if each.kind == "Link" and each.href and each.href not in said.text:
            said = _after(said, Words(each.href, (Entity("link", 0, len(each.href), each.href),)))
    return lang, said


def _content(note: Thing) -> tuple[str | None, str]:
    named = {code: text for code, text in (note.content_map or {}).items() if isinstance(text, str)}
    content = note.content
    codes = [code for code, text in named.items() if content is None or text == content] or list(named)
    if content is None and codes:
        content = named[codes[0]]
    code = codes[0] if codes else note.language
    if isinstance(code, dict):  # Lemmy
        code = code.get("identifier")
    return language(code) if isinstance(code, str) else None, content or ""


def _tags(note: Thing) -> Iterator[Tag]:
    for tag in things(note.tag):
        kind = tag.kind
        name = (tag.name or "").lstrip("#＃@＠")
        if name and kind == "Hashtag":
            yield Tag("hashtag", name, tag.href)
        elif name and kind == "Mention":
            yield Tag("mention", name, tag.href, tag.href)


def _after(first: Words, then: Words) -> Words:
    if not first.text or not then.text:
        return then if not first.text else Words(first.text, first.entities, then.pictures or first.pictures)
    moved = len(first.text) + 2
    later = (msgspec.structs.replace(each, start=each.start + moved, end=each.end + moved) for each in then.entities)
    return Words(f"{first.text}\n\n{then.text}", (*first.entities, *later), (*first.pictures, *then.pictures))


def _without_fallback(said: Words, quote: str) -> Words:
    """The words without the link to the quoted post that ends them for servers that know no quotes."""
    last = said.entities[-1] if said.entities else None
    if last is None or last.kind != "link" or last.end != len(said.text) or last.value != quote:
        return said
    text = _FALLBACK.sub("", said.text[: last.start])
    return Words(text, tuple(each for each in said.entities if each.end <= len(text)), said.pictures)


def _visibility(note: Thing, activity: Thing | None) -> Any:
    if note.kind == "ChatMessage":
        return "direct"
    to, cc = addresses(note.to), addresses(note.cc)
    if to is None and cc is None and activity is not None:
        to, cc = addresses(activity.to), addresses(activity.cc)
    return audience(to, cc)


def _warning(note: Thing) -> str | None:
    if note.kind not in _WARNED or note.summary is None:
        return None
    return words(note.summary).text


def _media(note: Thing, pictures: tuple[Picture, ...]) -> tuple[Media, ...] | None:
    if note.attachment is None and not pictures:
        return None
    made = [each for thing in things(note.attachment) if (each := _medium(thing)) is not None]
    there = {each.url for each in made}
    made += [Media("photo", each.url, each.alt) for each in pictures if each.url not in there]
    return tuple(made)


def _medium(thing: Thing) -> Media | None:
    mime = thing.media_type
    kind: Any = "gif" if mime == "image/gif" else _KINDS.get((mime or "").split("/")[0]) or _KINDS.get(thing.kind)
    url = _link(thing) or thing.href
    if kind is None and mime is None and thing.kind == "Document" and url:
        kind = "photo"  # BookWyrm's covers come without a type
    if kind is None:
        return None
    return Media(kind, url, thing.name or "", mime=mime, width=thing.width, height=thing.height)


def _poll(note: Thing) -> tuple[Choice, ...] | None:
    answers = [*things(note.one_of), *things(note.any_of)]
    if not answers:
        return None
    return tuple(
        Choice(each.name or "", each.replies.total_items if isinstance(each.replies, Thing) else None)
        for each in answers
    )


def _counts(note: Thing) -> Counts | None:
    totals: Mapping[str, int | None] = {
        "replies": note.replies_count if note.replies_count is not None else _total(note.replies),
        "reposts": _total(note.shares),
        "likes": _total(note.likes),
    }
    return Counts(**totals) if any(total is not None for total in totals.values()) else None


def _total(value: Any) -> int | None:
    if isinstance(value, Thing):
        return value.total_items
    return None
