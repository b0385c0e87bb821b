"""The same invented posts wherever they are asked for, each made once and kept in benchmarks/data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from invented import library

from clew import stores
from clew.archive.settling import settle
from clew.post import Post
from clew.stores.base import Kept, Store

DATA = Path(__file__).resolve().parent.parent / "data"
BATCH = 5000
# What a server with some memory is usually given; the rest are PostgreSQL's own defaults but for those of the tests.
_SETTINGS = "-c shared_buffers=1GB -c max_wal_size=4GB"
_CAPTURE = "a" * 64


@contextmanager
def server() -> Iterator[Any]:
    """A PostgreSQL server over a folder that stays."""
    sys.path.append(str(DATA.parent.parent / "tests"))
    from server import Server

    running = Server(DATA / "postgresql", _SETTINGS)
    try:
        yield running
    finally:
        running.stop()


def fill(store: Store, posts: Iterable[Post]) -> None:
    """Add posts and put their threads together."""
    store.begin(Kept(_CAPTURE, "posts.jsonl", "posts.jsonl", 0, datetime.now(UTC), "twitter_v1", held=False))
    rows = iter(posts)
    while batch := list(islice(rows, BATCH)):
        store.add(_CAPTURE, batch)
    settle(store)
    store.finish(_CAPTURE)


def in_sqlite(count: int) -> Path:
    """An archive in a folder."""
    folder = DATA / f"library-{count}"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        store = stores.load("sqlite").Store(unfinished)
        fill(store, library.posts(count))
        store.close()
        unfinished.rename(folder)
    return folder


def beside_tantivy(count: int) -> Path:
    """The same archive once more, with tantivy's index beside it."""
    folder = DATA / f"library-{count}-tantivy"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(in_sqlite(count), unfinished)
        store: Any = stores.load("sqlite").Store(unfinished)
        store.index(wanted=True)
        store.close()
        unfinished.rename(folder)
    return folder


def in_postgresql(running: Any, count: int) -> str:
    """An archive in the server, in a schema of its own."""
    name = f"library_{count}"
    with psycopg.connect(running.address("public"), autocommit=True) as conn:
        if not _has(conn, name):
            conn.execute(f"DROP SCHEMA IF EXISTS {name}_unfinished CASCADE")
            store = stores.load("postgresql").Store(running.address(f"{name}_unfinished"), create=True)
            fill(store, library.posts(count))
            store.close()
            conn.execute(f"ALTER SCHEMA {name}_unfinished RENAME TO {name}")
            conn.execute("VACUUM ANALYZE")
    return str(running.address(name))


def _has(conn: psycopg.Connection[Any], schema: str) -> bool:
    return conn.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone() is not None


def as_fts5(count: int) -> Path:
    """The posts in one table with a full-text index, as `sqlite-utils` makes it."""
    file = DATA / f"library-{count}.db"
    if not file.exists():
        unfinished = file.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        program = Path(sys.executable).parent / "sqlite-utils"
        lines = DATA / f"library-{count}.csv"
        with lines.open("w") as out:
            out.write("id,text\n")
            out.writelines(f"{_number(post.id)},{post.text}\n" for post in library.posts(count))
        for words in (
            ("insert", unfinished, "posts", lines, "--csv", "--pk", "id"),
            ("enable-fts", unfinished, "posts", "text"),
        ):
            subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        lines.unlink()
        unfinished.rename(file)
    return file


def as_tsvector(running: Any, count: int) -> str:
    """The posts in one table with PostgreSQL's own index of their words."""
    name = f"plain_{count}"
    with psycopg.connect(running.address("public"), autocommit=True) as conn:
        if not _has(conn, name):
            with conn.transaction():
                conn.execute(f"CREATE SCHEMA {name}")
                conn.execute(f"""
                    CREATE TABLE {name}.posts (id bigint PRIMARY KEY, text text NOT NULL,
                        index tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED)
                """)
                with conn.cursor() as cursor, cursor.copy(f"COPY {name}.posts (id, text) FROM STDIN") as copy:
                    for post in library.posts(count):
                        copy.write_row((_number(post.id), post.text))
                conn.execute(f"CREATE INDEX ON {name}.posts USING gin (index)")
            conn.execute(f"VACUUM ANALYZE {name}.posts")
    return str(running.address(name))


def _number(post_id: str) -> int:
    return int(post_id.removeprefix("x:"))


def processor(process: int) -> float:
    """Seconds of processor time of a process and of those it started that have ended (/proc)."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")
