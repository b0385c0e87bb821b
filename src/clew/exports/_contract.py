"""The `clew-thread/1` contract: what one line of `jsonl`, and one item of `json`, holds.

`docs/jsonl.md` says it in words and `docs/thread.schema.json` is made from these classes. Every key is always there;
null means that the source does not say. Times are ISO 8601 in UTC with `Z`. A later version 1 may add keys and never
takes one away or changes what it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec

from clew.post import File, Media, Post, State, Value, Visibility
from clew.text import notes
from clew.thread import Part, Reason, Thread, Why

FORMAT: Literal["clew-thread/1"] = "clew-thread/1"
Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Line(msgspec.Struct, frozen=True, gc=False):
    """What one line is made of; no key has a default, so none is ever left out."""


L = TypeVar("L", bound=Line)


class AuthorLine(Line, frozen=True):
    """An account: `id` never changes, `handle` and `name` may."""

    id: str
    handle: str | None
    name: str | None


class EntityLine(Line, frozen=True):
    """A span of the post's text in code points, end exclusive; `value` is a link's real target."""

    kind: Literal["hashtag", "mention", "link", "cashtag"]
    start: int
    end: int
    value: str
    target: str | None


class NumberLine(Line, frozen=True):
    """The author's own numbering of a post, and its span in the post's text."""

    index: int
    total: int | None
    style: str
    place: Literal["start", "end"]
    start: int
    end: int


class FileLine(Line, frozen=True):
    """What the archive keeps of a medium: where in its folder, the SHA-256 of the bytes, and what they are."""

    path: str
    sha256: str
    mime: str
    size: int
    width: int | None
    height: int | None


class MediaLine(Line, frozen=True):
    """A picture, film or sound; `alt` is "" where the author gave none and null where nobody says."""

    kind: Literal["photo", "video", "gif", "audio"]
    url: str | None
    alt: str | None
    preview: str | None
    mime: str | None
    width: int | None
    height: int | None
    file: FileLine | None
    still: FileLine | None


class CountsLine(Line, frozen=True):
    """What others did with the post, as last observed."""

    replies: int | None
    reposts: int | None
    likes: int | None
    quotes: int | None
    views: int | None
    bookmarks: int | None


class ChoiceLine(Line, frozen=True):
    """One answer of a poll."""

    label: str
    votes: int | None


class ListedLine(Line, frozen=True):
    """Where a saved reader page showed the post."""

    card: str
    place: int
    row: int
    promised: int | None
    topic: str | None
    sure: float | None


class BranchLine(Line, frozen=True):
    """Posts that leave the thread at the post `after`."""

    after: str
    posts: tuple[str, ...]


class GapLine(Line, frozen=True):
    """A place where posts are known to be missing; `at` is the missing post's id where a reply names it."""

    after: str | None
    before: str | None
    reason: Reason
    missing: int | None
    at: str | None


class EarlierLine(Line, frozen=True):
    """A post's words before it was edited; `id` is another where the network gives each version its own."""

    id: str
    text: str
    body_start: int
    created: Time | None
    edited: Time | None
    seen: Time | None


class PostLine(Line, frozen=True):
    """A post of the thread, in its place."""

    id: str
    author_id: str
    created: Time | None
    text: str
    body_start: int
    entities: tuple[EntityLine, ...] | None
    lang: str | None
    lang_told: str | None
    reply_to: str | None
    reply_to_author: str | None
    conversation: str | None
    quote: str | None
    number: NumberLine | None
    why: Why
    line: int
    visibility: Visibility
    sensitive: bool | None
    warning: str | None
    media: tuple[MediaLine, ...] | None
    poll: tuple[ChoiceLine, ...] | None
    counts: CountsLine | None
    url: str | None
    versions: tuple[str, ...]
    listed: ListedLine | None
    seen: Time | None
    in_parts: bool
    edited: Time | None
    tags: tuple[str, ...]
    earlier: tuple[EarlierLine, ...]
    state: State | None
    captures: tuple[str, ...]


class ContextLine(Line, frozen=True):
    """A held post that stands outside the thread: the one it answers, or one that it quotes."""

    id: str
    network: str
    author: AuthorLine
    created: Time | None
    text: str
    body_start: int
    entities: tuple[EntityLine, ...] | None
    lang: str | None
    reply_to: str | None
    conversation: str | None
    quote: str | None
    visibility: Visibility
    sensitive: bool | None
    warning: str | None
    media: tuple[MediaLine, ...] | None
    counts: CountsLine | None
    url: str | None
    in_parts: bool
    edited: Time | None


