"""Files of rows between two steps, and tables of the set: Parquet, each whole or not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow.parquet as pq

from clew.errors import StoreFault
from clew.exports._parquet import Table
from clew.exports._tables import Kind
from clew.places import Place
from clew.post import Value
from clew.sets import Part
from clew.spark.rows import BATCH, FIELDS, Row, batch

GROUP = 2000
"""Rows of a group in a table: few, because who looks for one thread reads the group it stands in."""


class Step(Value):
    """What a step made of a part: how many rows came in, files of the set, and files that wait for the next step."""

    part: int
    rows: int
    files: tuple[Part, ...]
    waiting: tuple[Part, ...]


def measured(place: Place, files: Iterable[tuple[str, int]]) -> tuple[Part, ...]:
    """Files with their rows and their bytes; those without rows are removed."""
    found = []
    for path, rows in files:
        if rows:
            found.append(Part(path, rows, place.size(path) or 0))
        else:
            place.remove_file(path)
    return tuple(found)


class Rows:
    """A file of rows that is being written."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._some: list[Row] = []
        self.rows = 0

    def add(self, row: Row) -> None:
        """Write a row."""
        self._some.append(row)
        self.rows += 1
        if len(self._some) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        if self._some:
            self._writer.write_batch(batch(self._some))
            self._some = []


@contextmanager
def writing(place: Place, below: str) -> Iterator[Rows]:
    """Write a file of rows."""
    with (
        place.whole(below) as out,
        pq.ParquetWriter(out, FIELDS, compression="zstd", compression_level=1, use_dictionary=["part", "kind"]) as to,
    ):
        rows = Rows(to)
        yield rows
        rows.flush()


def reading(place: Place, below: str) -> Iterator[Row]:
    """The rows of a file; `StoreFault` where it is torn."""
    try:
        with place.open(below) as file:
            for some in pq.ParquetFile(file).iter_batches(batch_size=BATCH):
                columns: list[list[Any]] = [column.to_pylist() for column in some.columns]
                yield from map(Row._make, zip(*columns, strict=True))
    except (OSError, ValueError) as error:
        raise StoreFault(
            f"{below} in {place.place} is damaged ({' '.join(str(error).split())[:120]}); remove it and run again."
        ) from error


@contextmanager
def table(place: Place, below: str, columns: Mapping[str, Kind]) -> Iterator[Table]:
    """Write a table of the set."""
    with place.whole(below) as out, Table(f"clew-set-{below.partition('/')[0]}/1", columns, out, GROUP) as made:
        yield made
