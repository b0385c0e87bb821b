"""Threads as one page that looks like Clew's own and needs nothing beside it, no network and no script.

The style is the file that the pages have, read as a file: it is the one look of Clew, and imports would point up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from itertools import chain, islice
from pathlib import Path

from clew.exports._about import About
from clew.exports._book.book import Book
from clew.exports._book.chapter import Show, chapter
from clew.exports._book.markup import isolated, speech
from clew.exports._page.article import article
from clew.exports._page.within import Within
from clew.text.runs import heading
from clew.thread import Thread

_PACKAGE = Path(__file__).parents[2]
# Nothing is fetched from elsewhere even if something in here should ask for it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; base-uri 'none'; form-action 'none'"


def pieces(threads: Iterable[Thread], about: About, show: Show | None = None) -> Iterator[str]:
    """The page in pieces: the threads one after another, and what they were at the end.

    Pictures are in the page itself, unless `show` says where they are.
    """
    show = show or Within(about).show
    book = Book(about)
    coming = iter(threads)
    first = list(islice(coming, 2))
    listed = len(first) != 1
    yield _opening(heading(about.title, 200) or "Threads", listed=listed)
    for number, thread in enumerate(chain(first, coming), 1):
        told = chapter(thread, show)
        book.add(thread, told)
        yield from article(told, number, alone=not listed)
    yield _closing(book, listed=listed)


def _opening(named: str, *, listed: bool) -> str:
    head = f'<header class="head lede"><h1><bdi>{escape(named)}</bdi></h1></header>\n' if listed else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(named)} · Clew</title>\n<style>\n{_style()}\n</style>\n</head>\n<body>\n<main>\n{head}"
    )


def _closing(book: Book, *, listed: bool) -> str:
    rows = "".join(
        f'<li><a href="#thread-{at}"><span{speech(entry.lang, entry.direction)}>{escape(entry.title)}</span></a> '
        f'<span class="frame">{isolated(entry.author)}{f", {entry.when}" if entry.when else ""}</span></li>\n'
        for at, entry in enumerate(book.entries, 1)
    )
    name = '<h2 id="all">In this file</h2>'
    contents = f'<nav class="part" aria-labelledby="all">{name}\n<ul class="ledger">{rows}</ul></nav>\n'
    facts = " · ".join(map(escape, book.facts()))
    where = f' · <a href="{escape(book.page)}">where it was taken from</a>' if book.page else ""
    foot = f'<footer class="foot frame"><p>{facts}{where}</p></footer>\n'
    return f"{contents if listed and rows else ''}{foot}</main>\n</body>\n</html>\n"


@cache
def _style() -> str:
    """The pages' style and the little that is this form's own, without comments."""
    own = _PACKAGE / "web" / "static"
    sheets = (own / "clew.css", own / "thread.css", Path(__file__).with_name("kept.css"))
    return re.sub(r"/\*.*?\*/\s*", "", "".join(sheet.read_text("utf-8") for sheet in sheets), flags=re.DOTALL).strip()
