"""Rows on their way through a cluster: five columns for everything, and how a task puts the rows it was sent in order.

An engine is asked for one thing only, that all rows of a part come to one task. Their order is made here: as much as
fits is sorted in memory, more than that in runs on the task's own disk, which are then merged.
"""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pyarrow as pa

SCHEMA = "part int, key string, kind int, place bigint, record binary"
FIELDS = pa.schema(
    [("part", pa.int32()), ("key", pa.string()), ("kind", pa.int32()), ("place", pa.int64()), ("record", pa.binary())]
)
RUN = 128 << 20
"""Bytes of rows that are sorted in memory at a time."""
BATCH = 2000
_ORDER = [("part", "ascending"), ("key", "ascending"), ("kind", "ascending"), ("place", "ascending")]


class Row(NamedTuple):
    """What is sent: to which part, under which key, what kind of record, its place in the order, and the record."""

    part: int
    key: str
    kind: int
    place: int
    record: bytes


def batches(rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    """Rows as an engine takes them."""
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == BATCH:
            yield batch(some)
            some = []
    if some:
        yield batch(some)


def batch(rows: list[Row]) -> pa.RecordBatch:
    """Some rows, one or more."""
    columns = zip(*rows, strict=True)
    return pa.RecordBatch.from_arrays(
        [pa.array(list(values), field.type) for values, field in zip(columns, FIELDS, strict=True)], schema=FIELDS
    )


def in_order(received: Iterable[pa.RecordBatch], run: int = RUN) -> Iterator[Row]:
    """All rows by part, key, kind and place, whatever order they came in; about `run` bytes of them in memory."""
    with ExitStack() as stack:
        runs: list[Iterator[Row]] = []
        waiting: list[pa.RecordBatch] = []
        weight = 0
        for batch in received:
            waiting.append(batch)
            weight += batch.nbytes
            if weight >= run:
                runs.append(_spilled(_sorted(waiting), stack))
                weight = 0
                pa.default_memory_pool().release_unused()  # else as much lies about for as long as the task lasts
        if waiting:
            runs.append(_read(_sorted(waiting)))
            pa.default_memory_pool().release_unused()
        yield from runs[0] if len(runs) == 1 else heapq.merge(*runs, key=itemgetter(0, 1, 2, 3))


def _sorted(some: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    """These batches in order; the list is empty afterwards, so that the rows are not in memory twice."""
    table = pa.Table.from_batches(some)
    some.clear()
    batches: list[pa.RecordBatch] = table.sort_by(_ORDER).to_batches(BATCH)
    return batches


def _spilled(run: list[pa.RecordBatch], stack: ExitStack) -> Iterator[Row]:
    """The run from a file without a name, so that a killed task leaves nothing behind."""
    file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 closed with the stack
    with pa.ipc.new_stream(file, run[0].schema) as writer:
        for batch in run:
            writer.write_batch(batch)
    file.seek(0)
    return _read(pa.ipc.open_stream(file))


def _read(run: Iterable[pa.RecordBatch]) -> Iterator[Row]:
    for batch in run:
        columns: list[list[Any]] = [column.to_pylist() for column in batch.columns]
        yield from map(Row._make, zip(*columns, strict=True))


def parts(rows: Iterable[Row]) -> Iterator[tuple[int, Iterator[Row]]]:
    """The rows of each part, which are gone through before the next part is asked for."""
    return groupby(rows, key=itemgetter(0))


def keys(rows: Iterable[Row]) -> Iterator[tuple[str, Iterator[Row]]]:
    """The rows of each key."""
    return groupby(rows, key=itemgetter(1))
