"""Plain text, for a terminal, a letter or a printer: words as they were written, wrapped nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._pour import pour
from clew.post import Post
from clew.text import notes
from clew.text.completeness import gap_words
from clew.text.plain import byline, one_line, steady
from clew.text.reading import Leaves, Missing, Shown, steps
from clew.thread import Part, Thread

title = "Plain text"
mime = "text/plain; charset=utf-8"
suffix = ".txt"

_RULE = "\n" + "-" * 60 + "\n\n"
_DEEPEST = 6  # a branch of a branch below this is indented no further


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write the threads one after another, a rule between two."""
    for number, thread in enumerate(threads):
        if number:
            out.write(_RULE.encode())
        pour(_lines(thread), out)


def _lines(thread: Thread) -> Iterator[str]:
    """The blocks with empty lines between them."""
    before = ""
    for block in _blocks(thread):
        yield before + block
        before = "\n\n"
    yield "\n"


def _blocks(thread: Thread) -> Iterator[str]:
    held = notes.held_posts(thread)
    yield _head(thread)
    yield from _begun(thread, held)
    for step in steps(thread):
        match step:
            case Leaves(branch, depth):
                yield _indented(notes.branch_words(branch), depth)
            case Missing(gap, depth):
                yield _indented(f"[{gap_words(gap)}]", depth)
            case Shown(part, depth):
                yield _indented("\n".join(_post(part, held)), depth)
    for later in thread.shape.continues:
        yield f"[Continued in {one_line(later)}.]"


def _head(thread: Thread) -> str:
    lines = (
        byline(thread.summary.author),
        " · ".join(notes.facts(thread)),
        f"{notes.whole_words(thread)}.",
        notes.address(thread),
    )
    return "\n".join(lines)


def _begun(thread: Thread, held: dict[str, Post]) -> Iterator[str]:
    answered = thread.shape.answers
    if answered is None:
        return
    post = held.get(answered)
    if post is None:
        yield f"[Begun as a reply to {one_line(answered)}, which is not held.]"
    else:
        yield f"[Begun as a reply to:]\n{_quote(post)}"


def _post(part: Part, held: dict[str, Post]) -> Iterator[str]:
    post = part.post
    for remark in filter(None, (notes.audience_words(post), notes.warning_words(post))):
        yield f"[{remark}]"
    body = steady(post.text[post.body_start :])
    if body:
        yield body
    for medium in post.media or ():
        yield f"[{notes.media_words(medium)}]" + (f" {one_line(medium.url)}" if medium.url else "")
    for choice in post.poll or ():
        yield f"- {notes.choice_words(choice)}"
    if post.quote:
        quoted = held.get(post.quote)
        yield _quote(quoted) if quoted else f"> [Quotes {one_line(post.quote)}, which is not held.]"
    if part.state:
        yield f"[{notes.state_words(part.state)}]"


def _quote(post: Post) -> str:
    lines = [f"{notes.attribution(post)}:", *steady(post.text[post.body_start :]).split("\n")]
    lines += [f"[{notes.media_words(medium)}]" for medium in post.media or ()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _indented(block: str, depth: int) -> str:
    margin = "    " * min(depth, _DEEPEST)
    return "\n".join(f"{margin}{line}".rstrip() for line in block.split("\n")) if margin else block
