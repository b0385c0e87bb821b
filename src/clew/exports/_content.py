"""A thread as HTML for programs that show other people's HTML: few elements, no styles, no scripts, nothing fetched.

Everything is escaped. What becomes a link is a web address, or a hashtag where the reader has pages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import escape

from clew.exports._about import About
from clew.exports._xml import sound
from clew.post import Entity, Media, Post
from clew.text import notes
from clew.text.completeness import counted, gap_words
from clew.text.direction import direction
from clew.text.entities import entities
from clew.text.folding import fold
from clew.text.markdown import web_address
from clew.text.reading import Leaves, Missing, Shown, Step, steps
from clew.thread import Part, Thread

_DEEPEST = 6  # quotes within quotes; a branch of a branch below this stays at the same depth
_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")
_NEW_LINES = str.maketrans({"\u2028": "\n", "\u2029": "\n"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def content(thread: Thread, about: About, new: Collection[str] = (), most: int | None = None) -> Iterator[str]:
    """The thread in pieces, or its last `most` posts; the posts whose ids are `new` say so."""
    held = notes.held_posts(thread)
    left = max(0, len(thread.parts) - most) if most is not None else 0
    if left:
        before = _linked(counted(left, "post"), about.thread(thread.id))
        yield f"<p><em>Before these: {before}.</em></p>"
    else:
        yield from _begun(thread, held, about)
    depth = 0
    for step in _after(left, steps(thread)):
        wanted = min(step.depth, _DEEPEST)
        if isinstance(step, Leaves) and depth >= wanted:
            yield "</blockquote>" * (depth - wanted + 1)
            depth = wanted - 1
        yield "<blockquote>" * (wanted - depth) + "</blockquote>" * (depth - wanted)
        depth = wanted
        yield from _step(step, held, about, new)
    yield "</blockquote>" * depth
    for later in thread.shape.continues:
        yield f"<p><em>Continued in {_linked(later, about.thread(later))}.</em></p>"
    yield f"<p><em>{_said(notes.whole_words(thread))}.</em></p>"


def language(code: str | None) -> str | None:
    """The language as an attribute may hold it (RFC 5646); None for `und` and for what is no language."""
    return code if code and code != "und" and _LANGUAGE.fullmatch(code) else None


def _after(left: int, every: Iterator[Step]) -> Iterator[Step]:
    """What follows the first posts, so many of them."""
    for step in every if left else ():
        left -= isinstance(step, Shown)
        if not left:
            break
    yield from every


def _step(step: Step, held: dict[str, Post], about: About, new: Collection[str]) -> Iterator[str]:
    match step:
        case Leaves(branch, _):
            yield f"<p><em>{_said(notes.branch_words(branch))}</em></p>"
        case Missing(gap, _):
            yield f"<p><em>{_said(gap_words(gap))}</em></p>"
        case Shown(part, _):
            if part.post.id in new:
                yield "<p><strong>New:</strong></p>"
            yield from _post(part, held, about)


def _begun(thread: Thread, held: dict[str, Post], about: About) -> Iterator[str]:
    answered = thread.shape.answers
    if answered is None:
        return
    post = held.get(answered)
    yield "<p><em>Begun as a reply to:</em></p>" if post else "<p><em>Begun as a reply to a post not held.</em></p>"
    if post:
        yield _quote(post, about)


def _post(part: Part, held: dict[str, Post], about: About) -> Iterator[str]:
    post = part.post
    if remark := notes.audience_words(post):
        yield f"<p><strong>{_said(remark)}</strong></p>"
    yield _behind(post, "".join(_shown(post, about, part.place.lang)))
    if post.quote:
        quoted = held.get(post.quote)
        yield _quote(quoted, about) if quoted else "<p><em>Quotes a post not held.</em></p>"
    if part.state:
        yield f"<p><em>{_said(notes.state_words(part.state))}</em></p>"


def _shown(post: Post, about: About, told: str | None = None) -> Iterator[str]:
    yield prose(post, about, told)
    yield from map(_medium, post.media or ())
    if post.poll:
        yield "<ul>" + "".join(f"<li>{_said(notes.choice_words(choice))}</li>" for choice in post.poll) + "</ul>"


def _behind(post: Post, html: str) -> str:
    """What a post shows, folded away under its author's warning where there is one."""
    remark = notes.warning_words(post)
    if remark is None:
        return html
    warned = f"<strong>{_said(remark)}</strong>"
    if notes.cover_words(post) is None:
        return f"<p>{warned}</p>{html}"
    return f"<details><summary>{warned}</summary>{html}</details>"


def _quote(post: Post, about: About) -> str:
    shown = _behind(post, "".join(_shown(post, about)))
    return f"<blockquote><p>{_said(notes.attribution(post))}:</p>{shown}</blockquote>"


def _medium(medium: Media) -> str:
    return f"<p>{_linked(notes.media_words(medium), medium.url)}</p>"


def prose(post: Post, about: About, told: str | None = None) -> str:
    """A post's words as paragraphs in their own direction and language, without the automatic mentions before them."""
    pieces, at = [], post.body_start
    for entity in sorted(post.entities if post.entities is not None else entities(post.text), key=lambda e: e.start):
        target = _target(entity, about)
        if target is not None and at <= entity.start < entity.end <= len(post.text):
            shown = _said(post.text[entity.start : entity.end])
            pieces += [_said(post.text[at : entity.start]), f'<a href="{escape(target)}">{shown}</a>']
            at = entity.end
    pieces.append(_said(post.text[at:]))
    blocks = [block for block in _EMPTY_LINES.split("".join(pieces).strip()) if block]
    spoken = language(post.lang or told)
    given = f' lang="{spoken}"' if spoken else ""
    given += f' dir="{direction(post.text, post.body_start) or "auto"}"'
    return "".join(f"<p{given}>{block}</p>".replace("\n", "<br>") for block in blocks)


def _target(entity: Entity, about: About) -> str | None:
    if entity.kind == "link":
        return web_address(entity.value)
    return about.tag(fold(entity.value)) if entity.kind == "hashtag" and fold(entity.value) else None


def _linked(shown: str, address: str | None) -> str:
    target = web_address(address)
    return f'<a href="{escape(target)}">{_said(shown)}</a>' if target else _said(shown)


def _said(text: str) -> str:
    return escape(sound(text).translate(_NEW_LINES))
