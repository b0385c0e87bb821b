"""A `Match` made ready for an engine: words as terms, facts as whatever a store knows them by; and matched by hand.

By hand means over the lines of one entry: to say which posts of a thread were hit, to ask that all be true of one and
the same post, and for the store in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence

from clew.errors import BadQuery
from clew.post import Value
from clew.query import All, Either, Is, Match, Not, Query, Words
from clew.speech import _
from clew.stores import listing
from clew.stores.entry import Fact, mention
from clew.text.asking import HAS
from clew.text.terms import terms


class Phrase(Value):
    """Terms that stand one after another in one post; one term is a word."""

    terms: tuple[str, ...]


class Known(Value):
    """A fact under one of the keys a store has for it; none where nothing here has it."""

    keys: tuple[Hashable, ...]


class Never(Value):
    """What must not be."""

    part: Needle


class Every(Value):
    """What must all be."""

    parts: tuple[Needle, ...]


class Some(Value):
    """What must be in one way or another."""

    parts: tuple[Needle, ...]


class Anything(Value):
    """What is true of every entry."""


Needle = Phrase | Known | Never | Every | Some | Anything
Keys = Callable[[Fact], Hashable | None]


def needle(query: Query, keys: Keys, author_id: Callable[[str], str | None]) -> Needle:
    """What to look for: the query's match and its filters. `keys` gives a store's key of a fact, None for no such fact.

    `BadQuery` where the match asks for words and has none that could be found.
    """
    assert query.match is not None
    making = _Making(keys, author_id)
    parts = [making.of(each) for each in (*_filters(query), query.match)]
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _filters(query: Query) -> Iterator[Match]:
    if query.tag is not None:
        yield _either(tuple(Is("tag", tag) for tag in (query.tag, *query.also)))
    for kind in ("author", "network", "lang"):
        value = getattr(query, kind)
        if value is not None:
            yield Is(kind, value)


def _either(parts: tuple[Match, ...]) -> Match:
    return parts[0] if len(parts) == 1 else Either(parts)


class _Making:
    """One query on its way to a needle."""

    def __init__(self, keys: Keys, author_id: Callable[[str], str | None]) -> None:
        self._keys = keys
        self._author_id = author_id

    def of(self, match: Match) -> Needle:
        """The needle of a match; trees of a query are shallow (`clew.text.asking`)."""
        if isinstance(match, Words):
            found = tuple(terms(match.text))
            if not found:
                said = _("“%(words)s”", words=match.text[:80])
                raise BadQuery(
                    _("Nothing in %(words)s can be searched for; write a word, a number or an emoji.", words=said)
                )
            return Phrase(found)
        if isinstance(match, Is):
            return Known(self._known(match))
        if isinstance(match, Not):
            return Never(self.of(match.part))
        parts = tuple(self.of(part) for part in match.parts)
        if not parts and isinstance(match, All):
            return Anything()
        return Every(parts) if isinstance(match, All) else Some(parts)

    def _known(self, fact: Is) -> tuple[Hashable, ...]:
        value: str | None = fact.value
        if fact.kind == "tag":
            value = listing.tag(fact.value)
        elif fact.kind == "lang":
            value = listing.language(fact.value)
        elif fact.kind == "mention":
            value = mention(fact.value)
        elif fact.kind == "author":
            value = self._author_id(fact.value)
        elif fact.kind == "has" and fact.value not in HAS:
            raise BadQuery(
                _(
                    "Threads cannot be asked for “has:%(name)s”; ask for %(names)s.",
                    name=fact.value[:80],
                    names=", ".join(HAS),
                )
            )
        key = None if value is None else self._keys((fact.kind, value))
        return () if key is None else (key,)


def wanted(found: Needle) -> tuple[tuple[str, ...], ...]:
    """The phrases whose presence is asked for: what a snippet marks and a score counts, each once."""
    return tuple(dict.fromkeys(_wanted(found)))


def _wanted(found: Needle) -> Iterator[tuple[str, ...]]:
    if isinstance(found, Phrase):
        yield found.terms
    elif isinstance(found, Every | Some):
        for part in found.parts:
            yield from _wanted(part)


def hits(phrases: Collection[Sequence[str]], lines: Sequence[str]) -> list[int]:
    """The places of the lines in which one of the phrases stands."""
    text = " " + " \n ".join(lines) + " "
    found: set[int] = set()
    for phrase in phrases:
        sought = f" {' '.join(phrase)} "
        line, begun, at = 0, 0, text.find(sought)
        while at >= 0:
            line += text.count("\n", begun, at)
            found.add(line)
            begun = text.find("\n", at)
            at = -1 if begun < 0 else text.find(sought, begun)
    return sorted(found)


def fits(found: Needle, lines: Sequence[str], about: Collection[Hashable]) -> bool:
    """Whether a needle is in an entry, whatever post of it each part stands in."""
    return _fits(found, [f" {line} " for line in lines], about)


def fits_one(found: Needle, lines: Sequence[str], about: Collection[Hashable]) -> bool:
    """Whether all that is asked of words is true of one and the same line."""
    return any(_fits(found, [f" {line} "], about) for line in lines)


def _fits(found: Needle, lines: Sequence[str], about: Collection[Hashable]) -> bool:
    if isinstance(found, Phrase):
        sought = f" {' '.join(found.terms)} "
        return any(sought in line for line in lines)
    if isinstance(found, Known):
        return any(key in about for key in found.keys)
    if isinstance(found, Never):
        return not _fits(found.part, lines, about)
    if isinstance(found, Anything):
        return True
    every = isinstance(found, Every)
    return (all if every else any)(_fits(part, lines, about) for part in found.parts)


def loosened(found: Needle) -> Needle:
    """What is true of a thread whenever the needle is true of one of its posts: words that must not be are let go."""
    if isinstance(found, Never):
        return Anything() if any(_all_phrases(found)) else found
    if isinstance(found, Every | Some):
        return type(found)(tuple(loosened(part) for part in found.parts))
    return found


def in_one(found: Needle) -> bool:
    """Whether the scope `post` means anything but the scope `thread`: several words, or one that must not be."""
    return sum(1 for _ in _all_phrases(found)) > 1 or any(isinstance(each, Never) for each in _nodes(found))


def _nodes(found: Needle) -> Iterator[Needle]:
    yield found
    if isinstance(found, Never):
        yield from _nodes(found.part)
    elif isinstance(found, Every | Some):
        for part in found.parts:
            yield from _nodes(part)


def _all_phrases(found: Needle) -> Iterator[Phrase]:
    return (each for each in _nodes(found) if isinstance(each, Phrase))
