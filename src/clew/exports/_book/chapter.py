"""A thread as a chapter: its head, then posts, gaps and asides one after another, each with the words it shows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

from clew.post import Author, Media, Post, Value
from clew.text import languages, notes
from clew.text.completeness import gap_words
from clew.text.dates import day, span
from clew.text.direction import Direction, direction
from clew.text.places import original, web
from clew.text.plain import byline
from clew.text.reading import Leaves, Missing, steps
from clew.text.runs import Paragraph, clean, heading, paragraphs
from clew.thread import Part, Thread

DEEPEST = 6
"""Asides within asides; a branch of a branch below this stays at the same depth."""
UNKNOWN = "Author not known"
"""What stands for the name of an author of whom nothing is known."""
_TITLE = 70

T = TypeVar("T")


class Words(Value):
    """A post's words with the language and direction of their own."""

    paragraphs: tuple[Paragraph, ...]
    lang: str | None = None
    direction: Direction | None = None


class Shown(Value):
    """Where a picture is to be had from within what is written, and how large it is."""

    src: str
    width: int | None
    height: int | None


class Figure(Value):
    """A picture, film or sound, described: `lacking` says why there is no description.

    `shown` is the picture where it is held; `veiled` is true of one that its author warns of.
    """

    kind: str
    alt: str
    direction: Direction | None
    lacking: str
    link: str | None
    shown: Shown | None = None
    veiled: bool = False


Show = Callable[[Media], Shown | None]
"""How a form shows a picture; None where it does not."""


class Quoted(Value):
    """Another's post: `leaf` is None where it is not held."""

    label: str
    author: str
    when: str
    link: str | None
    leaf: Leaf | None


class Leaf(Value):
    """A post: `number` is its place on the main line, "" in asides and quotes; `when` says the day where it is new."""

    id: str
    number: str
    depth: int
    words: Words
    before: tuple[str, ...]
    figures: tuple[Figure, ...]
    poll: tuple[str, ...]
    after: tuple[str, ...]
    quote: Quoted | None
    created: datetime | None
    when: str
    link: str | None


class Hole(Value):
    """A gap: `numbers` are those of the missing posts (`4`, `4–6`) where they can be told."""

    numbers: str
    sentence: str
    depth: int


class Fork(Value):
    """An aside begins; what follows stands one deeper."""

    sentence: str
    depth: int


Step = Leaf | Hole | Fork


class Head(Value):
    """What stands over a chapter; `title` are its opening words, `direction` and `lang` are those of most posts."""

    id: str
    title: str
    title_words: Words
    author: str
    handle: str
    facts: tuple[str, ...]
    whole: str
    tags: tuple[str, ...]
    address: str | None
    lang: str | None
    direction: Direction


class Chapter(Value):
    """A thread, ready to be set."""

    head: Head
    answers: Quoted | None
    steps: tuple[Step, ...]
    ends: tuple[str, ...]


class _Near(NamedTuple):
    """What there is beside a post: those that stand around, and how pictures are shown."""

    posts: Mapping[str, Post]
    show: Show


def unshown(_medium: Media) -> Shown | None:
    """No picture is shown."""
    return None


def chapter(thread: Thread, show: Show = unshown) -> Chapter:
    """The thread as a chapter."""
    near = _Near(notes.held_posts(thread), show)
    answered = thread.shape.answers
    ends = tuple(f"Continued in {heading(later, 200)}." for later in thread.shape.continues)
    set_steps = tuple(_steps(thread, near))
    return Chapter(
        head=_head(thread, set_steps),
        answers=None if answered is None else _quoted("Begun as a reply to", answered, near),
        steps=set_steps,
        ends=ends,
    )


def _head(thread: Thread, set_steps: tuple[Step, ...]) -> Head:
    summary = thread.summary
    title, title_lang = _title(thread)
    leaves = [step for step in set_steps if isinstance(step, Leaf)]
    handle = f"@{heading(summary.author.handle, 120)}" if summary.author.name and summary.author.handle else ""
    when = span(summary.started, summary.ended)
    network = summary.network[:1].upper() + summary.network[1:]
    spoken = languages.names(summary.languages)
    return Head(
        id=thread.id,
        title=title,
        title_words=Words((), title_lang, direction(title)),
        author=_author(summary.author),
        handle=handle,
        facts=tuple(filter(None, (when[:1].upper() + when[1:], network, spoken))),
        whole=f"{notes.whole_words(thread)}.",
        tags=tuple(f"#{heading(tag, 60)}" for tag in summary.tags),
        address=_address(thread),
        lang=most([leaf.words.lang for leaf in leaves]),
        direction=most([leaf.words.direction for leaf in leaves]) or "ltr",
    )


