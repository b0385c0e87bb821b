from __future__ import annotations

import sqlite3

import pytest
from made import (
    a_crowd,
    a_post,
    begin,
    chain,
    ids,
    put,
    run,
)

from clew.errors import NewerArchive, NotFound, StoreBusy, StoreFault, StoreFull
from clew.query import Query
from clew.stores.base import Added
from clew.stores.sqlite import Store as SqliteStore


def test_an_archive_can_be_closed_copied_and_opened(tmp_path):
    store = SqliteStore(tmp_path / "one")
    put(store, chain("1 2"))
    store.close()
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["clew.db"]
    (tmp_path / "one").rename(tmp_path / "two #% é")
    with pytest.raises(NotFound):
        SqliteStore(tmp_path / "one", create=False)
    again = SqliteStore(tmp_path / "two #% é", create=False)
    assert ids(again) == ["x:1"]
    again.close()


def test_the_database_says_whose_it_is(tmp_path):
    SqliteStore(tmp_path).close()
    conn = sqlite3.connect(tmp_path / "clew.db")
    assert conn.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"clew", "big"),)
    assert conn.execute("PRAGMA user_version").fetchone()[0] >= 1
    assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    conn.close()


def test_a_later_archive_is_refused(tmp_path):
    SqliteStore(tmp_path).close()
    conn = sqlite3.connect(tmp_path / "clew.db")
    conn.execute("PRAGMA user_version = 9999")
    conn.close()
    with pytest.raises(NewerArchive, match="later version"):
        SqliteStore(tmp_path)


def test_another_programs_database_is_refused(tmp_path):
    conn = sqlite3.connect(tmp_path / "clew.db")
    conn.execute("CREATE TABLE song (title)")
    conn.close()
    with pytest.raises(StoreFault, match="another program"):
        SqliteStore(tmp_path)


def test_a_failed_migration_leaves_nothing(tmp_path, monkeypatch):
    from clew.stores.sqlite import schema

    broken = tmp_path / "migrations"
    broken.mkdir()
    (broken / "0001.sql").write_text("CREATE TABLE one (key);\nCREATE TABLE one (key);\n")
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    with pytest.raises(StoreFault):
        SqliteStore(tmp_path)
    monkeypatch.undo()
    store = SqliteStore(tmp_path)
    put(store, chain("1 2"))
    store.close()


@pytest.mark.parametrize("damage", [b"no database at all, only words " * 200, b""])
def test_a_damaged_database_is_one_sentence(tmp_path, damage):
    store = SqliteStore(tmp_path)
    put(store, *a_crowd(1, 40))
    store.close()
    file = tmp_path / "clew.db"
    if damage:
        file.write_bytes(damage)
    else:
        raw = bytearray(file.read_bytes())
        raw[4096 * 2 :] = b"\xff" * (len(raw) - 4096 * 2)
        file.write_bytes(raw)

    def read_all() -> None:
        broken = SqliteStore(tmp_path)
        broken.cards(Query())
        list(broken.threads(Query()))

    with pytest.raises(StoreFault) as caught:
        read_all()
    assert "\n" not in caught.value.message
    assert str(file) in caught.value.message


def test_a_place_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("words")
    with pytest.raises(StoreFault, match="; name another folder"):
        SqliteStore(tmp_path / "file" / "archive")


def test_a_second_writer_waits_a_while_and_is_told(tmp_path):
    one, two = SqliteStore(tmp_path), SqliteStore(tmp_path, patience=0.05)
    capture = begin(one)
    with one._connections.writing(), pytest.raises(StoreBusy, match="Another program"):
        two.add(capture, chain("1 2"))
    assert two.add(capture, chain("1 2")) == Added(new=2)
    one.close()
    two.close()


def test_two_writers_take_turns(tmp_path):
    writers = [SqliteStore(tmp_path) for _ in range(3)]
    threads = a_crowd(5, 60)

    def work(place: int) -> None:
        store = writers[place]
        capture = begin(store, "abc"[place])
        for thread in threads[place::2]:
            store.add(capture, thread)

    run(*(lambda place=place: work(place) for place in range(3)))
    posts = {post.id for thread in threads for post in thread}
    assert writers[0].info().posts == len(posts)
    for store in writers:
        store.close()


def test_a_full_disk_is_one_sentence_and_the_archive_stays_sound(tmp_path):
    store = SqliteStore(tmp_path)
    put(store, chain("1 2"))
    with store._connections.writing():
        pass
    pages = store._connections._writer.execute("PRAGMA page_count").fetchone()[0]
    store._connections._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    many = [a_post(str(n), text="words " * 100) for n in range(1000, 2000)]
    with pytest.raises(StoreFull, match="no room left"):
        store.add(begin(store), many)
    assert ids(store) == ["x:1"]
    assert store.info().posts == 2
    store._connections._writer.execute("PRAGMA max_page_count = 1000000")
    assert store.add(begin(store), many) == Added(new=1000)
    store.close()
    conn = sqlite3.connect(tmp_path / "clew.db")
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    conn.close()


def test_who_is_adding_is_known_to_others(tmp_path):
    one, two = SqliteStore(tmp_path), SqliteStore(tmp_path)
    with two.unattended() as nobody:
        assert nobody
    with one.adding():
        with two.unattended() as nobody:
            assert not nobody
        with two.adding():
            pass
    with two.unattended() as nobody:
        assert nobody
    one.close()
    two.close()
