"""An import ended by force, at any moment: what was there stays sound, and adding again completes it."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from limited import limited

from clew.archive import Archive
from clew.archive.worker import BATCH
from clew.errors import StoreFault
from clew.query import Query

CLEW = [sys.executable, "-m", "clew"]
POSTS = 24_000
KILLS = 15


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """Posts of fifty invented accounts, each in threads of ten, those of all accounts mixed."""
    rng, rows = random.Random(4), []
    for number in range(POSTS):
        user, step = number % 50, number // 50
        key = 10_000 + number
        parent = None if step % 10 == 0 else str(key - 50)
        rows.append(
            {
                "id_str": str(key),
                "created_at": f"Mon Jan 01 {number // 3600:02}:{number // 60 % 60:02}:{number % 60:02} +0000 2018",
                "full_text": " ".join(
                    rng.choices(["river", "water", "bridge", "gauge", "rises", "slowly", "north", "bank"], k=20)
                )
                + " #mud",
                "user": {"id_str": str(user), "screen_name": f"gauge_{user}", "name": f"Gauge {user}"},
                "in_reply_to_status_id_str": parent,
                "in_reply_to_user_id_str": None if parent is None else str(user),
                "lang": "en",
            }
        )
    path = tmp_path_factory.mktemp("file") / "posts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def adding(archive: Path, file: Path, size: int | None = None) -> subprocess.Popen:
    """Add the file; no file that is written may grow beyond `size`."""
    command = [*CLEW, "--archive", archive, "add", file]
    command = command if size is None else limited(size, command)
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def add(archive: Path, file: Path) -> float:
    """Add the file undisturbed, and say how long it took."""
    start = time.perf_counter()
    child = adding(archive, file)
    _, errors = child.communicate()
    assert child.returncode == 0, errors
    return time.perf_counter() - start


def holdings(folder: Path) -> tuple:
    """All that a reader can see, without the moment at which the file was added."""
    with Archive.open(folder, create=False) as archive:
        kept = [msgspec.structs.replace(each, taken=None) for each in archive.captures()]
        threads = list(archive.threads(Query(limit=None, min_posts=1)))
        return threads, archive.info(), archive.tags(), archive.authors(), archive.problems(), kept


@pytest.fixture(scope="module")
def undisturbed(file, tmp_path_factory) -> tuple[tuple, float]:
    folder = tmp_path_factory.mktemp("undisturbed") / "archive"
    took = add(folder, file)
    return holdings(folder), took


def assert_sound(folder: Path) -> None:
    conn = sqlite3.connect(folder / "clew.db")
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    conn.close()


def test_an_archive_killed_at_any_moment_is_sound_and_completed_by_adding_again(file, undisturbed, tmp_path):
    whole, took = undisturbed
    assert whole[1].posts == POSTS
    assert whole[1].threads == POSTS // 10
    rng, began, ended = random.Random(9), 0, 0
    for number in range(KILLS):
        folder = tmp_path / f"archive-{number}"
        child = adding(folder, file)
        try:
            child.wait(took * rng.uniform(0.05, 1.1))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        child.communicate()
        ended += child.returncode == 0
        if (folder / "clew.db").exists():
            assert_sound(folder)
            began += child.returncode != 0
            seen_as_a_reader(folder)
        add(folder, file)
        assert_sound(folder)
        assert holdings(folder) == whole
        assert not list((folder / "captures").glob(".partial-*"))
        shutil.rmtree(folder)
    assert began > KILLS // 4, f"of {KILLS} imports only {began} were killed once they had begun, {ended} had ended"


def seen_as_a_reader(folder: Path) -> None:
    """Whoever opens it next sees batches that were finished, all of their threads, and none of them half."""
    threads, info, *_ = holdings(folder)
    assert info.posts % BATCH == 0 or info.posts == POSTS
    for thread in threads:
        assert thread.summary.held == len(thread.parts)
    assert sum(thread.summary.held for thread in threads if thread.summary.held > 1) == info.held_in_threads
    conn = sqlite3.connect(folder / "clew.db")
    assert conn.execute("SELECT count(*) FROM touched").fetchone() == (0,)
    conn.close()


def test_killed_again_and_again_it_still_comes_to_its_end(file, undisturbed, tmp_path):
    whole, took = undisturbed
    folder, rng = tmp_path / "archive", random.Random(5)
    for _ in range(8):
        child = adding(folder, file)
        try:
            child.wait(took * rng.uniform(0.3, 0.9))
        except subprocess.TimeoutExpired:
            child.kill()
        child.communicate()
    add(folder, file)
    assert_sound(folder)
    assert holdings(folder) == whole


def test_two_programs_add_at_once(file, undisturbed, tmp_path):
    whole, _ = undisturbed
    folder = tmp_path / "archive"
    children = [adding(folder, file) for _ in range(2)]
    for child in children:
        _, errors = child.communicate()
        assert child.returncode == 0, errors
    assert_sound(folder)
    assert holdings(folder) == whole


def test_an_archive_can_be_read_while_another_program_adds(file, undisturbed, tmp_path):
    whole, _ = undisturbed
    folder = tmp_path / "archive"
    Archive.open(folder).close()
    child = adding(folder, file)
    waiting = threading.Thread(target=child.communicate)
    waiting.start()
    with Archive.open(folder) as archive:
        while waiting.is_alive():
            for card in archive.cards(Query(limit=5)).items:
                assert archive.thread(card.summary.id).summary.held >= len(card.opening)
        waiting.join()
    assert child.returncode == 0
    assert holdings(folder) == whole


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A real disk with 8 MB of room, where this machine lets one be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") is not None and os.geteuid() == 0
    if mounted:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], check=False, capture_output=True
        )
        mounted = done.returncode == 0
    if not mounted:
        pytest.skip("no small disk can be mounted here; the test with a limit on file sizes runs everywhere")
    yield disk
    subprocess.run(["umount", disk], check=True)


def assert_full(child: subprocess.Popen) -> None:
    """One sentence and the exit status of a store's fault, no traceback."""
    _, errors = child.communicate()
    assert child.returncode == StoreFault.exit_code, errors
    assert b"Traceback" not in errors
    assert b"room" in errors


def test_a_full_disk_is_one_sentence_and_room_made_later_completes_it(file, undisturbed, small_disk):
    whole, _ = undisturbed
    folder = small_disk / "archive"
    with Archive.open(folder):
        pass
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (4 << 20))
    assert_full(adding(folder, file))
    assert_sound(folder)
    seen = holdings(folder)
    assert seen[1].posts < POSTS
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=256m", small_disk], check=True)
    add(folder, file)
    assert_sound(folder)
    assert holdings(folder) == whole


@pytest.mark.parametrize("size", [3_000_000, 300_000, 20_000])
def test_a_file_that_may_not_grow_is_one_sentence(file, undisturbed, tmp_path, size):
    """Like a full disk or a quota, wherever this runs: the system refuses to write beyond a size."""
    whole, _ = undisturbed
    folder = tmp_path / "archive"
    Archive.open(folder).close()
    child = adding(folder, file, size)
    _, errors = child.communicate()
    assert child.returncode == StoreFault.exit_code, errors
    assert b"Traceback" not in errors
    assert_sound(folder)
    add(folder, file)
    assert holdings(folder) == whole
