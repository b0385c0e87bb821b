"""Which address of the pages is which file of the site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from html import escape, unescape
from urllib.parse import parse_qs, unquote, urlsplit

from clew.archive import AuthorCount, TagCount
from clew.text.filenames import filename
from clew.text.folding import fold

_FIXED = {
    "/": "index.html",
    "/threads": "threads.html",
    "/tags": "tags.html",
    "/authors": "authors.html",
    "/find": "search.html",
}
# Words of a post stand escaped on a page: a quotation mark in them is `&#34;`, and they never look like this.
_LINKS = re.compile(r' (?:href|action|src)="(/[^"]*)"')


class Layout:
    """The files of a site, and what of them is written."""

    def __init__(self, tags: Iterable[TagCount], authors: Iterable[AuthorCount]) -> None:
        self._tags = {each.tag for each in tags}
        self._authors: dict[str, str] = {}
        for each in authors:
            self._authors[each.author.id] = each.author.id
            if each.author.handle:
                self._authors.setdefault(fold(each.author.handle), each.author.id)
        self.written: set[str] = set()
        self._linked: set[str] = set()

    def thread(self, thread_id: str, page: int = 1) -> str:
        """The file of a thread, or of one page of it."""
        return _paged(f"thread/{filename(thread_id)}", page)

    def of_list(self, path: str, page: int = 1) -> str:
        """The file of a list."""
        found = self.file(f"{path}?page={page}")
        assert found is not None, path
        return found

    def waiting(self) -> set[str]:
        """Threads that a page leads to and that are not written yet."""
        return self._linked - self.written

    def file(self, address: str) -> str | None:
        """The file at an address of the pages; None where the site has no such page."""
        parts = urlsplit(address)
        page = int(parse_qs(parts.query).get("page", ["1"])[0])
        if parts.path.startswith("/static/"):
            return parts.path[1:]
        if parts.path in _FIXED:
            return _paged(_FIXED[parts.path].removesuffix(".html"), page)
        kind, _, name = parts.path[1:].partition("/")
        name = unquote(name)
        if kind == "tag" and name in self._tags:
            return _paged(f"tag/{filename(name)}", page)
        author = self._authors.get(name) or self._authors.get(fold(name))
        if kind == "author" and author is not None:
            return _paged(f"author/{filename(author)}", page)
        if kind == "thread":
            self._linked.add(name)
            return self.thread(name, page)
        return None

    def related(self, name: str, page: str) -> str:
        """A page whose addresses lead from the file `name` to other files; what leads nowhere is no link."""
        here = posixpath.dirname(name) or "."

        def lead(match: re.Match[str]) -> str:
            address = unescape(match[1])
            found = self.file(address)
            if found is None:
                return ""
            _, sign, place = address.partition("#")
            attribute = match[0].partition("=")[0]
            return f'{attribute}="{escape(posixpath.relpath(found, here) + sign + place)}"'

        return _LINKS.sub(lead, page)


def _paged(name: str, page: int) -> str:
    return f"{name}.{page}.html" if page > 1 else f"{name}.html"
