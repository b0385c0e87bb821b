"""What found threads share, as links that ask for it, too; and what was asked for, as links that no longer do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import msgspec

from clew.archive import Archive, Facets
from clew.query import All, Is, Kind, Match, Query
from clew.speech import _, later
from clew.text import languages
from clew.text.asking import narrowed, spelled
from clew.text.folding import fold
from clew.web import addresses, words
from clew.web.asking import Link

_MOST = 8
LOOKED_AT = 24
"""How many facets of each kind are wanted: some are left out, which narrow nothing or are one with another."""
AMONG = 5000
"""How many of the newest threads are looked at for them: about 7 ms of a page, however many were found."""
_LAST_YEAR = 9999
_GROUPS: tuple[tuple[Kind, str, str], ...] = (
    ("tag", later("Hashtags"), later("any hashtag")),
    ("author", later("Authors"), later("anybody")),
    ("lang", later("Languages"), later("any language")),
    ("network", later("Networks"), later("any network")),
)


class Choice(msgspec.Struct, frozen=True):
    """Something that some of the threads share, and how many of them do."""

    label: str
    href: str
    threads: int


class Group(msgspec.Struct, frozen=True):
    """Choices of one kind; `asked` are those that are asked for already, each with the address without it."""

    label: str
    without: str
    asked: list[Link]
    choices: list[Choice]


def groups(archive: Archive, query: Query, facets: Facets, sort: str) -> list[Group]:
    """The facets of a search in its order; what is true of all that was found is no choice."""
    narrowing = _Narrowing(archive, query, facets, sort)
    found = [narrowing.group(*each) for each in _GROUPS]
    found.append(narrowing.years())
    return [group for group in found if group.asked or group.choices]


class _Narrowing:
    """One search whose facets become links."""

    def __init__(self, archive: Archive, query: Query, facets: Facets, sort: str) -> None:
        self.archive, self.query, self.facets, self.sort = archive, query, facets, sort
        self.author = cache(archive.author)
        match = query.match
        self.parts: tuple[Match, ...] = match.parts if isinstance(match, All) else () if match is None else (match,)

    def group(self, kind: Kind, label: str, without: str) -> Group:
        asked = [part for part in self.parts if isinstance(part, Is) and part.kind == kind]
        seen = {key for part in asked for key in self._keys(part)}
        choices = []
        for value, threads in self._shared(kind):
            fact = Is(kind, self._asked_as(kind, value))
            name = self._name(fact)
            if name is None or not seen.isdisjoint(self._keys(fact)):
                continue
            seen.update(self._keys(fact))
            choices.append(Choice(name, self._to(narrowed(self.query, fact)), threads))
            if len(choices) == _MOST:
                break
        links = [Link(self._name(part) or part.value, self._to(self._without(part))) for part in asked]
        return Group(_(label), _(without), links, choices)

    def years(self) -> Group:
        """Years become dates: those a thread begins since and until."""
        query = self.query
        asked = []
        if query.since or query.until:
            asked.append(Link(_dates(query), self._to(msgspec.structs.replace(query, since=None, until=None))))
        choices = [
            Choice(year, self._to(_within(query, int(year))), threads)
            for year, threads in self._shared("year")
            if year.isdecimal()
        ]
        newest = sorted(choices[:_MOST], key=lambda each: each.label, reverse=True)
        return Group(_("Years"), _("any date"), asked, newest)

    def _shared(self, kind: str) -> Iterator[tuple[str, int]]:
        for each in self.facets.counts:
            if each.kind == kind and each.threads < self.facets.of:
                yield each.value, each.threads

    def _keys(self, fact: Is) -> tuple[str, ...]:
        """What two facts have in common that are one to a reader, whatever their spelling."""
        if fact.kind == "tag":
            return self.archive.same(fact.value)
        if fact.kind == "author":
            found = self.author(fact.value)
            return (fold(fact.value) if found is None else found.author.id,)
        name = languages.name(fact.value) if fact.kind == "lang" else None
        return (name or fact.value,)

    def _asked_as(self, kind: Kind, value: str) -> str:
        """A facet's value as somebody would type it: a hashtag as it is written, an author by handle."""
        if kind == "tag":
            counted = self.archive.tag(value)
            return value if counted is None else counted.written
        found = self.author(value) if kind == "author" else None
        if found is None or not found.author.handle:
            return value
        holder = self.author(found.author.handle)
        return found.author.handle if holder and holder.author.id == value else value

    def _name(self, fact: Is) -> str | None:
        """What a person calls it; None for what has no name."""
        if fact.kind == "tag":
            return f"#{fact.value}"
        if fact.kind == "author":
            found = self.author(fact.value)
            return words.author(found.author) if found and words.named(found.author) else None
        if fact.kind == "lang":
            return languages.name(fact.value)
        return words.network(fact.value)

    def _without(self, part: Match) -> Query:
        rest = tuple(each for each in self.parts if each != part)
        return msgspec.structs.replace(self.query, match=rest[0] if len(rest) == 1 else All(rest))

    def _to(self, query: Query) -> str:
        return addresses.to_search(spelled(query).strip(), self.sort)


def _within(query: Query, year: int) -> Query:
    """The query of threads of that year; of a span that begins or ends inside it that part."""
    first = datetime(year, 1, 1, tzinfo=UTC)
    since = first if query.since is None else max(first, query.since)
    if year == _LAST_YEAR:
        return msgspec.structs.replace(query, since=since)
    last = datetime(year + 1, 1, 1, tzinfo=UTC)
    return msgspec.structs.replace(query, since=since, until=last if query.until is None else min(last, query.until))


def _dates(query: Query) -> str:
    """The dates that are asked for, as they are typed; a whole year is its number."""
    if query.since is not None and query == _within(query, query.since.year):
        year = query.since.year
        if query.since == datetime(year, 1, 1, tzinfo=UTC) and query.until and query.until.year == year + 1:
            return str(year)
    return spelled(Query(since=query.since, until=query.until, min_posts=1))
