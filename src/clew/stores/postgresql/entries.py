"""Write what a search knows of threads: entries, and what of them is in the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from clew.stores import entry
from clew.stores.entry import Entry, Fact
from clew.stores.postgresql.bulk import Conn, copied
from clew.stores.postgresql.words import Lexemes

OFTEN = "~2"
"""What marks a term in the index that stands in an entry twice or more; no term has this sign in it."""

BETWEEN = "\n"
# A tsvector holds a megabyte of lexemes. What a thread of more different words has besides is not found by them.
_ROOM = 900_000
_ONE = 12  # what a lexeme takes beside its letters
_TYPES = ("int8", "int8", "int8", "int8", "bytea", "bytea", "tsvector", "text")
# Put what waits into the index; only who owns it can, and for others the server does it in time.
# Terms are sent as one text, and sorted before they are looked for, so that pages of their index are met one after
# another: at 1,200,000 that are there, 100,000 are looked for in half the time. Nobody else can have written one
# meanwhile: writers take turns.
_MET = """
    INSERT INTO term SELECT found FROM (
        SELECT found FROM unnest(string_to_array(%s, ' ')) found ORDER BY found COLLATE "C" OFFSET 0
    ) met WHERE NOT EXISTS (SELECT FROM term WHERE term = found COLLATE "C")
"""
_INDEX = """
    SELECT gin_clean_pending_list(oid) FROM pg_class
    WHERE oid = 'entry_by_words'::regclass AND pg_has_role(relowner, 'USAGE')
"""


class Row(NamedTuple):
    """An entry as the database has it, under its post; number and sign are None where there is none."""

    post: int
    number: int | None
    sign: bytes | None


class Entries:
    """The entries of one group of authors."""

    def __init__(self, conn: Conn, facet_keys: Callable[[set[Fact]], Mapping[Fact, int]]) -> None:
        self._conn = conn
        self._facet_keys = facet_keys

    def write(self, entries: Sequence[Entry], authors: Collection[int]) -> set[int]:
        """Replace the authors' entries; authors come back of whom one should stand that is not there."""
        before = self._before(authors, [each.id for each in entries])
        stay = {each.id for each in entries if each.id in before and before[each.id].sign == each.sign}
        self._remove([row.number for name, row in before.items() if row.number is not None and name not in stay])
        come = [each for each in entries if each.id not in stay]
        posts = {each.id: before[each.id].post for each in come if each.id in before}
        self._insert([each for each in come if each.lines is not None and each.id in posts], posts)
        if come:
            self._conn.execute(_INDEX)
        missing = [each.id for each in come if each.lines is None]
        rows = self._conn.execute("SELECT author FROM post WHERE id = ANY(%b)", (missing,)) if missing else ()
        return {author for (author,) in rows}

    def _before(self, authors: Iterable[int], ids: Sequence[str]) -> dict[str, Row]:
        """The entries of the authors' posts, and these posts, which may have changed hands."""
        sql = """
            SELECT p.id, p.key, e.number, e.sign FROM post p JOIN entry e ON e.post = p.key WHERE p.author = ANY(%b)
            UNION ALL
            SELECT p.id, p.key, e.number, e.sign FROM post p LEFT JOIN entry e ON e.post = p.key WHERE p.id = ANY(%b)
        """
        return {row[0]: Row(*row[1:]) for row in self._conn.execute(sql, (list(authors), ids)).fetchall()}

    def _remove(self, numbers: list[int]) -> None:
        if numbers:
            sql = "DELETE FROM entry WHERE number = ANY(%b) RETURNING length"
            self._count([-length for (length,) in self._conn.execute(sql, (numbers,))], -1)

    def _count(self, lengths: list[int], sign: int) -> None:
        self._conn.execute(
            "UPDATE tally SET value = value + CASE name WHEN 'terms' THEN %s ELSE %s END"
            " WHERE name IN ('terms', 'entries')",
            (sum(lengths), sign * len(lengths)),
        )

    def _insert(self, entries: Sequence[Entry], posts: Mapping[str, int]) -> None:
        if not entries:
            return
        keys = self._facet_keys({fact for each in entries for fact in each.about})
        numbers = entry.numbers(entries, self._taken)
        ordered = sorted(zip(numbers, entries, strict=True), key=lambda pair: pair[0])
        lengths = [entry.length(each) for _, each in ordered]
        met: set[str] = set()

        def rows() -> Iterator[tuple[Any, ...]]:
            """Made while the server writes those before."""
            for (number, each), length in zip(ordered, lengths, strict=True):
                facts = [keys[fact] for fact in each.about]
                said = each.lines or ()
                counted = Counter(" ".join(said).split())
                met.update(counted)
                about = number, posts[each.id], each.held, length, each.sign, entry.packed(facts)
                yield *about, Lexemes(_sought(counted, facts)), kept(said)

        copied(self._conn, "entry (number, post, held, length, sign, facts, index, words)", _TYPES, rows())
        self._count(lengths, 1)
        self._conn.execute(_MET, (" ".join(met),))

    def _taken(self, numbers: Sequence[int]) -> set[int]:
        sql = "SELECT number FROM entry WHERE number = ANY(%b)"
        return {number for (number,) in self._conn.execute(sql, (list(numbers),))}


def kept(lines: Iterable[str]) -> str:
    """The lines of an entry as they are kept."""
    return f"  {BETWEEN.join(lines).replace(' ', '  ').replace(BETWEEN, f'  {BETWEEN}  ')}  "


def lines(words: str) -> list[str]:
    """The lines of an entry from what is kept."""
    return [line[2:-2].replace("  ", " ") for line in words.split(BETWEEN)]


def _sought(counted: Counter[str], facts: Iterable[int]) -> list[str]:
    found = [f"~{key}" for key in facts]
    found += counted
    found += [term + OFTEN for term, times in counted.items() if times > 1]
    room = _ROOM
    if len(found) * (_ONE + 4 * 64) > room:  # no term has more than 64 letters
        for place, lexeme in enumerate(found):
            room -= len(lexeme.encode()) + _ONE
            if room < 0:
                return found[:place]
    return found
