"""What the archive itself is: what it was made of, how far it reaches, and what could not be read."""

from __future__ import annotations

from collections import Counter

from starlette.requests import Request
from starlette.responses import Response

from clew.archive import Kept
from clew.text import languages
from clew.web import words
from clew.web.forms import archive_of
from clew.web.printing import page

_REASONS = 12
_AUTHORS = 1000


def about(request: Request) -> Response:
    """The archive in numbers."""
    archive = archive_of(request)
    info, captures, size = archive.info(), archive.captures(), archive.size()
    titles = archive.sources()
    return page(
        request,
        "about.html",
        info=info,
        by=words.by(info.authors, sum(not words.named(each.author) for each in archive.authors(_AUTHORS))),
        size=None if size is None else words.size(size),
        sources=[(words.source(titles, name), number) for name, number in _by_source(captures)],
        reasons=archive.reasons(_REASONS),
        languages=[(name, threads) for code, threads in info.languages if (name := languages.name(code))],
    )


def _by_source(captures: tuple[Kept, ...]) -> list[tuple[str, int]]:
    """How many captures each format has, the most frequent first."""
    counts = Counter(each.source for each in captures)
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
