"""What is loaded when, and what each room has to offer."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from clew import cli, exports, plugins, sources, stores

HEAVY = {"numpy", "starlette", "uvicorn", "rich", "zstandard", "jinja2", "sqlite3", "msgspec", "anyio"}
VERBS = {"add", "threads", "read", "export", "tags", "authors", "info", "problems", "serve", "demo"}


def loaded(code, *arguments):
    """The top-level packages that a fresh Python has loaded after the code."""
    listing = (
        "import sys, json, atexit; atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
    )
    run = subprocess.run([sys.executable, "-c", listing + code, *arguments], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(run.stderr.splitlines()[-1])}


@pytest.mark.parametrize(
    "code",
    [
        "import clew",
        "from clew.cli import main; main(['--help'])",
        "from clew.cli import main; main(['threads', '--help'])",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code):
    assert not loaded(code) & HEAVY


def test_the_package_offers_four_names():
    import clew
    from clew.archive import Archive
    from clew.post import Post
    from clew.query import Query
    from clew.thread import Thread

    assert (clew.Archive, clew.Post, clew.Query, clew.Thread) == (Archive, Post, Query, Thread)
    assert set(clew.__all__) <= set(dir(clew))
    with pytest.raises(AttributeError, match="'Attic'"):
        _ = clew.Attic


@pytest.mark.parametrize("name", plugins.own_names(cli))
def test_every_module_of_the_command_line_is_a_verb_with_help(name):
    command = plugins.load(cli, name).command
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.help
    assert command.get_short_help_str(60)
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help, parameter.name


def test_the_verbs_are_there():
    assert set(plugins.own_names(cli)) >= VERBS


def test_imports_point_down():
    root = Path(__file__).parent.parent
    linter = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(linter, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


ROOMS = [(folder, name) for folder in (sources, exports, stores) for name in folder.names()]


def imported(path):
    """What a file imports of Clew, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize(("folder", "name"), ROOMS, ids=lambda value: getattr(value, "__name__", value))
def test_formats_forms_and_stores_do_not_know_each_other(folder, name):
    home = Path(folder.__path__[0])
    files = [home / f"{name}.py"] if (home / f"{name}.py").exists() else [*(home / name).rglob("*.py")]
    others = {f"{folder.__name__}.{other}" for other in folder.names() if other != name}
    known = {module for file in files for module in imported(file)}
    assert not {module for module in known for other in others if module == other or module.startswith(f"{other}.")}
