"""Addresses of storages on other machines, as far as they can be told without one; `tests/live` has real ones."""

from __future__ import annotations

import random
import sys

import pytest
from elsewhere import ADDRESS, elsewhere
from running import free_ports

from clew import stores
from clew.archive import Archive
from clew.errors import MissingPart, StoreFault, Unreadable
from clew.places import Place, is_away
from clew.stores.parquet.away import BLOCK, Away, Blocks


@pytest.mark.parametrize("place", ["s3://bucket/set", "S3://bucket/set", "gs://bucket/set", "hdfs://host:8020/set"])
def test_an_address_is_opened_as_a_set_and_not_as_a_folder_of_that_name(place):
    assert is_away(place)
    assert stores.kind(place) == "parquet"


@pytest.mark.parametrize("place", ["folder", "memory:", "file:///etc", "https://example.org/set", "C:\\set", "s3", "-"])
def test_what_is_no_address_of_a_storage_is_none(place):
    assert not is_away(place)


@pytest.mark.parametrize("place", ["s3://name:secret@bucket/set", "hdfs://name:secret@host:8020/set"])
def test_a_key_in_an_address_is_refused_and_not_repeated(place):
    with pytest.raises(Unreadable, match="AWS_ACCESS_KEY_ID") as refused:
        Place(place)
    assert "secret@" not in refused.value.message


@pytest.mark.parametrize("address", ["s3://bucket/set", "hdfs://host/set", "gs://bucket/set"])
def test_pages_ask_no_storage_that_a_reader_names(address):
    assert not Archive.is_address(address)


@pytest.mark.parametrize(
    "form", ["s3://bucket/set?endpoint_override=127.0.0.1:{}&scheme=http", "hdfs://127.0.0.1:{}/set"]
)
def test_a_server_that_is_not_there_is_told_at_once(form, tmp_path):
    place = form.format(*free_ports(1))
    with pytest.raises(Unreadable, match="cannot be reached"):
        Archive.open(place)
    with Archive.open(tmp_path / "archive") as archive, pytest.raises(Unreadable, match="cannot be reached"):
        list(archive.add([place]))


def test_hdfs_without_its_part_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "hdfs_native", None)
    with pytest.raises(MissingPart, match=r"pip install 'clew\[hdfs\]'"):
        Place("hdfs://host:8020/set")


@pytest.fixture
def folder(tmp_path):
    """A file of some blocks, the last one short."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a").write_bytes(random.Random(7).randbytes(5 * BLOCK + 123))
    return tmp_path


def test_blocks_give_the_bytes_of_the_file_wherever_one_begins(folder):
    whole = (folder / "posts" / "a").read_bytes()
    blocks, chance = Blocks(Place(str(folder))), random.Random(8)
    for _ in range(300):
        around = [chance.randrange(7) * BLOCK + chance.choice((-1, 0, 0, 1, 1000)) for _ in range(2)]
        start, end = (max(0, min(len(whole), each)) for each in sorted(around))
        assert blocks.read("posts/a", start, end, len(whole)) == whole[start:end]
    blocks.close()


def test_blocks_are_fetched_once_and_the_oldest_are_let_go(folder, monkeypatch):
    monkeypatch.setattr("clew.stores.parquet.away.KEPT", 3)
    size = (folder / "posts" / "a").stat().st_size
    blocks, fetched = Blocks(Place(str(folder))), []
    fetch = blocks._fetched
    monkeypatch.setattr(blocks, "_fetched", lambda *asked: fetched.append(asked[1:3]) or fetch(*asked))
    blocks.read("posts/a", 10, 2 * BLOCK, size)
    blocks.read("posts/a", 0, 2 * BLOCK, size)
    assert fetched == [(0, 2)]
    blocks.read("posts/a", 4 * BLOCK, size, size)
    assert fetched == [(0, 2), (4, 6)]
    blocks.read("posts/a", 0, 2 * BLOCK, size)
    assert fetched == [(0, 2), (4, 6), (0, 1)]
    blocks.close()


def test_a_file_is_read_as_python_reads_files(folder):
    path = folder / "posts" / "a"
    files = Away(Place(str(folder)), {"posts/a": path.stat().st_size}, None)
    assert files.glob(Away.called("posts/a")) == ["clew-set://posts/a"]
    assert not files.exists(Away.called("posts/b"))
    with files.open(Away.called("posts/a")) as ours, path.open("rb") as theirs:
        for do in (("read", 10), ("seek", -5, 2), ("read", 100), ("read", 1), ("seek", 3), ("seek", 4, 1), ("tell",)):
            assert getattr(ours, do[0])(*do[1:]) == getattr(theirs, do[0])(*do[1:])
        assert ours.read() == theirs.read()
    files.close()


@pytest.fixture(params=["disk", "files", "objects"])
def target(request, tmp_path, monkeypatch):
    """A folder on disk, in a storage of files, in one of objects."""
    if request.param == "disk":
        return str(tmp_path)
    elsewhere(monkeypatch)
    if request.param == "objects":
        monkeypatch.setattr("clew.places._OBJECTS", {Place(ADDRESS)._system.type_name})
    return f"{ADDRESS}{tmp_path}"


def in_(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def half_written(place, error):
    with place.whole("posts/a") as out:
        out.write(b"half")
        raise error("no")


@pytest.mark.parametrize("before", [None, b"before"])
@pytest.mark.parametrize("error", [OSError, ValueError, KeyboardInterrupt])
def test_a_file_whose_writing_fails_leaves_nothing_and_what_was_there(target, tmp_path, before, error):
    place = Place(target)
    if before is not None:
        place.write("posts/a", before)
    with pytest.raises(StoreFault if error is OSError else error):
        half_written(place, error)
    assert in_(tmp_path) == ([] if before is None else ["posts/a"])
    assert place.read("posts/a") == before
    place.write("posts/a", b"whole")
    assert in_(tmp_path) == ["posts/a"]
    assert place.read("posts/a") == b"whole"


@pytest.mark.parametrize("target", ["objects"], indirect=True)
def test_an_object_of_which_half_was_sent_is_not_there(target, tmp_path, monkeypatch):
    """A stream that is closed has sent what it has: as an object, that would be a whole one."""

    def half(source, out, size):
        out.write(source.read(size)[:2])
        raise KeyboardInterrupt

    monkeypatch.setattr("clew.places.shutil.copyfileobj", half)
    with pytest.raises(KeyboardInterrupt):
        Place(target).write("posts/a", b"whole")
    assert in_(tmp_path) == []
