"""RSS 2.0, for readers that know no Atom; a thread that grew is an item with the same `guid` and other words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import chain
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._content import language
from clew.exports._feed import Entry, entries, made, stamp
from clew.exports._xml import element
from clew.thread import Thread

title = "RSS feed, one item for each thread"
mime = "application/rss+xml; charset=utf-8"
suffix = ".rss"
feed = True

_SPACES = "".join(
    f' xmlns:{name}="{address}"'
    for name, address in {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_NOWHERE = "about:blank"  # a channel must have a link; without pages there is none to give


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the newest threads as items."""
    coming = entries(threads, about)
    first = next(coming, None)
    out.write("".join(_head(about, first)).encode())
    for entry in chain([first] if first else [], coming):  # noqa: FURB122  # an `out` need only know how to write
        out.write("".join(_item(entry)).encode())
    out.write(b"</channel></rss>\n")


def _head(about: About, first: Entry | None) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"{_SPACES}><channel>\n'
    yield element("title", f"{about.title} · Clew") + element("link", about.page or _NOWHERE)
    yield element("description", f"{about.title}: threads, put together by Clew.")
    if spoken := language(about.language):
        yield element("language", spoken)
    yield element("lastBuildDate", _date(made(about, first)))
    yield element("generator", "Clew")
    if about.itself:
        yield element("atom:link", rel="self", type="application/rss+xml", href=about.itself)
    if about.hub:
        yield element("atom:link", rel="hub", href=about.hub)
    yield "\n"


def _item(entry: Entry) -> Iterator[str]:
    yield "<item>" + element("title", entry.title) + element("guid", entry.id, isPermaLink="false")
    if entry.link:
        yield element("link", entry.link)
    if entry.published:
        yield element("pubDate", _date(entry.published))
    # RSS has no date of change of its own; `atom:updated` is what readers look for beside it.
    yield element("atom:updated", stamp(entry.updated))
    yield element("dc:creator", entry.author)
    if entry.language:
        yield element("dc:language", entry.language)
    for each in entry.files[:1]:  # readers know one of an item (https://www.rssboard.org/rss-profile)
        yield element("enclosure", url=each.href, length=str(each.size), type=each.mime)
    yield from (element("category", tag) for tag in entry.tags)
    yield element("description", entry.summary) + element("content:encoded", entry.html) + "</item>\n"


def _date(when: datetime) -> str:
    """RFC 822, with four digits of the year, as RSS has it."""
    return format_datetime(when.astimezone(UTC), usegmt=True)
