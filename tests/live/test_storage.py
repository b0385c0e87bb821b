"""Sets whose inputs and files lie in a storage of other machines: made there, gone on with, read there, added from there."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

import clusters
import msgspec
import pyarrow.parquet as pq
import pytest
import running
import storage as storages
from calls import two_threads, write_lines
from corpus.writing import write
from starlette.testclient import TestClient
from storage import clew

from clew import stores
from clew.archive import Archive
from clew.errors import NotFound, StoreFault, Unreadable
from clew.places import Place
from clew.query import Query
from clew.sets import MANIFEST
from clew.stores.parquet import away
from clew.text.asking import asked
from clew.web import create_app


@pytest.fixture(scope="module", params=["s3", "hdfs"])
def storage(request, tmp_path_factory):
    """A storage that runs on this machine."""
    with getattr(storages, request.param)(tmp_path_factory.mktemp(request.param)) as started:
        yield started


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Invented posts of four networks, two threads with a line that is none, and a file that was cut short."""
    folder = tmp_path_factory.mktemp("inputs") / "dumps"
    write(folder, 300)
    for name in ("known.jsonl", "again-v1.jsonl", "again-v2.jsonl.zst", "bluesky-stream.jsonl"):
        (folder / name).unlink()
    shutil.rmtree(folder / "archive")  # one input as a whole on a laptop, and files elsewhere
    write_lines(folder / "two.jsonl", two_threads(), broken=["{broken"])
    packed = (folder / "x-v1.jsonl.gz").read_bytes()
    (folder / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (folder / "strange.bin").write_bytes(bytes(range(256)))
    return folder


@pytest.fixture(scope="module")
def local(inputs, tmp_path_factory):
    """The set on this machine's disk."""
    out = tmp_path_factory.mktemp("set") / "out"
    clusters.made([inputs], out, parts=2)
    return out


@pytest.fixture(scope="module")
def there(storage, inputs, local):  # made first: many threads of this process then find sources that have been loaded
    """The address of the same set there, of inputs there."""
    place = storage.put(inputs, "dumps")
    with clusters.server() as address:
        words = ("spark", "add", "--json", "--parts", 2, "--remote", address, place, storage.at("sets/whole"))
        for already in (False, True):
            ran = clew(*words)
            assert ran.returncode == 0, ran.stderr
            assert json.loads(ran.stdout)["already"] is already
    return storage.at("sets/whole")


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def same(brought, local):
    assert names(brought) == names(local)
    for path in local.glob("*/*.parquet"):
        # of equal rows' order nothing is said
        assert rows(brought / path.relative_to(local)) == rows(path), path


def rows(path):
    return sorted(map(repr, pq.read_table(path).to_pylist()))


def test_a_set_that_is_made_there_is_that_of_a_disk(storage, there, local, tmp_path):
    assert storage.names("sets/whole") == names(local)
    same(storage.bring("sets/whole", tmp_path / "brought"), local)
    here, made = (json.loads(text) for text in ((local / MANIFEST).read_bytes(), Place(there).read(MANIFEST)))
    assert made["problems"] == here["problems"] > 1
    said = [[(each["name"], each["id"], each["size"]) for each in manifest["inputs"]] for manifest in (made, here)]
    assert said[0] == said[1]


STEPS = "import sys; sys.path[:0] = {path!r}; from clusters import made; made([{place!r}], {out!r}, parts=2)"


def test_a_run_that_was_killed_goes_on_there(storage, there, local, tmp_path):
    out = storage.at("sets/killed")
    code = STEPS.format(path=sys.path, place=storage.at("dumps"), out=out)
    run = subprocess.Popen([sys.executable, "-c", code], env=os.environ)
    running.until(lambda: "work/read/000003.json" in storage.names("sets/killed"))
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert MANIFEST not in storage.names("sets/killed")
    done = [name for name in storage.names("sets/killed") if name.startswith("work/read/") and name.endswith(".json")]
    again = Counting()
    clusters.made([storage.at("dumps")], out, again, parts=2)
    assert len(again.tasks) == len(storage.names("dumps")) - len(done)
    same(storage.bring("sets/killed", tmp_path / "brought"), local)


class Counting(clusters.Here):
    """Remembers what it was asked to read."""

    tasks = ()

    def run(self, tasks, work):
        self.tasks = tasks
        return super().run(tasks, work)


QUERIES = [
    Query(limit=20),
    Query(sort="oldest", limit=20),
    Query(tag="riverwatch", limit=5),
    Query(author="x:user:10000001"),
    asked("river", Query(limit=10)),
    asked("riv* -bridge lang:en", Query(limit=10)),
]


@pytest.fixture
def both(there, local):
    """The same set in both places, open."""
    opened = [stores.find(place).Store.open(place, create=False) for place in (there, str(local))]
    yield opened
    for each in opened:
        each.close()


def test_a_set_is_read_where_it_is(both):
    held, here = both
    for query in QUERIES:
        assert held.cards(query) == here.cards(query)
        assert query.match is None or held.count(query) == here.count(query)
        assert held.days(query) == here.days(query)
    assert list(held.threads(Query(limit=40))) == list(here.threads(Query(limit=40)))
    assert held.tags(5) == here.tags(5)
    assert held.authors(5) == here.authors(5)
    assert held.problems(100, None) == here.problems(100, None)
    assert msgspec.structs.replace(held.info(), captures=0) == msgspec.structs.replace(here.info(), captures=0)


def test_of_a_file_that_is_there_only_what_is_asked_for_is_fetched_and_once(both, monkeypatch):
    fetched = []
    fetch = away.Blocks._fetched

    def counted(self, name, first, last, size):
        fetched.append(name)
        return fetch(self, name, first, last, size)

    monkeypatch.setattr(away.Blocks, "_fetched", counted)
    held = both[0]
    thread = next(iter(both[1].threads(Query(limit=1))))
    assert held.thread(thread.summary.id) == thread
    assert {name.partition("/")[0] for name in fetched} == {"names", "threads", "posts"}
    assert held.thread(thread.summary.id) == thread
    assert len(fetched) == len(set(fetched))


def test_a_server_that_goes_away_is_said_in_a_sentence_and_may_come_back(both, monkeypatch):
    held = both[0]

    def gone(*_asked):
        raise OSError("Network is unreachable")

    with monkeypatch.context() as patch:
        patch.setattr(away.Blocks, "_fetched", gone)
        with pytest.raises(StoreFault, match="cannot be read") as fault:
            held.tags(5)
    assert "OSError: Network is unreachable" in fault.value.message
    assert "Traceback" not in fault.value.message
    assert held.tags(5) == both[1].tags(5)


def test_pages_of_a_set_that_is_there_are_those_of_a_disk_when_many_ask(there, local):
    with Archive.open(there) as held, Archive.open(local) as here:
        first = next(iter(here.threads(Query(limit=1)))).summary.id
        paths = ["/threads", f"/threads/{first}", "/tags/riverwatch", "/threads?q=river", "/authors"]
        ours, theirs = TestClient(create_app(held)), TestClient(create_app(here))
        expected = {path: theirs.get(path).text for path in paths}
        found = []

        def ask(path):
            found.append((path, ours.get(path).text))

        asking = [threading.Thread(target=ask, args=(path,)) for path in paths * 3]
        for each in asking:
            each.start()
        for each in asking:
            each.join()
    assert len(found) == len(paths) * 3
    for path, text in found:
        assert text == expected[path], path


def test_a_part_of_it_and_then_all_is_added_to_an_archive(storage, there, local, tmp_path):
    place, whole = tmp_path / "archive", tmp_path / "whole"
    ran = clew("--archive", place, "add", there, "--tag", "riverwatch")
    assert ran.returncode == 0, ran.stderr
    with Archive.open(whole) as archive:
        list(archive.add([local]))
        everything = list(archive.threads(Query(limit=None, min_posts=1)))
        tagged = list(archive.threads(Query(limit=None, tag="riverwatch")))
    with Archive.open(place) as archive:
        found = list(archive.threads(Query(limit=None)))
        assert 0 < len(tagged) <= len(found) < len(everything)
        assert {each.summary.id for each in tagged} <= {each.summary.id for each in found}
        list(archive.add([there]))
        assert {each.summary.id for each in archive.threads(Query(limit=None, min_posts=1))} == {
            each.summary.id for each in everything
        }
        (capture,) = archive.captures()
        assert capture.place == there


def test_a_file_that_is_there_is_added_by_its_address(storage, there, tmp_path):
    ran = clew("--archive", tmp_path / "archive", "add", storage.at("dumps/two.jsonl"), "--json")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert (said["name"], said["added"]["problems"]) == ("two.jsonl", 1)
    assert said["added"]["new"] > 3


def test_what_is_torn_or_missing_there_is_said_in_a_sentence(storage, there, local):
    storage.put(local, "sets/torn")
    storage.tear("sets/torn/posts/00000.parquet")
    with Archive.open(storage.at("sets/torn")) as torn:
        assert [each.problem.place for each in torn.problems(50).items if "torn" in each.problem.reason]
    with pytest.raises(NotFound, match="There is no set in"):
        Archive.open(storage.at("dumps"))
    with pytest.raises(StoreFault, match="holds something else"):
        clusters.made([storage.at("dumps/two.jsonl")], storage.at("dumps"))
    with pytest.raises(Unreadable, match="holds no file that can be read"):
        clusters.made([storage.at("nothing")], storage.at("sets/nothing"))
    with pytest.raises(StoreFault, match="A set is only read"):
        Archive.open(there).add([storage.at("dumps/two.jsonl")]).__next__()


def test_a_damaged_file_of_the_right_size_is_a_problem_and_the_rest_is_added(storage, there, local):
    storage.put(local, "sets/bent")
    storage.bend("sets/bent/posts/00000.parquet")
    with Archive.open("memory:") as whole, Archive.open("memory:") as rest:
        list(whole.add([there]))
        list(rest.add([storage.at("sets/bent")]))
        assert ["posts/00000.parquet" in each.problem.place for each in rest.every_problem()] == [True]
        assert 0 < rest.info().posts < whole.info().posts


def test_a_server_that_is_not_there_is_said_in_a_sentence(storage, tmp_path):
    (port,) = running.free_ports(1)
    place = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", storage.at("sets/whole"))
    for words in ((place, "threads"), (tmp_path / "archive", "add", place)):
        ran = clew("--archive", *words)
        assert ran.returncode == 3, (ran.stdout, ran.stderr)
        assert f"{place} cannot be re" in ran.stderr
        assert "Traceback" not in ran.stderr
