"""What a book says of itself: its title, who wrote it, what it holds and lacks, and the name it keeps for ever."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime

from clew.exports._about import About
from clew.exports._book.chapter import UNKNOWN, Chapter, Leaf
from clew.post import Value
from clew.text import languages
from clew.text.completeness import counted
from clew.text.dates import day, span
from clew.text.direction import Direction
from clew.text.places import web
from clew.text.runs import heading
from clew.thread import Thread

_NAMED = 12
_BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


class Entry(Value):
    """A chapter in the contents."""

    title: str
    lang: str | None
    direction: Direction | None
    author: str
    when: str


class Book:
    """A book in the making: what is known of it after each chapter. It keeps one short entry for each."""

    def __init__(self, about: About) -> None:
        self.about = about
        self.entries: list[Entry] = []
        self.posts = self.gaps = self.asides = 0
        self.authors: Counter[str] = Counter()
        self.started: datetime | None = None
        self.ended: datetime | None = None
        self._languages: Counter[str] = Counter()
        self._directions: Counter[Direction] = Counter()
        self._first = ""
        self._first_title = ""

    def add(self, thread: Thread, told: Chapter) -> None:
        """Note a chapter."""
        head, summary = told.head, thread.summary
        if not self.entries:
            self._first, self._first_title = thread.id, head.title
        when = day(summary.started) if summary.started else ""
        self.entries.append(Entry(head.title, head.title_words.lang, head.title_words.direction, head.author, when))
        leaves = [step.words for step in told.steps if isinstance(step, Leaf)]
        self.posts += len(leaves)
        self.gaps += len(thread.shape.gaps)
        self.asides += len(thread.shape.branches)
        if head.author != UNKNOWN:
            self.authors[head.author] += 1
        self._languages.update(words.lang for words in leaves if words.lang)
        self._directions.update(words.direction for words in leaves if words.direction)
        for moment in filter(None, (summary.started, summary.ended)):
            self.started = min(self.started or moment, moment)
            self.ended = max(self.ended or moment, moment)

    @property
    def title(self) -> str:
        """The name of the list; of a single thread its opening words."""
        return self._first_title if len(self.entries) == 1 else heading(self.about.title, 200) or "Threads"

    @property
    def subtitle(self) -> str:
        """Of a single thread who wrote it and when."""
        return heading(self.about.title, 200) if len(self.entries) == 1 else ""

    @property
    def name(self) -> uuid.UUID:
        """The same for the same thread, or for a list however it grows."""
        of = self._first if len(self.entries) == 1 else self.about.page or f"clew:{self.about.title}"
        return uuid.uuid5(uuid.NAMESPACE_URL, of)

    @property
    def modified(self) -> datetime:
        """When the archive last took something in, else when the last post was written."""
        return (self.about.latest() or self.ended or _BEFORE_ALL).astimezone(UTC)

    @property
    def direction(self) -> Direction:
        """The direction of most posts."""
        return "rtl" if self._directions["rtl"] > self._directions["ltr"] else "ltr"

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages of its posts, the commonest first; `und` where no post says."""
        return tuple(lang for lang, _ in self._languages.most_common()) or ("und",)

    @property
    def by(self) -> tuple[str, ...]:
        """Its authors, those of most threads first, as many as a title page can name."""
        return tuple(author for author, _ in self.authors.most_common(_NAMED))

    @property
    def page(self) -> str | None:
        """The address it can be read at, where that may become a link."""
        return web(self.about.page)

    def facts(self) -> tuple[str, ...]:
        """What it holds and lacks, in words."""
        held = f"{counted(len(self.entries), 'thread')}, {counted(self.posts, 'post')}"
        spoken = languages.names(self.spoken)
        lacking = counted(self.gaps, "gap") if self.gaps else ""
        asides = counted(self.asides, "aside") if self.asides else ""
        when = span(self.started, self.ended) if self.started else ""
        return tuple(filter(None, (held, when, spoken, ", ".join(filter(None, (lacking, asides))))))
