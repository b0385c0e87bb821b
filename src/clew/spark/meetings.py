"""Cards of saved listings meet the posts they showed, which may lie in any part: by the rules of `clew.meeting`.

Cards are few, so that they are brought to the machine that leads the run, with the posts of whoever said the same.
Their observations are then added up anew as those of the real posts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from clew.meeting import MOST, Refused, heal
from clew.places import Place
from clew.post import Author, Post, Problem, Value
from clew.sets import part_of
from clew.spark.engine import Engine
from clew.spark.files import reading
from clew.spark.observations import HELD, Held
from clew.spark.reading import NAME, POST
from clew.spark.rows import Row
from clew.stores.base import Touched
from clew.stores.met import as_met
from clew.stores.packed import as_post, encode
from clew.text import wording

_as_held = msgspec.msgpack.Decoder(Held).decode


class Real(Value):
    """The real post that a post of a card is."""

    id: str
    network: str
    author_id: str


class Met(Value):
    """Which posts of cards are which real ones, and which cards could be of several threads, by their first posts."""

    pairs: dict[str, Real]
    refused: dict[str, Problem]


class _Said(Value):
    """What one file of posts has to do with cards."""

    listed: tuple[Post, ...] = ()
    words: tuple[tuple[int, str], ...] = ()
    posts: tuple[Post, ...] = ()


class _Ask(NamedTuple):
    """What is looked for: posts of these words, all posts of these authors, or posts of cards."""

    numbers: frozenset[int] = frozenset()
    authors: frozenset[str] = frozenset()
    cards: bool = False


def met(engine: Engine, work: str, files: Sequence[str]) -> Met:
    """What the cards among these posts met."""
    tasks = [each.encode() for each in files]

    def ask(
        *, cards: bool = False, numbers: frozenset[int] = frozenset(), authors: frozenset[str] = frozenset()
    ) -> _Said:
        said = [_decode(each) for each in engine.run(tasks, partial(_look, work, _Ask(numbers, authors, cards)))]
        return _Said(
            tuple(sorted((post for each in said for post in each.listed), key=lambda post: post.id)),
            tuple(sorted(pair for each in said for pair in each.words)),
            tuple(sorted((post for each in said for post in each.posts), key=lambda post: post.id)),
        )

    listed = ask(cards=True).listed
    wanted = frozenset(number for post in listed if (number := wording.number(post)) is not None)
    known = _Known(listed, ask(numbers=wanted).words if wanted else ())
    known.posts(ask(authors=known.candidates()).posts if known.candidates() else ())
    refused: Refused = {}
    heal(known, sorted({post.author.id for post in listed}), refused)
    return Met(known.pairs, {name: problem for of in refused.values() for name, problem in of.items()})


def _decode(said: bytes) -> _Said:
    return msgspec.msgpack.decode(said, type=_Said)


def _look(work: str, ask: _Ask, path: bytes) -> bytes:
    """Look through a file for what is asked."""
    listed, words, posts = [], [], []
    for row in reading(Place(work), path.decode()):
        if row.kind != HELD or (ask.authors and row.key not in ask.authors):
            continue
        post = _as_held(row.record).post
        if wording.is_listed_only(post.id):
            listed += [post] if ask.cards else []
        elif ask.authors:
            posts.append(post)
        elif ask.numbers and (number := wording.number(post)) in ask.numbers:
            assert number is not None
            words.append((number, post.author.id))
    return encode(_Said(tuple(listed), tuple(words), tuple(posts)))


class _Known:
    """What was brought together, as `clew.meeting` asks for it."""

    def __init__(self, listed: Sequence[Post], words: Sequence[tuple[int, str]]) -> None:
        self._listed = listed
        self._by_words: dict[int, list[str]] = defaultdict(list)
        for number, author_id in words:
            self._by_words[number].append(author_id)
        self._by_author: dict[str, list[Post]] = defaultdict(list)
        self._real: dict[str, Post] = {}
        self.pairs: dict[str, Real] = {}

    def candidates(self) -> frozenset[str]:
        """Everybody who may have written a card."""
        return frozenset(who for number in self._by_words for who in self.said_by(number, MOST) or ())

    def posts(self, posts: Sequence[Post]) -> None:
        """Take in all posts of these."""
        for post in posts:
            self._by_author[post.author.id].append(post)
            self._real[post.id] = post

    def unmet(self, author_ids: Sequence[str]) -> tuple[Post, ...]:
        """The posts of these authors that are known only from pages without ids."""
        wanted = set(author_ids)
        return tuple(post for post in self._listed if post.author.id in wanted)

    def said_by(self, words: int, most: int) -> tuple[str, ...] | None:
        """Ids of the authors of real posts of these words."""
        said = self._by_words.get(words, ())
        return tuple(sorted(set(said))) if len(said) < most else None

    def of_authors(self, author_ids: Sequence[str]) -> Touched:
        """All posts of these authors."""
        return Touched((), tuple(post for each in author_ids for post in self._by_author.get(each, ())), ())

    def meet(self, pairs: Mapping[str, str]) -> None:
        """Note what a card met."""
        for listed, real in pairs.items():
            post = self._real[real]
            self.pairs[listed] = Real(real, post.network, post.author.id)


def as_real(pairs: Mapping[str, Real], parts: int, rows: Iterator[Row]) -> Iterator[Row]:
    """What was said of posts of cards as said of the real ones, whose other names those of the cards become."""
    for row in rows:
        real = pairs.get(row.key) if row.kind == POST else None
        if real is None:
            yield row
            continue
        author = Author(real.author_id, real.network)
        said = as_met(as_post(row.record), Post(real.id, real.network, author, None, ""))
        part = part_of(real.id, parts)
        yield Row(part, real.id, POST, row.place, encode(said))
        yield Row(part, real.id, NAME, 0, row.key.encode())
