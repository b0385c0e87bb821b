"""`clew export --output FOLDER/`: a file for each thread, for programs that keep notes."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from clew import samples
from clew.archive import Archive
from clew.cli import main
from clew.query import Query
from clew.text.filenames import filename


@pytest.fixture
def archive(tmp_path):
    place = tmp_path / "archive"
    with Archive.open(place) as opened:
        for _ in opened.add(samples.paths()):
            pass
    return place


def run(archive, *arguments):
    return CliRunner().invoke(main, ["--archive", str(archive), "export", *map(str, arguments)])


def facts(text):
    """The front matter: YAML, each value of which is JSON."""
    match = re.match(r"---\n(.*?)\n---\n\n# ", text, re.DOTALL)
    return {key: json.loads(value) for key, _, value in (row.partition(": ") for row in match[1].split("\n"))}


def test_each_thread_is_a_note_with_its_facts_in_front(archive, tmp_path):
    folder = tmp_path / "vault" / "threads"
    done = run(archive, "--to", "markdown", "--output", f"{folder}/")
    assert done.exit_code == 0, done.output
    with Archive.open(archive) as opened:
        threads = {thread.id: thread for thread in opened.threads(Query(limit=None))}
    assert {path.name for path in folder.iterdir()} == {f"{filename(thread_id)}.md" for thread_id in threads}
    for path in folder.iterdir():
        found = facts(path.read_text("utf-8"))
        thread = threads[found["id"]]
        assert (found["held"], found["promised"]) == (thread.summary.held, thread.summary.promised)
        assert found["captures"]
        assert found["gaps"] == len(thread.shape.gaps)
    bridge = facts((folder / "x-1050622089628745780.md").read_text("utf-8"))
    assert bridge["title"] == "Lina Marsawi (@lina_piers_fict), 12 October 2018"
    assert (bridge["date"], bridge["languages"], bridge["tags"]) == ("2018-10-12", ["en"], ["bridge", "Halfaya"])
    bakery = facts((folder / "x-1061108688867033134.md").read_text("utf-8"))
    assert bakery["tags"] == ["الجسر_القديم", "الحلفاية"]  # and not as they are folded for lists
    assert bridge["source"].endswith("/status/1050622089628745780")


def test_notes_of_ones_own_are_left_alone_and_threads_written_anew(archive, tmp_path):
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "mine.md").write_text("mine", "utf-8")
    (folder / "x-1050622089628745780.md").write_text("old", "utf-8")
    assert run(archive, "--to", "markdown", "--output", f"{folder}/").exit_code == 0
    assert (folder / "mine.md").read_text("utf-8") == "mine"
    assert "old bridge" in (folder / "x-1050622089628745780.md").read_text("utf-8")
    assert not [path for path in folder.iterdir() if path.suffix == ".part"]


def test_in_full_each_post_has_its_time_and_address(archive, tmp_path):
    folder = tmp_path / "full"
    assert run(archive, "--to", "markdown_full", "--output", f"{folder}/").exit_code == 0
    text = (folder / "x-1050622089628745780.full.md").read_text("utf-8")
    times = r"\[12 October 2018, \d\d:\d\d UTC\]\(<https://[^>]+/status/\d+>\)"
    assert len(re.findall(times, text.replace("\\", ""))) == 10


def test_any_form_can_be_written_apart(archive, tmp_path):
    assert run(archive, "--to", "epub", "--output", f"{tmp_path / 'books'}/", "--limit", "2").exit_code == 0
    assert [path.suffix for path in (tmp_path / "books").iterdir()] == [".epub", ".epub"]
    (tmp_path / "file").write_text("x", "utf-8")
    refused = run(archive, "--to", "epub", "--output", f"{tmp_path / 'file'}/")
    assert refused.exit_code == 2
    assert "is a file" in refused.output
