"""Archives as earlier versions left them (tools/make_kept.py), opened by this one: the same as if they were made today."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import psycopg
import pytest
import server
import zstandard

from clew.archive import Archive
from clew.query import Query, Words
from clew.stores.postgresql import schema as in_postgresql
from clew.stores.sqlite import schema as in_sqlite

KEPT = Path(__file__).parent / "kept"
INPUTS = (KEPT / "posts.jsonl", KEPT / "listing.txt")


def everything(archive: Archive) -> dict[str, object]:
    """All that a reader and the owner can see, without the moment at which files were added."""
    threads = [whole(thread) for thread in archive.threads(Query(limit=None, min_posts=1))]
    return {
        "threads": threads,
        "private": [whole(thread) for thread in archive.with_private().threads(Query(limit=None, min_posts=1))],
        "info": archive.info(),
        "tags": archive.tags(),
        "authors": archive.authors(),
        "days": archive.days(Query()),
        "found": [
            [card.summary.id for card in archive.cards(Query(match=Words(words))).items] for words in ("stones", "نهر")
        ],
        "captures": [msgspec.structs.replace(each, taken=None, place="") for each in archive.captures()],
        "problems": [each.problem for each in archive.problems().items],
    }


def whole(thread):
    parts = tuple(msgspec.structs.replace(part, captures=tuple(sorted(part.captures))) for part in thread.parts)
    return msgspec.structs.replace(thread, parts=parts)


def made_today(place: str) -> dict[str, object]:
    with Archive.open(place) as archive:
        list(archive.add(INPUTS, include_private=True))
        return everything(archive)


@pytest.fixture(scope="module")
def in_a_folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("today") / "archive"
    return made_today(str(place)), shape_of(place)


def shape_of(place: Path) -> list:
    with closing(sqlite3.connect(place / "clew.db")) as conn:
        return conn.execute(
            "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()


def assert_kept(archive: Archive, today: dict[str, object], *, searches: bool, shelves: bool) -> None:
    now = everything(archive)
    for what, expected in today.items():
        assert now[what] == expected, what
    assert len(today["threads"]) == 2
    assert [saved.query for saved in archive.saved()] == (["harbour wall"] if searches else [])
    assert [(each.name, each.threads) for each in archive.shelves()] == ([("Walls", 1)] if shelves else [])


@pytest.mark.parametrize("file", sorted(KEPT.glob("sqlite-*.zst")), ids=lambda path: path.name.partition(".")[0])
def test_an_archive_in_a_folder_is_brought_up_to_date(file, in_a_folder, tmp_path):
    today, shape = in_a_folder
    number = int(file.name.removeprefix("sqlite-").partition(".")[0])
    place = tmp_path / "archive"
    place.mkdir()
    (place / "clew.db").write_bytes(zstandard.ZstdDecompressor().decompress(file.read_bytes()))
    with closing(sqlite3.connect(place / "clew.db")) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (number,)
    with Archive.open(place, create=False) as archive:
        assert_kept(archive, today, searches=number >= 3, shelves=number >= 5)
        assert not any(each.added.new or each.added.changed for each in archive.add(INPUTS, include_private=True))
    with closing(sqlite3.connect(place / "clew.db")) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (in_sqlite.LATEST,)
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert shape_of(place) == shape


@pytest.fixture(scope="module")
def in_a_database():
    place = server.shared().address("made_today")
    return made_today(place), columns_of(place, "made_today")


def columns_of(place: str, schema: str) -> list:
    with psycopg.connect(place) as conn:
        columns = conn.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_schema = %s ORDER BY 1, ordinal_position",
            (schema,),
        ).fetchall()
        indexes = conn.execute(
            "SELECT tablename, replace(indexdef, schemaname, '') FROM pg_indexes WHERE schemaname = %s ORDER BY 1, 2",
            (schema,),
        ).fetchall()
    return columns + indexes


@pytest.mark.parametrize("file", sorted(KEPT.glob("postgresql-*.sql")), ids=lambda path: path.stem)
def test_an_archive_in_a_database_is_brought_up_to_date(file, in_a_database):
    today, shape = in_a_database
    number = int(file.stem.removeprefix("postgresql-"))
    place = server.shared().address("kept")
    with psycopg.connect(place) as conn:
        conn.execute("DROP SCHEMA IF EXISTS kept CASCADE")
        conn.execute(file.read_text("utf-8"))
    with psycopg.connect(place) as conn:
        assert conn.execute("SELECT version FROM clew").fetchone() == (number,)
    with Archive.open(place, create=False) as archive:
        assert_kept(archive, today, searches=number >= 1, shelves=number >= 4)
        assert not any(each.added.new or each.added.changed for each in archive.add(INPUTS, include_private=True))
    with psycopg.connect(place) as conn:
        assert conn.execute("SELECT version FROM clew").fetchone() == (in_postgresql.LATEST,)
    assert columns_of(place, "kept") == shape
