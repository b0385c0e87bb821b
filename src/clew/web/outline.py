"""What the threads of a list share, counted, as links that narrow it; and what it is narrowed to, as links back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from clew.archive import Archive, Facets
from clew.query import All, Query
from clew.speech import _, later, many
from clew.text import languages
from clew.web import addresses, words
from clew.web.asking import Link, address

AMONG = 1000
"""How many of the newest threads are looked at: about 3 ms of a page, whatever the list's length."""
_MOST = 8
_LOOKED_AT = 24
_RELATED = 12
_KINDS = {
    "lang": (later("Language"), later("any language")),
    "network": (later("Network"), later("any network")),
    "author": (later("Author"), later("anybody")),
    "tag": (later("Hashtag"), later("any hashtag")),
}
_LENGTHS = ("10", "50")


class Choice(msgspec.Struct, frozen=True):
    """A narrower list; `threads` is how long it is, None where that is not counted."""

    label: str
    href: str
    threads: int | None = None


class Group(msgspec.Struct, frozen=True):
    """Choices of one `kind`, which pages call `label`.

    `asked` is the one that is made, with the address of the list without it.
    """

    kind: str
    label: str
    choices: list[Choice]
    asked: Link | None = None
    without: str = ""


class Outline(msgspec.Struct, frozen=True):
    """The groups of a list, and hashtags that its threads carry, too.

    `threads` is how many there are, None where there are so many that only the newest `AMONG` were counted.
    """

    groups: list[Group]
    related: list[Choice]
    threads: int | None


def outline(
    archive: Archive, query: Query, path: str, params: Mapping[str, str], *, without: Collection[str] = ()
) -> Outline:
    """The outline of the list at `path`; kinds that it is `without` are what it is a list of."""
    asked = query if query.match is not None else msgspec.structs.replace(query, match=All(()))
    facets = archive.facets(asked, _LOOKED_AT, AMONG)
    made = _Making(archive, query, facets, path, params)
    groups = [made.group(kind) for kind in _KINDS if kind not in without]
    groups += [made.lengths(), made.missing()]
    return Outline(
        groups=[group for group in groups if group.asked or group.choices],
        related=made.related() if "tag" in without and query.tag is not None else [],
        threads=facets.of if facets.of < AMONG else None,
    )


class _Making:
    """One list on its way to its outline."""

    def __init__(self, archive: Archive, query: Query, facets: Facets, path: str, params: Mapping[str, str]) -> None:
        self._archive, self._query, self._facets = archive, query, facets
        self._path, self._params = path, params

    def group(self, kind: str) -> Group:
        """Languages, networks, authors or hashtags."""
        label, without = (_(each) for each in _KINDS[kind])
        if value := self._params.get(kind):
            name = self._name(kind, value) or value
            return Group(kind, label, [], Link(name, self._to(**{kind: None})), without)
        choices: dict[str, Choice] = {}
        for value, threads in self._shared(kind):
            called = self._name(kind, value)
            if called is not None and (kind == "author" or called not in choices):
                choices[value if kind == "author" else called] = Choice(called, self._to(**{kind: value}), threads)
            if len(choices) == _MOST:
                break
        return Group(kind, label, list(choices.values()))

    def lengths(self) -> Group:
        """How many posts at least."""
        if now := self._params.get("min_posts"):
            asked = Link(_or_more(now), self._to(min_posts=None))
            return Group("length", _("Length"), [], asked, _("any length"))
        choices = [Choice(_or_more(least), self._to(min_posts=least)) for least in _LENGTHS]
        return Group("length", _("Length"), choices)

    def missing(self) -> Group:
        """Whether posts are missing; no choice where all lists would be the same."""
        if now := self._params.get("complete"):
            asked = Link(_("none known") if now == "yes" else _("some"), self._to(complete=None))
            return Group("missing", _("Missing"), [], asked, _("whole or not"))
        gaps = next((each.threads for each in self._facets.counts if (each.kind, each.value) == ("has", "gap")), 0)
        if not 0 < gaps < self._facets.of:
            return Group("missing", _("Missing"), [])
        none = Choice(_("none known"), self._to(complete="yes"), self._facets.of - gaps)
        return Group("missing", _("Missing"), [none, Choice(_("some"), self._to(complete="no"), gaps)])

    def related(self) -> list[Choice]:
        """Hashtags that often stand beside the list's own, each with the address of its own list."""
        own = set(self._archive.same(self._query.tag or ""))
        found: list[Choice] = []
        for each in self._facets.counts:
            if each.kind != "tag" or each.value in own or len(found) == _RELATED:
                continue
            known = self._archive.tag(each.value)
            if known is not None:
                own.update(self._archive.same(each.value))
                found.append(Choice(f"#{known.written}", addresses.to_tag(each.value), each.threads))
        return found

    def _shared(self, kind: str) -> Iterator[tuple[str, int]]:
        """What some of the threads have and others have not: what all share is no choice."""
        for each in self._facets.counts:
            if each.kind == kind and each.threads < self._facets.of:
                yield each.value, each.threads

    def _name(self, kind: str, value: str) -> str | None:
        """What a person calls it; None for what has no name."""
        if kind == "tag":
            known = self._archive.tag(value)
            return None if known is None else f"#{known.written}"
        if kind == "author":
            found = self._archive.author(value)
            return words.author(found.author) if found and words.named(found.author) else None
        return languages.name(value) if kind == "lang" else words.network(value)

    def _to(self, **changes: str | None) -> str:
        return address(self._path, self._params, **changes)


def _or_more(least: str) -> str:
    return many("%(num)s post or more", "%(num)s posts or more", int(least)) if least.isdecimal() else least
