"""The full-text search of each database by itself, over the same posts as they were written."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Protocol

import psycopg
from searched import places
from searched.questions import Word

from clew.query import All, Query
from clew.text.terms import terms

EVERYTHING = Query(match=All(()), min_posts=1)
_PAGE = 31


class Peer(Protocol):
    """A table of posts with an index of their words."""

    def asked(self, word: Word) -> dict[str, Callable[[], object]]:
        """What is asked of it about a word."""
        ...


def peers(stack: ExitStack, server: Any, count: int) -> dict[str, Peer]:
    """Every peer, opened."""
    conn = sqlite3.connect(places.as_fts5(count))
    stack.callback(conn.close)
    address = places.as_tsvector(server, count)
    other = stack.enter_context(psycopg.connect(address, autocommit=True))
    other.execute("SET plan_cache_mode = force_custom_plan")
    return {"FTS5 alone": Fts5(conn), "`to_tsvector` alone": Tsvector(other)}


def _written(word: Word) -> tuple[str, str, str]:
    """A word as it stands in the text, two of them, and a phrase."""
    phrase = word.phrase()
    alone = next(each for each in phrase.split() if word.term in terms(each))
    return alone.lstrip("#"), word.beside(random.Random(word.term)).lstrip("#"), phrase.replace("#", "")


class Fts5:
    """What `sqlite-utils enable-fts` makes."""

    _FROM = "FROM posts_fts f JOIN posts p ON p.rowid = f.rowid WHERE posts_fts MATCH ?"

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def asked(self, word: Word) -> dict[str, Callable[[], object]]:
        """The same questions, as far as it can be asked them."""
        one, other, phrase = (f'"{each}"' for each in _written(word))
        newest = f"SELECT p.id, p.text {self._FROM} ORDER BY f.rowid DESC LIMIT {_PAGE}"
        best = f"SELECT p.id, p.text {self._FROM} ORDER BY rank LIMIT {_PAGE}"
        return {
            "newest first": lambda: self._run(newest, one),
            "best first": lambda: self._run(best, one),
            "two words": lambda: self._run(newest, f"{one} AND {other}"),
            "two words, best first": lambda: self._run(best, f"{one} AND {other}"),
            "a phrase": lambda: self._run(newest, phrase),
            "count": lambda: self._run("SELECT count(*) FROM posts_fts WHERE posts_fts MATCH ?", one),
        }

    def _run(self, sql: str, value: str) -> list[Any]:
        return self._conn.execute(sql, (value,)).fetchall()


class Tsvector:
    """PostgreSQL's own words, in the configuration that changes none."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self._conn = conn

    def asked(self, word: Word) -> dict[str, Callable[[], object]]:
        """The same questions, as far as it can be asked them."""
        one, other, phrase = _written(word)
        plain = "FROM posts WHERE index @@ plainto_tsquery('simple', %s)"
        near = "FROM posts WHERE index @@ phraseto_tsquery('simple', %s)"
        newest = f"ORDER BY id DESC LIMIT {_PAGE}"
        best = f"ORDER BY ts_rank(index, plainto_tsquery('simple', %s)) DESC LIMIT {_PAGE}"
        return {
            "newest first": lambda: self._run(f"SELECT id, text {plain} {newest}", one),
            "best first": lambda: self._run(f"SELECT id, text {plain} {best}", one, one),
            "two words": lambda: self._run(f"SELECT id, text {plain} {newest}", f"{one} {other}"),
            "two words, best first": lambda: self._run(f"SELECT id, text {plain} {best}", *[f"{one} {other}"] * 2),
            "a phrase": lambda: self._run(f"SELECT id, text {near} {newest}", phrase),
            "count": lambda: self._run(f"SELECT count(*) {plain}", one),
        }

    def _run(self, sql: str, *values: str) -> list[Any]:
        return self._conn.execute(sql, values).fetchall()
