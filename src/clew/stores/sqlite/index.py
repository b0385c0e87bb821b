"""An index beside the database that ranks what is found in a big archive: tantivy's, in the folder `index/`.

The database stays the truth, and FTS5 answers whatever this index cannot. It has a document for each row of `entry`,
and one that says which state of that table it shows: a number that grows with every transaction that changes a row. A
search uses it only where this is the state that the search itself sees. So an index that is behind, whoever was killed
where, is never wrong: it is idle until somebody brings it up to date.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clew.errors import MissingPart, StoreFault
from clew.stores.sqlite.entries import Change, about, indexed, state

if TYPE_CHECKING:
    import tantivy

FOLDER = "index"
Told = Callable[[int, int], None]
"""Takes how many entries are done, of how many."""

# What tantivy raises for a folder that holds no index, a damaged one, or one that another program is writing to.
FAULTS = (ImportError, OSError, RuntimeError, ValueError)
_SPACES = "spaces"
# Words wait in so much memory until they become a segment; 15 MB is the least there can be.
_HEAP = 64_000_000
_AT_A_TIME = 20_000
_ROW = "SELECT number, held, sign, facts, words FROM entry WHERE number"


class Shown(NamedTuple):
    """An index as it is at one moment, and the state of the entries that it shows."""

    state: int
    held: tantivy.Index
    searcher: tantivy.Searcher


class Index:
    """The index of one archive: there where its folder is."""

    def __init__(self, archive: Path) -> None:
        self.folder = archive / FOLDER
        self._turn = threading.Lock()
        self._shown: Shown | None = None
        self._seen: int | None = None

    def is_there(self) -> bool:
        """Whether this archive has one."""
        return self.folder.is_dir()

    def at(self, state: int) -> Shown | None:
        """The index where it shows that state of the entries, None where it does not."""
        with self._turn, suppress(*FAULTS):
            # each commit writes this file anew, whichever program makes it
            written = (self.folder / "meta.json").stat().st_mtime_ns
            if written != self._seen:
                self._shown, self._seen = None, written
                self._shown = _opened(self.folder)
            if self._shown is not None and self._shown.state == state:
                return self._shown
        return None

    def follow(self, change: Change) -> None:
        """Change what one transaction changed, where the index shows what was before it."""
        if not change.is_any() or not self.is_there():
            return
        with suppress(*FAULTS):
            shown = _opened(self.folder)
            if shown.state == change.before:
                with _writer(shown.held, change.before + 1) as writer:
                    _put(writer, shown.held.schema, change.gone, change.come)

    def make(self, conn: sqlite3.Connection, told: Told | None = None) -> None:
        """Make it, or bring the one that is there up to date; `MissingPart` where tantivy is not installed."""
        try:
            import tantivy  # noqa: F401 - whether it can be
        except ImportError as error:
            raise MissingPart("An index for ranking needs a part more: pip install 'clew[tantivy]'.") from error
        with suppress(*FAULTS):
            _catch_up(conn, _opened(self.folder), told)
            return
        unfinished = self.folder.with_suffix(".unfinished")
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            _catch_up(conn, Shown(-1, *_new(unfinished)), told)
            self.give_up()
            unfinished.rename(self.folder)
        except FAULTS as fault:
            raise StoreFault(f"No index can be made in {self.folder} ({fault}); FTS5 goes on ranking.") from fault

    def give_up(self) -> None:
        """Remove it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _new(folder: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
    import tantivy

    fields = tantivy.SchemaBuilder()
    fields.add_text_field("words", tokenizer_name=_SPACES)
    fields.add_text_field("about", tokenizer_name=_SPACES, index_option="basic")
    fields.add_unsigned_field("number", indexed=True, fast=True)
    fields.add_unsigned_field("held", fast=True)
    fields.add_unsigned_field("sign", fast=True)
    fields.add_unsigned_field("state", indexed=True, fast=True)
    index = tantivy.Index(fields.build(), str(folder))
    return index, index.searcher()


def _opened(folder: Path) -> Shown:
    import tantivy

    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    marks = searcher.search(tantivy.Query.exists_query("state"), limit=1).hits
    (number,) = searcher.fast_field_values("state", [address for _, address in marks])
    return Shown(int(number or 0), index, searcher)


@contextmanager
def _writer(index: tantivy.Index, state: int) -> Iterator[tantivy.IndexWriter]:
    """Whoever writes what makes the index show that state; all of it is there at once."""
    import tantivy

    index.register_tokenizer(_SPACES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    with index.writer(_HEAP, 1) as writer:
        yield writer
        writer.delete_documents_by_query(tantivy.Query.exists_query("state"))
        mark = tantivy.Document()
        mark.add_unsigned("state", state)
        writer.add_document(mark)
        writer.commit()


def _put(
    writer: tantivy.IndexWriter, schema: tantivy.Schema, gone: Sequence[int], come: Iterable[tuple[Any, ...]]
) -> None:
    """Take entries away and put others in; `come` are rows of number, held, sign, facts and words."""
    import tantivy

    if gone:  # not delete_documents_by_term, which takes every number for one with a sign and finds none
        writer.delete_documents_by_query(tantivy.Query.term_set_query(schema, "number", gone))
    for number, held, sign, facts, words in come:
        document = tantivy.Document()
        document.add_unsigned("number", number)
        document.add_unsigned("held", held)
        document.add_unsigned("sign", int.from_bytes(sign))
        document.add_text("about", about(facts))
        document.add_text("words", indexed(words))
        writer.add_document(document)


def _catch_up(conn: sqlite3.Connection, shown: Shown, told: Told | None) -> None:
    """Make an index show the entries as they are, by what it has under each number."""
    now = state(conn)
    if shown.state == now:
        return
    (count,) = conn.execute("SELECT count(*) FROM entry").fetchone()
    done, last = 0, -1
    with _writer(shown.held, now) as writer:
        while True:
            sql = "SELECT number, sign FROM entry WHERE number > ? ORDER BY number LIMIT ?"
            there = {number: int.from_bytes(sign) for number, sign in conn.execute(sql, (last, _AT_A_TIME))}
            upto = max(there) if len(there) == _AT_A_TIME else 2**63 - 1
            known = _known(shown, last + 1, upto)
            gone = [number for number, sign in known.items() if there.get(number) != sign]
            come = [number for number, sign in there.items() if known.get(number) != sign]
            rows = conn.execute(f"{_ROW} BETWEEN ? AND ? ORDER BY number", (come[0], come[-1])) if come else ()
            wanted = set(come)
            _put(writer, shown.held.schema, gone, (row for row in rows if row[0] in wanted))
            done += len(there)
            if told is not None:
                told(done, count)
            if len(there) < _AT_A_TIME:
                return
            last = upto


def _known(shown: Shown, least: int, most: int) -> dict[int, int]:
    """Numbers that the index has between two, and the signs of their entries."""
    import tantivy

    searcher = shown.searcher
    span = tantivy.Query.range_query(shown.held.schema, "number", tantivy.FieldType.Unsigned, least, most)
    places = [address for _, address in searcher.search(span, limit=max(1, searcher.num_docs), count=False).hits]
    numbers, signs = (searcher.fast_field_values(name, places) for name in ("number", "sign"))
    return {int(number or 0): int(sign or 0) for number, sign in zip(numbers, signs, strict=True)}
