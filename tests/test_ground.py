"""What a thread stands on: named, dated, and how much each capture brought."""

from __future__ import annotations

import json

import pytest
from calls import BASE, tweet, write_lines
from click.testing import CliRunner
from starlette.testclient import TestClient

from clew.archive import Archive
from clew.cli import main
from clew.text.completeness import ground_words
from clew.web import create_app


@pytest.mark.parametrize(
    ("posts", "alone", "of", "words"),
    [
        (3, 1, 5, "3 posts, 1 of them held nowhere else"),
        (3, 3, 5, "3 posts, held nowhere else"),
        (5, 5, 5, "all 5 posts"),
        (5, 2, 5, "all 5 posts, 2 of them held nowhere else"),
        (1, 0, 1, "1 post"),
    ],
)
def test_what_a_capture_brought_in_words(posts, alone, of, words):
    assert ground_words(posts, alone, of) == words


@pytest.fixture
def place(tmp_path):
    five = [tweet(n, f"{n + 1}/6 The ferry, part {n}.", after=n - 1 if n else None) for n in range(5)]
    files = [write_lines(tmp_path / "first.jsonl", five[:3]), write_lines(tmp_path / "second.jsonl", five[2:])]
    with Archive.open(tmp_path / "archive") as archive:
        list(archive.add(files))
    return tmp_path / "archive"


def test_the_archive_the_command_and_the_page_agree(place):
    with Archive.open(place) as archive:
        first, second = archive.ground(archive.thread(f"x:{BASE + 3}"))
        assert (first.capture.name, first.posts, first.alone) == ("first.jsonl", 3, 2)
        assert (second.capture.name, second.posts, second.alone) == ("second.jsonl", 3, 2)
        page = TestClient(create_app(archive)).get(f"/thread/x:{BASE}").text
    assert "first.jsonl" in page
    assert page.count("3 posts, 2 of them held nowhere else") == 2

    def run(*arguments):
        result = CliRunner().invoke(main, ["--archive", str(place), "info", *arguments], catch_exceptions=False)
        assert result.exit_code == 0
        return result.output

    said = run(str(BASE + 4))
    assert "held\t5 of 6 posts held; 1 post not captured." in said
    assert "gap\t1 post is missing after this: it was not captured." in said
    assert "capture\tfirst.jsonl (Twitter API v1.1" in said
    row = json.loads(run(f"x:{BASE}", "--json"))
    assert (row["id"], row["held"], row["promised"], len(row["gaps"])) == (f"x:{BASE}", 5, 6, 1)
    assert [each["capture"]["name"] for each in row["captures"]] == ["first.jsonl", "second.jsonl"]
