"""What an archive does with a search before a store sees it, and when it finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from clew.errors import BadQuery
from clew.query import All, Either, Is, Match, Not, Query, Words
from clew.stores.base import Store
from clew.text.terms import spans, terms

Same = Callable[[str], tuple[str, ...]]
"""All hashtags that count as one, itself first."""

# A word of few letters is near to everything.
_SHORT = 3
_LONG = 7
_NEAR = 12


def ordered(query: Query) -> Query:
    """The query; `BadQuery` for a search in the order of lists alone."""
    if query.match is not None and query.sort == "grown":
        raise BadQuery("What was searched for is sorted newest, oldest, longest or best first, not by what grew last.")
    return query


def unordered(query: Query) -> Query:
    """The query in an order that lists and searches both have, where only its threads count."""
    return replace(query, sort="newest") if query.sort == "grown" else query


def joined(query: Query, same: Same) -> Query:
    """The query with every hashtag under all the names it goes by, where it asks for that."""
    if not query.joined:
        return query
    if query.tag is not None and not query.also:
        query = replace(query, also=same(query.tag)[1:])
    return query if query.match is None else replace(query, match=_joined(query.match, same))


def _joined(match: Match, same: Same) -> Match:
    if isinstance(match, Is) and match.kind == "tag":
        names = same(match.value)
        return match if len(names) < 2 else Either(tuple(Is("tag", name) for name in names))  # noqa: PLR2004 - one
    if isinstance(match, Not):
        return Not(_joined(match.part, same))
    if isinstance(match, All | Either):
        return type(match)(tuple(_joined(part, same) for part in match.parts))
    return match


def tags(query: Query) -> Iterator[str]:
    """The hashtags a query asks for."""
    if query.tag is not None:
        yield query.tag
    if query.match is not None:
        yield from _tags(query.match)


def _tags(match: Match) -> Iterator[str]:
    if isinstance(match, Is) and match.kind == "tag":
        yield match.value
    elif isinstance(match, All | Either):
        for part in match.parts:
            yield from _tags(part)


def meant(store: Store, query: Query, same: Same) -> Query | None:
    """The query with each word that stands nowhere here replaced by the nearest one that does.

    Its hashtags stay as they were asked for, since somebody reads them. None where every word is here, where one has
    nothing near it, and where even that finds nothing.
    """
    if query.match is None:
        return None
    meaning = _Meaning(store)
    match = meaning.of(query.match)
    if not meaning.changed or meaning.hopeless:
        return None
    found = replace(query, match=match, after=None)
    return found if store.count(joined(found, same)) else None


class _Meaning:
    """One query whose words are looked up one by one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.changed = False
        self.hopeless = False

    def of(self, match: Match) -> Match:
        if isinstance(match, All | Either):
            return type(match)(tuple(self.of(part) for part in match.parts))
        if not isinstance(match, Words) or self._count(match.text):
            return match
        words = [self._word(match.text[start:end], term) for start, end, term in spans(match.text)]
        self.changed = True
        return Words(" ".join(words))

    def _count(self, words: str) -> int:
        return self._store.count(Query(match=Words(words), min_posts=1))

    def _word(self, written: str, term: str) -> str:
        if self._count(written):
            return written
        near = self._near(term)
        if near is None:
            self.hopeless = True
            return written
        return self._as_written(near)

    def _near(self, term: str) -> str | None:
        """The nearest term that is here; of equally near ones the most frequent."""
        if len(term) < _SHORT:
            return None
        here = [each for each in self._store.terms(term[0]) if abs(len(each) - len(term)) < _SHORT]
        apart = 1 if len(term) < _LONG else 2
        found = process.extract(term, here, scorer=OSA.distance, score_cutoff=apart, limit=_NEAR)
        counted = [(distance, -self._count(each), each) for each, distance, _ in found]
        return min(((distance, count, each) for distance, count, each in counted if count), default=(0, 0, None))[2]

    def _as_written(self, term: str) -> str:
        """A term as somebody here wrote it: some are stems that nobody would."""
        (first, *_) = self._store.search(Query(match=Words(term), min_posts=1, limit=1)).items
        for part in first.parts:
            for start, end, found in spans(part.post.text):
                if found == term:
                    return part.post.text[start:end]
        return term


def phrases(query: Query) -> tuple[tuple[str, ...], ...]:
    """The terms of each word and phrase whose presence a query asks for, each once."""
    return () if query.match is None else tuple(dict.fromkeys(_phrases(query.match)))


def _phrases(match: Match) -> Iterator[tuple[str, ...]]:
    if isinstance(match, Words):
        yield tuple(terms(match.text))
    elif isinstance(match, All | Either):
        for part in match.parts:
            yield from _phrases(part)
