"""A thread as a collection of ActivityStreams, and its posts as notes, questions and tombstones."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

from msgspec.structs import asdict

from clew.exports._about import About
from clew.exports._content import language, prose
from clew.exports._contract import ContextLine, Line, PostLine, line
from clew.exports._feed import urn
from clew.post import Author, Choice, Media, Post
from clew.text.entities import entities
from clew.text.folding import fold
from clew.text.notes import heading
from clew.text.reading import Missing, Shown, steps
from clew.thread import Thread

PAGE = 2000
"""Posts of a collection; a longer thread goes on in pages after it, for nobody reads 10,000 posts as one value."""

Thing = dict[str, Any]
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_KINDS = {"photo": "Image", "gif": "Image", "video": "Video", "audio": "Audio"}
_COUNTED = ("quotes", "views", "bookmarks")
# What is said in words of ActivityStreams, of a thread and of a post.
_OF_THREAD = frozenset({"author", "started", "ended", "posts", "context"})
_OF_POST = frozenset({"id", "author", "author_id", "created", "edited", "text", "url", "reply_to", "conversation"})
_OF_POST |= {"quote", "sensitive", "warning", "media", "poll", "counts"}


def collections(thread: Thread, about: About) -> Iterator[Thing]:
    """The thread as a collection of its posts, then the pages of those that are too many for it."""
    row, name = line(thread), about.thread(thread.id) or urn(thread.id)
    person = _person(thread.summary.author)
    items = _items(thread, {post.id: post for post in row.posts}, about)
    around = [
        _note(post, said, about, _person(post.author)) for post, said in zip(thread.context, row.context, strict=True)
    ]
    first: Thing = {
        "type": "OrderedCollection",
        "id": name,
        "url": about.thread(thread.id),
        "name": heading(thread),
        "attributedTo": person,
        "published": row.started,
        "updated": row.ended,
        "orderedItems": list(islice(items, PAGE)),
        "context": {"type": "Collection", "items": around} if around else None,
        "clew": _rest(row, _OF_THREAD),
    }
    yield _known(first)
    number = 1
    while more := list(islice(items, PAGE)):
        number += 1
        page = {"type": "OrderedCollectionPage", "id": f"{name}#page-{number}", "partOf": name, "attributedTo": person}
        yield page | {"orderedItems": more, "clew": {"network": row.network}}


def _items(thread: Thread, lines: dict[str, PostLine], about: About) -> Iterator[Thing]:
    """The posts in reading order; in the place of one that is proved deleted its tombstone."""
    author = thread.summary.author
    for step in steps(thread):
        match step:
            case Shown(part, _):
                post = part.post
                who = post.author.id if post.author == author else _person(post.author)
                yield _note(post, lines[post.id], about, who)
            case Missing(gap, _) if gap.at is not None and gap.reason == "deleted":
                yield {"type": "Tombstone", "id": gap.at, "formerType": "Note", "attributedTo": author.id}


def _person(author: Author) -> Thing:
    """The account; its handle with its host is no word of the vocabulary."""
    handle = author.handle
    return _known(
        {
            "type": "Person",
            "id": author.id,
            "preferredUsername": handle.partition("@")[0] if handle is not None else None,
            "name": author.name,
            "clew": {"network": author.network} | ({"handle": handle} if handle is not None else {}),
        }
    )


def _note(post: Post, said: PostLine | ContextLine, about: About, who: Thing | str) -> Thing:
    html, spoken = prose(post, about), language(post.lang)
    counts, reply = post.counts, post.reply_to
    rest = _rest(said, _OF_POST) | {"network": post.network}
    if spoken == post.lang:
        rest.pop("lang", None)
    if counts is not None:
        rest["counts"] = {name: getattr(counts, name) for name in _COUNTED}
    note: Thing = {
        "type": "Note" if post.poll is None else "Question",
        "id": post.id,
        "url": post.url,
        "attributedTo": who,
        "published": post.created,
        "updated": post.edited,
        "inReplyTo": reply.id if reply else None,
        "context": post.conversation,
        "quote": post.quote,
        **_audience(post),
        "sensitive": post.sensitive,
        "summary": None if post.warning is None else escape(post.warning, quote=False),
        "content": html,
        "contentMap": {spoken: html} if spoken else None,
        "source": {"content": post.text, "mediaType": "text/plain"},
        "tag": [*_tags(post, about)],
        "attachment": None if post.media is None else [*map(_attachment, post.media)],
        "oneOf": None if post.poll is None else [*map(_choice, post.poll)],
        "replies": _total(counts.replies if counts else None),
        "likes": _total(counts.likes if counts else None),
        "shares": _total(counts.reposts if counts else None),
        "clew": rest,
    }
    return _known(note)


def _audience(post: Post) -> Thing:
    """Whom it is addressed to, as far as ActivityStreams has a name for them; nobody where the source does not say."""
    match post.visibility:
        case "public":
            return {"to": [_PUBLIC]}
        case "unlisted":
            return {"to": [], "cc": [_PUBLIC]}
        case "unknown":
            return {}
    return {"to": [], "cc": []}


def _tags(post: Post, about: About) -> Iterator[Thing]:
    found = entities(post.text) if post.entities is None else post.entities
    for each in found:
        if each.kind == "mention":
            yield _known({"type": "Mention", "name": f"@{each.value}", "href": each.target})
    names = [*(each.value for each in found if each.kind == "hashtag"), *post.tags]
    for name in dict.fromkeys(names):
        yield _known({"type": "Hashtag", "name": f"#{name}", "href": about.tag(fold(name)) if fold(name) else None})


def _attachment(medium: Media) -> Thing:
    return _known(
        {
            "type": _KINDS[medium.kind],
            "url": medium.url,
            "name": medium.alt,
            "mediaType": medium.mime,
            "width": medium.width,
            "height": medium.height,
            "clew": _known({"kind": medium.kind, "preview": medium.preview}),
        }
    )


def _choice(choice: Choice) -> Thing:
    return _known({"type": "Note", "name": choice.label, "replies": _total(choice.votes)})


def _total(count: int | None) -> Thing | None:
    return None if count is None else {"type": "Collection", "totalItems": count}


def _rest(said: Line, without: frozenset[str]) -> Thing:
    """What the vocabulary has no word for, by its names in `jsonl`; what is not known or as usual is left out."""
    told = {name: value for name, value in asdict(said).items() if name not in without}
    return {name: value for name, value in told.items() if _tells(value) or (name == "entities" and value == ())}


def _tells(value: Any) -> bool:
    return value is not None and value is not False and value != ()


def _known(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value is not None}
