"""Search in PostgreSQL: a needle as a `tsquery` over terms that were folded before they came here.

The index knows which entries have which terms. That terms stand one after another it does not know: for phrases it
gives what may be right, and the words of an entry decide.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import Any

from clew.query import Sort
from clew.recent import Recent
from clew.stores import entry, listing
from clew.stores.entry import Fact
from clew.stores.finding import ALL, Asked, Head, Hit, Said
from clew.stores.marker import EntryMarker
from clew.stores.needle import Anything, Every, Known, Needle, Never, Phrase, Some
from clew.stores.packed import as_shape
from clew.stores.postgresql import reading
from clew.stores.postgresql.bulk import Conn, Row
from clew.stores.postgresql.entries import OFTEN, lines
from clew.stores.postgresql.nearness import FEW, near_end
from clew.stores.postgresql.words import brief
from clew.thread import Card, Part, Place

_ORDERS = {"newest": "number DESC", "oldest": "number", "longest": "held DESC, number DESC"}
# Ways to the first entries: whichever the server thinks best, and all that are found, sorted.
_PLANNED = "SELECT {what} FROM entry WHERE {where}"
_SORTED = """
    SELECT {what} FROM (SELECT {what}, number AS place FROM entry WHERE {where} OFFSET 0) hit
    WHERE place BETWEEN %s AND %s
