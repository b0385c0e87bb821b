"""Markdown: each thread as a document to read, whose posts show as they were written and never become markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from clew.exports._about import UNTOLD, About
from clew.post import Post
from clew.text import notes
from clew.text.completeness import gap_words
from clew.text.markdown import link, literal, paragraphs
from clew.text.reading import Leaves, Missing, Shown, steps
from clew.thread import Part, Thread

title = "Markdown, to read or to go on writing"
mime = "text/markdown; charset=utf-8"
suffix = ".md"

_DEEPEST = 6  # quotes within quotes; a branch of a branch below this stays at the same depth


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:  # noqa: ARG001
    """Write the threads one after another, a rule between two."""
    for number, thread in enumerate(threads):
        if number:
            out.write(b"\n---\n\n")
        out.write(("".join(_joined(_blocks(thread))) + "\n").encode())


class _Block(NamedTuple):
    """A paragraph or two, in quotes as deep as the branch it stands in; `apart` begins a new quote."""

    words: str
    depth: int = 0
    apart: bool = False


def _joined(blocks: Iterable[_Block]) -> Iterator[str]:
    """The blocks with the lines between them, which keep one branch one quote."""
    before = None
    for words, deep, apart in blocks:
        depth = min(deep, _DEEPEST)
        if before is not None:
            yield f"\n{_mark(min(before, depth - apart)).rstrip()}\n"
        yield "\n".join(f"{_mark(depth)}{line}".rstrip(" ") for line in words.split("\n"))
        before = depth


def _blocks(thread: Thread) -> Iterator[_Block]:
    held = notes.held_posts(thread)
    yield _Block(f"# {literal(notes.heading(thread))}")
    yield _Block("\\\n".join(_facts(thread)))
    yield from map(_Block, _begun(thread, held))
    for step in steps(thread):
        match step:
            case Leaves(branch, depth):
                yield _Block(f"*{literal(notes.branch_words(branch))}*", depth, apart=True)
            case Missing(gap, depth):
                yield _Block(f"*{literal(gap_words(gap))}*", depth)
            case Shown(part, depth):
                yield from (_Block(words, depth) for words in _post(part, held))
    for later in thread.shape.continues:
        yield _Block(f"*Continued in {literal(later)}.*")


def _facts(thread: Thread) -> Iterator[str]:
    yield literal(f"{notes.whole_words(thread)}.")
    yield literal(" · ".join(notes.facts(thread)))
    address = notes.address(thread)
    yield link(address, address)


def _begun(thread: Thread, held: dict[str, Post]) -> Iterator[str]:
    answered = thread.shape.answers
    if answered is None:
        return
    post = held.get(answered)
    if post is None:
        yield f"*Begun as a reply to {literal(answered)}, which is not held.*"
    else:
        yield "*Begun as a reply to:*"
        yield _quote(post)


def _post(part: Part, held: dict[str, Post]) -> Iterator[str]:
    post = part.post
    for remark in filter(None, (notes.audience_words(post), notes.warning_words(post))):
        yield f"**{literal(remark)}**"
    yield from paragraphs(post)
    for medium in post.media or ():
        yield link(notes.media_words(medium), medium.url)
    if post.poll:
        yield "\n".join(f"- {literal(notes.choice_words(choice))}" for choice in post.poll)
    if post.quote:
        quoted = held.get(post.quote)
        yield _quote(quoted) if quoted else f"> *Quotes {literal(post.quote)}, which is not held.*"
    if part.state:
        yield f"*{literal(notes.state_words(part.state))}*"


def _quote(post: Post) -> str:
    words = [f"**{literal(notes.attribution(post))}**", *paragraphs(post)]
    words += [link(notes.media_words(medium), medium.url) for medium in post.media or ()]
    return "\n>\n".join("> " + block.replace("\n", "\n> ") for block in words)


def _mark(depth: int) -> str:
    return "> " * depth
