"""`clew bag`: a bag that bagit finds whole, and an archive in it that is the same."""

from __future__ import annotations

import bagit
import pytest
from click.testing import CliRunner
from test_clew_jsonl import exported, threads

from clew import samples
from clew.archive import Archive
from clew.cli import main
from clew.query import Query

EVERY = Query(limit=None, min_posts=1)


@pytest.fixture
def archive(tmp_path):
    place = tmp_path / "archive"
    with Archive.open(place) as opened:
        for _ in opened.add(samples.paths()):
            pass
    return place


def run(archive, *arguments):
    return CliRunner().invoke(main, ["--archive", str(archive), "bag", *map(str, arguments)])


def test_a_bag_is_whole_and_holds_the_same_threads(archive, tmp_path):
    folder = tmp_path / "bag"
    done = run(archive, folder)
    assert done.exit_code == 0, done.output
    bagit.Bag(str(folder)).validate()
    assert not list((folder / "data").rglob("clew.lock"))
    with Archive.open(archive) as one, Archive.open(folder / "data" / "archive", create=False) as other:
        assert list(one.threads(EVERY)) == list(other.threads(EVERY))
    with Archive.open(tmp_path / "again") as again:  # and from the lines alone
        for _ in again.add([folder / "data" / "threads.jsonl"]):
            pass
        with Archive.open(archive) as one:
            assert threads(exported(one, "jsonl")) == threads(exported(again, "jsonl"))


def test_a_changed_byte_is_found(archive, tmp_path):
    folder = tmp_path / "bag"
    run(archive, folder)
    lines = folder / "data" / "threads.jsonl"
    lines.write_bytes(lines.read_bytes().replace(b"bridge", b"Bridge", 1))
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


def test_private_posts_go_along_only_when_they_are_asked_for(archive, tmp_path, monkeypatch):
    from clew.stores.sqlite import Store

    monkeypatch.setattr(Store, "private", lambda _: iter([("c", None)]))
    refused = run(archive, tmp_path / "bag")
    assert refused.exit_code == 2
    assert "--include-private" in refused.output
    assert not (tmp_path / "bag").exists()
