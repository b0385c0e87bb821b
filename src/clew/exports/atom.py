"""Atom (RFC 4287): one entry for each thread, which changes when the thread grows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._content import language
from clew.exports._feed import Entry, entries, made, name, stamp
from clew.exports._xml import element
from clew.thread import Thread

title = "Atom feed, one entry for each thread"
mime = "application/atom+xml; charset=utf-8"
suffix = ".atom"
feed = True


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the newest threads as entries."""
    coming = entries(threads, about)
    first = next(coming, None)
    out.write("".join(_head(about, first)).encode())
    for entry in chain([first] if first else [], coming):  # noqa: FURB122  # an `out` need only know how to write
        out.write("".join(_entry(entry)).encode())
    out.write(b"</feed>\n")


def _head(about: About, first: Entry | None) -> Iterator[str]:
    spoken = language(about.language)
    spoken = f' xml:lang="{spoken}"' if spoken else ""
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{spoken}>\n'
    yield element("id", name(about))
    yield element("title", f"{about.title} · Clew")
    yield element("updated", stamp(made(about, first)))
    if about.page:
        yield element("link", rel="alternate", type="text/html", href=about.page)
    if about.itself:
        yield element("link", rel="self", type="application/atom+xml", href=about.itself)
    if about.hub:
        yield element("link", rel="hub", href=about.hub)
    yield element("generator", "Clew") + "\n"


def _entry(entry: Entry) -> Iterator[str]:
    spoken = f' xml:lang="{entry.language}"' if entry.language else ""
    yield f"<entry{spoken}>" + element("id", entry.id) + element("title", entry.title)
    yield element("updated", stamp(entry.updated))
    if entry.published:
        yield element("published", stamp(entry.published))
    yield "<author>" + element("name", entry.author)
    yield (element("uri", entry.author_link) if entry.author_link else "") + "</author>"
    if entry.link:
        yield element("link", rel="alternate", type="text/html", href=entry.link)
    if entry.original and entry.original != entry.link:
        yield element("link", rel="via", href=entry.original)
    for each in entry.files:
        said = {"title": each.title} if each.title else {}
        yield element("link", rel="enclosure", type=each.mime, href=each.href, length=str(each.size), **said)
    yield from (element("category", term=tag) for tag in entry.tags)
    yield element("summary", entry.summary)
    yield element("content", entry.html, type="html") + "</entry>\n"
