"""The first step of writing in memory: records are kept, and whose threads they touch is noted."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from clew.errors import StoreFault
from clew.post import PRIVATE, Author, Notice, Post, Problem, Record
from clew.stores.base import Added, Holding, Kept, Saved, Shelved
from clew.stores.consent import Receipt, Refusal, Statement, met_signs, names, told_signs
from clew.stores.deeds import Deed
from clew.stores.entry import Entry
from clew.stores.met import as_met
from clew.stores.observation import (
    Naming,
    Observed,
    latest,
    naming,
    observed,
    same_but_for_metrics,
    same_but_for_moment,
    together,
)
from clew.text import wording
from clew.thread import Shape, Summary

_Made = tuple[Shape, Summary]


@dataclass
class Filed:
    """A problem, and the author whose threads it came of, if it did."""

    capture: str
    problem: Problem
    author: str | None = None


@dataclass
class Rows:
    """Everything there is."""

    captures: dict[str, Kept] = field(default_factory=dict)
    posts: dict[str, Observed] = field(default_factory=dict)
    observations: dict[str, dict[tuple[str, Post], None]] = field(default_factory=dict)
    names: dict[str, dict[str, None]] = field(default_factory=dict)
    notices: dict[str, dict[tuple[str, Notice], None]] = field(default_factory=dict)
    problems: list[Filed] = field(default_factory=list)
    authors: dict[str, tuple[str, Naming]] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    mark: int = 0
    shapes: dict[str, _Made] = field(default_factory=dict)
    private: dict[tuple[str, Post], None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    words: dict[int, dict[str, None]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    saved: dict[str, Saved] = field(default_factory=dict)
    shelves: dict[str, tuple[Shelved, ...]] = field(default_factory=dict)
    media: dict[str, Holding] = field(default_factory=dict)
    forgotten: set[bytes] = field(default_factory=set)
    tombs: dict[str, Post] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    withheld: dict[tuple[str, Post], None] = field(default_factory=dict)
    withholding: int = 0
    said_of: dict[tuple[str, str], Statement] = field(default_factory=dict)
    deeds: dict[tuple[str, str], Deed] = field(default_factory=dict)


class Adding:
    """What keeps records, one writer at a time."""

    def __init__(self, *, private: bool = False) -> None:
        """With `private`, posts for followers or single persons are posts like others."""
        self._rows = Rows()
        self._apart = frozenset() if private else PRIVATE
        self._turn = threading.RLock()

    def capture(self, capture_id: str) -> Kept | None:
        """A capture by its SHA-256."""
        return self._rows.captures.get(capture_id)

    def captures(self) -> tuple[Kept, ...]:
        """All captures, oldest first."""
        return tuple(self._rows.captures.values())

    def begin(self, kept: Kept) -> None:
        """Note a capture before any of its posts."""
        with self._turn:
            before = self._rows.captures.get(kept.id, msgspec.structs.replace(kept, finished=False))
            held = before.gone is None and (before.held or kept.held)
            self._rows.captures[kept.id] = msgspec.structs.replace(before, held=held)

    def finish(self, capture_id: str) -> None:
        """Note that the capture was read to its end."""
        with self._turn:
            kept = self._rows.captures[capture_id]
            self._rows.captures[capture_id] = msgspec.structs.replace(kept, finished=True)

    def snapshot(self, folder: Path, told: Callable[[int, int], None]) -> None:
        """What is gone with the program cannot be kept so."""
        del folder, told
        raise StoreFault("An archive in memory cannot be backed up; copy it to a folder with `clew copy`.")

    @classmethod
    def restore(cls, place: str, files: Path) -> None:
        """Nothing can be restored to memory."""
        del place, files
        raise StoreFault("A backup cannot be restored to memory; name a folder.")

    def add(self, capture_id: str, records: Sequence[Record], *, private: bool = False) -> Added:
        """Keep a batch of records."""
        with self._turn:
            self._rows.mark += 1
            counted: Counter[str] = Counter()
            for record in records:
                if self._is_forgotten(record):
                    counted["forgotten"] += isinstance(record, Post)
                elif isinstance(record, Post) and record.visibility in self._apart:
                    if private:
                        self._rows.private[capture_id, record] = None
                    counted["private"] += 1
                elif isinstance(record, Post) and self._is_refused(record.author):
                    self._withhold(capture_id, record)
                    counted["withheld"] += 1
                elif isinstance(record, Post):
                    counted[self._post(capture_id, self._met(record))] += 1
                elif isinstance(record, Notice):
                    self._notice(capture_id, record)
                    counted["notices"] += 1
                else:
                    self._file(Filed(capture_id, record))
                    counted["problems"] += 1
            return Added(**counted)

    def _is_forgotten(self, record: Record) -> bool:
        if not self._rows.forgotten or isinstance(record, Problem):
            return False
        signs = met_signs(record) if isinstance(record, Post) else told_signs(record)
        return not self._rows.forgotten.isdisjoint(signs)

    def _is_refused(self, author: Author) -> bool:
        """Whether the author refused to be shown; whoever is met under a name that did, did under every other one."""
        rows = self._rows
        if not rows.refusals or author.id in rows.refused:
            return author.id in rows.refused
        name = next((name for name in names(author) if name in rows.refusals), None)
        if name is not None:
            self._keep_apart({author.id}, name)
        return name is not None

    def _keep_apart(self, authors: Collection[str], name: str) -> int:
        """Keep what is held of these authors apart, who are meant by a refusal; how many posts that are."""
        rows = self._rows
        rows.refused |= dict.fromkeys(authors, name)
        posts = {name for name, state in rows.posts.items() if state.post.author.id in authors}
        for post in posts:
            rows.withheld |= dict.fromkeys(rows.observations[post])
        self._remove(posts)
        rows.withholding += 1
        return len(posts)

    def _remove(self, gone: Collection[str], authors: Collection[str] = ()) -> None:
        """Take posts out of everything that is shown; authors of whom none is left go with them."""
        rows = self._rows
        writers = {rows.posts[name].post.author.id for name in gone if name in rows.posts} | set(authors)
        rows.mark += 1
        for author in writers:
            self._forget(author)
        for name in gone:
            rows.posts.pop(name, None)
            rows.observations.pop(name, None)
        for said in (*rows.names.values(), *rows.words.values()):
            for name in gone:
                said.pop(name, None)
        rows.names = {name: posts for name, posts in rows.names.items() if posts}
        left = {state.post.author.id for state in rows.posts.values()}
        for author in writers - left:
            rows.authors.pop(author, None)
            rows.marks.pop(author, None)
            rows.problems = [filed for filed in rows.problems if filed.author != author]

    def _withhold(self, capture_id: str, post: Post) -> None:
        if (capture_id, post) not in self._rows.withheld:
            self._rows.withheld[capture_id, post] = None
            self._rows.withholding += 1

    def _called(self, author_id: str) -> Author:
        network, called = self._rows.authors[author_id]
        return Author(author_id, network, called.handle, called.name)

    def _post(self, capture_id: str, post: Post) -> str:
        rows = self._rows
        for name in (*post.versions, post.url):
            if name is not None and name != post.id:
                rows.names.setdefault(name, {})[post.id] = None
        self._name(post)
        seen = rows.observations.setdefault(post.id, {})
        if (capture_id, post) in seen:
            return "known"
        seen[capture_id, post] = None
        before = rows.posts.get(post.id)
        if before is None:
            rows.posts[post.id] = observed(post)
            self._touch(post.author.id)
            self._say(post)
            return "new"
        if post.text != before.post.text:
            self._say(post)
        after = rows.posts[post.id] = together(before, observed(post))
        if not same_but_for_metrics(before.post, after.post):
            self._touch(before.post.author.id)
            self._touch(after.post.author.id)
        return "known" if same_but_for_moment(before.post, after.post) else "changed"

    def private(self) -> Iterator[tuple[str, Post]]:
        """Every observation of private posts that was kept."""
        with self._turn:
            yield from tuple(self._rows.private)

    def said(self) -> Iterator[tuple[str, Record]]:
        """Everything else that captures said."""
        with self._turn:
            rows = self._rows
            found: list[tuple[str, Record]] = [said for each in rows.observations.values() for said in each]
            found.extend(said for each in rows.notices.values() for said in each)
            found.extend((filed.capture, filed.problem) for filed in rows.problems if filed.author is None)
        yield from found

    def met(self) -> Iterator[tuple[str, str]]:
        """The other names that meetings left."""
        with self._turn:
            names = [(name, real) for name, found in self._rows.names.items() for real in found]
        return ((name, real) for name, real in names if wording.is_listed_only(name))

    def note_met(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note such names of real posts that are held."""
        with self._turn:
            for name, real in pairs:
                if real in self._rows.posts:
                    self._rows.names.setdefault(name, {})[real] = None

    def unmet(self, author_ids: Sequence[str]) -> tuple[Post, ...]:
        """The posts of these authors that are known only from pages without ids."""
        with self._turn:
            wanted = set(author_ids)
            states = (state for name, state in self._rows.posts.items() if wording.is_listed_only(name))
            return tuple(state.post for state in states if state.post.author.id in wanted)

    def said_by(self, words: int, most: int) -> tuple[str, ...] | None:
        """The authors of real posts of these words."""
        with self._turn:
            said = [name for name in self._rows.words.get(words, ()) if not wording.is_listed_only(name)]
            return tuple(sorted({self._rows.posts[name].post.author.id for name in said})) if len(said) < most else None

    def meet(self, pairs: Mapping[str, str]) -> None:
        """Make posts known only from pages observations of the real ones."""
        with self._turn:
            rows = self._rows
            for listed, real in pairs.items():
                author = rows.posts.pop(listed).post.author.id
                self._forget(author)
                for said in rows.words.values():
                    said.pop(listed, None)
                rows.names.setdefault(listed, {})[real] = None
                for capture, post in rows.observations.pop(listed):
                    self._post(capture, as_met(post, rows.posts[real].post))
                if all(state.post.author.id != author for state in rows.posts.values()):
                    rows.authors.pop(author)
                    rows.marks.pop(author, None)

    def _forget(self, author_id: str) -> None:
        """Take the author's threads away until they are made again."""
        rows = self._rows
        rows.shapes = {name: made for name, made in rows.shapes.items() if made[0].author_id != author_id}
        rows.places = {name: thread for name, thread in rows.places.items() if thread in rows.shapes}
        rows.entries = {name: each for name, each in rows.entries.items() if self._writer(name) != author_id}
        self._touch(author_id)

    def _writer(self, post_id: str) -> str | None:
        state = self._rows.posts.get(post_id)
        return None if state is None else state.post.author.id

    def _met(self, post: Post) -> Post:
        """The post, under the id of the real one where it is known to be that."""
        if not wording.is_listed_only(post.id) or post.id in self._rows.posts:
            return post
        real = next(iter(self._rows.names.get(post.id, ())), None)
        return post if real is None else as_met(post, self._rows.posts[real].post)

    def _say(self, post: Post) -> None:
        """Note what the post begins with, and touch whoever is on a card with the same words."""
        words = wording.number(post)
        if words is None:
            return
        said = self._rows.words.setdefault(words, {})
        said[post.id] = None
        if not wording.is_listed_only(post.id):
            for name in filter(wording.is_listed_only, said):
                self._touch(self._rows.posts[name].post.author.id)

    def _name(self, post: Post) -> None:
        author, at = post.author, post.seen or post.created
        _, before = self._rows.authors.get(author.id, (author.network, Naming()))
        self._rows.authors[author.id] = (author.network, latest(before, naming(author, at)))

    def _notice(self, capture_id: str, notice: Notice) -> None:
        rows = self._rows
        said = rows.notices.setdefault(notice.post_id, {})
        if (capture_id, notice) in said:
            return
        said[capture_id, notice] = None
        if notice.post_id in rows.posts:
            self._touch(rows.posts[notice.post_id].post.author.id)
        for shape, _ in rows.shapes.values():
            if any(gap.at == notice.post_id for gap in shape.gaps):
                self._touch(shape.author_id)

    def _file(self, filed: Filed) -> None:
        same = (filed.capture, filed.problem)
        if all((other.capture, other.problem) != same for other in self._rows.problems):
            self._rows.problems.append(filed)

    def _touch(self, author_id: str) -> None:
        self._rows.marks[author_id] = self._rows.mark
