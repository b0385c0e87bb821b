"""EPUB 3: threads as a book with a title page, contents and a chapter for each, for any e-reader.

Chapters are written as the threads come; what has to know them all (contents, title page, package) comes last, which a
zip does not mind. The same threads make the same bytes. https://www.w3.org/TR/epub-33/
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from clew.exports._about import UNTOLD, About
from clew.exports._book.book import Book
from clew.exports._book.chapter import chapter
from clew.exports._zipped import Zipped
from clew.exports.epub import chapters, package
from clew.exports.epub.pictures import Pictures
from clew.thread import Thread

title = "EPUB, a book for e-readers"
mime = "application/epub+zip"
suffix = ".epub"

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the threads as one book."""
    book = Book(about)
    files: list[tuple[str, ...]] = []
    with Zipped(out) as made:
        pictures = Pictures(made, about)
        made.add("mimetype", mime, packed=False)
        made.add("META-INF/container.xml", _CONTAINER)
        made.add("EPUB/book.css", Path(__file__).with_name("book.css").read_bytes())
        for number, thread in enumerate(threads, 1):
            told = chapter(thread, pictures.show)
            book.add(thread, told)
            names = []
            for name, page in chapters.pages(told, number):
                made.add(f"EPUB/{name}", page)
                names.append(name)
            files.append(tuple(names))
        made.add("EPUB/title.xhtml", package.title_page(book))
        made.add("EPUB/contents.xhtml", package.contents(book, [names[0] for names in files]))
        made.add("EPUB/package.opf", package.package(book, [name for names in files for name in names], pictures.there))