"""
_HIT = "number, post, held"
_RATED = "number, post, held, length, words, index"
# A word in more than half of all entries weighs next to nothing, and never less.
_LEAST = 1e-6
# What one phrase adds to the score, with k1 = 1.2 and b = 0.75; said so that `times` is worked out once.
_ONE = (
    "coalesce(%s::float8 * 2.2::float8 / (1::float8 + 1.2::float8"
    " * (0.25::float8 + 0.75::float8 * length::float8 / %s::float8) / nullif({times}, 0)::float8), 0::float8)"
)
# How many entries have a word is counted where the server's sample of them says that these are few; a word that more
# have weighs what the sample says, which is nearer than two parts in a hundred.
_COUNTED = 5000
# Ranking looks at every hit, at 2 µs each; of a word that more entries have the newest are ranked.
_RANKED = 20_000


Counted = Recent[Hashable, int]
"""How many entries were found, by the state of the entries and what was asked."""
COUNTS = 2000
"""So many are kept: whoever reads the next page of a search need not wait until all of it is counted again."""
# What is another whenever the entries are: who writes any of them counts them, and makes these rows anew.
_STATE = "SELECT value, xmin::text FROM tally WHERE name IN ('entries', 'terms') ORDER BY name"


class Engine:
    """`clew.stores.finding.Engine` over a connection."""

    def __init__(self, conn: Conn, counts: Counted) -> None:
        self._conn = conn
        self._counts = counts

    def key(self, fact: Fact) -> int | None:
        """A fact's key."""
        kind, value = fact
        sql = "SELECT key FROM facet WHERE kind = %s AND value = %s"
        row = self._conn.execute(sql, (kind, brief(value))).fetchone()
        return None if row is None else row[0]

    def author_id(self, name: str) -> str | None:
        """An author's id from the id or a handle."""
        return reading.author_id(self._conn, name)

    def rows(self, asked: Asked, order: Sort, count: int, beyond: EntryMarker | None) -> list[Hit]:
        """The first entries in an order."""
        asked = self._anchored(asked)
        if order == "longest":
            return [Hit(*row) for row in self._run(*_first(_HIT, _PLANNED, asked, order, count, beyond))]
        found: list[Hit] = []
        for way, span in self._ways(asked, order, count):
            if len(found) < count:
                sql, *values = _first(_HIT, way, span, order, count - len(found))
                found += [Hit(*row) for row in self._run(sql, *values)]
        return found

    def _ways(self, asked: Asked, order: Sort, count: int) -> list[tuple[str, Asked]]:
        """How to come to the first entries by time, and to the others where these are fewer than was likely."""
        if asked.least > asked.most:
            return []
        likely = self._likely(asked._replace(least=0, most=ALL))
        near = None if likely <= FEW else near_end(self._conn, asked, order, count, likely)
        if near is None:
            return [(_SORTED, asked)]
        rest = [] if near.rest is None or near.rest.least > near.rest.most else [(_SORTED, near.rest)]
        return [(_PLANNED, near.window), *rest]

    def _likely(self, asked: Asked) -> int:
        """About how many entries there are, as the server says from its sample of the table."""
        where, values = _where(asked)
        ((plan,),) = self._run(f"EXPLAIN (FORMAT JSON) SELECT FROM entry WHERE {where}", *values)
        return int(plan[0]["Plan"]["Plan Rows"])

    def _run(self, sql: str, *values: Any) -> list[Row]:
        """Run a statement that is planned for its values: what is rare and what is frequent need different plans."""
        return self._conn.execute(sql, values, prepare=False).fetchall()

    def best(self, asked: Asked, phrases: Sequence[Sequence[str]], count: int) -> list[Hit]:
        """By BM25, worked out for every hit: PostgreSQL's own ranks know nothing of how rare a word is."""
        if not phrases:
            return self.rows(asked, "newest", count, None)
        score, weighed = self._score(phrases, _needed(asked.needle))
        asked = self._anchored(asked)
        many = self._likely(asked) > _RANKED
        ways = self._ways(asked, "newest", _RANKED) if many else [(_PLANNED, asked)]
        found: list[Row] = []
        left = _RANKED
        for place, (way, span) in enumerate(ways, 1):
            hits, *values = _first(_RATED, way, span, "newest", left) if many else _found(_RATED, way, span)
            number = "0" if place == len(ways) else "count(*) OVER ()"  # how many are left only matters to the next
            sql = f"""
                SELECT score, -number, number, post, held, {number}
                FROM (SELECT number, post, held, {score} AS score FROM ({hits}) hit OFFSET 0) rated
                ORDER BY score, number DESC LIMIT %s
            """  # noqa: S608
            rows = self._run(sql, *weighed, *values, min(count, ALL))
            found += rows
            left -= rows[0][-1] if rows else 0
            if left <= 0:
                break
        return [Hit(*row[2:5]) for row in sorted(found)[:count]]

    def _score(self, phrases: Sequence[Sequence[str]], needed: Collection[Sequence[str]]) -> tuple[str, list[Any]]:
        """The negated score as an expression: the best is least, as in SQLite."""
        entries, length = self._totals()
        average = max(1.0, length / max(1, entries))
        said, values = [], list[Any]()
        for phrase in phrases:
            weight = 1.0 if len(phrases) == 1 else self._weight(phrase, entries)
            times, sought = _times(phrase, there=phrase in needed)
            said.append(_ONE.format(times=times))
            values += [weight, average, *sought]
        return f"-({' + '.join(said)})", values

    def _totals(self) -> tuple[int, int]:
        """How many entries there are, and how many terms they have."""
        (entries, _), (length, _) = self._state()
        return entries, length

    def _state(self) -> tuple[Row, ...]:
        return tuple(self._conn.execute(_STATE).fetchall())

    def _weight(self, phrase: Sequence[str], entries: int) -> float:
        asked = Asked(Phrase(tuple(phrase)), 0, ALL, 1)
        having = self._likely(asked) if len(phrase) == 1 else 0
        if having <= _COUNTED:
            having = self.count(asked)
        return max(_LEAST, math.log((max(0, entries - having) + 0.5) / (having + 0.5)))

    def count(self, asked: Asked) -> int:
        """How many entries there are."""
        what = self._state(), asked
        known = self._counts.find(what)
        return self._counts.keep(what, self._count(asked)) if known is None else known

    def _count(self, asked: Asked) -> int:
        if isinstance(asked.needle, Never) and asked == Asked(asked.needle, 0, ALL, 1):
            return self._totals()[0] - self.count(asked._replace(needle=asked.needle.part))
        where, values = _where(self._anchored(asked))
        ((number,),) = self._run(f"SELECT count(*) FROM entry WHERE {where}", *values)  # noqa: S608
        return int(number)

    def _anchored(self, asked: Asked) -> Asked:
        """The same with something that must be there: without, the index is read from its beginning to its end."""
        if _is_anchored(asked.needle):
            return asked
        return asked._replace(needle=Every((Known((self.key(listing.EVERYTHING),)), asked.needle)))

    def facts(self, asked: Asked, count: int) -> tuple[int, bytes]:
        """The facts of the newest entries, as one value: rows would take longer to come than to be found."""
        asked, number, facts = self._anchored(asked), 0, b""
        for way, span in self._ways(asked, "newest", count):
            if number < count:
                hits, *values = _first("number, facts", way, span, "newest", count - number)
                sql = f"SELECT count(*), coalesce(string_agg(facts, ''), '') FROM ({hits}) newest"  # noqa: S608
                ((more, said),) = self._run(sql, *values)
                number, facts = number + more, facts + said
        return number, facts

    def said(self, numbers: Sequence[int]) -> dict[int, Said]:
        """What these entries say."""
        sql = "SELECT number, words, facts FROM entry WHERE number = ANY(%b)"
        return {
            number: Said(lines(words), frozenset(entry.unpacked(facts)))
            for number, words, facts in self._conn.execute(sql, (list(numbers),))
        }

    def kinds(self, keys: Sequence[int]) -> list[tuple[int, str, str]]:
        """Key, kind and value of facts."""
        sql = "SELECT key, kind, value FROM facet WHERE key = ANY(%b)"
        return [(key, kind, value) for key, kind, value in self._conn.execute(sql, (list(keys),))]

    def ids(self, posts: Sequence[int]) -> dict[int, str]:
        """The ids of posts."""
        rows = self._conn.execute("SELECT key, id FROM post WHERE key = ANY(%b)", (list(posts),))
        return {key: post_id for key, post_id in rows}  # noqa: C416 - dict() has no type for rows

    def heads(self, numbers: Sequence[int]) -> dict[int, Head]:
        """What a page shows of these entries."""
        sql = """
            SELECT e.number, p.id, t.shape, e.words
            FROM entry e JOIN post p ON p.key = e.post LEFT JOIN thread t ON t.post = e.post
            WHERE e.number = ANY(%b)
        """
        return {
            number: Head(name, () if shape is None else as_shape(shape).places, lines(words))
            for number, name, shape, words in self._conn.execute(sql, (list(numbers),))
        }

    def cards(self, ids: Sequence[str], beside: Sequence[Sequence[Place]]) -> list[tuple[Card, tuple[Part, ...]]]:
        """Threads and posts alone as cards."""
        return reading.cards_of(self._conn, ids, beside)


