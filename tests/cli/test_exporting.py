"""`clew export` into a file: the suffix says the form, and what is ended by force leaves nothing under the name."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import subprocess
import time

import pytest
from calls import program

from clew.archive import Archive


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An archive of six thousand posts in threads of ten."""
    place = tmp_path_factory.mktemp("exporting")
    lines = [
        {
            "id_str": str(10_000 + n),
            "full_text": f"{n % 10 + 1}/ " + "river water gauge rises " * 8,
            "created_at": f"Mon Jan 01 {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02} +0000 2018",
            "user": {"id_str": "1", "screen_name": "gauge"},
            "in_reply_to_status_id_str": str(9_999 + n) if n % 10 else None,
            "in_reply_to_user_id_str": "1" if n % 10 else None,
        }
        for n in range(6000)
    ]
    (place / "posts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    with Archive.open(place / "archive") as archive:
        list(archive.add([place / "posts.jsonl"]))
    return place / "archive"


def exporting(folder, *more):
    return program("--archive", folder, "export", *more)


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "atom"])
def test_an_export_that_is_killed_leaves_nothing_under_its_name(folder, tmp_path, form):
    for old in (None, b"what stood there before"):
        target = tmp_path / f"killed.{form}"
        if old is not None:
            target.write_bytes(old)
        child = subprocess.Popen(exporting(folder, "--limit", "600", "-o", target), stderr=subprocess.DEVNULL)
        while child.poll() is None and not any(part.stat().st_size for part in tmp_path.glob(".*.part")):
            time.sleep(0.001)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL, "the export was over before it could be killed"
        assert (target.read_bytes() if target.exists() else None) == old
        for part in tmp_path.glob(".*.part"):
            part.unlink()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.csv", b"\xef\xbb\xbfid,thread_id,"),
        ("a.threads.csv", b"\xef\xbb\xbfid,network,"),
        ("a.parquet", b"PAR1"),
        ("a.feed.json", b'{"version":"https://jsonfeed.org'),
        ("a.json", b"[\n"),
        ("a.csl.json", b'[\n{"id":"gauge2018'),
        ("a.IDS.TXT", b"1"),
        ("a.txt", b"@gauge"),
        ("a.atom", b"<?xml"),
    ],
)
def test_the_longest_suffix_says_the_form(folder, tmp_path, name, begins):
    subprocess.run(exporting(folder, "--limit", "3", "-o", tmp_path / name), check=True, capture_output=True)
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_addresses_of_pages_are_those_of_the_setting(folder):
    called = exporting(folder, "--to", "csljson", "--limit", "1", "--pages", "https://threads.example/")
    (item,) = json.loads(subprocess.run(called, check=True, capture_output=True).stdout)
    assert item["archive_location"].startswith("https://threads.example/thread/x:")
    called = exporting(folder, "--to", "atom", "--pages", "threads.example")
    refused = subprocess.run(called, check=False, capture_output=True)
    assert refused.returncode == 2


def test_one_post_is_cited_from_the_command_line(folder):
    called = program("--archive", folder, "read", "x:10003", "--to", "csljson")
    whole, alone = (
        json.loads(subprocess.run([*called, *more], check=True, capture_output=True).stdout)[0]
        for more in ((), ("--post",))
    )
    assert (whole["genre"], alone["genre"]) == ("Thread of 10 posts", "Post in a thread of 10 posts")
    assert alone["title"].startswith("4/ river")


def test_a_form_that_is_no_text_is_not_shown_on_a_terminal(folder, tmp_path):
    seen, terminal = pty.openpty()
    for words, instead in ((("export",), "--output threads.epub"), (("read", "x:10000"), "> thread.epub")):
        called = subprocess.run(
            program("--archive", folder, *words, "--to", "epub"),
            check=False,
            stdout=terminal,
            stderr=subprocess.PIPE,
        )
        assert called.returncode == 2
        said = called.stderr.decode()
        assert "epub is no text" in said
        assert instead in said
    subprocess.run(program("--archive", folder, "read", "x:10000", "--to", "jsonl"), stdout=terminal, check=True)
    assert os.read(seen, 20).startswith(b'{"format"')
    os.close(terminal)
    os.close(seen)


def test_a_name_that_ends_in_gz_is_packed(folder, tmp_path):
    for name in ("a.jsonl.gz", "b.JSONL.GZ", "a.warc.gz"):
        subprocess.run(exporting(folder, "--limit", "3", "-o", tmp_path / name), check=True, capture_output=True)
    plain = subprocess.run(exporting(folder, "--limit", "3", "--to", "jsonl"), check=True, capture_output=True).stdout
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == plain
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.JSONL.GZ").read_bytes()
    assert gzip.decompress((tmp_path / "a.warc.gz").read_bytes()).startswith(b"WARC/1.")


def test_an_export_of_nothing_says_so(folder, tmp_path):
    for where in ((), ("-o", tmp_path / "none.txt")):
        done = subprocess.run(
            exporting(folder, "--tag", "nope", "--to", "text", *where), check=True, capture_output=True
        )
        assert done.stdout == b""
        assert "No thread is like that: leave an option out" in done.stderr.decode()
    done = subprocess.run(exporting(folder, "--limit", "1", "--to", "ids"), check=True, capture_output=True)
    assert done.stderr == b""
