"""What the server knows of an archive's tables once something big was added."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import server
from made import a_post, begin

from clew import stores
from clew.archive.settling import settle

POSTS = [a_post(str(key), text=f"river {key} " * 9, minute=key) for key in range(1, 2001)]


@pytest.fixture
def address(tmp_path) -> str:
    return server.address(tmp_path)


@pytest.fixture
def store(address) -> Iterator:
    opened = stores.load("postgresql").Store(address)
    yield opened
    opened.close()


def known(address: str, table: str) -> tuple[int, int, int]:
    """Rows and pages as the server last counted them, and how many of the pages everybody sees all of."""
    with psycopg.connect(address) as conn:
        sql = "SELECT reltuples::bigint, relpages, relallvisible FROM pg_class WHERE oid = %s::regclass"
        return conn.execute(sql, (table,)).fetchone()


def add(store) -> None:
    capture = begin(store)
    store.add(capture, POSTS)
    store.finish(capture)


def test_a_capture_that_was_read_is_known_to_the_server_before_its_threads_are_made(store, address):
    add(store)
    assert known(address, "post")[0] == len(POSTS)
    assert known(address, "entry")[1] == 0


def test_after_adding_the_server_knows_the_tables_and_which_pages_everybody_sees(store, address):
    with store.adding():
        add(store)
        settle(store)
    for table in ("post", "entry"):
        rows, pages, seen = known(address, table)
        assert rows == len(POSTS)
        assert seen > pages // 2 > 0


def test_nobody_waits_for_a_table_that_somebody_else_is_looking_at(store, address):
    with psycopg.connect(address) as other, store.adding():
        other.execute("LOCK TABLE entry IN SHARE UPDATE EXCLUSIVE MODE")
        add(store)
        settle(store)
    assert known(address, "entry")[2] == 0
    with store.adding():
        pass
    assert known(address, "entry")[2] > 0


def test_a_server_that_is_gone_by_then_takes_nothing_back(store, address):
    with store.adding():
        add(store)
        settle(store)
        with psycopg.connect(address, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND query LIKE '%pg_advisory_lock_shared%'"
            ).fetchall()
    assert store.info().posts == len(POSTS)
    assert not store.touched(1)
