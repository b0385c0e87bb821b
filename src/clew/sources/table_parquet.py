"""A table of posts as Parquet, one post a row; its columns are found as those of CSV are."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

from clew.capture import Capture
from clew.errors import MissingPart
from clew.post import Problem, Record
from clew.sets import MANIFEST
from clew.sources import _clew_table
from clew.sources._columns import are_threads, columns, wrong
from clew.sources._rows import Rows

title = "Table of posts (Parquet)"

_MAGIC = b"PAR1"
_BATCH = 4096
_DEEPEST = 8
# A file ends with what its columns are, how long that is, and the magic.
_LENGTH = 8
_LONGEST = 64 << 20
_OF_SET = re.compile(r"clew-set-([a-z]+)/")
# What Arrow says of moments that Python has no date for, and of zones that are on no map.
_STRANGE = (OverflowError, ValueError, KeyError)


def sniff(capture: Capture) -> bool:
    """One file that begins as Parquet does, and whose end does not say that no posts stand in it."""
    return capture.single and capture.head(size=4) == _MAGIC and _said_of(capture) is None


def refusal(capture: Capture) -> str | None:
    """Why a table of Clew's own that is none of posts is not read, in words."""
    reason = _said_of(capture) if capture.single and capture.head(size=4) == _MAGIC else None
    return f"{capture.place} {reason}." if reason else None


def _said_of(capture: Capture) -> str | None:
    """Why no posts stand in a file, in words, where its end says so."""
    footer = capture.tail(_LENGTH)
    if footer is None or len(footer) < _LENGTH or not footer.endswith(_MAGIC):
        return None
    size = int.from_bytes(footer[:4], "little") + _LENGTH
    footer = capture.tail(size) if size <= _LONGEST else None
    if footer is None:
        return None
    try:  # what is missing or wrong is said where it is read
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return None
    try:
        return _no_posts(pq.read_schema(io.BytesIO(footer)), capture)
    except (pa.ArrowException, OSError, ValueError):
        return None


def _no_posts(schema: Any, capture: Capture) -> str | None:
    """Why there are no posts in a table that Clew wrote."""
    of_set = _OF_SET.match((schema.metadata or {}).get(b"clew", b"").decode("utf-8", "replace"))
    if of_set is not None and of_set[1] != "posts":
        return f"holds {of_set[1]!r} of a set and none of its posts; add the set's folder, in which {MANIFEST} lies"
    if are_threads(schema.names) and not capture.mapping:
        return f"is a table, but {wrong(schema.names, None)}"
    return None


def read(capture: Capture) -> Iterator[Record]:
    """The rows in the order of the file; `MissingPart` where the library that reads Parquet is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingPart(
            "Reading Parquet needs a part that is not installed; run: pip install 'clew[parquet]'."
        ) from error
    name = capture.names[0]
    place = capture.where(name)
    with tempfile.TemporaryFile() as file:
        with capture.open(name) as stream:
            shutil.copyfileobj(stream, file)
        file.seek(0)
        row, rows, wanted = 0, None, frozenset[int]()
        try:
            table = pq.ParquetFile(file)
            if (reason := _no_posts(table.schema_arrow, capture)) is not None:
                yield Problem(place, reason)
                return
            if _clew_table.is_own(table.schema_arrow.names):
                yield from _own(table, place)
                return
            for batch in table.iter_batches(batch_size=_BATCH):
                flat = _flat(pa.Table.from_batches([batch]))
                if rows is None:
                    header = list(flat.column_names)
                    known = columns(header, capture.mapping)
                    if known is None:
                        reason = wrong(header, capture.mapping)
                        yield Problem(place, f"cannot be read as a table of posts: {reason}.")
                        return
                    rows, wanted = Rows(known, place), frozenset(known.places.values())
                nothing = [None] * flat.num_rows
                values = [_values(each) if at in wanted else nothing for at, each in enumerate(flat.columns)]
                yield from _posts(rows, values, place, row)
                row += batch.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            yield Problem(f"{place}, row {row + 1}", f"could not be read further ({str(error)[:200]})")


def _own(table: Any, place: str) -> Iterator[Record]:
    """The rows of a table that Clew wrote."""
    at = 0
    for batch in table.iter_batches(batch_size=_BATCH):
        header = batch.schema.names
        for row in zip(*map(_values, batch.columns), strict=True):
            at += 1
            yield from _clew_table.read(dict(zip(header, row, strict=True)), f"{place}, row {at}")


def _flat(table: Any) -> Any:
    """The table with the columns inside others beside them, under joined names such as `author.username`."""
    import pyarrow as pa

    for _ in range(_DEEPEST):
        if not any(pa.types.is_struct(field.type) for field in table.schema):
            break
        table = table.flatten()
    return table


def _values(column: Any) -> list[Any]:
    """The values as Python has them; a moment beyond its calendar is the bare number, which is no date to anybody."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_timestamp(kind):
        # Python counts microseconds and need not know the zone: the instant is the same in UTC.
        unit = "us" if kind.unit == "ns" else kind.unit
        column = column.cast(pa.timestamp(unit, "UTC" if kind.tz else None), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except _STRANGE:
        return [_value(each) for each in column]
    return values


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except _STRANGE:
        return f"{getattr(scalar, 'value', '')} {scalar.type}"


def _posts(rows: Rows, values: list[list[Any]], place: str, before: int) -> Iterator[Record]:
    for at, row in enumerate(zip(*values, strict=True), start=before + 1):
        made = rows.post(row, f"{place}, row {at}")
        if made is not None:
            yield made
        if rows.problems:
            yield from rows.problems
            rows.problems.clear()
