"""Search in SQLite with tantivy's index beside it, which ranks and counts; what comes by number FTS5 has sooner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import tantivy
from tantivy import Occur

from clew.stores import listing
from clew.stores.finding import ALL, Asked, Hit
from clew.stores.needle import Anything, Every, Known, Needle, Never, Phrase, Some
from clew.stores.sqlite.engine import RANKED, Engine
from clew.stores.sqlite.rows import among

if TYPE_CHECKING:
    import sqlite3

    from clew.stores.sqlite.index import Shown

_query = tantivy.Query


class Ranking(Engine):
    """`clew.stores.sqlite.engine.Engine` that asks the index for what it is good at."""

    def __init__(self, conn: sqlite3.Connection, shown: Shown) -> None:
        super().__init__(conn)
        self._schema = shown.held.schema
        self._searcher = shown.searcher

    def best(self, asked: Asked, phrases: Sequence[Sequence[str]], count: int) -> list[Hit]:
        """By tantivy's BM25: it rounds lengths, and a word in more than half of all entries still weighs something."""
        if not phrases:
            return super().best(asked, phrases, count)
        limit = min(count, RANKED, self._searcher.num_docs)
        places = [place for _, place in self._searcher.search(self._asked(asked), limit=limit, count=False).hits]
        numbers = [int(number or 0) for number in self._searcher.fast_field_values("number", places)]
        sql = "SELECT number, post, held FROM entry WHERE number IN (SELECT value FROM json_each(?))"
        hits = {row[0]: Hit(*row) for row in self._conn.execute(sql, (among(numbers),))}
        return [hits[number] for number in numbers]

    def count(self, asked: Asked) -> int:
        """How many entries there are."""
        found: Any = self._searcher.search(self._asked(asked), limit=1)
        return int(found.count)  # which its types do not know

    def _asked(self, asked: Asked) -> tantivy.Query:
        parts = [(Occur.Must, self._of(asked.needle))]
        if asked.least > 0 or asked.most < ALL:
            parts.append((Occur.Must, self._between("number", asked.least, asked.most)))
        if asked.held > 1:
            parts.append((Occur.Must, self._between("held", asked.held, ALL)))
        return _query.boolean_query(parts)

    def _between(self, field: str, least: int, most: int) -> tantivy.Query:
        if least > most:
            return _query.empty_query()
        return _query.boost_query(
            _query.range_query(self._schema, field, tantivy.FieldType.Unsigned, least, most), 0.0
        )  # fmt: skip

    def _of(self, found: Needle) -> tantivy.Query:
        """A needle as a query; facts weigh nothing."""
        if isinstance(found, Phrase):
            if len(found.terms) > 1:
                return _query.phrase_query(self._schema, "words", list(found.terms))
            return _query.term_query(self._schema, "words", found.terms[0])
        if isinstance(found, Known):
            keys = [(Occur.Should, _query.term_query(self._schema, "about", f"~{key}", "basic")) for key in found.keys]
            return _query.boost_query(_query.boolean_query(keys), 0.0)
        if isinstance(found, Anything):
            return self._of(Known((self.key(listing.EVERYTHING),)))
        if isinstance(found, Some):
            return _query.boolean_query([(Occur.Should, self._of(part)) for part in found.parts])
        return _query.boolean_query(list(self._every(found.parts if isinstance(found, Every) else (found,))))

    def _every(self, parts: Sequence[Needle]) -> Iterator[tuple[Occur, tantivy.Query]]:
        if all(isinstance(part, Never) for part in parts):
            yield Occur.Must, self._of(Anything())
        for part in parts:
            yield (Occur.MustNot, self._of(part.part)) if isinstance(part, Never) else (Occur.Must, self._of(part))
