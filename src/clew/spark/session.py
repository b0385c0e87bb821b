"""A Spark session: on this machine, on a cluster, or of a server that speaks Spark Connect."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clew.errors import MissingPart, Unreadable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ALONE = "local[*]"
# Spark Connect's own, a master's, and how many seconds either may take to be found.
_PORT = 15002
_MASTER = 7077
_PATIENCE = 10
_MISSING = "Making sets needs a part that is not installed; run: pip install 'clew[spark]'."


def need() -> None:
    """`MissingPart` where Spark is not installed."""
    try:
        import pandas  # noqa: F401, ICN001 - Spark wants it when the work has begun
        import pyspark.errors  # noqa: F401
    except ImportError as error:
        raise MissingPart(_MISSING) from error


@contextmanager
def session(master: str | None = None, remote: str | None = None) -> Iterator[SparkSession]:
    """The session of a master (`local[*]`, `spark://host:7077`, `yarn`) or of a server (`sc://host:port`).

    Without either it is whatever `spark-submit` says, else all processors of this machine. `MissingPart` where Spark is
    not installed, `Unreadable` where it cannot be reached.
    """
    need()
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    # Workers use the Python that this is, which has what they need.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if remote is not None and remote.startswith("sc://"):
        _listens("server of Spark Connect", remote, _PORT)
    elif master is not None and master.startswith("spark://"):
        _listens("master of Spark", master, _MASTER)
    try:
        found = SparkSession.builder.remote(remote).getOrCreate() if remote else _classic(master)
    except (PySparkException, RuntimeError, OSError) as error:
        raise Unreadable(
            f"Spark cannot be started or reached ({' '.join(str(error).split())[:200]}); "
            "see that Java 17 is installed, or that the address is right."
        ) from error
    try:
        yield found
    finally:
        with suppress(Exception):  # a cluster that is gone already has nothing to be stopped
            found.stop()


def _listens(who: str, place: str, usual: int) -> None:
    """See that somebody is there: Spark itself would ask for many minutes before it gives up."""
    told: Exception | None = None
    for each in place.partition("://")[2].split(","):  # of several masters one leads
        try:
            at = urlsplit(f"//{each}")
            with socket.create_connection((at.hostname or "", at.port or usual), _PATIENCE):
                return
        except (OSError, ValueError) as error:
            told = error
    raise Unreadable(f"No {who} answers at {place} ({told}); check the address.") from told


def _classic(master: str | None) -> SparkSession:
    from pyspark.sql import SparkSession

    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    builder = SparkSession.builder.appName("clew").config("spark.ui.showConsoleProgress", "false")
    if master is None and not submitted:
        master = ALONE
    if master is not None:
        builder = builder.master(master)
    if master is not None and master.startswith("local"):
        # Nobody on the network may speak to executors that run here, and these find what this process finds.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.executorEnv.PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found
