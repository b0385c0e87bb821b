"""`/metrics`: what Prometheus may ask of a server: requests, and how much the archive holds. No names, no addresses."""

from __future__ import annotations

import platform
import time
from collections import Counter as Tally
from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from clew.archive import Archive
from clew.errors import ClewError
from clew.web.owner.access import in_person

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LASTS = 15.0
"""Seconds for which what was counted is told again: several may ask, and none of them every moment."""


class Measures:
    """The measures of one server; `everybody` may ask for them, or only who is on this machine."""

    def __init__(self, archive: Archive, *, everybody: bool = False) -> None:
        self.everybody = everybody
        self.registry = CollectorRegistry()
        self._requests = Counter("clew_requests", "Requests answered.", ["route", "status"], registry=self.registry)
        self._seconds = Histogram(
            "clew_request_seconds",
            "Seconds from a request to the end of its answer.",
            ["route"],
            buckets=_BOUNDS,
            registry=self.registry,
        )
        build = Info("clew_build", "The program that answers.", registry=self.registry)
        build.info({"version": version("clew"), "python": platform.python_version()})
        ProcessCollector(registry=self.registry)
        self.registry.register(_Holdings(archive))

    def note(self, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the pattern of its address and never the address."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


class _Holdings(Collector):
    """What the archive holds, counted when somebody asks and at most every few seconds."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._counted: list[Metric] = []
        self._until = 0.0

    def describe(self) -> list[Metric]:
        """Nothing is counted for being registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The archive in numbers; only that it does not answer where it does not."""
        if time.monotonic() > self._until:
            try:
                self._counted = list(self._count())
            except ClewError:
                self._counted = [_gauge("clew_archive_answers", "1 where the archive answers, 0 where not.", 0)]
            self._until = time.monotonic() + _LASTS
        return iter(self._counted)

    def _count(self) -> Iterator[Metric]:
        info, captures = self._archive.info(), self._archive.captures()
        yield _gauge("clew_archive_answers", "1 where the archive answers, 0 where not.", 1)
        yield _gauge("clew_posts", "Posts held.", info.posts)
        yield _gauge("clew_threads", "Threads and posts alone.", info.threads)
        yield _gauge("clew_gaps", "Known gaps in threads.", info.gaps)
        yield _gauge("clew_problems", "Records that could not be read.", info.problems)
        imported = GaugeMetricFamily("clew_imports", "Captures that were added, by format.", labels=["format"])
        begun = GaugeMetricFamily("clew_imports_unfinished", "Captures that were not read to their end.")
        for name, count in sorted(Tally(kept.source or "unknown" for kept in captures).items()):
            imported.add_metric([name], count)
        begun.add_metric([], sum(not kept.finished for kept in captures))
        yield imported
        yield begun
        last = max((kept.taken.timestamp() for kept in captures), default=None)
        if last is not None:
            yield _gauge("clew_last_import_timestamp_seconds", "When the newest capture was added.", last)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value)


def metrics(request: Request) -> Response:
    """The measures as Prometheus reads them; others than this machine find no such page, unless that is said."""
    measures: Measures = request.app.state.measures
    if not (measures.everybody or in_person(request.scope)):
        raise HTTPException(404)
    encode, mime = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(measures.registry), headers={"content-type": mime, "cache-control": "no-store"})
