"""A post's text and entities as HTML that is safe whatever the text is.

Everything is escaped; only spans that the entities (or, where the source has none, the letters) mark become links, and
only http and https addresses and pages of this archive are linked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from html import escape

import msgspec
import regex
from markupsafe import Markup

from clew.archive.addresses import names
from clew.post import Entity, Post
from clew.text.entities import entities
from clew.text.folding import fold
from clew.text.runs import clean as plain
from clew.text.runs import heading as line
from clew.thread import Number
from clew.web import addresses

_DASH = regex.compile(r"[ \t]*[-–—:·|][ \t]+")
_EMPTY_LINES = regex.compile(r"\n[ \t]*\n\s*")


class _Span(msgspec.Struct, frozen=True):
    """A marked part of the text, as HTML on one line."""

    start: int
    end: int
    html: str


def prose(
    post: Post,
    number: Number | None = None,
    *,
    held: Collection[str] = (),
    tags: bool = True,
    quoted: bool = False,
    numbered: bool = True,
    limit: int | None = None,
) -> Markup:
    """A post's words as paragraphs, its numbering dimmed, its automatic reply mentions left out; empty for no words.

    The numbering is left out, too, where `numbered` is false.

    `held` are folded handles of authors who have a page here; `tags` is false where hashtags may have none; `quoted`
    is true where the quoted post is shown beside the words, so that a link to it at their end may go;
    `limit` is the number of code points after which a list cuts the text.
    """
    text = _without_quote(post) if quoted else post.text.rstrip()
    start = min(max(post.body_start, 0), len(text))
    start += len(text) - start - len(text[start:].lstrip())
    stop = _stop(text, start, limit)
    pieces, at = [], start
    if number is not None and not numbered:
        number = _with_dash(number, text)
    for span in _in_order(_spans(post, number, held, tags=tags), start, stop):
        pieces += [escape(plain(text[at : span.start])), span.html]
        at = span.end
        if number is not None and not numbered and span.start == number.start:
            pieces.pop()
    pieces.append(escape(plain(text[at:stop])))
    if stop < len(text):
        pieces.append("…")
    blocks = _EMPTY_LINES.split("".join(pieces).strip())
    html = "".join(f"<p>{block}</p>" for block in blocks if block).replace("\n", "<br>")
    return Markup(html)  # noqa: S704 - put together above, every piece escaped


def _with_dash(number: Number, text: str) -> Number:
    """A number in front with the dash or colon behind it, which would be left over where the number goes."""
    dash = _DASH.match(text, number.end) if number.place == "start" else None
    return number if dash is None else msgspec.structs.replace(number, end=dash.end())


def _without_quote(post: Post) -> str:
    """The text without the link to the quoted post that X writes at its end."""
    text = post.text.rstrip()
    for entity in post.entities or ():
        if entity.kind == "link" and entity.end == len(text) and post.quote in names(entity.value):
            return text[: entity.start].rstrip()
    return text


def _stop(text: str, start: int, limit: int | None) -> int:
    if limit is None or len(text) - start <= limit:
        return len(text)
    space = text.rfind(" ", start + limit // 2, start + limit)
    return start + limit if space < 0 else space


def _spans(post: Post, number: Number | None, held: Collection[str], *, tags: bool) -> Iterator[_Span]:
    if number is not None and 0 <= number.start < number.end <= len(post.text):
        yield _Span(
            number.start, number.end, f'<span class="num">{_inline(post.text[number.start : number.end])}</span>'
        )
    for entity in entities(post.text) if post.entities is None else post.entities:
        html = _marked(entity, _inline(post.text[entity.start : entity.end]), held, tags=tags)
        if html is not None:
            yield _Span(entity.start, entity.end, html)


def _inline(text: str) -> str:
    return escape(plain(text).replace("\n", " "))


def _in_order(spans: Iterator[_Span], start: int, stop: int) -> Iterator[_Span]:
    """Spans inside the shown text, each after the one before; of two that overlap the first stays."""
    at = start
    for span in sorted(spans, key=lambda each: each.start):
        if at <= span.start < span.end <= stop:
            yield span
            at = span.end


def _marked(entity: Entity, written: str, held: Collection[str], *, tags: bool) -> str | None:
    """The escaped words of an entity, marked; None for what is no link after all."""
    if entity.kind == "link":
        address = addresses.web(entity.value)
        if address is None:
            return None
        shown = escape(line(addresses.shown(address), 60))
        return f'<a href="{escape(address)}" rel="nofollow noopener noreferrer"><bdi dir="ltr">{shown}</bdi></a>'
    if entity.kind == "hashtag" and tags and (tag := fold(entity.value)):
        return f'<a href="{addresses.to_tag(tag)}" class="tag"><bdi>{written}</bdi></a>'
    if entity.kind == "mention" and fold(entity.value) in held:
        return f'<a href="{addresses.to_author(entity.target or entity.value)}"><bdi>{written}</bdi></a>'
    return f"<bdi>{written}</bdi>"
