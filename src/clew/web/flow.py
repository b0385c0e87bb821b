"""A thread as an article: posts flow as paragraphs, and a seam in the margin says where each of them begins.

Every post keeps its place, so that an address of it leads there in both ways of reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import ClassVar

import msgspec
import regex
from markupsafe import Markup

from clew.speech import _, now
from clew.text import dates
from clew.text.joining import runs_on
from clew.thread import Part, Thread
from clew.web import addresses, words
from clew.web.article import Aside, GapRow, PostRow
from clew.web.posts import Shown

_OPENS = regex.compile(r'<div class="words" [^>]*><p>')
_ENDS = "</p></div>"


class Run(msgspec.Struct):
    """Posts that are one paragraph or more: `html` are their words with the seams in them, "" under a warning.

    `last` is the post whose pictures, quotes and notes stand below; `seam` is the mark of one whose words are veiled.
    """

    sentence: ClassVar[None] = None
    html: Markup
    last: Shown | None
    seam: Markup
    asides: list[Sidestep]


class Sidestep(msgspec.Struct, frozen=True):
    """An aside as an article has it."""

    aside: Aside
    rows: list[Run | GapRow]


def flow(rows: Iterable[PostRow | GapRow], thread: Thread) -> list[Run | GapRow]:
    """The rows of a page as an article."""
    parts = {part.post.id: part for part in thread.parts}
    flowing: list[Run | GapRow] = []
    for row in rows:
        if isinstance(row, GapRow):
            flowing.append(row)
            continue
        if row.post is None:
            flowing.append(Run(Markup(), None, Markup(), []))
        else:
            _add(flowing, row.post, row.number, parts)
        run = flowing[-1]
        assert isinstance(run, Run)
        run.asides += [Sidestep(aside, _aside(aside.rows, parts)) for aside in row.asides]
    return flowing


def _aside(rows: Iterable[Shown | GapRow], parts: Mapping[str, Part]) -> list[Run | GapRow]:
    flowing: list[Run | GapRow] = []
    for row in rows:
        if isinstance(row, GapRow):
            flowing.append(row)
        else:
            _add(flowing, row, "", parts)
    return flowing


def _add(flowing: list[Run | GapRow], post: Shown, number: str, parts: Mapping[str, Part]) -> None:
    """Put a post behind what there is: into its last paragraph where a sentence runs on, else as one of its own."""
    seam = _seam(post, number)
    before = flowing[-1] if flowing else None
    if post.warning:
        flowing.append(Run(Markup(), post, seam, []))
    elif isinstance(before, Run) and before.last and _joins(before, post, parts):
        opens = _OPENS.match(post.html)
        assert opens is not None
        before.html = Markup(before.html[: -len(_ENDS)] + " " + seam + post.html[opens.end() :])  # noqa: S704 - both are
        before.last = post
    else:
        flowing.append(Run(seam + post.html, post, Markup(), []))


def _joins(before: Run, post: Shown, parts: Mapping[str, Part]) -> bool:
    last = before.last
    if last is None or not last.bare or before.asides or not before.html.endswith(_ENDS):
        return False
    opens, opened = _OPENS.match(post.html), _OPENS.match(last.html)
    if opens is None or opened is None or opens[0] != opened[0]:
        return False
    return runs_on(_bare(parts[last.id]), _bare(parts[post.id]))


def _bare(part: Part) -> str:
    """A post's words without mentions in front and without its numbering."""
    text, number = part.post.text, part.place.number
    if number is None:
        return text[part.post.body_start :]
    if number.place == "start":
        return text[number.end :]
    return text[part.post.body_start : number.start]


def _seam(post: Shown, number: str) -> Markup:
    when = _("No date")
    if post.created:
        when = _("%(day)s, %(time)s", day=dates.day(post.created), time=words.clock(post.created))
    said = _("Post") if number else _("Post of the aside")
    shown = f'<span class="sr">{escape(said)} </span>{number}' if number else f'<span class="sr">{escape(said)}</span>'
    place = f'id="{escape(post.id)}" href="{escape(addresses.fragment(post.id))}"'
    return Markup(f'<a class="seam" {place} title="{escape(when)}" dir="{now().way}">{shown}</a>')  # noqa: S704 - escaped
