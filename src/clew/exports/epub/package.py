"""What makes a folder of pages a book: its package file, its contents and its title page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from clew.exports._book.book import Book, Entry
from clew.exports._book.markup import isolated, link, speech
from clew.exports.epub.chapters import page

_IN_WORDS = (
    "All of it is text. Pictures and films are told of by the descriptions their authors gave them; each post says its "
    "language and direction."
)
# What a person who cannot see or hear it gets of the book: everything in it is words. https://www.w3.org/TR/epub-a11y-11/
_ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityHazard", "none"),
    (
        "schema:accessibilitySummary",
        _IN_WORDS,
    ),
)


_WITH_PICTURES = (
    "Pictures stand with the descriptions their authors gave them, as words beside each; each post says its language "
    "and direction."
)
_ACCESS_WITH_PICTURES = (
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "visual"),
    *(each for each in _ACCESS[1:] if each[1] != _IN_WORDS),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilitySummary", _WITH_PICTURES),
)


def title_page(book: Book) -> str:
    """The book's first page."""
    more = len(book.authors) - len(book.by)
    by = [*map(isolated, book.by), *([f"and {more:,} more"] if more else ())]
    who = f'<p class="by">{"<br/>".join(by)}</p>' if by else ""
    facts = "".join(f"<p>{escape(fact)}</p>" for fact in book.facts())
    where = f"<p>{link(book.page, escape(book.page))}</p>" if book.page else ""
    body = (
        f'<section epub:type="titlepage" class="title">\n<h1 dir="auto">{escape(book.title)}</h1>\n{who}\n'
        f'<div class="frame" dir="ltr">{facts}{where}</div>\n</section>'
    )
    return page(book.title, body)


def contents(book: Book, files: Sequence[str]) -> str:
    """The contents, which reading systems show and lead by."""
    rows = "\n".join(f"<li>{_entry(entry, file)}</li>" for entry, file in zip(book.entries, files, strict=True))
    rows = rows or '<li><a href="title.xhtml">Nothing is in this book</a></li>'
    body = f'<nav epub:type="toc" role="doc-toc" id="toc"><h1>Contents</h1>\n<ol>\n{rows}\n</ol></nav>'
    return page("Contents", body)


def _entry(entry: Entry, file: str) -> str:
    who = f'<span class="who">{isolated(entry.author)}{f", {entry.when}" if entry.when else ""}</span>'
    return f'<a href="{file}"><span{speech(entry.lang, entry.direction)}>{escape(entry.title)}</span> {who}</a>'


def package(book: Book, files: Sequence[str], pictures: Mapping[str, str]) -> str:
    """The package file: what the book is, its files in reading order, and its pictures with their types."""
    names = ("title.xhtml", "contents.xhtml", *files)
    items = "\n".join(
        f'<item id="f{at}" href="{name}" media-type="application/xhtml+xml"{_NAV if at == 1 else ""}/>'
        for at, name in enumerate(names)
    )
    images = "".join(
        f'<item id="i{at}" href="{name}" media-type="{mime}"/>\n' for at, (name, mime) in enumerate(pictures.items())
    )
    spine = "\n".join(f'<itemref idref="f{at}"/>' for at in range(len(names)))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="name" xml:lang="en">\n{_metadata(book, shows=bool(pictures))}\n<manifest>\n'
        f'<item id="css" href="book.css" media-type="text/css"/>\n{items}\n{images}</manifest>\n'
        f'<spine page-progression-direction="{book.direction}">\n{spine}\n</spine>\n</package>\n'
    )


_NAV = ' properties="nav"'


def _metadata(book: Book, *, shows: bool) -> str:
    access = _ACCESS_WITH_PICTURES if shows else _ACCESS
    lines = [
        f'<dc:identifier id="name">urn:uuid:{book.name}</dc:identifier>',
        f"<dc:title>{escape(book.title)}</dc:title>",
        *(f"<dc:creator>{escape(author)}</dc:creator>" for author in book.by),
        *(f"<dc:language>{lang}</dc:language>" for lang in book.spoken),
        f"<dc:description>{escape('. '.join(book.facts()))}.</dc:description>",
        f'<meta property="dcterms:modified">{book.modified:%Y-%m-%dT%H:%M:%SZ}</meta>',
        *(f'<meta property="{name}">{escape(value)}</meta>' for name, value in access),
    ]
    if book.started:
        lines.append(f"<dc:date>{book.started:%Y-%m-%d}</dc:date>")
    if book.page:
        lines.append(f"<dc:source>{escape(book.page)}</dc:source>")
    return '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n' + "\n".join(lines) + "\n</metadata>"
