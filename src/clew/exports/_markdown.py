"""What the Markdown forms share: a thread as a document to read, whose posts show as they were written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from clew.post import Media, Post
from clew.text import notes
from clew.text.completeness import gap_words
from clew.text.dates import minute
from clew.text.folding import fold
from clew.text.markdown import link, literal, paragraphs
from clew.text.places import original, web
from clew.text.reading import Leaves, Missing, Shown, steps
from clew.text.runs import heading
from clew.text.tags import written
from clew.thread import Part, Thread

_DEEPEST = 6  # quotes within quotes; a branch of a branch below this stays at the same depth


def front(thread: Thread) -> bytes:
    """What programs read before the document (YAML between two lines of hyphens): the thread's facts, JSON each."""
    summary = thread.summary
    name = heading(notes.heading(thread), 200)
    facts: dict[str, Any] = {
        "title": name,
        "aliases": [name],
        "author": heading(summary.author.name or summary.author.handle or "", 200) or None,
        "handle": summary.author.handle and heading(summary.author.handle, 200),
        "network": summary.network,
        "date": f"{summary.started:%Y-%m-%d}" if summary.started else None,
        "ended": f"{summary.ended:%Y-%m-%d}" if summary.ended else None,
        "tags": _tags(thread),
        "languages": summary.languages,
        "held": summary.held,
        "promised": summary.promised,
        "gaps": len(thread.shape.gaps),
        "source": _source(thread),
        "id": thread.id,
        "captures": sorted({capture for part in thread.parts for capture in part.captures}),
    }
    rows = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items())
    return f"---\n{rows}---\n\n".encode("utf-8", "replace")


def _tags(thread: Thread) -> list[str]:
    """Each hashtag once, as the thread has it most often: where it stands in the words it is spelt so, too."""
    spelt = {fold(tag): tag for tag in thread.summary.tags}
    for part in thread.parts:
        for tag in filter(fold, written(part.post)):
            spelt.setdefault(fold(tag), tag)
    return [spelt[key] for key in sorted(spelt)]


def _source(thread: Thread) -> str | None:
    first = thread.parts[0].post if thread.parts else None
    return None if first is None else web(first.url) or original(first.id)


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


def document(thread: Thread, *, full: bool = False) -> Iterator[str]:
    """The thread as a document, in pieces; `full` tells of each post when it was written and where."""
    yield from _joined(_blocks(thread, full=full))
    yield "\n"


def _blocks(thread: Thread, *, full: bool) -> Iterator[_Block]:
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
                if full:
                    yield _Block(_written(part.post), depth)
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
    yield from map(_medium, post.media or ())
    if post.poll:
        yield "\n".join(f"- {literal(notes.choice_words(choice))}" for choice in post.poll)
    if post.quote:
        quoted = held.get(post.quote)
        yield _quote(quoted) if quoted else f"> *Quotes {literal(post.quote)}, which is not held.*"
    if part.state:
        yield f"*{literal(notes.state_words(part.state))}*"


def _written(post: Post) -> str:
    """When a post was written, and its own address."""
    address = web(post.url) or original(post.id)
    when = minute(post.created) if post.created else "no date"
    return link(when, address) if address else literal(when)


def _quote(post: Post) -> str:
    words = [f"**{literal(notes.attribution(post))}**", *paragraphs(post)]
    words += map(_medium, post.media or ())
    return "\n>\n".join("> " + block.replace("\n", "\n> ") for block in words)


def _medium(medium: Media) -> str:
    """A picture or film as a link, with the place of its file in the archive where it is held."""
    named = link(notes.media_words(medium), medium.url)
    file = medium.file or medium.still
    return f"{named} `{notes.kept_at(file)}`" if file is not None else named


def _mark(depth: int) -> str:
    return "> " * depth
