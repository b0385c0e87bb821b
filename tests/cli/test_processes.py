"""Real processes: pipes that close, terminals, signals, servers."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from calls import BASE, program, rows, tweet, two_threads, write_lines
from click.testing import CliRunner

from clew.cli import main


@pytest.fixture
def many(clew, tmp_path):
    """An archive whose lists do not fit into a pipe's buffer (64 kB)."""
    tweets = []
    for number in range(0, 1200, 2):
        tweets += [
            tweet(number, f"Thread {number}. " + "Words of the river. " * 8),
            tweet(number + 1, "and on", after=number),
        ]
    assert clew("add", write_lines(tmp_path / "many.jsonl", tweets)).exit_code == 0
    return tmp_path / "archive"


@pytest.mark.parametrize(
    "verb",
    [
        ["threads", "--limit", "0"],
        ["threads", "--json", "--limit", "0"],
        ["export", "--to", "jsonl"],
        ["export", "--to", "text"],
    ],
)
def test_a_pipe_that_closes_early_is_no_error(many, verb):
    with subprocess.Popen(program("--archive", many, *verb), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        child.wait(30)


def test_letters_the_output_cannot_show_are_no_error(filled, tmp_path):
    run = subprocess.run(
        program("--archive", tmp_path / "archive", "threads"),
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert b"sami_ferry" in run.stdout


def test_reading_on_a_terminal_draws_the_thread(filled, tmp_path):
    text = on_a_terminal("--archive", tmp_path / "archive", "read", BASE + 1)
    assert "● " in text
    assert "\x1b[2m1/\x1b[0m" in text
    assert "3 posts held" in text


@pytest.mark.parametrize("verb", ["add", "check"])
def test_what_was_read_stands_on_a_line_of_its_own_and_not_behind_the_bar(tmp_path, verb):
    files = [
        write_lines(tmp_path / f"{name}.jsonl", two_threads()[first:]) for first, name in enumerate(("one", "two"))
    ]
    text = on_a_terminal("--archive", tmp_path / "archive", verb, *files)
    lines = [re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", line) for line in re.split(r"[\r\n]+", text)]
    assert any("━" in line for line in lines)
    said = [line for line in lines if "Twitter API" in line]
    assert [line.split(".")[0] for line in said] == ["one", "two"]
    assert not any("━" in line for line in said)


def test_numbers_on_a_terminal_begin_at_once(filled, tmp_path):
    text = on_a_terminal("--archive", tmp_path / "archive", "info")
    assert text.startswith("archive ")


def on_a_terminal(*arguments):
    """What a person sees of a call, with all that moves the cursor."""
    pty = pytest.importorskip("pty", reason="this system has no terminals")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        program(*arguments),
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "60"},
    ) as child:
        os.close(theirs)
        seen = b""
        while chunk := read_terminal(ours):
            seen += chunk
        assert child.wait(30) == 0
    os.close(ours)
    return seen.decode()


def read_terminal(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says EIO when the other end of a terminal is closed
        return b""


def test_serving_answers_until_it_is_stopped(filled, tmp_path):
    with subprocess.Popen(
        program("--archive", tmp_path / "archive", "serve", "--port", "0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        said = child.stdout.readline()
        address = next(word for word in said.split() if word.startswith("http://127.0.0.1:"))
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert answer.status == 200
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 0, child.stderr.read()


def test_the_demo_makes_an_archive_and_leaves_the_person_s_own_alone(clew, tmp_path, monkeypatch):
    own = tmp_path / "own"
    monkeypatch.setenv("CLEW_ARCHIVE", str(own))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    result = CliRunner().invoke(main, ["demo", "--no-serve"], prog_name="clew")
    assert result.exit_code == 0, result.stderr
    assert not own.exists()
    place = result.stdout.strip().rpartition(" in ")[2]
    assert len(rows(clew("threads", "--json", "--limit", "0", archive=place))) >= 20
    result = clew("demo", "--no-serve")
    assert (tmp_path / "archive").is_dir()
    assert result.stdout.strip().endswith(str(tmp_path / "archive"))


def test_an_import_that_is_stopped_says_how_to_go_on(tmp_path):
    place = tmp_path / "archive"
    with subprocess.Popen(
        program("--archive", place, "add", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        child.stdin.write(json.dumps(two_threads()[0]) + "\n")
        child.stdin.flush()
        until((place / "clew.db").exists)  # it has begun, and its input has no end yet
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 130
        said = child.stderr.read()
    assert said == "Error: Stopped. What was read until now is kept; the same command again goes on from there.\n"


def test_the_first_process_of_a_container_hears_that_it_is_to_stop(tmp_path):
    """Systems shield it from every signal that it does not handle."""
    alone = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no process can be the first of its own here")
    place = tmp_path / "archive"
    command = [*alone, *map(str, program("--archive", place, "add", "-"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        until((place / "clew.db").exists)
        until(lambda: Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split())
        first = int(Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text())
        os.kill(first, signal.SIGTERM)
        assert child.wait(30) == 130
        assert child.stderr.read().startswith(b"Error: Stopped.")


def until(seen, seconds=20):
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.01)
