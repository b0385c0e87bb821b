"""Settings from the command line, the environment and the file."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from clew import settings
from clew.cli import main
from clew.errors import BadSetting


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(filled, tmp_path, monkeypatch):
    def archive(*arguments):
        result = CliRunner().invoke(main, [*arguments, "info", "--json"], prog_name="clew")
        return json.loads(result.stdout)["archive"] if result.exit_code == 0 else result.stderr

    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    for place in (one, two, three, tmp_path / "data" / "clew" / "archive"):
        assert filled("add", tmp_path / "two.jsonl", archive=place).exit_code == 0
    assert archive() == str(tmp_path / "data" / "clew" / "archive")
    (tmp_path / "clew.toml").write_text(f"archive = {str(three)!r}\nport = 8100\n")
    assert archive() == str(three)
    monkeypatch.setenv("CLEW_ARCHIVE", str(two))
    assert archive() == str(two)
    assert archive("--archive", str(one)) == str(one)


def test_the_file_gives_a_verb_its_defaults(tmp_path):
    (tmp_path / "clew.toml").write_text('host = "127.0.0.9"\nport = 8123\n')
    from clew.cli import serve

    with (
        main.make_context("clew", ["serve"]) as context,
        serve.command.make_context("serve", [], parent=context) as verb,
    ):
        assert (verb.params["host"], verb.params["port"]) == ("127.0.0.9", 8123)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('archiev = "x"\n', "'archiev'"),
        ('port = "8080"\n', "port as a number"),
        ("port = true\n", "port as a number"),
        ("archive = 3\n", "archive as a text"),
        ("archive = \n", "cannot be read"),
        ("[serve]\nport = 1\n", "'serve'"),
    ],
)
def test_a_settings_file_that_is_wrong_is_a_sentence(clew, tmp_path, text, words):
    (tmp_path / "clew.toml").write_text(text)
    result = clew("info")
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_settings_file_that_is_no_text_is_a_sentence(tmp_path):
    place = tmp_path / "clew.toml"
    place.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSetting, match="cannot be read"):
        settings.read(place)
    place.write_bytes("\ufeffport = 80\n".encode())
    assert settings.read(place) == {"port": 80}
