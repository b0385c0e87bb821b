"""Search in a set: every entry of it is looked at, because files have no index of words.

Conditions are said in SQL over the lines and facts of entries; order, pages and single posts are those of every store
(`clew.stores.finding`). The score is BM25 as SQLite's FTS5 has it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from clew.query import Sort
from clew.stores import marker
from clew.stores.entry import Fact, packed
from clew.stores.finding import Asked, Head, Hit, Said
from clew.stores.needle import Anything, Every, Known, Needle, Never, Phrase, Some
from clew.stores.packed import as_shape
from clew.stores.parquet import reading
from clew.stores.parquet.posts import of_posts
from clew.stores.parquet.tables import Row, Tables
from clew.thread import Card, Part, Place

RANKED = 20_000
"""Hits that are ranked: of more the newest are, since they are as good."""
_K1 = 1.2
_B = 0.75
_LEAST = 1e-6
_ORDERS = {
    "newest": "number DESC, id DESC",
    "oldest": "number, id",
    "longest": "held DESC, number DESC, id DESC",
}
_HIT = "number, id, author_id, held, lines, about"


class Engine:
    """One query in a set."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._keys: dict[Fact, int] = {}
        self._facts: list[Fact] = []
        self._known: dict[int, Row] = {}

    def key(self, fact: Fact) -> int:
        """A number for a fact, good for this query."""
        if fact not in self._keys:
            self._keys[fact] = len(self._facts)
            self._facts.append(fact)
        return self._keys[fact]

    def author_id(self, name: str) -> str | None:
        """An author's id from the id or a handle."""
        return reading.author_id(self._tables, name)

    def rows(self, asked: Asked, order: Sort, count: int, beyond: marker.EntryMarker | None) -> list[Hit]:
        """The first entries in an order other than `best`."""
        where, arguments = self._where(asked)
        if beyond is not None:
            at = len(arguments)
            where += f" AND (held < $a{at} OR (held = $a{at} AND number < $a{at + 1}))"
            arguments += [beyond.held, beyond.number]
        return self._hits(f"{where} ORDER BY {_ORDERS[order]} LIMIT $a{len(arguments)}", [*arguments, count])

    def best(self, asked: Asked, phrases: Sequence[Sequence[str]], count: int) -> list[Hit]:
        """The first entries by their score."""
        where, arguments = self._where(asked)
        newest = f"{where} ORDER BY {_ORDERS['newest']} LIMIT $a{len(arguments)}"
        hits = self._hits(newest, [*arguments, RANKED])
        sought = [f" {' '.join(phrase)} " for phrase in phrases]
        scores = self._scores(sought, hits)
        return [hit for _, _, hit in sorted((scores[hit.number], -hit.number, hit) for hit in hits)][:count]

    def _scores(self, sought: Sequence[str], hits: Sequence[Hit]) -> dict[int, float]:
        having = ", ".join(f"count(*) FILTER (WHERE {_says(f'$a{at}')}) AS h{at}" for at in range(len(sought)))
        question = f"SELECT count(*) AS total, sum(length) AS length{', ' if having else ''}{having} FROM rows"  # noqa: S608
        found = self._tables.ask(question, self._tables.all("words"), *sought)
        total = found[0]["total"] if found else 0
        average = max(1.0, float(found[0]["length"] or 0) / max(1, total)) if found else 1.0
        times = [found[0][f"h{at}"] for at in range(len(sought))] if found else []
        weights = [max(_LEAST, math.log((total - each + 0.5) / (each + 0.5))) for each in times]
        return {hit.number: self._score(self._known[hit.number], sought, weights, average) for hit in hits}

    def _score(self, row: Row, sought: Sequence[str], weights: Sequence[float], average: float) -> float:
        lines = [f" {line} " for line in row["lines"]]
        terms = sum(line.count(" ") - 1 for line in lines if line.strip()) + max(0, len(lines) - 1) + len(row["about"])
        long = _K1 * (1 - _B + _B * terms / average)
        counts = (sum(_times(phrase, line) for line in lines) for phrase in sought)
        return -sum(weight * count * (_K1 + 1) / (count + long) for weight, count in zip(weights, counts, strict=True))

    def count(self, asked: Asked) -> int:
        """How many entries there are."""
        where, arguments = self._where(asked)
        found = self._tables.ask(
            f"SELECT count(*) AS found FROM rows WHERE {where}",  # noqa: S608 words of this file
            self._tables.all("words"),
            *arguments,
        )
        return int(found[0]["found"]) if found else 0

    def facts(self, asked: Asked, count: int) -> tuple[int, bytes]:
        """How many the newest are, and their facts."""
        hits = self.rows(asked, "newest", count, None)
        return len(hits), b"".join(packed(self._about(hit.number)) for hit in hits)

    def _about(self, number: int) -> list[int]:
        return [self.key(_fact(said)) for said in self._known[number]["about"]]

    def said(self, numbers: Sequence[int]) -> dict[int, Said]:
        """What these entries say."""
        return {each: Said(list(self._known[each]["lines"]), frozenset(self._about(each))) for each in numbers}

    def kinds(self, keys: Sequence[int]) -> list[tuple[int, str, str]]:
        """Key, kind and value of facts."""
        return [(key, *self._facts[key]) for key in keys]

    def ids(self, posts: Sequence[int]) -> dict[int, str]:
        """The ids of the first posts of entries."""
        return {each: self._known[each]["id"] for each in posts}

    def whose(self, ids: Sequence[str]) -> dict[str, str]:
        """These threads' authors."""
        known = {row["id"]: row["author_id"] for row in self._known.values()}
        return {each: known[each] for each in ids}

    def heads(self, numbers: Sequence[int]) -> dict[int, Head]:
        """What a page shows of these entries."""
        rows = {each: self._known[each] for each in numbers}
        authors = sorted({row["author_id"] for row in rows.values()})
        ids = [row["id"] for row in rows.values()]
        question = "SELECT id, shape FROM rows WHERE author_id IN $a0 AND id IN $a1"
        found = self._tables.ask(question, self._tables.of("threads", authors), authors, ids)
        places = {row["id"]: as_shape(row["shape"]).places for row in found}
        return {each: Head(row["id"], places.get(row["id"], ()), list(row["lines"])) for each, row in rows.items()}

    def cards(self, ids: Sequence[str], beside: Sequence[Sequence[Place]]) -> list[tuple[Card, tuple[Part, ...]]]:
        """Threads and posts alone as cards, each with its parts in the places beside it."""
        whose = self.whose(ids)
        cards = reading.cards_of(self._tables, whose)
        wanted = sorted({place.id for places in beside for place in places})
        authors = sorted({whose[name] for name, places in zip(ids, beside, strict=True) if places})
        shown = of_posts(self._tables, authors, wanted)
        return [(cards[name], shown.parts(places, listed=True)) for name, places in zip(ids, beside, strict=True)]

    def _hits(self, where: str, arguments: Sequence[Any]) -> list[Hit]:
        question = f"SELECT {_HIT} FROM rows WHERE {where}"  # noqa: S608 words of this file
        found = self._tables.ask(question, self._tables.all("words"), *arguments)
        self._known |= {row["number"]: row for row in found}
        return [Hit(row["number"], row["number"], row["held"]) for row in found]

    def _where(self, asked: Asked) -> tuple[str, list[Any]]:
        arguments: list[Any] = [asked.least, asked.most, asked.held]
        return f"number BETWEEN $a0 AND $a1 AND held >= $a2 AND {self._condition(asked.needle, arguments)}", arguments

    def _condition(self, needle: Needle, arguments: list[Any]) -> str:
        """What a needle is in SQL; its words become arguments."""
        if isinstance(needle, Phrase):
            arguments.append(f" {' '.join(needle.terms)} ")
            return _says(f"$a{len(arguments) - 1}")
        if isinstance(needle, Known):
            places = []
            for key in needle.keys:
                assert isinstance(key, int)
                arguments.append(":".join(self._facts[key]))
                places.append(f"list_contains(about, $a{len(arguments) - 1})")
            return f"({' OR '.join(places) or 'false'})"
        if isinstance(needle, Never):
            return f"NOT {self._condition(needle.part, arguments)}"
        if isinstance(needle, Anything):
            return "true"
        assert isinstance(needle, Every | Some)
        joined = " AND " if isinstance(needle, Every) else " OR "
        return f"({joined.join(self._condition(part, arguments) for part in needle.parts)})"


def _says(phrase: str) -> str:
    """That some post of an entry says a phrase."""
    return f"contains(' ' || array_to_string(lines, ' ' || chr(10) || ' ') || ' ', {phrase})"


def _fact(said: str) -> Fact:
    kind, _, value = said.partition(":")
    return kind, value


def _times(phrase: str, line: str) -> int:
    """How often a phrase stands in a line; where two overlap both count."""
    count, at = 0, -1
    while (at := line.find(phrase, at + 1)) >= 0:
        count += 1
    return count
