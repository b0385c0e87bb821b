"""Keep a small archive of each shape that the database has had, so that bringing it up to date can be tested.

    .venv/bin/python tools/make_kept.py

For each number of migrations the last commit is found that ends there with the migrations of today; the code of that
commit makes an archive of `tests/kept/posts.jsonl` and `listing.txt` in a worktree of its own. What is kept is the
SQLite file, packed, and PostgreSQL's tables as SQL. A number that no commit ended at was no archive's, and a migration
that was changed before it was in a release has no archives of before.

Needs git's whole history, PostgreSQL's server with `pg_dump`, and this checkout's environment.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import zstandard

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "kept"
INPUTS = (KEPT / "posts.jsonl", KEPT / "listing.txt")
_SCHEMA = "kept"
_LATER = ("\\", "SET transaction_timeout")  # what servers and drivers of before do not know


def git(*words: str) -> str:
    """What git says."""
    return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True, check=True).stdout.strip()


def shapes(store: str) -> Iterator[tuple[int, str]]:
    """Each number of migrations, and the last commit that ends there with the migrations of today."""
    folder = f"src/clew/stores/{store}/migrations"
    today = _listed("HEAD", folder)
    found: dict[int, str] = {}
    for commit in git("log", "--topo-order", "--format=%H").splitlines():
        there = _listed(commit, folder)
        if there and there == today[: len(there)]:
            found.setdefault(len(there), commit)
    yield from sorted(found.items())


def _listed(commit: str, folder: str) -> list[str]:
    return [line.split()[2] for line in git("ls-tree", commit, f"{folder}/").splitlines() if line.endswith(".sql")]


@contextmanager
def code_of(commit: str) -> Iterator[Callable[..., bool]]:
    """The command line of a commit; it says whether a call went well."""
    folder = Path(tempfile.mkdtemp(prefix="clew-kept-")) / "code"
    git("worktree", "add", "--detach", str(folder), commit)

    def clew(place: str, *words: str | Path) -> bool:
        command = [sys.executable, "-m", "clew", "--archive", place, *map(str, words)]
        environment = os.environ | {"PYTHONPATH": str(folder / "src"), "CLEW_CONFIG": str(folder / "none.toml")}
        return subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode == 0

    try:
        yield clew
    finally:
        git("worktree", "remove", "--force", str(folder))
        shutil.rmtree(folder.parent)


def make(clew: Callable[..., bool], place: str) -> None:
    """An archive with something of all that its shape can hold."""
    if not clew(place, "add", "--include-private", *INPUTS):
        raise SystemExit(f"The archive at {place} could not be made.")
    clew(place, "save", "walls", "harbour wall")  # versions that have no such verb refuse it
    clew(place, "shelf", "Walls", "add", "1038000000000000000")


def sqlite(clew: Callable[..., bool], number: int) -> None:
    """Keep an archive in a folder."""
    with tempfile.TemporaryDirectory(prefix="clew-kept-") as folder:
        make(clew, str(Path(folder) / "archive"))
        database = Path(folder) / "archive" / "clew.db"
        with closing(sqlite3.connect(database)) as conn:
            conn.execute("PRAGMA journal_mode = delete")
            conn.execute("VACUUM")
        packed = zstandard.ZstdCompressor(19).compress(database.read_bytes())
        (KEPT / f"sqlite-{number:04}.db.zst").write_bytes(packed)


def postgresql(clew: Callable[..., bool], number: int) -> None:
    """Keep an archive in a database."""
    sys.path.insert(0, str(ROOT / "tests"))
    from server import Server, programs

    server = Server()
    try:
        place = server.address(_SCHEMA)
        make(clew, place)
        found = programs()
        assert found is not None
        options = ("--inserts", "--no-owner", "--no-privileges", "--no-comments", f"--schema={_SCHEMA}")
        dump = [found / "pg_dump", *options, f"--dbname=postgresql://postgres@127.0.0.1:{server.port}/postgres"]
        said = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    finally:
        server.remove()
    lines = [line for line in said.splitlines() if line and not line.startswith(("--", *_LATER))]
    (KEPT / f"postgresql-{number:04}.sql").write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Make them all that are not there."""
    for store, keep, suffix in (("sqlite", sqlite, "db.zst"), ("postgresql", postgresql, "sql")):
        for number, commit in shapes(store):
            name = f"{store}-{number:04}.{suffix}"
            if (KEPT / name).exists():
                continue
            with code_of(commit) as clew:
                keep(clew, number)
            print(f"{name}: {(KEPT / name).stat().st_size:,} bytes, by {commit[:9]}")


if __name__ == "__main__":
    main()
