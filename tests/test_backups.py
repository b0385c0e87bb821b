"""A backup made while an import is running, stopped and made again, and an archive made of it."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import msgspec
import psycopg
import pytest
import server
import zstandard
from calls import program, tweet, two_threads, write_lines
from limited import limited
from made import PLACES

from clew.archive import Archive
from clew.errors import StoreFault
from clew.query import Query

POSTS = 12_000
PICTURE = b"\x89PNG\r\n\x1a\nno picture, but bytes"


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


def run(*arguments, check=True):
    return subprocess.run(program(*arguments), capture_output=True, text=True, check=check)


def holdings(place, captures=None) -> tuple:
    with Archive.open(place, create=False, captures=captures) as archive:
        kept = [msgspec.structs.replace(each, taken=None) for each in archive.captures()]
        threads = list(archive.threads(Query(limit=None, min_posts=1)))
        return threads, archive.info(), archive.tags(), archive.shelves(), kept


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path) -> str:
    return PLACES[request.param](tmp_path)


@pytest.fixture
def captures(tmp_path) -> Path:
    """Where an archive in a database keeps its files; one in a folder has its own."""
    return tmp_path / "kept"


def elsewhere(place: str, tmp_path: Path) -> str:
    return server.address(tmp_path / "another") if "://" in place else str(tmp_path / "another")


def add_medium(place: str, captures: Path) -> None:
    """A file among the media, without a row; what counts here are the files."""
    import hashlib

    sha = hashlib.sha256(PICTURE).hexdigest()
    folder = (captures if "://" in place else Path(place)) / "media" / sha[:2]
    folder.mkdir(parents=True)
    (folder / f"{sha}.png").write_bytes(PICTURE)


def test_what_is_backed_up_comes_back_whole_and_again_takes_only_what_is_new(place, captures, tmp_path):
    backup = tmp_path / "backup"
    more = ["--captures", captures]
    first = write_lines(tmp_path / "one.jsonl", two_threads())
    run("--archive", place, "add", first, *more)
    add_medium(place, captures)
    with Archive.open(place, create=False) as archive:
        archive.put("Rivers", [next(iter(archive.threads(Query()))).id])
    said = run("--archive", place, "backup", backup, *more).stdout
    assert said == f"{backup}: 2 files beside the rows, 2 new.\n"
    second = write_lines(tmp_path / "two.jsonl", [tweet(700, "Something new. #mud")])
    run("--archive", place, "add", second, *more)
    said = run("--archive", place, "backup", backup, *more).stdout
    assert said == f"{backup}: 3 files beside the rows, 1 new.\n"
    states = [path.name for path in backup.glob("state-*")]
    assert states == [json.loads((backup / "backup.json").read_text())["state"]]
    subprocess.run(["sha256sum", "--check", "--quiet", f"{states[0]}/manifest-sha256.txt"], cwd=backup, check=True)
    to = elsewhere(place, tmp_path)
    kept = tmp_path / "kept again"
    said = run("restore", backup, to, "--captures", kept).stdout
    assert said.endswith("3 files; every file is as it was backed up.\n")
    assert holdings(to, kept) == holdings(place, captures)
    if "://" in place:
        assert files(kept) == files(captures)
    else:
        assert files(Path(to) / "captures") == files(Path(place) / "captures")
        assert files(Path(to) / "media") == files(Path(place) / "media")
    run("--archive", to, "add", write_lines(tmp_path / "three.jsonl", [tweet(800, "And more.")]), "--captures", kept)
    assert holdings(to, kept)[1].posts == holdings(place, captures)[1].posts + 1


def test_a_backup_during_an_import_is_one_moment_of_it_and_adding_again_completes_it(place, captures, file, tmp_path):
    backup, to = tmp_path / "backup", elsewhere(place, tmp_path)
    Archive.open(place).close()
    adding = subprocess.Popen(
        program("--archive", place, "add", file, "--captures", captures), stdout=subprocess.DEVNULL
    )
    with adding:
        while posts(place) == 0:
            assert adding.poll() is None
            time.sleep(0.005)
        run("--archive", place, "backup", backup, "--captures", captures)
        seen = posts(place)
        assert adding.wait(120) == 0
    run("restore", backup, to, "--captures", tmp_path / "kept again")
    threads, info, *_ = holdings(to, tmp_path / "kept again")
    assert 0 < info.posts <= min(seen, POSTS)
    assert sum(len(thread.parts) for thread in threads) == info.posts
    run("--archive", to, "add", file, "--captures", tmp_path / "kept again")
    assert holdings(to, tmp_path / "kept again") == holdings(place, captures)


def posts(place: str) -> int:
    if "://" in place:
        with psycopg.connect(place) as conn:
            return conn.execute("SELECT value FROM tally WHERE name = 'posts'").fetchone()[0]
    conn = sqlite3.connect(Path(place) / "clew.db")
    try:
        return conn.execute("SELECT value FROM tally WHERE name = 'posts'").fetchone()[0]
    finally:
        conn.close()


def test_a_backup_killed_at_any_moment_leaves_the_one_before_whole(file, tmp_path):
    place, backup = tmp_path / "archive", tmp_path / "backup"
    run("--archive", place, "add", write_lines(tmp_path / "one.jsonl", two_threads()))
    run("--archive", place, "backup", backup)
    before = holdings(place)
    run("--archive", place, "add", file)
    cut = 0
    (finished,) = backup.glob("state-*")
    # killed when there is so much of a state: nothing, a part of the rows, all of them, the list of files
    for number, sign in enumerate(["state-*", "state-*/clew.db", "captures/.partial-*", "state-*/*sha256.txt*"]):
        with subprocess.Popen(program("--archive", place, "backup", backup), stdout=subprocess.DEVNULL) as child:
            while child.poll() is None and not begun(backup, sign, finished):
                pass
            child.kill()
        cut += child.returncode != 0
        to = tmp_path / f"to-{number}"
        run("restore", backup, to)
        assert holdings(to) in (before, holdings(place))
        shutil.rmtree(to)
    assert cut > 1
    run("--archive", place, "backup", backup)
    run("restore", backup, tmp_path / "last")
    assert holdings(tmp_path / "last") == holdings(place)
    assert not list(backup.rglob(".*"))


def begun(backup: Path, sign: str, finished: Path) -> bool:
    """Whether a backup under way has come so far; what is looked at may vanish meanwhile."""
    with suppress(FileNotFoundError):
        return any(finished not in {path, path.parent} for path in backup.glob(sign))
    return False


@pytest.fixture
def backed_up(tmp_path) -> Path:
    """The backup of a small archive in a folder."""
    place = tmp_path / "archive"
    run("--archive", place, "add", write_lines(tmp_path / "one.jsonl", two_threads()))
    run("--archive", place, "backup", tmp_path / "backup")
    return tmp_path / "backup"


@pytest.mark.parametrize("what", ["captures/*/*.zst", "state-*/clew.db", "state-*/manifest-sha256.txt"])
@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_a_damaged_backup_is_told_and_restored_nowhere(backed_up, tmp_path, what, how):
    (victim,) = backed_up.glob(what)
    if how == "missing":
        victim.unlink()
    else:
        data = bytearray(victim.read_bytes())
        data[len(data) // 2] ^= 1
        victim.write_bytes(data)
    done = run("restore", backed_up, tmp_path / "to", check=False)
    assert done.returncode == StoreFault.exit_code
    assert done.stderr.startswith("Error: ")
    assert "damaged" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "to").exists()


def test_a_place_that_is_not_empty_and_a_folder_that_is_no_backup_are_refused(backed_up, tmp_path):
    done = run("restore", backed_up, tmp_path / "archive", check=False)
    assert (done.returncode, "empty" in done.stderr) == (2, True)
    done = run("restore", tmp_path / "archive", tmp_path / "to", check=False)
    assert "is no backup of an archive" in done.stderr
    other = tmp_path / "other"
    run("--archive", other, "add", tmp_path / "one.jsonl")
    done = run("--archive", other, "backup", backed_up, check=False)
    assert f"holds the backup of {tmp_path / 'archive'}" in done.stderr
    done = run("--archive", other, "backup", other, check=False)
    assert "has other things in it" in done.stderr


def test_a_file_taken_out_of_the_archive_goes_from_its_backup(backed_up, tmp_path):
    (kept,) = (tmp_path / "archive" / "captures").glob("*/*.zst")
    kept.unlink()
    said = run("--archive", tmp_path / "archive", "backup", backed_up).stdout
    assert said.endswith("0 files beside the rows, 0 new, 1 removed.\n")
    assert not list(backed_up.glob("captures/*/*"))


def test_a_damaged_database_is_not_backed_up_over_a_good_one(backed_up, tmp_path):
    good = files(backed_up)
    database = tmp_path / "archive" / "clew.db"
    conn = sqlite3.connect(database)
    (root,) = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'post'").fetchone()
    (size,) = conn.execute("PRAGMA page_size").fetchone()
    conn.close()
    with database.open("rb+") as broken:
        broken.seek((root - 1) * size)
        broken.write(b"\xff" * 200)
    done = run("--archive", tmp_path / "archive", "backup", backed_up, check=False)
    assert done.returncode == StoreFault.exit_code
    assert "damaged" in done.stderr
    run("restore", backed_up, tmp_path / "to")
    assert {name: data for name, data in files(backed_up).items() if name in good} == good


@pytest.mark.parametrize("size", [4_000, 400_000])
def test_a_full_disk_is_one_sentence_and_room_made_later_completes_the_backup(backed_up, file, tmp_path, size):
    place = tmp_path / "archive"
    before = holdings(place)
    run("--archive", place, "add", file)
    command = limited(size, program("--archive", place, "backup", backed_up))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == StoreFault.exit_code
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Error: ")
    run("restore", backed_up, tmp_path / "to")
    assert holdings(tmp_path / "to") == before
    run("--archive", place, "backup", backed_up)
    command = limited(size, program("restore", backed_up, tmp_path / "full"))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == StoreFault.exit_code
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "full").exists()
    run("restore", backed_up, tmp_path / "again")
    assert holdings(tmp_path / "again") == holdings(place)


def test_what_was_forgotten_is_in_no_backup_that_was_brought_up_to_date(tmp_path):
    place, backup = tmp_path / "archive", tmp_path / "backup"
    posts = [tweet(1, "1/2 The pier was sold on Friday."), tweet(2, "2/2 Nobody says to whom, marzipan.", after=1)]
    run("--archive", place, "add", write_lines(tmp_path / "one.jsonl", posts))
    run("--archive", place, "backup", backup)
    assert "marzipan" in everything_readable(backup)
    run("--archive", place, "forget", "post", posts[1]["id_str"], "--yes")
    run("--archive", place, "backup", backup)
    assert "marzipan" not in everything_readable(backup)
    assert "Friday" in everything_readable(backup)
    run("restore", backup, tmp_path / "to")
    assert holdings(tmp_path / "to") == holdings(place)


def everything_readable(folder: Path) -> str:
    """All bytes of a backup, unpacked."""
    unpacked = [
        zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes()) for path in folder.rglob("*.zst")
    ]
    return b"".join([*files(folder).values(), *unpacked]).decode("utf-8", "replace")
