"""What a cluster is asked for: to run tasks anywhere, and to bring all rows of a part together.

Tasks and reports are bytes. Nothing else passes between this machine and the others: files are read and written by
the tasks themselves (`clew.places`), so that Spark, Spark Connect and servers that speak its protocol do the
same, whatever they do with files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from clew import errors
from clew.errors import ClewError, StoreFault
from clew.spark.rows import SCHEMA, Row, batches

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Work = Callable[[bytes], bytes]
Give = Callable[[bytes], Iterable[Row]]
Take = Callable[[Iterator[pa.RecordBatch]], Iterator[bytes]]
# The last line of a Python traceback: `clew.errors.StoreFault: What to do.`
_OURS = re.compile(r"^\s*clew\.errors\.(\w+): (.+)$", re.MULTILINE)
_RAISED = re.compile(r"[\w.]+(?:Error|Exception)\b: ")
_REPORT = pa.schema([("report", pa.binary())])


class Engine(Protocol):
    """Where a set is made."""

    def run(self, tasks: Sequence[bytes], work: Work) -> list[bytes]:
        """Do the work of each task, anywhere and perhaps more than once; what each reports, in no order."""
        ...

    def shuffle(self, tasks: Sequence[bytes], give: Give, parts: int, take: Take) -> list[bytes]:
        """Bring what tasks give to whoever takes it, all rows of a part to one and the same, in no order."""
        ...


class Cluster:
    """A Spark session."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def run(self, tasks: Sequence[bytes], work: Work) -> list[bytes]:
        """Each task in a partition of its own."""
        return _reports(self._tasks(tasks).mapInArrow(partial(_each, tuple(tasks), work), "report binary"))

    def shuffle(self, tasks: Sequence[bytes], give: Give, parts: int, take: Take) -> list[bytes]:
        """One shuffle, by hash of the part's number."""
        given = self._tasks(tasks).mapInArrow(partial(_given, tuple(tasks), give), SCHEMA)
        return _reports(given.repartition(parts, "part").mapInArrow(partial(_taken, take), "report binary"))

    def _tasks(self, tasks: Sequence[bytes]) -> DataFrame:
        return self._session.range(0, len(tasks), 1, max(1, len(tasks)))


def _reports(frame: DataFrame) -> list[bytes]:
    from pyspark.errors import PySparkException

    try:
        return [bytes(row[0]) for row in frame.collect()]
    except PySparkException as error:
        raise _as_ours(error) from error


def _as_ours(error: Exception) -> ClewError:
    """What a task said is the matter, else that the cluster could not do it."""
    found = _OURS.search(str(error))
    if found is not None:
        kind = getattr(errors, found[1], StoreFault)
        ours: ClewError = kind(found[2])
        return ours
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = next((line for line in reversed(lines) if _RAISED.match(line)), lines[0] if lines else "no reason given")
    return StoreFault(f"The cluster gave up ({said[:300]}); see to it, and run the same again to go on.")


def _numbers(received: Iterable[pa.RecordBatch]) -> Iterator[int]:
    for batch in received:
        yield from batch.column(0).to_pylist()


def _each(tasks: Sequence[bytes], work: Work, received: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for number in _numbers(received):
        yield pa.RecordBatch.from_arrays([pa.array([work(tasks[number])], pa.binary())], schema=_REPORT)


def _given(tasks: Sequence[bytes], give: Give, received: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for number in _numbers(received):
        yield from batches(give(tasks[number]))


def _taken(take: Take, received: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for report in take(received):
        yield pa.RecordBatch.from_arrays([pa.array([report], pa.binary())], schema=_REPORT)
