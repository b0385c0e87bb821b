"""JSON Feed 1.1: one item for each thread; `_clew` says which of its posts are new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

import msgspec

from clew.exports._about import UNTOLD, About
from clew.exports._content import language
from clew.exports._feed import Entry, entries, stamp
from clew.exports._xml import sound
from clew.thread import Thread

title = "JSON Feed, one item for each thread"
mime = "application/feed+json"
suffix = ".feed.json"
feed = True

_VERSION = "https://jsonfeed.org/version/1.1"


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the newest threads as items, each on a line of its own."""
    encoder = msgspec.json.Encoder()
    out.write(encoder.encode(_head(about))[:-1] + b',"items":[')
    before = b"\n"
    for entry in entries(threads, about):
        out.write(before + encoder.encode(_item(entry)))
        before = b",\n"
    out.write(b"\n]}\n")


def _head(about: About) -> dict[str, Any]:
    return _known(
        version=_VERSION,
        title=f"{sound(about.title)} · Clew",
        home_page_url=about.page,
        feed_url=about.itself,
        language=language(about.language),
        hubs=[{"type": "WebSub", "url": about.hub}] if about.hub else None,
    )


def _item(entry: Entry) -> dict[str, Any]:
    return _known(
        id=entry.id,
        url=entry.link,
        external_url=entry.original if entry.original != entry.link else None,
        title=entry.title,
        content_html=entry.html,
        summary=entry.summary,
        date_published=stamp(entry.published) if entry.published else None,
        date_modified=stamp(entry.updated),
        authors=[_known(name=entry.author, url=entry.author_link)],
        tags=list(entry.tags) or None,
        language=entry.language,
        attachments=[
            _known(url=each.href, mime_type=each.mime, size_in_bytes=each.size, title=each.title)
            for each in entry.files
        ]
        or None,
        _clew=_known(thread=entry.thread, direction=entry.direction, new=list(entry.new)),
    )


def _known(**values: Any) -> dict[str, Any]:
    """The values without those that are not known: JSON Feed has no null."""
    return {name: value for name, value in values.items() if value is not None}
