"""A set in a storage of other machines is read as one on disk is, whatever is wrong with it."""

from __future__ import annotations

import shutil

import pytest
from calls import two_threads, write_lines
from clusters import MOST, made
from corpus.writing import write
from elsewhere import ADDRESS, elsewhere

from clew.archive import Archive
from clew.errors import Unreadable
from clew.query import Query
from clew.sets import MANIFEST


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder, out = tmp_path_factory.mktemp("inputs"), tmp_path_factory.mktemp("out") / "set"
    write(folder / "corpus", 600)
    (folder / "corpus" / "known.jsonl").unlink()
    write_lines(folder / "two.jsonl", two_threads(), broken=["{broken"])
    made([folder], out, parts=3)
    return out


@pytest.fixture
def storage(monkeypatch):
    return elsewhere(monkeypatch)


def added(place, wanted):
    """What comes of a set: its posts, threads and problems."""
    with Archive.open("memory:") as archive:
        list(archive.add([place], wanted=wanted))
        problems = [(each.problem.place.rpartition(": ")[2], each.problem.reason) for each in archive.every_problem()]
        return archive.info().posts, {each.id for each in archive.threads(MOST)}, problems


def zeros(file):
    file.write_bytes(bytes(file.stat().st_size))


def bent(file):
    """Its end is right, and what stands before it is not."""
    data = file.read_bytes()
    end = int.from_bytes(data[-8:-4], "little") + 8
    file.write_bytes(data[:4] + bytes(len(data) - 4 - end) + data[-end:])


WANTED = pytest.mark.parametrize("wanted", [None, Query(tag="riverwatch", limit=None)], ids=["all", "some"])


@WANTED
@pytest.mark.parametrize("tear", [zeros, bent])
@pytest.mark.parametrize("table", ["posts", "lists"])
def test_a_damaged_file_is_told_and_the_rest_is_added_as_from_a_disk(place, storage, tmp_path, table, tear, wanted):
    copy = tmp_path / "copy"
    shutil.copytree(place, copy)
    for file in (copy / table).iterdir():
        if table == "lists" or file.stem == "00000":
            tear(file)
    here, there = added(copy, wanted), added(f"{ADDRESS}{copy}", wanted)
    assert there == here
    assert bool(here[2]) == (wanted is not None or table == "posts")


@WANTED
def test_a_storage_that_goes_away_says_nothing_of_the_file(place, storage, wanted):
    whole = added(f"{ADDRESS}{place}", wanted)
    storage.silent = "lists/" if wanted else "posts/00001"
    with pytest.raises(Unreadable, match=r"cannot be read further \(Network is unreachable\).*add it again"):
        added(f"{ADDRESS}{place}", wanted)
    storage.silent = ""
    assert added(f"{ADDRESS}{place}", wanted) == whole


@WANTED
def test_a_set_is_listed_and_its_manifest_read_once_to_be_kept_and_once_to_be_read(place, storage, wanted):
    added(f"{ADDRESS}{place}", wanted)
    assert (storage.listed, storage.opened[f"set/{MANIFEST}"]) == (2, 2)


def test_a_set_in_a_folder_there_is_a_set(place, storage, tmp_path):
    shutil.copytree(place, tmp_path / "all" / "set")
    two = write_lines(tmp_path / "all" / "two.jsonl", two_threads())
    with Archive.open("memory:") as archive:
        brought = list(archive.add([f"{ADDRESS}{tmp_path / 'all'}"]))
        assert sorted((each.name, each.source) for each in brought) == [("set", "clew_set"), (two.name, "twitter_v1")]
        assert list(archive.every_problem()) == []
        (found,) = (each for each in archive.captures() if each.source == "clew_set")
        assert found.place == f"{ADDRESS}{tmp_path / 'all' / 'set'}"
