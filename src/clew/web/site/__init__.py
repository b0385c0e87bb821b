"""An archive as a folder of pages that open from a disk: no server, no network, and no script but for the search.

The pages are those of `clew.web`: the same templates, whose addresses become relative files as the last step.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from clew.archive import Archive, AuthorCount, TagCount
from clew.errors import NotFound
from clew.post import Author
from clew.query import PAGE, Query
from clew.speech import _
from clew.thread import Thread
from clew.web import addresses, lists, statics, words
from clew.web.article import Article, article
from clew.web.pages import thread_values
from clew.web.printing import called
from clew.web.site.index import Index
from clew.web.site.layout import Layout
from clew.web.site.printing import Printing

_RECENT = 6
_TOP = 24
MARK = "clew-site.txt"
"""The file by which a folder is known as a site that may be written anew."""
_MARK_WORDS = "Pages of a Clew archive. Open index.html. `clew site` writes this folder anew as a whole.\n"


def write_site(archive: Archive, folder: Path, count: Callable[[], None]) -> int:
    """Write all pages into an empty folder; how many threads there are. `count` is called after each."""
    tags = archive.tags()
    authors = [each for each in archive.authors() if each.threads]
    site = _Site(archive, folder, Layout(tags, authors), count)
    site.threads()
    site.home(tags, authors)
    site.registers(tags, authors)
    for name in ("clew.css", "thread.css", "fonts.css", "clew.svg"):
        site.put(f"static/{name}", (statics.FOLDER / name).read_text("utf-8"))
    shutil.copytree(statics.FOLDER / "fonts", folder / "static" / "fonts", dirs_exist_ok=True)
    site.put("static/search.js", Path(__file__).with_name("search.js").read_text("utf-8"))
    site.media()
    site.put(MARK, _MARK_WORDS)
    return site.index.threads


class _Site:
    """A site in the making."""

    def __init__(self, archive: Archive, folder: Path, layout: Layout, count: Callable[[], None]) -> None:
        self.archive, self.folder, self.layout, self.count = archive, folder, layout, count
        self.printing = Printing(layout)
        self.index = Index()

    def put(self, name: str, text: str) -> None:
        """Write one file."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8", errors="replace", newline="\n")

    def media(self) -> None:
        """The files of all pictures and films that pages show or link to."""
        for name in sorted(self.layout.media):
            with suppress(NotFound):
                path, _ = self.archive.medium(name)
                (self.folder / "media").mkdir(exist_ok=True)
                shutil.copyfile(path, self.folder / "media" / name)

    def page(self, name: str, template: str, **values: object) -> None:
        """Print one page."""
        self.put(name, self.printing.page(name, template, **values))

    def threads(self) -> None:
        """Every thread that lists show, then those they link to, and the index of their words."""
        for thread in self.archive.threads(Query(limit=None)):
            self._thread(thread)
            self.index.add(thread, self.layout.thread(thread.id))
            self.count()
        while waiting := self.layout.waiting():
            for thread_id in waiting:
                try:
                    self._thread(self.archive.thread(thread_id))
                except NotFound:
                    self.layout.written.add(thread_id)
        for name, text in self.index.files():
            self.put(name, text)

    def _thread(self, thread: Thread) -> None:
        self.layout.written.add(thread.id)
        shown = article(thread)
        for number in range(1, shown.pages + 1):
            laid_out = shown if number == 1 else article(thread, number)
            values = called(thread_values(self.archive, thread, partial(_itself, laid_out)))
            self.page(self.layout.thread(thread.id, number), "thread.html", forms=(), **values)

    def home(self, tags: tuple[TagCount, ...], authors: list[AuthorCount]) -> None:
        """The first page, and the page of the search."""
        info = self.archive.info()
        latest = self.archive.cards(Query(limit=_RECENT))
        named = [each for each in authors if words.named(each.author)]
        self.page(
            "index.html",
            "site_home.html",
            info=info,
            cards=[lists.thread_card(card) for card in latest.items],
            tags=tags[:_TOP],
            authors=named[:_TOP],
            by=words.by(info.authors, info.authors - len(named)),
        )
        self.page("search.html", "site_search.html")

    def registers(self, tags: tuple[TagCount, ...], authors: list[AuthorCount]) -> None:
        """All threads, hashtags and authors, and the threads of each hashtag and author."""
        self.page("tags.html", "site_tags.html", tags=tags)
        self.page("authors.html", "site_authors.html", authors=authors)
        self._list("/threads", Query(limit=PAGE), title=_("All threads"))
        for tag in tags:
            facts = words.threads(tag.threads)
            query = Query(tag=tag.tag, limit=PAGE, joined=False)
            self._list(addresses.to_tag(tag.tag), query, title=f"#{tag.written}", facts=facts)
        for each in authors:
            facts = words.author_facts(each)
            query = Query(author=each.author.id, limit=PAGE)
            path = addresses.to_author(each.author.id)
            self._list(path, query, title=words.author(each.author), facts=facts, author=each.author)

    def _list(self, path: str, query: Query, *, title: str, facts: str = "", author: Author | None = None) -> None:
        """A list on as many pages as it needs."""
        for number, (cards, more) in enumerate(self._pages(query), 1):
            self.page(
                self.layout.of_list(path, number),
                "site_threads.html",
                cards=cards,
                title=title,
                facts=facts,
                author=author,
                before=f"{path}?page={number - 1}" if number > 1 else None,
                after=f"{path}?page={number + 1}" if more else None,
            )

    def _pages(self, query: Query) -> Iterator[tuple[list[lists.ThreadCard], bool]]:
        after: str | None = None
        while True:
            found = self.archive.cards(msgspec.structs.replace(query, after=after))
            yield [lists.thread_card(card) for card in found.items], found.next is not None
            if found.next is None:
                return
            after = found.next


def _itself(laid_out: Article) -> Article:
    return laid_out
