"""A thread as the pages of a book: one file, or a few where it is long."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from clew.exports._book.chapter import Chapter, Fork, Head, Hole, Leaf, Step
from clew.exports._book.markup import content, isolated, link, quoted, when

# E-readers lay a file out as a whole before they show it; 300 kB is where old ones begin to fail.
_LONGEST = 200_000


def page(title: str, body: str, *, lang: str = "en", direction: str = "ltr", kind: str = "") -> str:
    """One file of the book around its content."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{lang}" xml:lang="{lang}">\n<head><meta charset="utf-8"/><title>{escape(title)}</title>'
        '<link rel="stylesheet" type="text/css" href="book.css"/></head>\n'
        f'<body dir="{direction}"{kind}>\n{body}\n</body>\n</html>\n'
    )


def pages(told: Chapter, number: int) -> Iterator[tuple[str, str]]:
    """The files of a chapter, each with its name."""
    for at, body in enumerate(_bodies(told), 1):
        name = f"thread-{number:05}.xhtml" if at == 1 else f"thread-{number:05}-{at}.xhtml"
        labelled = ' role="doc-chapter" aria-labelledby="by"' if at == 1 else f' aria-label="Part {at}"'
        section = f'<section epub:type="chapter"{labelled}>\n{body}</section>'
        yield name, page(told.head.title, section, direction=told.head.direction)


def _bodies(told: Chapter) -> Iterator[str]:
    pieces = [_head(told.head)]
    if told.answers:
        pieces.append(quoted(told.answers))
    length = 0
    for block in _blocks(told.steps):
        if length > _LONGEST:
            yield "\n".join(pieces)
            pieces, length = [], 0
        pieces.append(block)
        length += len(block)
    pieces += [f'<p class="ends frame" dir="ltr">{escape(end)}</p>' for end in told.ends]
    yield "\n".join(pieces) + "\n"


def _head(head: Head) -> str:
    handle = f'<p class="frame">{isolated(head.handle)}</p>' if head.handle else ""
    tags = f'<p class="frame">{" ".join(map(isolated, head.tags))}</p>' if head.tags else ""
    where = f'<p class="frame">{link(head.address, "Where it was published")}</p>' if head.address else ""
    facts = f'<p class="frame" dir="ltr">{escape(" · ".join(head.facts))}</p>'
    whole = f'<p class="frame whole" dir="ltr">{escape(head.whole)}</p>'
    return (
        f'<header class="head">\n<h1 id="by">{isolated(head.author)}</h1>\n{handle}{facts}{whole}{tags}{where}</header>'
    )


def _blocks(steps: tuple[Step, ...]) -> Iterator[str]:
    """Everything that stands on the main line, an aside with all that is in it as one."""
    inside: list[str] = []
    depth = 0
    for number, step in enumerate(steps, 1):
        opens = isinstance(step, Fork)
        while depth > step.depth - opens:
            inside.append("</aside>")
            depth -= 1
        if depth == 0 and inside:
            yield "".join(inside)
            inside = []
        if isinstance(step, Fork):
            inside.append(f'<aside class="aside"><p class="frame" dir="ltr">{escape(step.sentence)}</p>\n')
            depth = step.depth
        elif depth:
            inside.append(_gap(step) if isinstance(step, Hole) else _post(step, number))
        else:
            yield _gap(step) if isinstance(step, Hole) else _post(step, number)
    if inside:
        yield "".join(inside) + "</aside>" * depth


def _gap(hole: Hole) -> str:
    mark = f'<p class="mark" dir="ltr">{hole.numbers}</p>' if hole.numbers else ""
    return f'<div class="gap" role="note">{mark}<p class="frame" dir="ltr">{escape(hole.sentence)}</p></div>\n'


def _post(leaf: Leaf, number: int) -> str:
    mark = f'<p class="mark" dir="ltr">{leaf.number}</p>' if leaf.number else ""
    time = when(leaf)
    meta = f'<p class="meta frame" dir="ltr">{time}</p>' if time else ""
    return f'<section class="post" id="p{number}">{mark}{content(leaf)}{meta}</section>\n'
