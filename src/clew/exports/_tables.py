"""The two tables, of posts and of threads: which columns they have and what stands in a row.

`docs/exports.md` says what each column is. They keep to what researchers know: one row a post, ids as text, the names
of the API where it has one. A later version may add columns at the end, and never takes one away or changes its type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Literal

from clew.post import Counts, Post
from clew.text.entities import entities
from clew.text.markdown import web_address
from clew.text.tags import written
from clew.thread import Gap, Part, Thread

Kind = Literal[
    "text", "int", "bool", "time", "names", "texts", "entities", "media", "poll", "earlier", "listed", "gaps", "bytes"
]
Row = tuple[Any, ...]
NESTED: dict[Kind, tuple[str, ...]] = {
    "entities": ("kind", "start", "end", "value", "target"),
    "media": ("kind", "url", "alt", "preview", "mime", "width", "height"),
    "poll": ("label", "votes"),
    "earlier": ("id", "text", "body_start", "created", "edited", "seen"),
    "gaps": ("after", "before", "reason", "missing", "at"),
    "listed": ("card", "place", "row", "promised", "topic", "sure", "elsewhere"),
}
"""What a table tells of a value that has parts; which file an archive holds of a picture is no part of a post."""

POSTS: dict[str, Kind] = {
    "id": "text",
    "thread_id": "text",
    "position": "int",
    "role": "text",
    "line": "int",
    "why": "text",
    "network": "text",
    "author_id": "text",
    "author_handle": "text",
    "author_name": "text",
    "created_at": "time",
    "text": "text",
    "body_start": "int",
    "lang": "text",
    "lang_told": "text",
    "reply_to_id": "text",
    "reply_to_author_id": "text",
    "conversation_id": "text",
    "quote_id": "text",
    "number": "int",
    "number_total": "int",
    "visibility": "text",
    "sensitive": "bool",
    "warning": "text",
    "replies": "int",
    "reposts": "int",
    "likes": "int",
    "quotes": "int",
    "views": "int",
    "bookmarks": "int",
    "url": "text",
    "hashtags": "names",
    "mentions": "names",
    "links": "names",
    "entities": "entities",
    "media": "media",
    "poll": "poll",
    "tags": "texts",
    "seen_at": "time",
    "edited_at": "time",
    "in_parts": "bool",
    "versions": "texts",
    "earlier": "earlier",
    "listed": "listed",
    "state": "text",
    "gaps": "gaps",
    "captures": "texts",
}
THREADS: dict[str, Kind] = {
    "id": "text",
    "network": "text",
    "author_id": "text",
    "author_handle": "text",
    "author_name": "text",
    "started_at": "time",
    "ended_at": "time",
    "held": "int",
    "promised": "int",
    "posts": "int",
    "branches": "int",
    "gaps": "int",
    "missing": "int",
    "languages": "names",
    "hashtags": "names",
    "answers_id": "text",
    "continues": "texts",
    "url": "text",
    "text": "text",
}
_NO_COUNTS = Counts()
_OUTSIDE = (None, "context", None, None)


def post_rows(thread: Thread) -> Iterator[Row]:
    """The thread's posts in reading order, then the posts around it: the one it answers, those it quotes."""
    gaps = _gaps(thread)
    for position, part in enumerate(thread.parts, 1):
        place = part.place
        standing = (position, "aside" if place.line else "main", place.line, place.why)
        yield _row(thread, part.post, standing, part, gaps.get(part.post.id, ()))
    for post in thread.context:
        yield _row(thread, post, _OUTSIDE)


def earlier_row(thread: Thread, part: Part) -> Row:
    """A held older version of one of the thread's posts, which stands in no place of it."""
    return _row(thread, part.post, (None, "earlier", None, None), part)


def thread_rows(thread: Thread) -> Iterator[Row]:
    """The thread as one row; `text` is its main line without the automatic mentions before each post."""
    summary, shape = thread.summary, thread.shape
    main = [part.post for part in thread.parts if part.place.line == 0]
    yield (
        thread.id,
        summary.network,
        summary.author.id,
        summary.author.handle,
        summary.author.name,
        summary.started,
        summary.ended,
        summary.held,
        summary.promised,
        len(thread.parts),
        len(shape.branches),
        len(shape.gaps),
        sum(gap.missing or 1 for gap in shape.gaps),
        summary.languages,
        summary.tags,
        shape.answers,
        shape.continues,
        web_address(thread.parts[0].post.url) if thread.parts else None,
        "\n\n".join(post.text[post.body_start :].strip() for post in main),
    )


def _row(
    thread: Thread,
    post: Post,
    standing: tuple[int | None, str, int | None, str | None],
    part: Part | None = None,
    gaps: tuple[Gap, ...] | list[Gap] = (),
) -> Row:
    counts, reply = post.counts or _NO_COUNTS, post.reply_to
    number = part.place.number if part else None
    spans = entities(post.text) if post.entities is None else post.entities
    return (
        post.id,
        thread.id,
        *standing,
        post.network,
        post.author.id,
        post.author.handle,
        post.author.name,
        post.created,
        post.text,
        post.body_start,
        post.lang,
        part.place.lang if part and not post.lang else None,
        reply.id if reply else None,
        reply.author_id if reply else None,
        post.conversation,
        post.quote,
        number.index if number else None,
        number.total if number else None,
        post.visibility,
        post.sensitive,
        post.warning,
        counts.replies,
        counts.reposts,
        counts.likes,
        counts.quotes,
        counts.views,
        counts.bookmarks,
        post.url,
        written(post),
        [each.value for each in spans if each.kind == "mention"],
        [each.value for each in spans if each.kind == "link"],
        post.entities,
        post.media,
        post.poll,
        post.tags,
        post.seen,
        post.edited,
        post.in_parts,
        post.versions,
        part.earlier if part else (),
        post.listed,
        part.state if part else None,
        gaps,
        part.captures if part else (),
    )


def _gaps(thread: Thread) -> dict[str, list[Gap]]:
    """Gaps by the post they stand before, those at an end by the post they stand after, else by the first."""
    held = {part.post.id for part in thread.parts}
    found: dict[str, list[Gap]] = defaultdict(list)
    for gap in thread.shape.gaps:
        beside = next((name for name in (gap.before, gap.after) if name in held), thread.id)
        found[beside or thread.id].append(gap)
    return found