class ThreadLine(Line, frozen=True):
    """One thread. `posts` stand in reading order; `main` and `branches` say which line each belongs to."""

    format: Literal["clew-thread/1"]
    id: str
    network: str
    author: AuthorLine
    started: Time | None
    ended: Time | None
    held: int
    promised: int | None
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    main: tuple[str, ...]
    branches: tuple[BranchLine, ...]
    gaps: tuple[GapLine, ...]
    answers: str | None
    continues: tuple[str, ...]
    posts: tuple[PostLine, ...]
    context: tuple[ContextLine, ...]


_NO_POSTS = b'"posts":[],"context":['
_AT_A_TIME = 200


def written(thread: Thread) -> Iterator[bytes]:
    """The line of a thread in JSON, in pieces: some posts at a time, so that a long thread is not there twice."""
    encode = msgspec.json.Encoder().encode
    # No quotation mark stands bare within a string, so that these are the keys and no words of anybody.
    head, _, rest = encode(line(msgspec.structs.replace(thread, parts=()))).partition(_NO_POSTS)
    yield head + _NO_POSTS[: _NO_POSTS.index(b"]")]
    for at in range(0, len(thread.parts), _AT_A_TIME):
        posts = encode(tuple(map(_post, thread.parts[at : at + _AT_A_TIME])))
        yield (b"," if at else b"") + posts[1:-1]
    yield _NO_POSTS[_NO_POSTS.index(b"]") :] + rest


def line(thread: Thread) -> ThreadLine:
    """The thread as the contract has it."""
    summary, shape = thread.summary, thread.shape
    return ThreadLine(
        format=FORMAT,
        id=thread.id,
        network=summary.network,
        author=_as(AuthorLine, summary.author),
        started=summary.started,
        ended=summary.ended,
        held=summary.held,
        promised=summary.promised,
        languages=summary.languages,
        tags=summary.tags,
        main=shape.main,
        branches=tuple(_as(BranchLine, branch) for branch in shape.branches),
        gaps=tuple(_as(GapLine, gap) for gap in shape.gaps),
        answers=shape.answers,
        continues=shape.continues,
        posts=tuple(map(_post, thread.parts)),
        context=tuple(map(_context, thread.context)),
    )


def _post(part: Part) -> PostLine:
    post, place = part.post, part.place
    return PostLine(
        id=post.id,
        author_id=post.author.id,
        created=post.created,
        text=post.text,
        body_start=post.body_start,
        entities=_each(EntityLine, post.entities),
        lang=post.lang,
        lang_told=None if post.lang else place.lang,
        reply_to=post.reply_to.id if post.reply_to else None,
        reply_to_author=post.reply_to.author_id if post.reply_to else None,
        conversation=post.conversation,
        quote=post.quote,
        number=_as(NumberLine, place.number) if place.number else None,
        why=place.why,
        line=place.line,
        visibility=post.visibility,
        sensitive=post.sensitive,
        warning=post.warning,
        media=_media(post.media),
        poll=_each(ChoiceLine, post.poll),
        counts=_as(CountsLine, post.counts) if post.counts else None,
        url=post.url,
        versions=post.versions,
        listed=_as(ListedLine, post.listed) if post.listed else None,
        seen=post.seen,
        in_parts=post.in_parts,
        edited=post.edited,
        tags=post.tags,
        earlier=tuple(_as(EarlierLine, words) for words in part.earlier),
        state=part.state,
        captures=part.captures,
    )


def _context(post: Post) -> ContextLine:
    return ContextLine(
        id=post.id,
        network=post.network,
        author=_as(AuthorLine, post.author),
        created=post.created,
        text=post.text,
        body_start=post.body_start,
        entities=_each(EntityLine, post.entities),
        lang=post.lang,
        reply_to=post.reply_to.id if post.reply_to else None,
        conversation=post.conversation,
        quote=post.quote,
        visibility=post.visibility,
        sensitive=post.sensitive,
        warning=post.warning,
        media=_media(post.media),
        counts=_as(CountsLine, post.counts) if post.counts else None,
        url=post.url,
        in_parts=post.in_parts,
        edited=post.edited,
    )


def _media(media: tuple[Media, ...] | None) -> tuple[MediaLine, ...] | None:
    return None if media is None else tuple(map(_medium, media))


def _medium(each: Media) -> MediaLine:
    return MediaLine(
        kind=each.kind,
        url=each.url,
        alt=each.alt,
        preview=each.preview,
        mime=each.mime,
        width=each.width,
        height=each.height,
        file=_file(each.file),
        still=_file(each.still),
    )


def _file(file: File | None) -> FileLine | None:
    if file is None:
        return None
    return FileLine(notes.kept_at(file), file.sha, file.mime, file.size, file.width, file.height)


def _as(kind: type[L], value: Value) -> L:
    """The value with every key written out: the model leaves its defaults out when it is written down."""
    return msgspec.convert(value, kind, from_attributes=True)


def _each(kind: type[L], values: tuple[Value, ...] | None) -> tuple[L, ...] | None:
    return None if values is None else tuple(_as(kind, value) for value in values)
