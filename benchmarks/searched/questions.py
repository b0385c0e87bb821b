"""What is asked of every store: words by how often they are there, questions around each, and any questions at all."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from invented import library

from clew.query import All, Either, Is, Match, Not, Query, Words
from clew.stores.base import Store
from clew.text.terms import terms

MOST = 20_000


class Word(NamedTuple):
    """A term, in how many threads and posts alone it is, and a text it stands in, with who wrote it in which year."""

    term: str
    hits: int
    text: str
    author: str
    lang: str
    year: int

    def beside(self, chance: random.Random) -> str:
        """Another word of the text, the rarest ones not more often than others."""
        others = [word for word in self.text.split() if terms(word) != [self.term]]
        return chance.choice(others or [self.term])

    def phrase(self) -> str:
        """The word with the one after it, or before it."""
        words = self.text.split()
        at = next(place for place, word in enumerate(words) if self.term in terms(word))
        return " ".join(words[at : at + 2] if at + 1 < len(words) else words[at - 1 :])


def counted(folder: Path) -> dict[str, int]:
    """How many entries of an archive have each term that is asked for as itself."""
    conn = sqlite3.connect(folder / "clew.db")
    conn.execute("CREATE VIRTUAL TABLE temp.counted USING fts5vocab(main, entry_index, col)")
    rows = conn.execute("SELECT term, doc FROM temp.counted WHERE col = 'words'").fetchall()
    conn.close()
    return {term: hits for term, hits in rows if terms(term) == [term]}


def words(store: Store, hits: dict[str, int], count: int) -> list[Word]:
    """So many terms with 1 to 20,000 hits, evenly over the orders of magnitude."""
    chance = random.Random(11)
    by_hits = sorted((number, term) for term, number in hits.items() if number <= MOST)
    chosen: dict[str, int] = {}
    at = 0
    for place in range(count):
        target = MOST ** (place / (count - 1))
        while at + 1 < len(by_hits) and by_hits[at + 1][0] <= target:
            at += 1
        alike = [term for number, term in by_hits[max(0, at - 50) : at + 50] if term not in chosen]
        term = chance.choice(alike)
        chosen[term] = hits[term]
    return [_word(store, term, number) for term, number in chosen.items()]


def commonest(store: Store, hits: dict[str, int]) -> list[Word]:
    """The commonest word of each language."""
    firsts = [terms(library.vocabulary(lang, 1)[0])[0] for lang in ("en", "fr", "ar")]
    return [_word(store, term, hits[term]) for term in firsts]


def _word(store: Store, term: str, hits: int) -> Word:
    (found,) = store.search(Query(match=Words(term), min_posts=1, sort="oldest", limit=1)).items
    post = found.parts[0].post
    assert post.created is not None
    return Word(term, hits, post.text, post.author.id, post.lang or "und", post.created.year)


def around(word: Word, tag: str) -> dict[str, Query]:
    """The questions that are asked of a word, by name."""
    chance = random.Random(word.term)
    both = All((Words(word.term), Words(word.beside(chance))))
    year = {"since": datetime(word.year, 1, 1, tzinfo=UTC), "until": datetime(word.year + 1, 1, 1, tzinfo=UTC)}
    asked = {
        "newest first": Query(match=Words(word.term)),
        "oldest first": Query(match=Words(word.term), sort="oldest"),
        "longest first": Query(match=Words(word.term), sort="longest"),
        "best first": Query(match=Words(word.term), sort="best"),
        "two words": Query(match=both),
        "two words, best first": Query(match=both, sort="best"),
        "two words in one post": Query(match=both, scope="post"),
        "a phrase": Query(match=Words(word.phrase())),
        "with a language": Query(match=Words(word.term), lang=word.lang),
        "with an author": Query(match=Words(word.term), author=word.author),
        "with a hashtag": Query(match=Words(word.term), tag=tag),
        "with a year": Query(match=Words(word.term), **year),
    }
    return {name: _of_single_posts_too(query) for name, query in asked.items()}


def _of_single_posts_too(query: Query) -> Query:
    return Query(**{name: getattr(query, name) for name in Query.__struct_fields__} | {"min_posts": 1})


def any_questions(known: Sequence[Word], tags: Sequence[str], count: int) -> Iterator[Query]:
    """Questions that nobody would ask: words, phrases, filters, without and either, in threads and in posts."""
    chance = random.Random(12)
    for _ in range(count):
        word = chance.choice(known)
        match = _any_match(chance, known, tags, 2)
        scope = "post" if chance.random() < 0.2 else "thread"
        if scope == "post":
            match = All((Words(word.term), match))
        since = datetime(chance.randrange(2014, 2024), 1, 1, tzinfo=UTC) if chance.random() < 0.2 else None
        yield Query(match=match, scope=scope, since=since, min_posts=chance.choice((1, 1, 2, 5)))


def _any_match(chance: random.Random, known: Sequence[Word], tags: Sequence[str], depth: int) -> Match:
    if depth and chance.random() < 0.7:
        kind = chance.choice((All, All, Either, Not))
        if kind is Not:
            return All((_any_match(chance, known, tags, 0), Not(_any_match(chance, known, tags, depth - 1))))
        return kind(tuple(_any_match(chance, known, tags, depth - 1) for _ in range(chance.choice((2, 2, 3)))))
    word = chance.choice(known)
    return chance.choice(
        (
            Words(word.term),
            Words(word.term),
            Words(word.phrase()),
            Words(word.beside(chance)),
            Is("lang", word.lang),
            Is("author", word.author),
            Is("tag", chance.choice(tags)),
        )
    )
