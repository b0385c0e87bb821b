"""`clew site`: a folder that appears whole, and takes the place only of what it wrote itself."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from clew import samples
from clew.archive import Archive
from clew.cli import main
from clew.web import site


@pytest.fixture
def archive(tmp_path):
    place = tmp_path / "archive"
    with Archive.open(place) as opened:
        for _ in opened.add(list(samples.paths())[:1]):
            pass
    return place


def run(archive, *arguments):
    return CliRunner().invoke(main, ["--archive", str(archive), "site", *map(str, arguments)])


def test_a_site_appears_whole_and_is_written_anew(archive, tmp_path):
    folder = tmp_path / "pages"
    first = run(archive, folder)
    assert first.exit_code == 0, first.output
    assert "open" in first.output
    (folder / "left.html").write_text("old", "utf-8")
    assert run(archive, folder).exit_code == 0
    assert (folder / "index.html").is_file()
    assert not (folder / "left.html").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "pages"}


def test_a_folder_with_other_things_in_it_is_left_alone(archive, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me", "utf-8")
    refused = run(archive, tmp_path / "mine")
    assert refused.exit_code == 2
    assert "has other things in it" in refused.output
    assert run(archive, tmp_path / "mine" / "letter.txt").exit_code == 2
    assert run(archive, tmp_path / "none" / "pages").exit_code == 2
    assert (tmp_path / "mine" / "letter.txt").read_text("utf-8") == "keep me"


def test_a_site_that_fails_leaves_what_was_there(archive, tmp_path, monkeypatch):
    folder = tmp_path / "pages"
    run(archive, folder)

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(site, "write_site", fail)
    stopped = run(archive, folder)
    assert stopped.exit_code == 130
    assert "nothing was written" in stopped.output
    assert (folder / "index.html").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "pages"}
