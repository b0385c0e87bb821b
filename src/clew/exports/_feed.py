"""What the three kinds of feeds say alike: one entry for each thread, and what of it is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import NAMESPACE_URL, uuid5

from clew.exports._about import About
from clew.exports._content import content, language
from clew.exports._xml import sound
from clew.post import Value
from clew.text import notes
from clew.text.completeness import counted
from clew.text.direction import direction
from clew.text.markdown import web_address
from clew.text.plain import one_line
from clew.thread import Part, Thread

MOST = 50
"""Threads of a feed, unless somebody said how many: programs ask for the whole of it again and again."""
_POSTS = 500
"""Posts of one thread: what programs ask for again and again has the last of a very long one."""
_TITLE = 100
_FILES = 20  # of one thread; a reader loads each of them
_WIDTH = 1280  # dots
_TOGETHER = timedelta(minutes=10)  # files that are added one after another come in together
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # of a thread without any date; feeds demand one


class Enclosed(Value):
    """A picture, film or sound that is held, at its address here; `title` is its description."""

    href: str
    mime: str
    size: int
    title: str | None


class Entry(Value):
    """A thread in a feed.

    `id` stays the same wherever the archive is served. `updated` moves when a post comes in or is edited. `new` are
    the ids of the posts that the reader may not have seen.
    """

    id: str
    thread: str
    title: str
    link: str | None
    original: str | None
    author: str
    author_link: str | None
    published: datetime | None
    updated: datetime
    language: str | None
    direction: str | None
    tags: tuple[str, ...]
    new: tuple[str, ...]
    summary: str
    html: str
    files: tuple[Enclosed, ...] = ()


def entries(threads: Iterable[Thread], about: About) -> Iterator[Entry]:
    """The threads as entries, one at a time, as many as were asked for."""
    for thread in islice(threads, about.limit or MOST):
        yield entry(thread, about)


def entry(thread: Thread, about: About) -> Entry:
    """A thread as an entry."""
    first, summary = thread.parts[0].post, thread.summary
    came = {part.post.id: _came(part, about) for part in thread.parts}
    new = _new(came, about.since)
    original = web_address(first.url)
    said = sound(notes.opening_words(first, _TITLE))
    whole = notes.whole_words(thread)
    lines = [f"{counted(len(new), 'new post')}. {whole}." if new else f"{whole}."]
    html = "".join(content(thread, about, new, _POSTS))
    return Entry(
        id=urn(thread.id),
        thread=thread.id,
        title=said or notes.heading(thread),
        link=about.thread(thread.id) or original,
        original=original,
        author=one_line(sound(_named(thread))),
        author_link=about.author(summary.author.id),
        published=summary.started,
        updated=_updated(thread, came.values()),
        language=language(summary.languages[0] if summary.languages else None),
        direction=direction(said),
        tags=tuple(one_line(sound(tag)) for tag in summary.tags),
        new=new,
        summary=" ".join(lines),
        html=f"<p><strong>{counted(len(new), 'new post')}</strong></p>{html}" if new else html,
        files=tuple(islice({each.href: each for each in _files(thread, about)}.values(), _FILES)),
    )


def _files(thread: Thread, about: About) -> Iterator[Enclosed]:
    """What is held of the thread's media; nothing that its author warns of, for readers show it unasked."""
    open_ones = (part.post for part in thread.parts if not (part.post.sensitive or part.post.warning))
    for medium in (medium for post in open_ones for medium in post.media or ()):
        picture, file = about.picture(medium, _WIDTH), medium.file
        if file is not None and medium.kind in {"video", "audio"}:
            found = (file.name, file.mime, file.size)
        elif picture is not None:
            found = (picture.name, picture.mime, picture.size)
        else:
            continue
        if href := about.medium(found[0]):
            yield Enclosed(href, *found[1:], one_line(sound(medium.alt or "")) or None)


def urn(name: str) -> str:
    """A name for ever, made of a thread's id alone: UUID version 5 in the namespace of addresses (RFC 9562, 5.5)."""
    return uuid5(NAMESPACE_URL, name).urn


def _named(thread: Thread) -> str:
    who = thread.summary.author
    return (who.name or "").strip() or (f"@{who.handle}" if who.handle else "Unknown author")


def _came(part: Part, about: About) -> datetime | None:
    """When the post as it stands was taken in: by the first capture that had it, of an edited post by the last."""
    taken = [when for name in part.captures if (when := about.taken(name)) is not None]
    edited = part.post.edited is not None or bool(part.earlier)
    return (max if edited else min)(taken, default=None)


def _updated(thread: Thread, came: Iterable[datetime | None]) -> datetime:
    """When the last of it came in; where no capture is known, the last date that its posts have."""
    dates = [when for part in thread.parts for when in (part.post.created, part.post.edited) if when is not None]
    return max((when for when in came if when is not None), default=max(dates, default=_LONG_AGO))


def _new(came: dict[str, datetime | None], since: datetime | None) -> tuple[str, ...]:
    """The posts that came in after `since`; where nobody says since when, those that came last, if others came before.

    Without a capture nothing is known to be new.
    """
    dated = {name: when for name, when in came.items() if when is not None}
    if since is not None:
        return tuple(name for name, when in dated.items() if when > since)
    last = max(dated.values(), default=_LONG_AGO)
    newest = tuple(name for name, when in dated.items() if last - when < _TOGETHER)
    return newest if len(newest) < len(came) else ()


def made(about: About, first: Entry | None) -> datetime:
    """When the feed last changed: when the archive last took something in, else when its first entry changed."""
    return about.latest() or (first.updated if first else _LONG_AGO)


def name(about: About) -> str:
    """The feed's own name for ever: its page's address, or one made of its title where it has no page."""
    return about.page or urn(f"clew:{about.title}")


def stamp(when: datetime) -> str:
    """RFC 3339, as Atom and JSON Feed have it."""
    return when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