def _first(what: str, way: str, asked: Asked, order: Sort, count: int, beyond: EntryMarker | None = None) -> list[Any]:
    """A statement that gives these columns of the first entries in an order, and its values."""
    sql, *values = _found(what, way, asked, beyond)
    return [f"{sql} ORDER BY {_ORDERS[order]} LIMIT %s", *values, min(count, ALL)]


def _found(what: str, way: str, asked: Asked, beyond: EntryMarker | None = None) -> list[Any]:
    """A statement that gives these columns of all entries, in no order, and its values."""
    where, values = _where(asked if way == _PLANNED else asked._replace(least=0, most=ALL))
    if beyond is not None:
        where, values = f"{where} AND (held, number) < (%s, %s)", [*values, beyond.held, beyond.number]
    if way == _SORTED:
        values = [*values, asked.least, asked.most]
    return [way.format(what=what, where=where), *values]


def _where(asked: Asked) -> tuple[str, list[Any]]:
    """What an entry must be, and what stands for the placeholders in it."""
    said: str
    values: list[Any]
    said, values = "index @@ %s::tsquery", [_query(asked.needle)]
    if asked.least > 0 or asked.most < ALL:
        said, values = f"{said} AND number BETWEEN %s AND %s", [*values, asked.least, asked.most]
    if asked.held > 1:
        said, values = f"{said} AND held >= %s", [*values, asked.held]
    if _has_phrase(asked.needle):
        exact, sought = _exact(asked.needle)
        said, values = f"{said} AND {exact}", [*values, *sought]
    return said, values


