"""PDF: threads as a paper to print, cite and keep, set by Typst; tagged (PDF/UA-1) and fit to be kept (PDF/A-2a).

A page knows how many pages there are, so a paper is set as a whole: this is the one form that keeps all its threads in
memory, and it refuses more posts than that can bear.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
import regex

from clew.errors import BadQuery, MissingPart
from clew.exports._about import UNTOLD, About
from clew.exports._book.book import Book
from clew.exports._book.chapter import Chapter, chapter
from clew.exports.pdf import fonts
from clew.exports.pdf.pictures import Pictures
from clew.exports.pdf.setting import Setting
from clew.thread import Thread

if TYPE_CHECKING:
    import typst

title = "PDF, to print and to cite"
mime = "application/pdf"
suffix = ".pdf"
streams = False

MOST = 5_000
"""Posts of one paper at most."""
_TEMPLATE = Path(__file__).with_name("book.typ")
_STANDARDS = ("ua-1", "a-2a")
# What the standards do not allow: letters no font here has, and those that each font uses as it likes.
_NOT_SHOWN = regex.compile(r'(?:the text|the codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPED = regex.compile(r"\\u\{([0-9a-f]+)\}")
_TRIES = 6


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the threads as one paper."""
    with TemporaryDirectory(prefix="clew-pdf-") as folder:
        book, told = Book(about), []
        pictures = Pictures(Path(folder), about)
        for thread in threads:
            told.append(chapter(thread, pictures.show))
            book.add(thread, told[-1])
            if book.posts > MOST:
                raise BadQuery(f"A PDF holds at most {MOST:,} posts; narrow the list or limit it, or take it as EPUB.")
        out.write(_set(book, told, Path(folder)))


def _set(book: Book, told: list[Chapter], folder: Path) -> bytes:
    """The paper; letters that cannot be shown are spelt by their number, `[U+E000]`."""
    typst = _typst()
    setting = Setting(book, told, fonts.faces(_families()))
    fonts.insist(setting.letters(), _families())
    for _ in range(_TRIES):
        try:
            return _compiled(typst, setting.data(), folder, book.modified, _STANDARDS)
        except typst.TypstError as error:
            unshown = _not_shown(error.diagnostic)
            if not unshown - setting.spelt:
                break
            setting.spelt |= unshown
    return _compiled(typst, setting.data(), folder, book.modified, ())


def _compiled(typst: Any, data: dict[str, Any], folder: Path, modified: datetime, standards: tuple[str, ...]) -> bytes:
    """The paper; its template lies beside the pictures, for nothing outside of a folder can be read by one in it."""
    made: bytes = typst.compile(
        shutil.copy(_TEMPLATE, folder),
        root=folder,
        font_paths=_fonts(),
        sys_inputs={"book": msgspec.json.encode(data).decode()},
        pdf_standards=list(standards),
        timestamp=int(modified.timestamp()),
    )
    return made


def _not_shown(diagnostic: str) -> frozenset[str]:
    found = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _NOT_SHOWN.findall(diagnostic))
    return frozenset(letter for text in found for letter in text)


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise MissingPart('PDF needs the package typst; install it with `pip install "clew[pdf]"`.') from None
    return typst


@cache
def _fonts() -> typst.Fonts:
    """The fonts of this machine, looked for once: that takes longer than setting a thread."""
    found: typst.Fonts = _typst().Fonts()
    return found


@cache
def _families() -> frozenset[str]:
    return frozenset(_fonts().families())
