"""`clew check`: what a file would bring, and nothing brought."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calls import two_threads, write_lines
from click.testing import CliRunner

from clew.archive import Archive, checking
from clew.cli import main

FIXTURES = Path(__file__).parent / "sources"
SEVERAL = [
    FIXTURES / "threadreader_text" / "hashtag-lowharbour.txt",
    FIXTURES / "twitter_archive" / "data-2021",
    FIXTURES / "twitter_v1" / "stream-with-notices.jsonl",
]


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.parametrize("small", [0, 1 << 30])
@pytest.mark.parametrize("file", SEVERAL, ids=lambda file: file.name)
def test_it_says_what_adding_says(file, small, monkeypatch):
    monkeypatch.setattr(checking, "_SMALL", small)
    found = checking.check(file)
    with Archive.open("memory:") as archive:
        brought = list(archive.add([file]))
        info = archive.info()
        titles = archive.sources()
    assert found.formats == tuple(dict.fromkeys(titles[each.source] for each in brought))
    assert (found.posts, found.authors, found.threads) == (info.posts, info.authors, info.threads)
    assert (found.held, found.promised, found.gaps) == (info.held_in_threads, info.promised, info.gaps)
    assert found.problems == info.problems == len(found.said)
    assert found.private == sum(each.added.private for each in brought)
    assert found.posts > 0


def test_nothing_is_added_and_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "_SMALL", 0)
    monkeypatch.setattr(checking, "TemporaryDirectory", lambda prefix: _beside(tmp_path, prefix))
    source, place = write_lines(tmp_path / "two.jsonl", two_threads(), broken=["{broken"]), tmp_path / "archive"
    code, said = run("--archive", place, "check", source)
    assert code == 0
    assert said.splitlines()[:3] == [
        "two.jsonl: " + Archive.sources()["twitter_v1"],
        "  5 posts by 2 authors",
        "  2 threads of 5 posts; no gaps known",
    ]
    assert "  1 problem:\n    two.jsonl, line 6" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["two.jsonl"]


def _beside(folder, prefix):
    from tempfile import TemporaryDirectory

    return TemporaryDirectory(prefix=prefix, dir=folder)


def test_each_file_for_itself_and_what_cannot_be_read_is_told(tmp_path):
    source, other = write_lines(tmp_path / "two.jsonl", two_threads()), tmp_path / "no.txt"
    other.write_text("nothing\x00", "utf-8")
    code, said = run("check", "--json", source, other, source)
    assert code == 3
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [row["posts"] for row in rows] == [5, 5]
    assert "1 of 3 inputs could not be read" in said


def test_many_problems_are_counted_and_the_first_told(tmp_path):
    source = write_lines(tmp_path / "two.jsonl", two_threads(), broken=["{broken"] * 30)
    found = checking.check(source)
    assert (found.problems, len(found.said)) == (30, checking.SHOWN)
    assert "    and 10 more" in run("check", source)[1]
