"""An archive of each test's own, and the command line over it."""

from __future__ import annotations

import pytest
from calls import two_threads, write_lines
from click.testing import CliRunner

from clew import settings
from clew.cli import main


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    """No test reads the settings or the archive of the person who runs it."""
    for each in settings.SETTINGS:
        monkeypatch.delenv(each.env, raising=False)
    monkeypatch.setenv(settings.CONFIG, str(tmp_path / "clew.toml"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def clew(tmp_path):
    """Call the command line over an archive of this test's own."""
    place = tmp_path / "archive"

    def call(*arguments, archive=place, **more):
        return CliRunner().invoke(main, ["--archive", str(archive), *map(str, arguments)], prog_name="clew", **more)

    return call


@pytest.fixture
def filled(clew, tmp_path):
    """The same, with two threads in it."""
    result = clew("add", write_lines(tmp_path / "two.jsonl", two_threads()))
    assert result.exit_code == 0, result.stderr
    return clew
