"""Pages that can fail: what a person can call is described, and what is described can be called."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from calls import program, two_threads, write_lines

from clew import cli, plugins, settings
from clew.archive import Archive
from clew.cli import main

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def page(name):
    return (DOCS / name).read_text("utf-8")


def everything():
    return "\n".join(path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md")))


@pytest.mark.parametrize(("script", "made"), [("make_commands", "page()"), ("make_schema", "schema()")])
def test_pages_made_from_the_code_are_fresh(script, made):
    code = f"import {script} as made; print(made.PLACE.read_text('utf-8') == made.{made})"
    run = subprocess.run([sys.executable, "-c", code], cwd=DOCS, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "True", "run `make docs`"


@pytest.mark.parametrize("name", plugins.own_names(cli))
def test_every_verb_and_option_is_described(name):
    command = plugins.load(cli, name).command
    section = re.search(rf"(?ms)^## `clew {name}`$(.*?)(?=^## |\Z)", page("commands.md"))
    assert section, name
    for parameter in command.params:
        for option in parameter.opts if isinstance(parameter, click.Option) else ():
            assert option in section[1], option


@pytest.mark.parametrize("verb", ["add", "check", "threads", "tags", "authors", "info", "problems"])
def test_every_key_of_a_json_line_is_described(verb, tmp_path):
    source = write_lines(tmp_path / "two.jsonl", two_threads(), broken=["{broken"])

    def lines(*arguments):
        run = subprocess.run(
            program("--archive", tmp_path / "a", *arguments), capture_output=True, text=True, check=True
        )
        return [json.loads(line) for line in run.stdout.splitlines()]

    first = lines("add", "--json", source)
    found = {"add": lambda: first, "check": lambda: lines("check", "--json", source)}.get(
        verb, lambda: lines(verb, "--json")
    )()[0]
    row = re.search(rf"(?m)^\| `{verb}` \|.*\|(.*)\|$", page("commands.md"))[1]
    assert set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", row))) == set(found)


def test_every_setting_is_described_with_its_three_names():
    for setting in settings.SETTINGS:
        row = next(line for line in page("settings.md").splitlines() if line.startswith(f"| `{setting.name}` |"))
        assert setting.option in row
        assert setting.env in row
        assert setting.help in row
        assert all(f"clew {verb}" in row for verb in setting.verbs)


def test_the_example_of_a_settings_file_is_one(tmp_path):
    example = re.search(r"(?ms)^```toml\n(.*?)^```", page("settings.md"))[1]
    place = tmp_path / "clew.toml"
    place.write_text(example, "utf-8")
    assert settings.read(place) == tomllib.loads(example)


def test_every_setting_is_an_option_of_its_verbs():
    for setting in settings.SETTINGS:
        commands = [plugins.load(cli, verb).command for verb in setting.verbs] or [main]
        for command in commands:
            option = next(each for each in command.params if setting.option in each.opts)
            assert option.envvar == setting.env
            assert option.help == setting.help
            assert option.default == setting.default or setting.default is None


def test_every_form_and_every_input_format_is_described():
    for name in Archive.forms():
        assert f"`{name}`" in page("exports.md"), name
    text = everything()
    for name in Archive.sources():
        assert f"`{name}`" in text, f"the format {name} is described nowhere in docs/"


def readme_commands():
    """Every `clew …` of the README's blocks of code, as words."""
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"(?ms)^```(?:sh|bash|console|shell)?\n(.*?)^```", text)
    blocks += re.findall(r"(?m)^ {4}(\S.*)$", text)
    lines = [line for block in blocks for line in block.splitlines()]
    for line in lines:
        for piece in re.split(r"\||&&|;", line.partition("  #")[0].partition(" > ")[0]):
            words = shlex.split(piece.removeprefix("$ "), comments=True)
            if words and Path(words[0]).name == "clew":
                yield words[1:]


def test_the_commands_of_the_readme_can_be_called():
    found = list(readme_commands())
    for words in found:
        # Parsed to the last option and not run: a wrong verb, option or value is refused here.
        with main.make_context("clew", list(words), default_map={}) as context:
            name, verb, rest = main.resolve_command(context, [*context._protected_args, *context.args])
            assert verb is not None, words
            with verb.make_context(name, rest, parent=context):
                pass
    assert found or "clew" not in (ROOT / "README.md").read_text("utf-8")
