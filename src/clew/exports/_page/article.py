"""A thread as an article, built as Clew's pages build one: a strip, then posts in rows with the thread beside them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from clew.exports._book.chapter import UNKNOWN, Chapter, Fork, Hole, Leaf, Step
from clew.exports._book.markup import content, isolated, link, quoted, when
from clew.text.initials import initials

_TICKS = 120
_LONG = 16


def article(told: Chapter, at: int, *, alone: bool) -> Iterator[str]:
    """The whole article in pieces; `at` is its place in the file, from 1."""
    name = f"thread-{at}"
    answers = f'<div class="answers">{quoted(told.answers)}</div>\n' if told.answers else ""
    yield f'<article id="{name}" aria-labelledby="{name}-by">\n{_head(told, name, alone=alone)}'
    yield f'{answers}<ol class="posts">\n'
    yield from _rows(told.steps, name)
    ends = "".join(f'<p class="continues">{escape(end)}</p>\n' for end in told.ends)
    yield f"</ol>\n{ends}</article>\n"


def _head(told: Chapter, name: str, *, alone: bool) -> str:
    head, level = told.head, "h1" if alone else "h2"
    unknown = "" if head.author != UNKNOWN else " unknown"
    letters = "?" if unknown else initials(head.author)
    face = f'<span class="face{unknown}" aria-hidden="true">{letters}</span>'
    by = isolated(head.author, ' class="unknown"' if unknown else "")
    handle = f'<p class="frame">{isolated(head.handle)}</p>\n' if head.handle else ""
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in head.facts)
    where = f"<li>{link(head.address, 'original')}</li>" if head.address else ""
    tags = f'<p class="frame tags">{" ".join(map(isolated, head.tags))}</p>\n' if head.tags else ""
    return (
        f'<header class="head thread">\n{face}\n'
        f'<{level} id="{name}-by"><span class="sr">Thread by </span>{by}</{level}>\n'
        f'{handle}<ul class="facts frame">{facts}{where}</ul>\n'
        f'<p class="frame strong completeness">{escape(head.whole)}</p>\n{tags}{_strip(told.steps, name)}</header>\n'
    )


def _strip(steps: tuple[Step, ...], name: str) -> str:
    """The thread lying down: one tick a post (or a few, in long threads), a hole for a gap, a mark where it forks."""
    main = [(at, step) for at, step in enumerate(steps, 1) if step.depth == 0 or isinstance(step, Fork)]
    size = -(-sum(isinstance(step, Leaf) for _, step in main) // _TICKS) or 1
    ticks: list[str] = []
    posts = 0
    for at, step in main:
        if isinstance(step, Fork):
            if step.depth == 1 and ticks:
                ticks[-1] = ticks[-1].replace("<li>", '<li class="fork">')
        elif isinstance(step, Hole):
            ticks.append(_tick(f"#{name}-{at}", step.sentence, ' class="hole"'))
        else:
            if posts % size == 0:
                ticks.append(_tick(f"#{name}-{at}", f"Post {step.number}", ""))
            posts += 1
    if len(ticks) < 2:  # noqa: PLR2004 - there is nothing to see in one
        return ""
    long = " long" if len(ticks) > _LONG else ""
    return (
        f'<nav class="glance" aria-label="The thread at a glance"><ol class="strip{long}">{"".join(ticks)}</ol></nav>\n'
    )


def _tick(href: str, label: str, kind: str) -> str:
    said = escape(label)
    return f'<li{kind}><a href="{href}" title="{said}"><span class="sr">{said}</span></a></li>'


class _Row:
    """A post of the main line with the asides that leave it; None where an aside leaves a post that is not held."""

    def __init__(self, name: str, leaf: Leaf | None) -> None:
        self.name, self.leaf = name, leaf
        self.asides: list[tuple[Fork, list[str]]] = []

    def markup(self) -> str:
        post = _post(self.leaf, self.name) if self.leaf else '<li class="post"><span class="mark"></span>'
        asides = "".join(_aside(fork, rows) for fork, rows in self.asides)
        return f'{post}{f"""<div class="asides">{asides}</div>""" if asides else ""}</li>\n'


def _rows(steps: tuple[Step, ...], name: str) -> Iterator[str]:
    """The rows of the main line; asides of asides stand beside those they leave, as on pages."""
    row: _Row | None = None
    at_depth: dict[int, list[str]] = {}
    for at, step in enumerate(steps, 1):
        place = f"{name}-{at}"
        if isinstance(step, Fork):
            row = row or _Row(place, None)
            at_depth[step.depth] = []
            row.asides.append((step, at_depth[step.depth]))
        elif step.depth:
            markup = _gap(step, place) if isinstance(step, Hole) else f"{_post(step, place)}</li>\n"
            at_depth[step.depth].append(markup)
        else:
            if row:
                yield row.markup()
            row = None if isinstance(step, Hole) else _Row(place, step)
            if isinstance(step, Hole):
                yield _gap(step, place)
    if row:
        yield row.markup()


def _aside(fork: Fork, rows: list[str]) -> str:
    deeper = " deeper" if fork.depth > 1 else ""
    return (
        f'<details class="aside{deeper}"><summary class="frame">{escape(fork.sentence.rstrip(":"))}</summary>'
        f'<ol class="posts">\n{"".join(rows)}</ol></details>\n'
    )


def _gap(hole: Hole, name: str) -> str:
    said = f'<span class="sr">Post {hole.numbers}: </span>' if hole.numbers else ""
    return (
        f'<li class="post gap" id="{name}"><span class="mark" aria-hidden="true"><span>{hole.numbers}</span></span>'
        f'<p class="body frame">{said}{escape(hole.sentence)}</p></li>\n'
    )


def _post(leaf: Leaf, name: str) -> str:
    """A post's row, left open for its asides."""
    number = f"<span>{leaf.number}</span>" if leaf.number else '<span class="sr">of the aside</span>'
    return (
        f'<li class="post" id="{name}"><a class="mark frame" href="#{name}"><span class="sr">Post </span>{number}</a>'
        f'<div class="body">{_body(leaf)}</div><p class="meta frame">{when(leaf)}</p>'
    )


def _body(leaf: Leaf) -> str:
    """What the post shows, folded away under its warning where it has one."""
    if not leaf.before:
        return content(leaf)
    warned = " ".join(map(isolated, leaf.before))
    return f'<details class="veil"><summary>{warned}</summary>{content(leaf, warned=False)}</details>'
