"""A set is read back: all of it, or what is wanted of it."""

from __future__ import annotations

import gzip
import re
import shutil

import msgspec
import pyarrow.parquet as pq
import pytest
from calls import two_threads, write_lines
from click.testing import CliRunner
from clusters import MOST, made, threads_of_laptop
from corpus.writing import write

from clew.archive import Archive
from clew.cli import main
from clew.errors import BadQuery, StoreFault, UnknownFormat, Unreadable
from clew.query import Query
from clew.sets import MANIFEST, numbered, part_of
from clew.spark import files
from clew.text.dates import moment


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Invented posts of four networks, and two threads with hashtags of their own."""
    folder = tmp_path_factory.mktemp("inputs")
    write(folder / "corpus", 1500)
    (folder / "corpus" / "known.jsonl").unlink()
    write_lines(folder / "two.jsonl", two_threads(), broken=["{broken"])
    return folder


@pytest.fixture(scope="module")
def place(inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp("set") / "out"
    made([inputs], out, parts=4)
    return out


@pytest.fixture(scope="module")
def laptop(inputs):
    with Archive.open("memory:") as archive:
        list(archive.add([inputs]))
        yield archive


def added(place, **wanted):
    """An archive with what is wanted of a set."""
    archive = Archive.open("memory:")
    query = Query(**wanted, limit=None) if wanted else None
    (brought,) = archive.add([place], wanted=query)
    assert brought.added.problems == 0
    return archive, brought


def shapes(archive, query=MOST):
    return {each.id: each.shape for each in archive.threads(query)}


def test_what_is_read_back_makes_the_same_threads(place, inputs, laptop):
    archive, brought = added(place)
    expected, info = threads_of_laptop([inputs])
    assert shapes(archive) == {name: shape for name, (shape, _) in expected.items()}
    assert archive.info().posts == info.posts
    assert brought.source == "clew_set"


@pytest.mark.parametrize(
    "wanted",
    [
        {"tag": "#HALFAYA"},
        {"author": "@sami_ferry"},
        {"author": "x:user:10000001"},
        {"network": "bluesky", "lang": "fr"},
        {"tag": "riverwatch", "since": moment("2018-01-05"), "until": moment("2018-01-09")},
        {"lang": "ar", "since": moment("2018-02")},
        {"author": "nobody"},
    ],
)
def test_of_a_set_comes_what_is_wanted_and_nothing_else(place, laptop, wanted):
    archive, _ = added(place, **wanted)
    query = Query(**wanted, limit=None, min_posts=1)
    assert shapes(archive) == shapes(laptop, query)
    assert archive.info().threads == len(shapes(laptop, msgspec.structs.replace(query, min_posts=2)))


def test_a_part_and_then_the_rest_is_the_whole(place, laptop):
    archive, _ = added(place, tag="halfaya")
    (brought,) = archive.add([place])
    assert not brought.already
    assert shapes(archive) == shapes(laptop)


def test_a_part_of_anything_else_is_refused(inputs):
    with Archive.open("memory:") as archive, pytest.raises(BadQuery, match=r"^two\.jsonl is no set"):
        list(archive.add([inputs / "two.jsonl"], wanted=Query(tag="halfaya")))


def test_only_what_is_wanted_is_opened(place, tmp_path):
    """With the files of all other authors gone, the thread that is wanted is there all the same."""
    copy = tmp_path / "copy"
    shutil.copytree(place, copy)
    archive, _ = added(copy, tag="halfaya")
    (thread,) = archive.threads(MOST)
    needed = copy / numbered("posts", part_of(thread.summary.author.id, 4))
    for file in (copy / "posts").iterdir():
        if file != needed:
            file.unlink()
    with Archive.open("memory:") as other:
        (brought,) = other.add([copy], wanted=Query(tag="halfaya"))
        assert brought.added.problems == 3
        assert all("is missing or torn" in each.problem.reason for each in other.every_problem())
        assert shapes(other) == shapes(archive)


def blanked(path, **wanted):
    """How many groups of rows a file has, and how many of them cannot be read any more: all that hold nothing of this."""
    groups, data, count = pq.read_metadata(path), bytearray(path.read_bytes()), 0
    for group in map(groups.row_group, range(groups.num_row_groups)):
        columns = [group.column(at) for at in range(group.num_columns)]
        said = {each.path_in_schema: each.statistics for each in columns if each.path_in_schema in wanted}
        if not all(said[name].min <= value <= said[name].max for name, value in wanted.items()):
            count += 1
            for each in columns:
                start = each.dictionary_page_offset or each.data_page_offset
                data[start : start + each.total_compressed_size] = bytes(each.total_compressed_size)
    path.write_bytes(data)
    return groups.num_row_groups, count


def test_of_files_only_the_groups_of_rows_are_read_that_may_hold_what_is_wanted(inputs, laptop, tmp_path, monkeypatch):
    """With all others written over with zeros, the thread that is wanted is there, and nothing is said to be missing."""
    monkeypatch.setattr(files, "GROUP", 40)
    made([inputs], tmp_path / "set", parts=2)
    (thread,) = laptop.threads(Query(tag="halfaya", limit=None, min_posts=1))
    tables = {"lists": {"kind": "tag", "value": "halfaya"}, "posts": {"author_id": thread.summary.author.id}}
    for table, wanted in tables.items():
        counts = [blanked(path, **wanted) for path in (tmp_path / "set" / table).iterdir()]
        assert sum(gone for _, gone in counts) > 0.8 * sum(groups for groups, _ in counts) > 20
    archive, _ = added(tmp_path / "set", tag="halfaya")
    assert shapes(archive) == {thread.id: thread.shape}
    with Archive.open(tmp_path / "set", create=False) as there:  # and where it is read in its place
        assert [each.id for each in there.threads(Query(tag="halfaya"))] == [thread.id]


@pytest.mark.parametrize("table", ["posts", "lists", "authors"])
@pytest.mark.parametrize("wanted", [{}, {"author": "@sami_ferry"}])
def test_files_that_cannot_be_read_are_told_and_the_rest_is_added(place, laptop, tmp_path, table, wanted):
    copy = tmp_path / "copy"
    shutil.copytree(place, copy)
    torn = min((copy / table).iterdir())
    torn.write_bytes(bytes(torn.stat().st_size))  # of the right size, so that only reading can tell
    with Archive.open("memory:") as archive:
        (brought,) = archive.add([copy], wanted=Query(**wanted, limit=None) if wanted else None)
        told = [each.problem.place for each in archive.every_problem()]
        there, found = shapes(laptop, Query(**wanted, limit=None, min_posts=1)), shapes(archive)
    is_read = bool(wanted) or table == "posts"
    assert brought.added.problems == len(told) == (1 if is_read else 0)
    assert all(f"{table}/{torn.name}" in each for each in told)
    assert found.items() <= there.items()
    assert found == there or is_read
    assert found or wanted


@pytest.mark.parametrize("table", ["threads", "tags", "problems", "names", "notices"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_of_a_set_that_is_none_of_posts_is_told_and_nothing_of_it_is_kept(place, tmp_path, table, packed):
    (tmp_path / "given").mkdir()
    file = tmp_path / "given" / f"{table}.parquet"
    file.write_bytes(max((place / table).iterdir()).read_bytes())
    told = f"holds '{table}' of a set and none of its posts; add the set's folder, in which {MANIFEST} lies"
    with Archive.open(tmp_path / "archive") as archive:
        if packed:  # whose end cannot be looked at: what it is turns out when it is read
            (tmp_path / "packed.gz").write_bytes(gzip.compress(file.read_bytes()))
            list(archive.add([tmp_path / "packed.gz"]))
            assert [each.problem.reason for each in archive.every_problem()] == [told]
        else:
            for each in (file, file.parent):
                with pytest.raises(UnknownFormat, match=re.escape(f"{file} {told}.")):
                    list(archive.add([each]))
            assert archive.captures() == ()
        assert archive.info().posts == 0


def test_files_of_a_sets_posts_alone_are_posts(place, laptop):
    with Archive.open("memory:") as archive:
        for brought in archive.add(sorted((place / "posts").iterdir())):
            assert (brought.source, brought.added.problems) == ("table_parquet", 0)
        assert archive.info().posts == laptop.info().posts
        assert shapes(archive) == shapes(laptop)


@pytest.mark.parametrize("wanted", [{}, {"author": "@sami_ferry"}])
def test_of_a_set_whose_manifest_is_torn_all_is_added_that_is_there(place, laptop, tmp_path, wanted):
    copy = tmp_path / "copy"
    shutil.copytree(place, copy)
    (copy / MANIFEST).write_bytes((place / MANIFEST).read_bytes()[:3000])
    with Archive.open("memory:") as archive:
        (brought,) = archive.add([copy], wanted=Query(**wanted, limit=None) if wanted else None)
        (told,) = archive.every_problem()
        assert "the same `clew spark add` as before makes the set whole again" in told.problem.reason
        assert shapes(archive) == shapes(laptop, Query(**wanted, limit=None, min_posts=1))
        (copy / MANIFEST).write_bytes((place / MANIFEST).read_bytes())
        (again,) = archive.add([copy])
        assert (brought.already, again.already) == (False, False)
        assert shapes(archive) == shapes(laptop)
    (copy / MANIFEST).write_bytes(b"{")
    with pytest.raises(StoreFault, match=r"is torn \(.*\); the same `clew spark add` as before"):
        Archive.open(copy, create=False)


def test_the_command_adds_a_part(place, tmp_path):
    def clew(*arguments):
        return CliRunner().invoke(main, ["--archive", str(tmp_path / "a"), *map(str, arguments)])

    run = clew("add", place, "--tag", "halfaya", "--since", "2018-09")
    assert run.exit_code == 0, run.stderr
    assert "read as Set of a cluster" in run.stdout
    assert "3 posts new" in run.stdout
    told = clew("add", place / MANIFEST)
    assert told.exit_code == 3
    assert "no posts stand in it; add the folder in which it lies." in told.stderr
    assert clew("add", place / MANIFEST, "--tag", "halfaya").exit_code != 0
    nothing = clew("add", place, "--tag", "halfya")
    assert nothing.exit_code == 0
    assert "holds nothing of what was asked for; name another hashtag, author" in nothing.stdout
    media = CliRunner().invoke(main, ["--archive", str(place), "media"])
    assert media.exit_code == 5
    assert "A set has no place for media; `clew add SET`" in media.stderr


def test_a_packed_set_is_read_file_by_file_and_does_not_stand_for_the_folder(place, laptop, tmp_path):
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", place)
    with Archive.open("memory:") as archive:
        list(archive.add([packed]))
        assert shapes(archive) == shapes(laptop)
        (brought,) = archive.add([place])
        assert (brought.source, brought.already) == ("clew_set", False)
        assert brought.added.known > 0
    with Archive.open("memory:") as archive, pytest.raises(Unreadable, match="is no folder; unpack it, and add"):
        list(archive.add([packed], source="clew_set"))
