"""What a batch of posts changes, gathered from what is held before any of it is written.

The stores that keep rows ask about all ids of a batch at once, let this say what is to be written, and write it in a
few long statements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from clew.post import PRIVATE, Author, Notice, Post, Problem, Record
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
from clew.stores.packed import as_post, as_weights, encode
from clew.text import wording


class Row(NamedTuple):
    """A post as the database has it, or will have it when the batch is written."""

    key: int
    author: int
    capture: int
    record: bytes
    shown: bytes | None
    weights: bytes | None


class Gathered:
    """What posts of one capture change: the rows of each table, named like it, and whose threads they touch."""

    def __init__(
        self, capture: int, held: dict[str, Row], authors: Mapping[str, int], seen: Callable[[int, int], bool]
    ) -> None:
        """`held` are the rows of those posts that are held, by id; `seen` whether a post's key has such a digest."""
        self._capture = capture
        self._held = held
        self._authors = authors
        self._seen = seen
        self.fresh: list[tuple[int, str, int, int, bytes]] = []
        self.observations: dict[tuple[int, int], tuple[int, int, int, bytes | None]] = {}
        self.changed: dict[int, tuple[int, bytes, bytes, int]] = {}
        self.aliases: list[tuple[str, int]] = []
        self.wording: set[tuple[bool, int, int]] = set()
        self.touched: set[int] = set()
        self._moved: list[tuple[int, int]] = []
        self.known = self.differs = 0

    def add(self, posts: Iterable[tuple[Post, bytes]], last: int) -> None:
        """Take in posts and their bytes; `last` is the greatest key of a post given out so far."""
        capture, held, fresh, observations = self._capture, self._held, self.fresh, self.observations
        for post, record in posts:
            row = held.get(post.id)
            if row is None:
                last += 1
                author = self._authors[post.author.id]
                fresh.append((last, post.id, author, capture, record))
                held[post.id] = Row(last, author, capture, record, None, None)
                self.touched.add(author)
                self._name(post, last)
                self._say(post, last)
            elif row.record == record:
                if row.capture != capture:
                    observations[row.key, 0] = (row.key, capture, 0, None)
                self.known += 1
            else:
                held[post.id] = self._again(post, record, row)

    def _again(self, post: Post, record: bytes, row: Row) -> Row:
        """A held post, said differently."""
        digest = int.from_bytes(hashlib.blake2b(record, digest_size=8).digest(), "big", signed=True) or 1
        if (row.key, digest) in self.observations or self._seen(row.key, digest):
            self.known += 1
            return row
        self.observations[row.key, digest] = (row.key, self._capture, digest, record)
        self._name(post, row.key)
        before = _state(row)
        if post.text != before.post.text:
            self._say(post, row.key)
        after = together(before, observed(post))
        if after == before:
            self.known += 1
            return row
        if same_but_for_moment(before.post, after.post):
            self.known += 1
        else:
            self.differs += 1
        author = self._authors[post.author.id] if after.post.author.id == post.author.id else row.author
        if not same_but_for_metrics(before.post, after.post):
            self.touched.update((row.author, author))
        if author != row.author:
            self._moved.append((row.author, author))
        shown, weights = encode(after.post), encode(after.weights)
        self.changed[row.key] = (author, shown, weights, row.key)
        return row._replace(author=author, shown=shown, weights=weights)

    def _name(self, post: Post, key: int) -> None:
        """Note the post's other names; an address that ends in the id's own last part needs no row to be found."""
        if len(post.versions) > 1:
            self.aliases.extend((version, key) for version in post.versions if version != post.id)
        if post.url is not None and post.url != post.id and not post.url.endswith("/" + post.id.rpartition(":")[2]):
            self.aliases.append((post.url, key))

    def _say(self, post: Post, key: int) -> None:
        words = wording.number(post)
        if words is not None:
            self.wording.add((wording.is_listed_only(post.id), words, key))

    def posts_more(self) -> dict[int, int]:
        """How many posts more each author has now, or fewer."""
        counts: dict[int, int] = {}
        for _, _, author, _, _ in self.fresh:
            counts[author] = counts.get(author, 0) + 1
        for before, after in self._moved:
            counts[before] = counts.get(before, 0) - 1
            counts[after] = counts.get(after, 0) + 1
        return counts


def _state(row: Row) -> Observed:
    if row.shown is None or row.weights is None:
        return observed(as_post(row.record))
    return Observed(as_post(row.shown), as_weights(row.weights))


class Sorted(NamedTuple):
    """A batch by what its records are."""

    public: list[Post]
    private: list[Post]
    notices: list[Notice]
    problems: list[Problem]


def by_kind(records: Sequence[Record]) -> Sorted:
    """The records of each kind, in their order."""
    posts = [record for record in records if type(record) is Post]
    public = [post for post in posts if post.visibility not in PRIVATE]
    return Sorted(
        public,
        [post for post in posts if post.visibility in PRIVATE] if len(public) < len(posts) else [],
        [record for record in records if type(record) is Notice],
        [record for record in records if type(record) is Problem],
    )


def encoded(posts: Iterable[Post], problems: list[Problem]) -> Iterator[tuple[Post, bytes]]:
    """Posts and their bytes; a source should have replaced halves of characters, and where one has not, it is said."""
    for post in posts:
        try:
            yield post, encode(post)
        except UnicodeEncodeError:
            problems.append(Problem(post.id, "The post has half a character in it, so it could not be kept."))


def whole(words: str) -> str:
    """Words without halves of characters (undecodable file names have them), which no database keeps."""
    return words.encode("utf-8", "replace").decode()


def called(posts: Iterable[Post]) -> dict[str, tuple[str, Naming]]:
    """The network of each author of the posts, and how these call the author."""
    newest: dict[str, tuple[Author, datetime | None]] = {}
    said: dict[str, Naming] = {}
    for post in posts:
        author, at = post.author, post.seen or post.created
        before = newest.get(author.id)
        if before is not None and before[0] == author:
            # a name that stays, which is nearly always so
            if at is None or (before[1] is not None and at <= before[1]):
                continue
        elif before is not None:
            said[author.id] = latest(said.get(author.id, Naming()), naming(*before))
        newest[author.id] = (author, at)
    return {
        author_id: (author.network, latest(said.get(author_id, Naming()), naming(author, at)))
        for author_id, (author, at) in newest.items()
    }


def columns(called_last: Naming) -> tuple[str | None, int, str | None, int, str | None]:
    """How an author is called, as columns: handle, handle_at, name, name_at, and the handle in lower case."""
    handle = called_last.handle
    folded = None if handle is None else handle.lower()
    return handle, called_last.handle_at, called_last.name, called_last.name_at, folded