def _query(found: Needle) -> str:
    """A needle as a tsquery that is true wherever the needle is; terms have no quotes in them (`clew.text.terms`)."""
    if isinstance(found, Phrase):
        return _query(Every((found,)))
    if isinstance(found, Known):
        return " | ".join(f"'~{key}'" for key in found.keys or ("none",))
    if isinstance(found, Never):
        return "!'~none'" if _has_phrase(found.part) else f"!({_query(found.part)})"
    if isinstance(found, Anything):
        return "!'~none'"
    if isinstance(found, Some):
        return " | ".join(f"({_query(part)})" for part in found.parts)
    # each term once, or the server takes what is asked for twice for half as frequent
    terms = dict.fromkeys(term for part in found.parts if isinstance(part, Phrase) for term in part.terms)
    others = (f"({_query(part)})" for part in found.parts if not isinstance(part, Phrase))
    return " & ".join([*(f"'{term}'" for term in terms), *others])


def _is_anchored(found: Needle) -> bool:
    """Whether some term stands in whatever is found."""
    if isinstance(found, Every | Some):
        return (any if isinstance(found, Every) else all)(_is_anchored(part) for part in found.parts)
    return isinstance(found, Phrase | Known)


def _has_phrase(found: Needle) -> bool:
    """Whether terms are asked for that stand one after another."""
    if isinstance(found, Phrase):
        return len(found.terms) > 1
    if isinstance(found, Never):
        return _has_phrase(found.part)
    return isinstance(found, Every | Some) and any(_has_phrase(part) for part in found.parts)


def _exact(found: Needle) -> tuple[str, list[Any]]:
    """A needle as a condition that looks at the words where the index cannot tell."""
    if isinstance(found, Phrase) and len(found.terms) > 1:
        return "position(%s in words) > 0", [_standing(found.terms)]
    if isinstance(found, Never):
        said, values = _exact(found.part)
        return f"NOT ({said})", values
    if not isinstance(found, Every | Some):
        return "index @@ %s::tsquery", [_query(found)]
    parts = [_exact(part) for part in found.parts]
    joint = " AND " if isinstance(found, Every) else " OR "
    return f"({joint.join(said for said, _ in parts)})", [value for _, values in parts for value in values]


def _standing(phrase: Sequence[str]) -> str:
    return f" {'  '.join(phrase)} "


def _needed(found: Needle) -> tuple[tuple[str, ...], ...]:
    """Phrases that stand in every entry that is found."""
    parts = found.parts if isinstance(found, Every) else (found,)
    return tuple(part.terms for part in parts if isinstance(part, Phrase))


def _times(phrase: Sequence[str], *, there: bool) -> tuple[str, list[Any]]:
    """How often a phrase stands in an entry; most terms stand there once, and the index says of which it is true."""
    standing = _standing(phrase)
    counted = f"(octet_length(words) - octet_length(replace(words, %s, ''))) / {len(standing.encode())}"
    if len(phrase) == 1:
        once = "1" if there else "(index @@ %s::tsquery)::int"
        values = [f"'{phrase[0]}{OFTEN}'", standing, *([] if there else [f"'{phrase[0]}'"])]
        return f"CASE WHEN index @@ %s::tsquery THEN {counted} ELSE {once} END", values
    if phrase[0] in phrase[1:]:  # hits may overlap, and each is one
        ahead = f" {phrase[0]}(?=  {'  '.join(phrase[1:])} )"
        return "(SELECT count(*) FROM regexp_matches(words, %s, 'g'))", [ahead]
    return counted, [standing]


def terms(conn: Conn, beginning: str) -> Iterator[str]:
    """The terms that begin so."""
    rows = conn.execute("SELECT term FROM term WHERE term >= %s AND term < %s", (beginning, beginning + "\U0010ffff"))
    return iter([term for (term,) in rows.fetchall()])
