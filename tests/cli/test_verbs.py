"""Each verb as a person and a program use it, over real archives."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from calls import BASE, program, rows, two_threads, write_lines

# Adding.


def test_add_says_what_is_new_what_is_known_and_how_many_problems(clew, tmp_path):
    source = write_lines(tmp_path / "two.jsonl", two_threads(), broken=['{"id_str": "5", '])
    first = clew("add", source)
    assert first.exit_code == 0, first.stderr
    assert first.stdout.startswith("two.jsonl, read as Twitter API v1.1")
    assert "5 posts new, 0 known already" in first.stdout
    assert "1 problem" in first.stdout
    second = clew("add", source)
    assert second.stdout == "two.jsonl: nothing new, every byte of it had been read before\n"


def test_add_says_the_same_to_a_program(clew, tmp_path):
    (row,) = rows(clew("add", "--json", write_lines(tmp_path / "two.jsonl", two_threads())))
    assert (row["name"], row["source"], row["already"]) == ("two.jsonl", "twitter_v1", False)
    assert (row["added"]["new"], row["added"]["known"], row["added"]["problems"]) == (5, 0, 0)


def test_an_input_that_cannot_be_read_stops_no_other(clew, tmp_path):
    good = write_lines(tmp_path / "two.jsonl", two_threads())
    strange = tmp_path / "strange.bin"
    strange.write_bytes(bytes(range(256)) * 8)
    result = clew("add", tmp_path / "nowhere.jsonl", strange, good)
    assert result.exit_code == 3
    assert "5 posts new" in result.stdout
    assert "2 of 3 inputs could not be read" in result.stderr
    assert "nowhere.jsonl" in result.stderr
    assert "strange.bin" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(rows(clew("threads", "--json"))) == 2


def test_a_format_that_is_none_is_refused_with_those_there_are(clew, tmp_path):
    result = clew("add", "--format", "pigeon_post", write_lines(tmp_path / "two.jsonl", two_threads()))
    assert result.exit_code == 2
    assert "twitter_v1" in result.stderr
    assert not (tmp_path / "archive").exists()


def test_help_of_add_and_export_lists_formats_and_forms(clew):
    assert "twitter_archive" in clew("add", "--help").stdout
    assert "markdown" in clew("export", "--help").stdout


def test_standard_input_is_an_input(tmp_path):
    data = "".join(json.dumps(each) + "\n" for each in two_threads())
    run = subprocess.run(
        program("--archive", tmp_path / "a", "add", "-"), input=data, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "5 posts new" in run.stdout


# Lists.


def test_threads_in_a_pipe_are_lines_with_tabs(filled):
    result = filled("threads")
    assert result.exit_code == 0, result.stderr
    newest, oldest = (line.split("\t") for line in result.stdout.splitlines())
    assert newest[:4] == [f"x:{BASE + 11}", "2018-10-17T10:11:00Z", "sami_ferry", "2"]
    assert newest[5] == "العبّارة تعمل من السادسة صباحا"
    assert oldest[0] == f"x:{BASE + 1}"


def test_threads_as_json_have_every_key(filled):
    newest, oldest = rows(filled("threads", "--json"))
    assert set(newest) == set(oldest) == {
        "id", "network", "author", "started", "ended", "held", "promised", "languages", "tags", "gaps", "branches", "opening",
    }  # fmt: skip
    assert oldest["author"] == {"id": "x:user:7001", "network": "x", "handle": "lina_builds", "name": "Lina Haddad"}
    assert (oldest["held"], oldest["tags"], oldest["started"]) == (3, ["Halfaya"], "2018-09-07T10:01:00Z")
    assert [each["text"][:2] for each in oldest["opening"]] == ["1/", "2/", "3/"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--tag", "HALFAYA"], [1]),
        (["--tag", "nothing"], []),
        (["--author", "@Lina_Builds"], [1]),
        (["--author", "x:user:7003"], [11]),
        (["--lang", "ar"], [11]),
        (["--network", "x"], [11, 1]),
        (["--since", "2018-10"], [11]),
        (["--until", "2018-10"], [1]),
        (["--since", "2018-09-07", "--until", "2018-09-07T10:02"], [1]),
        (["--min-posts", "3"], [1]),
        (["--sort", "oldest"], [1, 11]),
        (["--sort", "longest"], [1, 11]),
        (["--limit", "1"], [11]),
        (["--limit", "0"], [11, 1]),
    ],
)
def test_filters_choose_and_order(filled, filters, found):
    ids = [f"x:{BASE + number}" for number in found]
    assert [row["id"] for row in rows(filled("threads", "--json", *filters))] == ids
    assert [row["id"] for row in rows(filled("export", "--to", "jsonl", *filters))] == ids


def test_a_date_that_is_none_is_a_sentence(filled):
    result = filled("threads", "--since", "last week")
    assert result.exit_code == 2
    assert "'last week' is no date" in result.stderr


def test_tags_authors_info_and_problems(clew, tmp_path):
    clew("add", write_lines(tmp_path / "two.jsonl", two_threads(), broken=["{broken"]))
    assert clew("tags").stdout == "halfaya\t#Halfaya\t1\n"
    assert rows(clew("tags", "--json")) == [{"tag": "halfaya", "written": "Halfaya", "threads": 1}]
    assert "x:user:7001\t@lina_builds\tLina Haddad\t3\t1" in clew("authors").stdout.splitlines()
    assert {row["author"]["handle"]: row["posts"] for row in rows(clew("authors", "--json"))} == {
        "lina_builds": 3, "sami_ferry": 2,
    }  # fmt: skip
    assert "posts\t5" in clew("info").stdout.splitlines()
    (info,) = rows(clew("info", "--json"))
    assert (info["posts"], info["threads"], info["problems"]) == (5, 2, 1)
    (line,) = clew("problems").stdout.splitlines()
    name, place, reason = line.split("\t")
    assert name == "two.jsonl"
    assert "6" in place
    assert reason
    (problem,) = rows(clew("problems", "--json"))
    assert (problem["name"], problem["place"], problem["reason"]) == (name, place, reason)


# Reading.


@pytest.mark.parametrize(
    "address",
    [
        f"x:{BASE + 2}",
        f"{BASE + 3}",
        f"https://x.com/lina_builds/status/{BASE + 1}",
        f"https://twitter.com/l/status/{BASE + 2}?s=20",
    ],
)
def test_any_post_leads_to_its_thread(filled, address):
    result = filled("read", address)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Lina Haddad (@lina_builds)\n")
    assert result.stdout.index("1/ The old bridge") < result.stdout.index("3/ Bring tea.")


def test_a_thread_can_be_read_in_any_form(filled):
    (row,) = rows(filled("read", BASE + 1, "--to", "jsonl"))
    assert row in rows(filled("export", "--to", "jsonl"))
    assert filled("read", BASE + 1, "--to", "markdown").stdout.startswith("# Lina Haddad")
    wrong = filled("read", BASE + 1, "--to", "epub3000")
    assert wrong.exit_code == 4
    assert "markdown" in wrong.stderr


def test_a_post_that_is_not_there_is_a_sentence_and_a_number(filled):
    result = filled("read", "x:1")
    assert result.exit_code == 4
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_debug_shows_where(filled, tmp_path):
    run = subprocess.run(
        program("--archive", tmp_path / "archive", "--debug", "read", "x:1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" in run.stderr
    assert "NotFound" in run.stderr


@pytest.mark.parametrize(
    "verb",
    [
        ["threads"],
        ["read", "x:1"],
        ["export", "--to", "json"],
        ["tags"],
        ["authors"],
        ["info"],
        ["problems"],
        ["serve"],
    ],
)
def test_no_verb_but_add_makes_an_archive(clew, tmp_path, verb):
    result = clew(*verb)
    assert result.exit_code == 4
    assert "archive" in result.stderr
    assert not (tmp_path / "archive").exists()


# Exporting.


@pytest.mark.parametrize(
    ("suffix", "form"), [(".jsonl", "jsonl"), (".json", "json"), (".md", "markdown"), (".txt", "text")]
)
def test_a_file_is_what_a_pipe_is(filled, tmp_path, suffix, form):
    output = tmp_path / f"out{suffix}"
    result = filled("export", "--output", output)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert "2 threads" in result.stderr
    assert output.read_bytes() == filled("export", "--to", form).stdout_bytes
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_an_export_says_what_it_needs(filled, tmp_path):
    assert "--to" in filled("export").stderr
    assert "markdown" in filled("export", "--to", "scroll").stderr
    folder = filled("export", "--to", "json", "--output", tmp_path)
    assert (folder.exit_code, "is a folder" in folder.stderr) == (2, True)
    missing = filled("export", "--output", tmp_path / "no" / "out.json")
    assert (missing.exit_code, "make it first" in missing.stderr) == (2, True)


def test_an_export_of_nothing_is_a_file_too(filled, tmp_path):
    assert filled("export", "--tag", "nothing", "--output", tmp_path / "out.json").exit_code == 0
    assert json.loads((tmp_path / "out.json").read_text()) == []


def test_an_export_replaces_a_file_and_can_write_to_a_device(filled, tmp_path):
    output = tmp_path / "out.md"
    output.write_text("older")
    assert filled("export", "--output", output).exit_code == 0
    assert output.read_text("utf-8").startswith("# ")
    assert filled("export", "--to", "json", "--output", "/dev/null").exit_code == 0


HALFWAY = """
import sys
import time
from pathlib import Path
from clew.cli._whole_file import whole_file
with whole_file(Path(sys.argv[1])) as out:
    out.write(b"half a ")
    out.flush()
    print("halfway", flush=True)
    sys.stdin.read()
    out.write(b"thread")
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("before", [None, "older"])
def test_a_killed_export_leaves_what_was_there(tmp_path, end, before):
    output = tmp_path / "out.jsonl"
    if before is not None:
        output.write_text(before)
    with subprocess.Popen(
        [sys.executable, "-c", HALFWAY, str(output)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdout.readline() == b"halfway\n"
        child.send_signal(end)
        assert child.wait(20) != 0
    assert (output.read_text() if output.exists() else None) == before


def test_a_full_disk_is_a_sentence(filled):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    result = filled("export", "--to", "json", "--output", "/dev/full")
    assert result.exit_code == 1
    assert "/dev/full was not written: No space left on device." in result.stderr
