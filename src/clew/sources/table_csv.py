"""A table of posts as CSV or TSV: of twarc-csv, 4CAT, snscrape, Apify, a spreadsheet; one post a row.

Which column holds what is guessed by its name; `--map id=tweet_id,text=full_text` says it where it cannot be guessed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from clew.capture import Capture
from clew.capture.records import lines
from clew.post import Problem, Record
from clew.sources import _clew_table
from clew.sources._columns import columns, wrong
from clew.sources._rows import Rows

title = "Table of posts (CSV, TSV)"

_DELIMITERS = ",;\t|"
# What spreadsheets are told by tools that write for them, before the header.
_STATED = re.compile(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n)', re.IGNORECASE)
_ENDS = re.compile(r"[\r\n]")
_MARKUP = ("{", "[", "<", "window.", "Grailbird", "PK", "PAR1")
# A quotation mark that is never closed takes in the lines after it, but no more than this.
_LONGEST_FIELD = 1 << 18
_MOST = 256 << 20
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Dialect(NamedTuple):
    """How a table parts its columns, what they are called, and the number of the line that calls them so."""

    delimiter: str
    header: list[str]
    line: int = 1


def sniff(capture: Capture) -> bool:
    """Text whose first line names columns that can only be those of posts, or those that the person's map names."""
    found = _dialect(capture)
    return found is not None and wrong(found.header, _map(capture)) is None


def refusal(capture: Capture) -> str | None:
    """Why something that looks like a table is not read, in words; None for what does not."""
    found = _dialect(capture)
    if found is None or not (capture.names[0].lower().endswith((".csv", ".tsv", ".tab")) or _map(capture)):
        return None
    reason = wrong(found.header, _map(capture))
    return f"{capture.place} is a table, but {reason}." if reason else None


def _map(capture: Capture) -> Mapping[str, str] | None:
    return capture.mapping


def _dialect(capture: Capture) -> Dialect | None:
    """The delimiter under which the first line names the most that is known, else the most columns."""
    if not capture.single:
        return None
    head = capture.head()
    text = head.decode("utf-16", "ignore") if head.startswith(_WIDE) else head.decode("utf-8-sig", "replace")
    if "\x00" in text[:4096] or text.lstrip().startswith(_MARKUP):
        return None
    found = []
    stated = _STATED.match(text)
    text, line = (text[stated.end() :], 2) if stated else (text, 1)
    for delimiter in stated[1] if stated else _DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(header) > 1 and any(name.strip() for name in header):
            known = columns(header, _map(capture))
            found.append((len(known.places) if known else 0, len(header), Dialect(delimiter, header, line)))
    best = max(found, key=lambda each: each[:2], default=None)
    if best is None or not _ENDS.search(text.strip()) or not _is_header(best[2].header):
        return None
    return best[2]


def _is_header(header: list[str]) -> bool:
    """Columns are named in few words, each once; a line of prose with commas in it is no header."""
    named = [name.strip() for name in header if name.strip()]
    return all(len(name) < 80 and "\n" not in name for name in named) and len(set(named)) == len(named)  # noqa: PLR2004


def read(capture: Capture) -> Iterator[Record]:
    """The rows in the order of the file."""
    name = capture.names[0]
    place = capture.where(name)
    dialect = _dialect(capture)
    known = columns(dialect.header, _map(capture)) if dialect else None
    if dialect is None or known is None:
        header = dialect.header if dialect else []
        yield Problem(
            place, f"cannot be read as a table of posts: {wrong(header, _map(capture)) or 'it has no header'}."
        )
        return
    if _clew_table.is_own(dialect.header):
        yield from _own(capture, name, dialect)
        return
    rows = Rows(known, place)
    for record, where in _records(capture, name, dialect):
        if isinstance(record, Problem):
            yield record
            continue
        if len(record) > len(dialect.header) and any(record[len(dialect.header) :]):
            yield Problem(where, "A row was left out: it has more fields than the table has columns.")
            continue
        made = rows.post(record, where)
        if made is not None:
            yield made
        if rows.problems:
            yield from rows.problems
            rows.problems.clear()


def _own(capture: Capture, name: str, dialect: Dialect) -> Iterator[Record]:
    """The rows of a table that Clew wrote."""
    for record, where in _records(capture, name, dialect, exact=True):
        if isinstance(record, Problem):
            yield record
            continue
        try:
            cells = _clew_table.cells(dialect.header, record)
        except msgspec.DecodeError as error:
            yield Problem(where, f"A row was left out: {error}.")
            continue
        yield from _clew_table.read(cells, where)


def _records(
    capture: Capture, name: str, dialect: Dialect, *, exact: bool = False
) -> Iterator[tuple[list[str] | Problem, str]]:
    """The rows; where `exact`, ends of lines inside fields stay as they were written."""
    place = capture.where(name)
    problems: list[Problem] = []
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(_text(capture, name, problems, exact=exact), delimiter=dialect.delimiter)
    while True:
        at = reader.line_num + 1
        where = f"{place}, line {at}"
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield Problem(where, f"is no row of a table ({error})"), where
            continue
        finally:
            yield from ((problem, problem.place) for problem in problems)
            problems.clear()
        if at > dialect.line and record:
            yield record, where


def _text(capture: Capture, name: str, problems: list[Problem], *, exact: bool) -> Iterator[str]:
    place = capture.where(name)
    broken = False
    with capture.open(name) as stream:
        head = capture.head(name)
        wide = head[:2] in _WIDE
        # Excel's "CSV (Macintosh)" ends its lines as computers of before 2001 did.
        if wide or (b"\r" in head and b"\n" not in head):
            data = stream.read(_MOST + 1)
            if len(data) > _MOST:
                problems.append(Problem(place, f"is longer than {_MOST:,} bytes; what is beyond was not read"))
            yield from io.StringIO(data[:_MOST].decode("utf-16" if wide else "utf-8-sig", "replace"), newline="")
            return
        for row in lines(stream, place, bare=not exact):
            if isinstance(row, Problem):
                problems.append(row)
                continue
            number, line = row
            try:
                text = line.decode()
            except UnicodeDecodeError:
                text = line.decode("utf-8", "replace")
                if not broken:
                    broken = True
                    problems.append(
                        Problem(
                            f"{place}, line {number}",
                            "is not UTF-8; \N{REPLACEMENT CHARACTER} stands where letters could not be read",
                        )
                    )
            yield text + "\n"
