from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from made import a_crowd, begin, run
from test_archive import THREE, lines, v1

from clew import sources
from clew.archive import Archive, Import, reading, settling, worker
from clew.archive.reading import Reading
from clew.archive.worker import Crew, Make, Read, Worker, get
from clew.capture import open_capture
from clew.query import Query
from clew.stores.sqlite import Store

POSTS = 12_000


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """Posts of invented accounts in threads of five, a broken line among them."""
    rng = random.Random(2)
    rows = [
        lines(v1(n, " ".join(rng.choices(["mud", "rain"], k=9)), parent=None if n % 5 == 1 else n - 1, user=n // 200))
        for n in range(1, POSTS + 1)
    ]
    rows.insert(7000, b'{"id_str": "5", "full_te\n')
    path = tmp_path_factory.mktemp("file") / "posts.jsonl"
    path.write_bytes(b"".join(rows))
    return path


def holdings(folder: Path, file: Path) -> tuple:
    with Archive.open(folder) as archive:
        brought = list(archive.add([file]))
        return brought, list(archive.threads(Query(limit=None))), archive.info(), archive.problems()


@pytest.fixture
def always(monkeypatch) -> None:
    """Workers for everything, on two processors."""
    monkeypatch.setattr(reading, "BIG", 0)
    monkeypatch.setattr(settling, "MANY", 0)
    for module in (reading, settling):
        monkeypatch.setattr(module, "processors", lambda: 2)


@pytest.fixture(scope="module")
def alone(file, tmp_path_factory) -> tuple:
    return holdings(tmp_path_factory.mktemp("alone"), file)


def test_workers_change_nothing_but_the_time(file, alone, always, tmp_path):
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    assert alone[0] == [Import("posts.jsonl", "twitter_v1", alone[0][0].added, capture=sha)]
    assert alone[0][0].added.new == POSTS
    assert alone[0][0].added.problems == 1
    assert holdings(tmp_path, file) == alone


@pytest.mark.parametrize("answers", [0, 1, 2, 5])
def test_what_a_dead_worker_did_not_do_is_done_here(file, alone, always, tmp_path, monkeypatch, answers):
    heard = 0
    hear = Worker.hear

    def dying(self: Worker) -> bytes | None:
        nonlocal heard
        heard += 1
        if heard > answers:
            self._process.kill()
            self._process.wait()
            return None
        return hear(self)

    monkeypatch.setattr(Worker, "hear", dying)
    assert holdings(tmp_path, file) == alone


@pytest.fixture(scope="module")
def parts(file, tmp_path_factory) -> list[Path]:
    """The same posts in three files, of which each is several messages of a worker."""
    rows = file.read_bytes().splitlines(keepends=True)
    folder = tmp_path_factory.mktemp("parts")
    paths = [folder / f"{name}.jsonl" for name in "abc"]
    for place, path in enumerate(paths):
        path.write_bytes(b"".join(rows[place * 4100 : (place + 1) * 4100]))
    return paths


def parts_held(folder: Path, parts: list[Path]) -> tuple:
    with Archive.open(folder) as archive:
        brought = list(archive.add(parts))
        return brought, list(archive.threads(Query(limit=None))), archive.info(), archive.problems()


@pytest.fixture(scope="module")
def parts_alone(parts, tmp_path_factory) -> tuple:
    return parts_held(tmp_path_factory.mktemp("parts-alone"), parts)


@pytest.mark.parametrize("dies_at", [None, 2])
def test_one_worker_reads_all_inputs_of_a_call_and_makes_threads_and_a_dead_one_is_replaced(
    parts, parts_alone, always, tmp_path, monkeypatch, dies_at
):
    started = []

    class Counted(Worker):
        told = 0

        def __init__(self) -> None:
            super().__init__()
            started.append(self)

        def tell(self, request) -> None:
            Counted.told += 1
            if Counted.told == dies_at:
                self._process.kill()
                self._process.wait()
            super().tell(request)

    monkeypatch.setattr(worker, "Worker", Counted)
    assert parts_held(tmp_path, parts) == parts_alone
    assert len(started) == (3 if dies_at == 2 else 2)  # whoever reads makes threads after that, beside one more
    assert all(each._process.returncode is not None for each in started)


def test_a_worker_that_was_not_heard_to_the_end_is_not_asked_again(parts, always):
    source = sources.load("twitter_v1")
    with Crew() as crew:
        here = Reading(crew)
        for _ in range(2):
            with open_capture(parts[0]) as capture:
                left = here.batches(capture, source)
                first = next(left)
                left.close()
        with open_capture(parts[1]) as capture:
            rows = [record for batch in here.batches(capture, source) for record in batch]
    with open_capture(parts[1]) as capture:
        plain = list(source.read(capture))
    assert first
    assert sorted(map(str, rows)) == sorted(map(str, plain))


def test_a_worker_that_cannot_be_used_is_not_asked(file, alone, always, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "")
    assert worker.processors() == 1
    for module in (reading, settling):
        monkeypatch.setattr(module, "processors", worker.processors)
    assert holdings(tmp_path, file) == alone


def test_standard_input_is_read_here(always, tmp_path):
    command = [sys.executable, "-m", "clew", "--archive", tmp_path / "archive", "add", "-"]
    done = subprocess.run(command, input=lines(*THREE), capture_output=True, check=True)
    assert b"3 posts new" in done.stdout


def test_a_worker_ends_when_nobody_listens_any_more(file):
    child = Worker()
    child.tell(Read(str(file), None, None, "twitter_v1", (file.name,)))
    assert child.hear() is not None
    process = child._process
    process.stdout.close()
    process.stdin.close()
    process.wait(timeout=30)


def test_a_worker_ends_with_its_parent_killed(tmp_path):
    script = "import time; from clew.archive.worker import Worker; h = Worker(); print(h._process.pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 30
    while alive(pid):
        assert time.monotonic() < deadline
        os.sched_yield()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_message_cut_short_is_none(tmp_path):
    path = tmp_path / "pipe"
    for cut in (b"", b"\0\0", b"\0\0\0\0\0\0\0\x05abc"):
        path.write_bytes(cut)
        with path.open("rb") as stream:
            assert get(stream) is None


def test_workers_and_writers_share_an_archive(always, tmp_path):
    """Threads are made by workers of two writers at once, while both add."""
    stores = [Store(tmp_path) for _ in range(2)]
    threads = a_crowd(8, 120)

    def work(place: int) -> None:
        capture = begin(stores[place], "ab"[place])
        for start in range(0, 120, 40):
            stores[place].add(capture, [post for thread in threads[start : start + 40] for post in thread])
            settling.settle(stores[place], group=30)

    run(*(lambda place=place: work(place) for place in range(2)))
    settling.settle(stores[0])
    plain = Store(tmp_path / "plain")
    plain.add(begin(plain), [post for thread in threads for post in thread])
    while marks := plain.touched(10**9):
        made = settling.made(plain, [mark.author_id for mark in marks])
        plain.write(made.marks, made.threads, made.problems)
    query = Query(limit=None, min_posts=1)
    assert [thread.shape for thread in stores[0].threads(query)] == [thread.shape for thread in plain.threads(query)]
    assert stores[0].info().threads == plain.info().threads
    for store in (*stores, plain):
        store.close()


def test_requests_say_what_they_are():
    import msgspec

    for request in (Read("a", None, None, "twitter_v1", ("a",)), Make("b", ("x:user:1",))):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(request), type=Read | Make) == request


@pytest.mark.skipif(not hasattr(os, "nice"), reason="only there do processes go before others")
def test_a_worker_goes_behind_whoever_started_it(file):
    with Worker() as worker:
        worker.tell(Read(str(file), None, None, "twitter_v1", (file.name,)))
        assert worker.hear() is not None
        assert os.getpriority(os.PRIO_PROCESS, worker._process.pid) >= 10
