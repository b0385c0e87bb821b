"""Engines to make sets with in tests, and what a set and an archive are compared by."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from clew.archive import Archive
from clew.post import Author
from clew.query import Query
from clew.spark import make_set
from clew.spark.engine import Cluster
from clew.spark.rows import batches
from clew.stores.packed import as_shape, as_summary

# The generator of invented posts whose threads are known.
sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

MOST = Query(limit=None, min_posts=1)


class Here:
    """This process: rows go the same way in the same batches, in another order than they came in."""

    def run(self, tasks, work):
        return [work(task) for task in reversed(tasks)]

    def shuffle(self, tasks, give, parts, take):  # noqa: ARG002 as engines are asked
        rows = [row for task in tasks for row in give(task)]
        reports = []
        for nth in range(2):  # two takers, each of every other part
            reports += list(take(batches(row for row in reversed(rows) if row.part % 2 == nth)))
        return reports


@contextmanager
def server() -> Iterator[str]:
    """The address of a server of Spark's protocol in this process, which starts in a second."""
    from pysail.spark import SparkConnectServer

    started = SparkConnectServer(ip="127.0.0.1", port=0)
    started.start(background=True)
    host, port = started.listening_address
    yield f"sc://{host}:{port}"
    started.stop()


@contextmanager
def sail() -> Iterator[Cluster]:
    """A cluster that such a server is."""
    from pyspark.sql import SparkSession

    with server() as address:
        session = SparkSession.builder.remote(address).create()
        yield Cluster(session)
        session.stop()


def made(inputs, out, engine=None, **more):
    """The manifest of a set of these inputs."""
    return make_set(engine or Here(), [str(each) for each in inputs], str(out), **more).manifest


def threads_of_set(folder):
    """All threads of a set by their ids: what `unroll` found, and what lists say."""
    found = {}
    for path in sorted((folder / "threads").glob("*.parquet")):
        for row in pq.read_table(path, columns=["shape", "summary"]).to_pylist():
            shape = as_shape(row["shape"])
            assert shape.id not in found
            found[shape.id] = (shape, as_summary(row["summary"]))
    return found


def threads_of_laptop(inputs):
    """The same of an archive in memory to which the inputs were added, and what it holds in numbers."""
    with Archive.open("memory:") as archive:
        for _ in archive.add(inputs):
            pass
        threads = {each.id: each for each in archive.threads(MOST)}
        info = archive.info()
    found = {
        name: (each.shape, msgspec.structs.replace(each.summary, author=_bare(each.summary.author)))
        for name, each in threads.items()
    }
    return found, info


def _bare(author):
    return Author(author.id, author.network)
