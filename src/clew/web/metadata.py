"""What a thread's page tells programs: its address, a card for other sites, and schema.org's words for it."""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup

from clew.post import Author, Post
from clew.speech import _
from clew.text import languages
from clew.text.runs import clean as plain
from clew.text.runs import heading as line
from clew.thread import Thread
from clew.web import addresses, words

_SUMMARY = 200
# Inside a script element only `<` could end it; `>` and `&` are written so for XHTML's sake, and the two separators of
# lines because old JavaScript took them for its own.
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def of_thread(base: str, thread: Thread, page: int = 1) -> Markup:
    """The elements for the head of a thread's page."""
    here = base + addresses.to_thread(thread.id, page)
    opening = thread.parts[0].post
    summary = words.opening(opening, _SUMMARY)
    card = {
        "og:type": "article",
        "og:url": here,
        "og:description": summary,
        "article:published_time": words.machine(thread.summary.started) if thread.summary.started else "",
    }
    head = Markup('<link rel="canonical" href="{}">\n').format(here)
    head += Markup('<meta name="description" content="{}">\n').format(summary)
    for name, value in card.items():
        if value:
            head += Markup('<meta property="{}" content="{}">\n').format(name, value)
    return head + data(_posting(base, thread, opening)) if page == 1 else head


def data(value: dict[str, Any]) -> Markup:
    """A block of JSON-LD, in which no letter of any post can end the block."""
    text = msgspec.json.encode(value).decode()
    for letter, written in _ESCAPED.items():
        text = text.replace(letter, written)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped above


def _posting(base: str, thread: Thread, opening: Post) -> dict[str, Any]:
    """The thread's first post, and the thread that it is part of."""
    here = base + addresses.to_thread(thread.id)
    summary = thread.summary
    whole = {
        "@type": "Collection",
        "@id": here,
        "url": here,
        "name": _("Thread by %(name)s", name=line(words.author(summary.author))),
        "collectionSize": summary.held,
        "datePublished": _moment(summary.started),
        "inLanguage": [code for each in summary.languages if (code := languages.attribute(each))],
        "keywords": [plain(tag) for tag in summary.tags],
        "isPartOf": {"@type": "ArchiveComponent", "name": "Clew", "url": base + "/"},
    }
    return _said(
        {
            "@context": "https://schema.org",
            "@type": "SocialMediaPosting",
            "@id": here + addresses.fragment(opening.id),
            "url": here + addresses.fragment(opening.id),
            "sameAs": addresses.web(opening.url) or addresses.original(opening.id),
            "author": _person(base, opening.author),
            "datePublished": _moment(opening.created),
            "dateModified": _moment(opening.edited),
            "text": plain(words.opening(opening, _SUMMARY) if opening.warning else opening.text[opening.body_start :]),
            "inLanguage": languages.attribute(opening.lang),
            "isPartOf": _said(whole),
        }
    )


def _person(base: str, who: Author) -> dict[str, Any] | None:
    if not words.named(who):
        return None
    named = {
        "@type": "Person",
        "name": line(words.author(who), 120),
        "alternateName": f"@{line(who.handle, 120)}" if who.handle else None,
        "url": base + addresses.to_author(who.id),
    }
    return _said(named)


def _moment(moment: Any) -> str | None:
    return words.machine(moment) if moment else None


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What is known of it."""
    return {name: value for name, value in values.items() if value not in (None, [], "")}
