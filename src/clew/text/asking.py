"""The language of the search box: what somebody typed as a `Query`, and a `Query` as somebody could type it.

A space means "and", OR joins the two things beside it, `-` denies what follows, brackets hold together. Dates, length
and scope are about the query as a whole. docs/search.md explains it to people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

import msgspec

from clew.errors import BadQuery
from clew.post import Value
from clew.query import All, Either, Is, Match, Not, Query, Words
from clew.speech import _, either, later, number
from clew.text import dates
from clew.text.pieces import Piece, can_be_value, can_stand, mention, pieces, quoted, tag
from clew.text.terms import terms

LONGEST = 10_000
MOST = 64
"""Words and filters of a query at most."""

HAS = ("media", "links", "gap", "branch")
_MOST_TERMS = 512  # of all words together: scripts without spaces have two for every sign
_DEEPEST = 8
_KINDS: dict[str, Any] = {
    "from": "author",
    "tag": "tag",
    "mention": "mention",
    "lang": "lang",
    "network": "network",
    "has": "has",
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_FIELDS = {"since": "since", "until": "until", "min": "min_posts", "in": "scope"}
# Half a character, and the one PostgreSQL has no place for.
_UNWRITABLE = re.compile("[\ud800-\udfff\0]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


class _Part(Value):
    """What a piece or a bracket asks for, and the first piece in it that is about the whole query."""

    match: Match | None = None
    whole: Piece | None = None


def asked(text: str, base: Query = Query(min_posts=1)) -> Query:  # noqa: B008 - a frozen value
    """The query that somebody typed, over the filters of `base`; `BadQuery` says what cannot be read, and where."""
    if len(text) > LONGEST:
        raise BadQuery(
            _(
                "A search can have %(most)s characters, and this one has %(number)s; leave some out.",
                most=number(LONGEST),
                number=number(len(text)),
            )
        )
    reading = _Reading()
    for piece in pieces(_UNWRITABLE.sub("\ufffd", text)):
        reading.take(piece)
    match = reading.end()
    if match is None and not reading.fields and text.strip():
        raise BadQuery(
            _("Nothing in %(words)s can be searched for; write a word, a number or an emoji.", words=_shown(text))
        )
    if match is None and text.strip():
        match = All(())  # dates and lengths alone: everything that has them
    query = msgspec.structs.replace(base, match=match, **reading.fields)
    if query.since is not None and query.until is not None and query.since >= query.until:
        raise BadQuery(
            _(
                "No thread begins since %(first)s and before %(last)s; "
                "until: takes the first date that is too late, so write a later one.",
                first=_date(query.since),
                last=_date(query.until),
            )
        )
    return query


def spelled(query: Query) -> str:
    """The text `asked` reads as this query's match, dates, length and scope; a list's other filters are no part."""
    words = [] if query.match in (None, All(())) else [_spelled(query.match)]
    words += [f"{name}:{_date(when)}" for name, when in (("since", query.since), ("until", query.until)) if when]
    if query.min_posts != 1:
        words.append(f"min:{query.min_posts}")
    if query.scope != "thread":
        words.append(f"in:{query.scope}")
    return " ".join(words)


def narrowed(query: Query, part: Match) -> Query:
    """The query that asks for this, too."""
    parts = [] if query.match is None else _flat(All, [query.match])
    return query if part in parts else msgspec.structs.replace(query, match=_one(All, [*parts, part]))


class _Level:
    """What stands in one pair of brackets: things that must all be, each with its alternatives."""

    def __init__(self, opened: Piece | None) -> None:
        self.opened = opened
        self.joint: Piece | None = None  # an OR that waits for what it joins
        self.groups: list[list[Match]] = []
        self.last: _Part | None = None
        self.whole: Piece | None = None

    def add(self, part: _Part) -> None:
        if self.joint is None:
            self.groups.append([])
        elif part.whole:
            _refuse(part.whole, _BESIDE)
        self.groups[-1] += [] if part.match is None else _flat(Either, [part.match])
        self.joint, self.last, self.whole = None, part, self.whole or part.whole

    def join(self, piece: Piece) -> None:
        if self.last is None or self.joint:
            _refuse(
                piece,
                later(
                    "%(words)s at character %(place)s has nothing before it that it could join; "
                    "write a word there, or “or” for the word."
                ),
            )
        if self.last.whole:
            _refuse(self.last.whole, _BESIDE)
        self.joint = piece

    def close(self) -> _Part:
        if self.joint:
            _refuse(
                self.joint,
                later(
                    "%(words)s at character %(place)s has nothing after it that it could join; "
                    "write a word there, or “or” for the word."
                ),
            )
        parts = [_one(Either, group) for group in self.groups if group]
        return _Part(_one(All, _flat(All, parts)) if parts else None, self.whole)


class _Reading:
    """A text on its way to a query, piece by piece."""

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self._levels = [_Level(None)]
        self._count = 0
        self._terms = 0

    def take(self, piece: Piece) -> None:
        level = self._levels[-1]
        if piece.kind == "or":
            level.join(piece)
        elif piece.kind == "close":
            self._close()
        elif piece.kind == "open":
            if len(self._levels) > _DEEPEST:
                _refuse(
                    piece,
                    later(
                        "%(words)s at character %(place)s is the bracket that is one too many inside others; "
                        "%(most)s inside another will do."
                    ),
                    most=_DEEPEST,
                )
            self._levels.append(_Level(piece))
        else:
            level.add(_denied(piece, self._word(piece) if piece.kind == "word" else self._filter(piece)))

    def end(self) -> Match | None:
        while len(self._levels) > 1:
            self._close()
        return self._levels[0].close().match

    def _close(self) -> None:
        level = self._levels.pop()
        assert level.opened is not None
        self._levels[-1].add(_denied(level.opened, level.close()))

    def _word(self, piece: Piece) -> _Part:
        found = len(terms(piece.value))
        self._counted(piece, len(piece.value.split()), found)
        return _Part(Words(piece.value) if found else None)

    def _filter(self, piece: Piece) -> _Part:
        self._counted(piece, 1, 0)
        if piece.name in _KINDS:
            return _Part(Is(_KINDS[piece.name], _value(piece)))
        field, value = _FIELDS[piece.name], _WHOLE[piece.name](piece)
        if self.fields.setdefault(field, value) != value:
            _refuse(
                piece,
                later(
                    "%(words)s at character %(place)s says something else than the %(name)s: before it; "
                    "leave one of them out."
                ),
                name=piece.name,
            )
        return _Part(whole=piece)

    def _counted(self, piece: Piece, words: int, found: int) -> None:
        self._count += words
        self._terms += found
        if self._count > MOST:
            _refuse(
                piece,
                later(
                    "%(words)s at character %(place)s is more than a search can have, "
                    "%(most)s words and filters; leave some out."
                ),
                most=MOST,
            )
        if self._terms > _MOST_TERMS:
            _refuse(
                piece,
                later(
                    "%(words)s at character %(place)s is longer than what can be searched for; leave some of it out."
                ),
            )


def _denied(piece: Piece, part: _Part) -> _Part:
    if not piece.negated:
        return part
    if part.whole:
        _refuse(part.whole, _INSTEAD[part.whole.name])
    if part.match is None:
        return part
    return _Part(part.match.part if isinstance(part.match, Not) else Not(part.match))


def _value(piece: Piece) -> str:
    value = piece.value
    if piece.name in {"from", "mention"}:
        value = value.lstrip("@＠")
    elif piece.name == "tag":
        value = value.lstrip("#＃")
    else:
        value = value.lower()
    value = value.strip()
    if not value:
        _refuse(
            piece,
            later(
                "%(words)s at character %(place)s has nothing after it; "
                "write %(example)s without a space, or the word in quotes."
            ),
            example=_EXAMPLES[piece.name],
        )
    if piece.name == "has" and value not in HAS:
        _refuse(
            piece,
            later("%(words)s at character %(place)s is nothing a thread can have; write %(examples)s."),
            examples=either(f"has:{each}" for each in HAS),
        )
    return value


def _moment(piece: Piece) -> datetime:
    try:
        return dates.moment(_western(piece.value))
    except BadQuery:
        name = piece.name
        _refuse(
            piece,
            later(
                "%(words)s at character %(place)s is no date; "
                "write %(name)s:2018, %(name)s:2018-09 or %(name)s:2018-09-07."
            ),
            name=name,
        )


def _least(piece: Piece) -> int:
    digits = _western(piece.value)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits)):  # noqa: PLR2004 - under 10**9
        _refuse(piece, later("%(words)s at character %(place)s is no number of posts; write min:5."))
    return int(digits)


def _scope(piece: Piece) -> str:
    value = piece.value.lower()
    if value not in {"thread", "post"}:
        _refuse(piece, later("%(words)s at character %(place)s is no place to search in; write in:thread or in:post."))
    return value


_WHOLE: dict[str, Callable[[Piece], Any]] = {"since": _moment, "until": _moment, "min": _least, "in": _scope}
_BESIDE = later(
    "%(words)s at character %(place)s is about all that is searched for and cannot stand beside OR; "
    "write it at the end."
)
_UNDENIED = later(
    "%(words)s at character %(place)s is about all that is searched for and cannot be denied; leave the - out."
)
_INSTEAD = {
    "since": later(
        "%(words)s at character %(place)s is about all that is searched for and cannot be denied; "
        "write until: with the date."
    ),
    "until": later(
        "%(words)s at character %(place)s is about all that is searched for and cannot be denied; "
        "write since: with the date."
    ),
    "min": _UNDENIED,
    "in": _UNDENIED,
}
_EXAMPLES = {
    "from": "from:handle",
    "tag": "tag:hashtag",
    "mention": "@name",
    "lang": "lang:ar",
    "network": "network:x",
    "has": "has:media",
}


def _western(digits: str) -> str:
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in digits)


def _flat(kind: type[All | Either], parts: list[Match]) -> list[Match]:
    return [each for part in parts for each in (part.parts if isinstance(part, kind) else (part,))]


def _one(kind: type[All | Either], parts: list[Match]) -> Match:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _refuse(piece: Piece, reason: str, **values: object) -> NoReturn:
    raise BadQuery(_(reason, words=_shown(piece.said), place=number(piece.start + 1), **values))


def _shown(said: str) -> str:
    words = _UNSEEN.sub(" ", _UNWRITABLE.sub("\ufffd", said)).strip()
    return f"“{words[:40].rstrip()}…”" if len(words) > 41 else f"“{words}”"  # noqa: PLR2004 - an … for one letter helps nobody


def _spelled(match: Match) -> str:
    if isinstance(match, Words):
        return match.text if can_stand(match.text) else quoted(match.text)
    if isinstance(match, Is):
        return _spelled_fact(match)
    if isinstance(match, Not):
        return f"-{_held(match.part)}"
    if isinstance(match, Either):
        return " OR ".join(_held(part) if isinstance(part, All) else _spelled(part) for part in match.parts)
    return " ".join(_held(part) if isinstance(part, All) else _spelled(part) for part in match.parts)


def _held(match: Match) -> str:
    return f"({_spelled(match)})" if isinstance(match, All | Either | Not) else _spelled(match)


def _spelled_fact(fact: Is) -> str:
    if fact.kind == "tag" and tag(f"#{fact.value}") == fact.value:
        return f"#{fact.value}"
    if fact.kind == "mention" and mention(f"@{fact.value}") == fact.value:
        return f"@{fact.value}"
    return f"{_NAMES[fact.kind]}:{fact.value if can_be_value(fact.value) else quoted(fact.value)}"


def _date(when: datetime) -> str:
    """A time as short as `dates.moment` reads it."""
    written = when.isoformat()
    for start, rest in ((4, "-01-01T00:00:00+00:00"), (7, "-01T00:00:00+00:00"), (10, "T00:00:00+00:00")):
        if written[start:] == rest:
            return written[:start]
    return written
