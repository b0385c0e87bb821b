"""Folders and zips of several exports: each is read as if it had been given alone, and nothing is passed over unsaid."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from calls import tweet, two_threads, write_lines

from clew import sources
from clew.archive import Archive
from clew.errors import UnknownFormat
from clew.sources.twitter_archive.members import outside

FIXTURES = Path(__file__).parent / "sources"
EXPORTS = {
    "x": "twitter_archive/data-2021",
    "fediverse/mara": "activitypub_export/harbour-export",
    "fediverse/harbour-corpus": "convokit/harbour-corpus",
    "v2": "twitter_v2/academictwitteR",
    "fires": "rumoureval/harbour-fire",
}


@pytest.fixture
def mixed(tmp_path):
    """What people have in one folder: exports as they were unpacked, some in a folder more, and files beside them."""
    folder = tmp_path / "mixed"
    for name, export in EXPORTS.items():
        shutil.copytree(FIXTURES / export, folder / name)
    write_lines(folder / "two.jsonl", two_threads())
    write_lines(folder / "x" / "one.jsonl", [tweet(900, "Beside the archive, in its own folder")])
    (folder / "x" / "Your archive.html").write_text("<html></html>", "utf-8")
    return folder


def brought(archive, *places):
    return [each for place in places for each in archive.add([place])]


@pytest.mark.parametrize("packed", [False, True])
def test_exports_beside_one_another_are_each_read_as_if_alone(mixed, tmp_path, packed):
    alone = [mixed / "two.jsonl", mixed / "x" / "one.jsonl", *(FIXTURES / export for export in EXPORTS.values())]
    place = shutil.make_archive(str(tmp_path / "all"), "zip", mixed) if packed else mixed
    with Archive.open("memory:") as together, Archive.open("memory:") as apart:
        found = brought(together, place)
        assert {each.source for each in brought(apart, *alone)} == {each.source for each in found} - {"folder"}
        assert together.info() == apart.info()
        assert captures(together) == captures(apart)
        assert [each.problem.place for each in together.every_problem() if "passed over" in each.problem.reason] == []


def captures(archive):
    """A folder in a folder has the hash that it has by itself; X archives, of which several may be one, have not."""
    return {each.id for each in archive.captures() if each.source != "twitter_archive"}


def test_an_archive_in_a_zip_in_a_folder_hides_nothing_either(mixed, tmp_path):
    shutil.make_archive(str(tmp_path / "many" / "all"), "zip", mixed)
    shutil.copytree(FIXTURES / "twitter_archive" / "data-2024", tmp_path / "many" / "other")
    with Archive.open("memory:") as together, Archive.open("memory:") as apart:
        brought(together, tmp_path / "many")
        brought(apart, mixed, FIXTURES / "twitter_archive" / "data-2024")
        assert together.info() == apart.info()


def test_what_the_person_named_as_one_format_is_read_as_no_other(mixed):
    with Archive.open("memory:") as archive:
        assert {each.source for each in archive.add([mixed], source="twitter_archive")} == {"twitter_archive"}


def test_a_file_beside_an_archive_that_is_in_no_format_is_told(mixed):
    (mixed / "x" / "notes.docx").write_bytes(b"\x00\x01 words of no format")
    with Archive.open("memory:") as archive:
        brought(archive, mixed / "x")
        (problem,) = [each.problem for each in archive.every_problem() if "no format" in each.problem.reason]
        assert problem.place.endswith("x › notes.docx")


def test_what_a_file_alone_is_told_it_is_told_in_a_folder_too(mixed):
    (mixed / "x" / "liste.csv").write_text("nummer,worte\n1170000000000000000,Ein Hafen\n", "utf-8")
    with Archive.open("memory:") as archive:
        brought(archive, mixed)
        (reason,) = [each.problem.reason for each in archive.every_problem() if "csv" in each.problem.place]
        assert "--map id=" in reason
        with pytest.raises(UnknownFormat, match="--map id="):
            brought(archive, mixed / "x" / "liste.csv")


def test_what_x_puts_beside_posts_is_of_the_archive_wherever_it_lies():
    for root in ("", "exports/twitter-2024/"):
        own = ["data/tweets.js", "data/ad-clicks.js", "data/tweets_media/1.jpg", "assets/js/a.js", "Your archive.html"]
        old = ["tweet.js", "account.js", "tweet_media/1.jpg", "index.html", "README.txt", "data/js/tweets/2016_04.js"]
        names = [root + name for name in own + old]
        assert outside([*names, f"{root}repo.car", f"{root}more/outbox.json", "elsewhere/tweets.csv"]) == [
            f"{root}repo.car",
            f"{root}more/outbox.json",
            "elsewhere/tweets.csv",
        ]


def test_folders_in_folders_without_end_are_looked_into(tmp_path):
    deep = "/".join(["a"] * 3000)
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as packed:
        packed.writestr(f"{deep}/two.jsonl", write_lines(tmp_path / "two.jsonl", two_threads()).read_bytes())
        packed.writestr(f"{deep}/song.bin", b"\x00 la la")
    with Archive.open("memory:") as archive:
        brought(archive, tmp_path / "deep.zip")
        assert archive.info().posts == 5


def test_private_parts_stay_shut_in_a_folder_in_a_folder(tmp_path, mixed):
    shutil.rmtree(mixed / "x" / "data")
    (mixed / "deep" / "data").mkdir(parents=True)
    (mixed / "deep" / "data" / "direct-messages.js").write_text("SECRET", "utf-8")
    with Archive.open(tmp_path / "archive") as archive:
        brought(archive, mixed)
        assert not any("direct-messages" in each.problem.place for each in archive.every_problem())


def test_a_folder_of_nothing_readable_is_refused(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "song.bin").write_bytes(b"\x00 la la")
    with Archive.open("memory:") as archive, pytest.raises(UnknownFormat, match="Nothing in"):
        brought(archive, tmp_path / "in")


def test_only_sources_that_say_so_leave_members_to_others():
    assert sources.beside(sources.load("telegram"), ["result.json", "more.jsonl"]) == ()
