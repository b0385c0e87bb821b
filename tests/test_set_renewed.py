"""A set that is made again while it is served is shown as it is then, and nobody who asks meanwhile is told of a fault."""

from __future__ import annotations

import json
import shutil
import threading

import pytest
from calls import two_threads, write_lines
from clusters import MOST, made
from corpus.writing import write
from elsewhere import ADDRESS, elsewhere
from starlette.testclient import TestClient

from clew.archive import Archive
from clew.query import Query
from clew.sets import MANIFEST
from clew.stores import parquet
from clew.stores.parquet import away
from clew.text.asking import asked
from clew.web import create_app


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs")
    write(folder / "corpus", 600)
    (folder / "corpus" / "known.jsonl").unlink()
    write_lines(folder / "two.jsonl", two_threads())
    return folder


@pytest.fixture(scope="module")
def large(inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp("large") / "set"
    made([inputs / "corpus"], out, parts=3)
    return out


@pytest.fixture(scope="module")
def small(inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp("small") / "set"
    made([inputs / "two.jsonl"], out, parts=2)
    return out


@pytest.fixture(params=["disk", "elsewhere"])
def at(request, monkeypatch):
    """How a folder is called, on disk and as if it were in S3; both are looked at each time."""
    monkeypatch.setattr(parquet, "HERE", 0)
    monkeypatch.setattr(parquet, "AWAY", 0)
    if request.param == "elsewhere":
        elsewhere(monkeypatch)
        return f"{ADDRESS}{{}}".format
    return str


def put(source, place):
    """Put another set in a folder, as `clew spark add` does: file by file, the manifest last."""
    place.mkdir(exist_ok=True)
    for file in sorted(source.glob("*/*.parquet")):
        copied(file, place / file.relative_to(source))
    named = {file.relative_to(source) for file in source.rglob("*")}
    copied(source / MANIFEST, place / MANIFEST)
    for file in place.glob("*/*.parquet"):
        if file.relative_to(place) not in named:
            file.unlink()


def copied(file, to):
    to.parent.mkdir(exist_ok=True)
    shutil.copy(file, to.with_name(f".{to.name}"))
    to.with_name(f".{to.name}").replace(to)


def ids(archive):
    return {each.id for each in archive.threads(MOST)}


def test_a_set_that_is_made_again_is_shown_as_it_is_then(large, small, tmp_path, at):
    place = tmp_path / "set"
    put(large, place)
    with Archive.open(large) as one, Archive.open(small) as other, Archive.open(at(place), create=False) as held:
        assert ids(held) == ids(one)
        gone = next(iter(one.threads(Query(limit=1)))).id
        served = TestClient(create_app(held))
        assert served.get(f"/thread/{gone}").status_code == 200
        page = served.get("/threads")
        assert served.get("/threads", headers={"if-none-match": page.headers["etag"]}).status_code == 304
        put(small, place)
        assert ids(held) == ids(other)
        assert held.info() == other.info()
        assert held.tags(50) == other.tags(50)
        assert served.get(f"/thread/{gone}").status_code == 404
        again = served.get("/threads", headers={"if-none-match": page.headers["etag"]})
        assert again.status_code == 200
        assert again.text == TestClient(create_app(other)).get("/threads").text


def test_files_that_were_lost_are_shown_when_the_set_is_whole_again(inputs, large, tmp_path, at):
    place = tmp_path / "set"
    shutil.copytree(large, place)
    for table in ("posts", "words"):
        max((place / table).iterdir()).unlink()
    with Archive.open(large) as whole, Archive.open(at(place), create=False) as held:
        assert held.info().problems == whole.info().problems + 2
        assert ids(held) < ids(whole)
        made([inputs / "corpus"], place)
        assert ids(held) == ids(whole)
        assert held.info() == whole.info()
        assert held.search(asked("river", Query())) == whole.search(asked("river", Query()))


def test_a_folder_that_is_gone_is_no_empty_set_and_is_shown_when_it_is_back(large, tmp_path, at):
    place = tmp_path / "set"
    put(large, place)
    with Archive.open(large) as whole, Archive.open(at(place), create=False) as held:
        served = TestClient(create_app(held))
        before = served.get("/threads").text
        place.rename(tmp_path / "away")
        gone = served.get("/tag/riverwatch")
        assert gone.status_code == 503
        assert "is gone; bring it back." in gone.text
        (tmp_path / "away").rename(place)
        assert served.get("/threads").text == before
        assert ids(held) == ids(whole)
        assert held.problems(10).items == whole.problems(10).items


def test_a_lost_file_that_was_brought_back_is_shown(large, tmp_path, at):
    place = tmp_path / "set"
    put(large, place)
    lost = max((place / "posts").iterdir())
    written = lost.read_bytes()
    lost.unlink()
    other = min((place / "lists").iterdir())
    other.write_bytes(bytes(other.stat().st_size))
    with Archive.open(large) as whole, Archive.open(at(place), create=False) as held:
        assert ids(held) < ids(whole)
        assert held.info().problems == whole.info().problems + 2
        lost.write_bytes(written)
        copied(large / "lists" / other.name, other)
        assert ids(held) == ids(whole)
        assert held.info() == whole.info()


def test_while_a_new_manifest_is_half_there_the_set_is_shown_as_it_was(large, small, tmp_path, at, caplog):
    place = tmp_path / "set"
    put(large, place)
    with Archive.open(at(place), create=False) as held:
        before = held.info()
        for written in ((small / MANIFEST).read_bytes()[:500], json.dumps({"format": "clew-set/9"}).encode()):
            (place / MANIFEST).write_bytes(written)
            assert [held.info() for _ in range(3)] == [before] * 3
        (place / MANIFEST).unlink()
        assert held.info() == before
        put(small, place)
        assert held.info().threads == 2
    assert len([each for each in caplog.records if "is shown as it was" in each.message]) == 2


def test_an_export_that_has_begun_ends_though_the_set_is_another(large, small, tmp_path, at):
    place = tmp_path / "set"
    put(large, place)
    with Archive.open(at(place), create=False) as held:
        threads = held.threads(MOST)
        first = [next(threads) for _ in range(3)]
        put(small, place)
        rest = list(threads)
    assert len(first) == 3
    assert len({each.id for each in (*first, *rest)}) == len(first) + len(rest)


def test_whoever_asks_while_a_set_is_made_again_is_answered(large, small, tmp_path, at, monkeypatch):
    monkeypatch.setattr(away, "KEPT", 20)
    place = tmp_path / "set"
    put(large, place)
    over, answers = threading.Event(), []
    with Archive.open(at(place), create=False) as held:
        thread = next(iter(held.threads(Query(limit=1)))).id
        served = TestClient(create_app(held), raise_server_exceptions=False)
        paths = [
            "/",
            "/threads",
            f"/thread/{thread}",
            "/tag/riverwatch",
            "/search?q=river",
            "/authors",
            "/threads.jsonl",
        ]

        def ask(at):
            while not over.is_set():
                path = paths[at % len(paths)]
                answers.append((path, served.get(path).status_code))
                at += 1

        asking = [threading.Thread(target=ask, args=(at,)) for at in range(4)]
        for each in asking:
            each.start()
        try:
            for number in range(8):
                until = len(answers) + 10
                put(small if number % 2 == 0 else large, place)
                while len(answers) < until and any(each.is_alive() for each in asking):
                    over.wait(0.01)
        finally:
            over.set()
            for each in asking:
                each.join()
        assert held.info().threads > 2
    assert {status for _, status in answers} <= {200, 404, 503}
    assert not [each for each in answers if each[1] == 404 and not each[0].startswith(("/thread/", "/tag/"))]
    assert {path for path, status in answers if status == 200} >= {"/", "/threads", "/threads.jsonl"}
