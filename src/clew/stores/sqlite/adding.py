"""Keep a batch of records: the way most of an import's time goes, so it asks the database about all ids at once."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from clew.post import PRIVATE, Author, Notice, Post, Problem, Record
from clew.stores.base import Added
from clew.stores.observation import (
    Naming,
    Observed,
    Weight,
    latest,
    naming,
    observed,
    same_but_for_metrics,
    same_but_for_moment,
    together,
)
from clew.stores.sqlite.meeting import as_known, on_cards
from clew.stores.sqlite.rows import among, as_post, author_keys, encode
from clew.text import wording

_as_weights = msgspec.msgpack.Decoder(tuple[Weight | None, ...]).decode


class Row(NamedTuple):
    """A post as the database has it, or will have it when the batch is written."""

    key: int
    author: int
    capture: int
    record: bytes
    shown: bytes | None
    weights: bytes | None


class Batch:
    """One batch from one capture, gathered first and then written in a few long statements."""

    def __init__(self, conn: sqlite3.Connection, capture: int) -> None:
        self._conn = conn
        self._capture = capture
        self._fresh: list[tuple[int, str, int, int, bytes]] = []
        self._observations: dict[tuple[int, int], tuple[int, int, int, bytes | None]] = {}
        self._changed: dict[int, tuple[int, bytes, bytes, int]] = {}
        self._aliases: list[tuple[str, int]] = []
        self._moved: list[tuple[int, int]] = []
        self._touched: set[int] = set()
        self._wording: set[tuple[bool, int, int]] = set()
        self._new = self._known = self._differs = self._private = 0

    def add(self, records: Sequence[Record], *, private: bool = False) -> Added:
        """Write the batch and say what it brought; private posts go into a table of their own or nowhere."""
        notices = [record for record in records if type(record) is Notice]
        problems = [record for record in records if type(record) is Problem]
        posts = [record for record in records if type(record) is Post]
        public = [post for post in posts if post.visibility not in PRIVATE]
        self._private = len(posts) - len(public)
        if private and self._private:
            self._apart(list(_encoded((post for post in posts if post.visibility in PRIVATE), problems)))
        self._posts(list(_encoded(as_known(self._conn, public), problems)))
        self._write()
        self._problems(problems)
        self._notices(notices)
        mark_touched(self._conn, self._touched)
        return Added(self._new, self._known, self._differs, len(notices), len(problems), self._private)

    def _posts(self, posts: list[tuple[Post, bytes]]) -> None:
        authors = ensure_authors(self._conn, (post for post, _ in posts))
        held = _held(self._conn, [post.id for post, _ in posts])
        last: int = self._conn.execute("SELECT coalesce(max(key), 0) FROM post").fetchone()[0]
        capture, fresh, observations = self._capture, self._fresh, self._observations
        for post, record in posts:
            row = held.get(post.id)
            if row is None:
                last += 1
                author = authors[post.author.id]
                fresh.append((last, post.id, author, capture, record))
                held[post.id] = Row(last, author, capture, record, None, None)
                self._touched.add(author)
                self._name(post, last)
                self._say(post, last)
            elif row.record == record:
                if row.capture != capture:
                    observations[row.key, 0] = (row.key, capture, 0, None)
                self._known += 1
            else:
                held[post.id] = self._again(post, record, row, authors)
        self._new = len(fresh)

    def _again(self, post: Post, record: bytes, row: Row, authors: dict[str, int]) -> Row:
        """A held post, said differently."""
        digest = int.from_bytes(hashlib.blake2b(record, digest_size=8).digest(), "big", signed=True) or 1
        if (row.key, digest) in self._observations or self._seen(row.key, digest):
            self._known += 1
            return row
        self._observations[row.key, digest] = (row.key, self._capture, digest, record)
        self._name(post, row.key)
        before = _state(row)
        if post.text != before.post.text:
            self._say(post, row.key)
        after = together(before, observed(post))
        if after == before:
            self._known += 1
            return row
        if same_but_for_moment(before.post, after.post):
            self._known += 1
        else:
            self._differs += 1
        author = authors[post.author.id] if after.post.author.id == post.author.id else row.author
        if not same_but_for_metrics(before.post, after.post):
            self._touched.update((row.author, author))
        if author != row.author:
            self._moved.append((row.author, author))
        shown, weights = encode(after.post), encode(after.weights)
        self._changed[row.key] = (author, shown, weights, row.key)
        return row._replace(author=author, shown=shown, weights=weights)

    def _seen(self, post: int, digest: int) -> bool:
        sql = "SELECT 1 FROM observation WHERE post = ? AND capture = ? AND digest = ?"
        return self._conn.execute(sql, (post, self._capture, digest)).fetchone() is not None

    def _name(self, post: Post, key: int) -> None:
        """Note the post's other names; an address that ends in the id's own last part needs no row to be found."""
        if len(post.versions) > 1:
            self._aliases.extend((version, key) for version in post.versions if version != post.id)
        if post.url is not None and post.url != post.id and not post.url.endswith("/" + post.id.rpartition(":")[2]):
            self._aliases.append((post.url, key))

    def _say(self, post: Post, key: int) -> None:
        words = wording.number(post)
        if words is not None:
            self._wording.add((wording.is_listed_only(post.id), words, key))

    def _apart(self, posts: Iterable[tuple[Post, bytes]]) -> None:
        self._conn.executemany(
            "INSERT OR IGNORE INTO private VALUES (?, ?, ?)",
            ((post.id, self._capture, record) for post, record in posts),
        )

    def _write(self) -> None:
        conn = self._conn
        conn.executemany("INSERT INTO post (key, id, author, capture, record) VALUES (?, ?, ?, ?, ?)", self._fresh)
        conn.executemany("INSERT OR IGNORE INTO observation VALUES (?, ?, ?, ?)", self._observations.values())
        conn.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", self._aliases)
        conn.executemany("INSERT OR IGNORE INTO wording VALUES (?, ?, ?)", sorted(self._wording))
        self._touched.update(on_cards(conn, (words for listed, words, _ in self._wording if not listed)))
        conn.executemany("UPDATE post SET author = ?, shown = ?, weights = ? WHERE key = ?", self._changed.values())
        counts: dict[int, int] = {}
        for _, _, author, _, _ in self._fresh:
            counts[author] = counts.get(author, 0) + 1
        for before, after in self._moved:
            counts[before] = counts.get(before, 0) - 1
            counts[after] = counts.get(after, 0) + 1
        conn.executemany(
            "UPDATE author SET posts = posts + ? WHERE key = ?", ((count, author) for author, count in counts.items())
        )
        conn.execute("UPDATE tally SET value = value + ? WHERE name = 'posts'", (self._new,))

    def _problems(self, problems: Iterable[Problem]) -> None:
        self._conn.executemany(
            "INSERT OR IGNORE INTO problem (capture, place, reason) VALUES (?, ?, ?)",
            ((self._capture, whole(problem.place), whole(problem.reason)) for problem in problems),
        )

    def _notices(self, notices: Iterable[Notice]) -> None:
        fresh = []
        for notice in notices:
            values = (notice.post_id, self._capture, encode(notice))
            if self._conn.execute("INSERT OR IGNORE INTO notice VALUES (?, ?, ?)", values).rowcount:
                fresh.append(notice.post_id)
        if not fresh:
            return
        sql = """
            SELECT author FROM post WHERE id IN (SELECT value FROM json_each(?1))
            UNION SELECT author FROM missing WHERE post IN (SELECT value FROM json_each(?1))
        """
        self._touched.update(author for (author,) in self._conn.execute(sql, (among(fresh),)))


def _encoded(posts: Iterable[Post], problems: list[Problem]) -> Iterator[tuple[Post, bytes]]:
    """Posts and their bytes; a source should have replaced halves of characters, and where one has not, it is said."""
    for post in posts:
        try:
            yield post, encode(post)
        except UnicodeEncodeError:
            problems.append(Problem(post.id, "The post has half a character in it, so it could not be kept."))


def _held(conn: sqlite3.Connection, ids: list[str]) -> dict[str, Row]:
    sql = """
        SELECT id, key, author, capture, record, shown, weights FROM post WHERE id IN (SELECT value FROM json_each(?))
    """
    return {row[0]: Row(*row[1:]) for row in conn.execute(sql, (among(ids),))}


def _state(row: Row) -> Observed:
    if row.shown is None or row.weights is None:
        return observed(as_post(row.record))
    return Observed(as_post(row.shown), _as_weights(row.weights))


def whole(words: str) -> str:
    """Words without halves of characters (undecodable file names have them), which no database keeps."""
    return words.encode("utf-8", "replace").decode()


def ensure_authors(conn: sqlite3.Connection, posts: Iterable[Post]) -> dict[str, int]:
    """Keys of the posts' authors, the new among them noted and the known called by their latest names."""
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
    for author_id, called in newest.items():
        said[author_id] = latest(said.get(author_id, Naming()), naming(*called))
    sql = """
        SELECT id, key, handle, handle_at, name, name_at FROM author WHERE id IN (SELECT value FROM json_each(?))
    """
    keys: dict[str, int] = {}
    changed = []
    for author_id, key, *values in conn.execute(sql, (among(said),)).fetchall():
        keys[author_id] = key
        before_names = Naming(*values)
        after = latest(before_names, said[author_id])
        if after != before_names:
            changed.append((*_columns(after), key))
    conn.executemany(
        "UPDATE author SET handle = ?, handle_at = ?, name = ?, name_at = ?, folded = ? WHERE key = ?", changed
    )
    fresh = [author_id for author_id in said if author_id not in keys]
    conn.executemany(
        "INSERT INTO author (id, network, handle, handle_at, name, name_at, folded) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((author_id, newest[author_id][0].network, *_columns(said[author_id])) for author_id in fresh),
    )
    return keys | author_keys(conn, fresh)


def _columns(called: Naming) -> tuple[str | None, int, str | None, int, str | None]:
    handle = called.handle
    return handle, called.handle_at, called.name, called.name_at, None if handle is None else handle.lower()


def mark_touched(conn: sqlite3.Connection, authors: Iterable[int]) -> None:
    """Note authors whose threads must be made anew."""
    keys = sorted(authors)
    if not keys:
        return
    conn.execute("UPDATE tally SET value = value + 1 WHERE name = 'mark'")
    conn.executemany(
        "INSERT INTO touched SELECT ?, value FROM tally WHERE name = 'mark'"
        " ON CONFLICT (author) DO UPDATE SET mark = excluded.mark",
        ((key,) for key in keys),
    )
