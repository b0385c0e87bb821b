"""A database that goes away in the middle of an import: one sentence, and adding again completes it."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest
import server
from calls import tweet, write_lines

from clew.archive import Archive
from clew.archive.worker import BATCH
from clew.errors import StoreFault
from clew.query import Query

POSTS = 24_000
SENTENCE = "is gone; what was finished is there; start it and do the same again."


@pytest.fixture(scope="module")
def own() -> Iterator[server.Server]:
    """A server that nobody else needs."""
    if server.programs() is None:
        pytest.skip(server.ABSENT)
    started = server.Server()
    yield started
    started.remove()


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """Threads of ten posts."""
    rng = random.Random(8)
    words = ["river", "gauge", "rises", "slowly", "#mud", "bank"]
    rows = [
        tweet(number, " ".join(rng.choices(words, k=20)), after=number - 1 if number % 10 else None)
        for number in range(POSTS)
    ]
    return write_lines(tmp_path_factory.mktemp("file") / "posts.jsonl", rows)


@pytest.fixture(scope="module")
def whole(file) -> tuple:
    with Archive.open("memory:") as archive:
        list(archive.add([file]))
        return holdings(archive)


def holdings(archive: Archive) -> tuple:
    kept = [msgspec.structs.replace(each, taken=None, held=False) for each in archive.captures()]
    return list(archive.threads(Query(limit=None, min_posts=1))), archive.info(), archive.tags(), kept


def adding(place: str, file: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "clew", "--archive", place, "add", file]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def posts(place: str) -> int:
    with psycopg.connect(place) as conn:
        return conn.execute("SELECT value FROM tally WHERE name = 'posts'").fetchone()[0]


def wait_for_posts(place: str, count: int) -> None:
    for _ in range(3000):
        try:
            if posts(place) >= count:
                return
        except psycopg.errors.UndefinedTable:
            pass
        time.sleep(0.01)
    raise AssertionError


def assert_completed(place: str, file: Path, whole: tuple) -> None:
    again = adding(place, file)
    _, errors = again.communicate()
    assert again.returncode == 0, errors
    with Archive.open(place, create=False) as archive:
        assert holdings(archive) == whole


@pytest.mark.parametrize("held", [BATCH, 3 * BATCH, POSTS])
def test_a_server_that_dies_is_one_sentence_and_adding_again_completes_it(own, file, whole, held):
    place = own.address(f"killed_{held}")
    child = adding(place, file)
    wait_for_posts(place, held)
    own.stop("immediate")
    _, errors = child.communicate()
    assert child.returncode == StoreFault.exit_code, errors
    assert errors.strip().endswith(SENTENCE)
    assert len(errors.strip().splitlines()) == 1
    own.start()
    assert posts(place) % BATCH == 0 or posts(place) == POSTS
    assert posts(place) >= held
    with Archive.open(place, create=False) as archive:
        for thread in archive.threads(Query(limit=None)):
            assert thread.summary.held == len(thread.parts)
    assert_completed(place, file, whole)


def test_a_server_that_is_started_again_in_the_middle_is_told_or_not_even_noticed(own, file, whole):
    place = own.address("restarted")
    child = adding(place, file)
    wait_for_posts(place, BATCH)
    own.stop("fast")
    own.start()
    _, errors = child.communicate()
    assert child.returncode in {0, StoreFault.exit_code}, errors
    assert child.returncode == 0 or errors.strip().endswith(SENTENCE)
    assert len(errors.strip().splitlines()) <= 1
    assert_completed(place, file, whole)


def test_connections_that_an_administrator_ends_are_replaced_or_told(own, file, whole):
    place = own.address("ended")
    child = adding(place, file)
    wait_for_posts(place, BATCH)
    with psycopg.connect(place) as conn:
        while child.poll() is None:
            conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clew'")
            time.sleep(0.2)
    errors = child.stderr.read()
    child.stderr.close()
    assert child.returncode in {0, StoreFault.exit_code}, errors
    assert "Traceback" not in errors
    assert child.returncode == 0 or errors.strip().endswith(SENTENCE)
    assert_completed(place, file, whole)


def test_a_server_that_is_not_there_is_one_sentence(own, file):
    own.stop("fast")
    child = adding(own.address("absent"), file)
    _, errors = child.communicate()
    own.start()
    assert child.returncode == StoreFault.exit_code
    assert "cannot be reached" in errors
    assert len(errors.strip().splitlines()) == 1
