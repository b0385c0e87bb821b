"""`clew spark add`, over a server of Spark's protocol."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest
from calls import program, two_threads, write_lines
from clusters import made, server


@pytest.fixture(scope="module")
def address():
    with server() as place:
        yield place


def run(*arguments):
    return subprocess.run(program("spark", "add", *arguments), capture_output=True, text=True, check=False)


def test_a_set_is_made_told_and_not_made_twice(tmp_path, address, clew):
    source = write_lines(tmp_path / "two.jsonl", two_threads(), broken=["{broken"])
    out = tmp_path / "set"
    first = run("--remote", address, source, out)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith(f"{out}: 5 posts, 2 threads, 1 problem, of 1 capture, in")
    again = run("--remote", address, "--json", source, out)
    assert json.loads(again.stdout) | {"set": str(out), "already": True, "posts": 5} == json.loads(again.stdout)
    listed = clew("threads", "--json", archive=out)
    assert [json.loads(line)["held"] for line in listed.stdout.splitlines()] == [2, 3]
    assert clew("info", archive=out).exit_code == 0
    refused = clew("shelf", "best", "add", json.loads(listed.stdout.splitlines()[0])["id"], archive=out)
    assert refused.exit_code == 5
    assert "A set is only read" in refused.stderr


def test_what_cannot_be_read_is_a_sentence_and_an_exit_code(tmp_path, address):
    source = write_lines(tmp_path / "two.jsonl", two_threads())
    (tmp_path / "letter.txt").write_text("Dear Sam, nothing of this is a post.")
    some = run("--remote", address, source, tmp_path / "letter.txt", tmp_path / "set")
    assert some.returncode == 3
    assert "5 posts, 2 threads" in some.stdout
    assert "1 of 2 inputs could not be read: letter.txt:" in some.stderr
    none = run("--remote", address, tmp_path / "nowhere", tmp_path / "other")
    assert (none.returncode, none.stdout) == (3, "")
    assert "There is no " in none.stderr
    assert "Traceback" not in none.stderr


@pytest.mark.parametrize("way", ["--remote sc://{}", "--master spark://{0},{0}"])
def test_a_server_that_is_not_there_is_found_out_at_once(tmp_path, way):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    source = write_lines(tmp_path / "two.jsonl", two_threads())
    option, place = way.format(address).split()
    result = run(option, place, source, tmp_path / "set")
    assert result.returncode == 3
    assert f"answers at {place} (" in result.stderr


def test_without_spark_it_says_how_to_get_it(monkeypatch, clew, tmp_path):
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    result = clew("spark", "add", tmp_path, tmp_path / "set")
    assert result.exit_code == 6
    assert "pip install 'clew[spark]'" in result.stderr


def test_what_can_be_said_without_spark_is_said_before_it_is_started(monkeypatch, tmp_path):
    """Where there is no Java, because starting it would tell of that."""
    folder, file = tmp_path / "posts", tmp_path / "file"
    folder.mkdir()
    source = write_lines(folder / "two.jsonl", two_threads())
    file.write_text("a file")
    made([folder], tmp_path / "set")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    for out, given, said in [
        (tmp_path / "set", tmp_path / "nowhere", "There is no "),
        (tmp_path / "set", file, "is a set of other inputs"),
        (tmp_path, source, f"{tmp_path} holds something else; name an empty folder for the set."),
        (file, folder, f"{file} is a file; name a folder for the set."),
        (folder / "set", folder, f"lies inside {folder} and would be read as part of it; name a folder beside it"),
    ]:
        result = run("--master", "local[1]", given, out)
        assert result.returncode in {3, 5}
        assert said in result.stderr
        assert "Java" not in result.stderr
    already = run("--master", "local[1]", folder, tmp_path / "set")
    assert already.returncode == 0, already.stderr
    assert "which had been made before" in already.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "posts", "set"]
    assert list(folder.iterdir()) == [source]


def test_without_java_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    source = write_lines(tmp_path / "two.jsonl", two_threads())
    result = run("--master", "local[1]", source, tmp_path / "set")
    assert result.returncode == 3
    assert "Java 17" in result.stderr