def _author(who: Author) -> str:
    named = heading(who.name or "", 120) or (f"@{heading(who.handle, 120)}" if who.handle else "")
    return named or UNKNOWN


def most(values: list[T | None]) -> T | None:
    """The commonest value, of equally common ones the first; None where there is none at all."""
    known = [value for value in values if value is not None]
    return max(dict.fromkeys(known), key=known.count, default=None)


def _title(thread: Thread) -> tuple[str, str | None]:
    """The opening words without the author's own numbering, and their language."""
    for part in thread.parts[:1]:
        if cover := notes.cover_words(part.post):
            return heading(cover, _TITLE), None
        number, text = part.place.number, part.post.text
        start = part.post.body_start
        if part.post.warning:
            number, text, start = None, part.post.warning, 0
        if number is not None and number.place == "start" and number.start >= start:
            start = number.end
        if words := heading(text[start:], _TITLE if not _wide(text[start:]) else _TITLE // 2):
            return words, languages.attribute(part.post.lang)
    return heading(notes.heading(thread), _TITLE), "en"


def _wide(text: str) -> bool:
    """Whether the text is in letters as wide as they are high, so that half as many fill a line."""
    begins = text[:_TITLE]
    return sum(unicodedata.east_asian_width(letter) == "W" for letter in begins) * 2 > len(begins)


def _address(thread: Thread) -> str | None:
    first = thread.parts[0].post if thread.parts else None
    return None if first is None else web(first.url) or original(first.id)


def _steps(thread: Thread, near: _Near) -> Iterator[Step]:
    at, last = 0, ""
    for step in steps(thread):
        depth = min(step.depth, DEEPEST)
        if isinstance(step, Leaves):
            yield Fork(notes.branch_words(step.branch), depth)
        elif isinstance(step, Missing):
            counts = step.depth == 0 and step.gap.missing is not None
            missing = step.gap.missing or 0
            yield Hole(_numbers(at + 1, missing) if counts else "", gap_words(step.gap), depth)
            at += missing if counts else 0
        else:
            main = step.part.place.line == 0
            at += main
            leaf = _leaf(step.part, str(at) if main else "", depth, near, last)
            last = day(leaf.created) if leaf.created else last
            yield leaf


def _numbers(first: int, missing: int) -> str:
    return str(first) if missing == 1 else f"{first}–{first + missing - 1}"


def _leaf(part: Part, number: str, depth: int, near: _Near, last_day: str) -> Leaf:
    post = part.post
    quote = _quoted("Quoting", post.quote, near) if post.quote else None
    words = Words(paragraphs(post, part.place.number, quoted=quote is not None), *_speech(post))
    after = (notes.state_words(part.state),) if part.state else ()
    return _printed(post, words, near, number=number, depth=depth, after=after, quote=quote, last_day=last_day)


def _printed(
    post: Post,
    words: Words,
    near: _Near,
    *,
    number: str = "",
    depth: int = 0,
    after: tuple[str, ...] = (),
    quote: Quoted | None = None,
    last_day: str = "",
) -> Leaf:
    link = web(post.url) or original(post.id)
    veiled = bool(post.sensitive or post.warning)
    return Leaf(
        id=post.id,
        number=number,
        depth=depth,
        words=words,
        before=tuple(map(clean, filter(None, (notes.audience_words(post), notes.warning_words(post))))),
        figures=tuple(_figure(medium, link, near.show(medium), veiled=veiled) for medium in post.media or ()),
        poll=tuple(heading(notes.choice_words(choice), 200) for choice in post.poll or ()),
        after=after + notes.copy_words(post),
        quote=quote,
        created=post.created,
        when=_when(post.created, last_day),
        link=link,
    )


def _when(created: datetime | None, last_day: str) -> str:
    if created is None:
        return ""
    return f"{created:%H:%M}" if day(created) == last_day else f"{day(created)}, {created:%H:%M}"


def _speech(post: Post) -> tuple[str | None, Direction | None]:
    return languages.attribute(post.lang), direction(post.text, post.body_start)


def _quoted(label: str, post_id: str, near: _Near) -> Quoted:
    post = near.posts.get(post_id)
    if post is None:
        return Quoted(label, "a post that is not held", "", original(post_id), None)
    leaf = _printed(post, Words(paragraphs(post), *_speech(post)), near)
    when = day(post.created) if post.created else ""
    return Quoted(label, clean(byline(post.author)), when, leaf.link, leaf)


def _figure(medium: Media, post_link: str | None, shown: Shown | None, *, veiled: bool) -> Figure:
    alt = clean(medium.alt or "").strip()
    lacking = "No description was captured." if medium.alt is None else "Its author gave no description."
    link = web(medium.url) or web(medium.preview) or post_link
    return Figure(notes.media_kind(medium), alt, direction(alt), "" if alt else lacking, link, shown, veiled)
