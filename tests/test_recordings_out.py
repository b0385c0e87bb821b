"""Threads as a recording of the web: what the tools of web archives say of it, and that Clew reads it back."""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from made_threads import ARABIC, ENGLISH, TRICKS, forked, thread
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from clew import samples
from clew.archive import Archive
from clew.exports import About, wacz, warc
from clew.query import Query

BASE = "https://clew.example"


def written(form, *threads, **about):
    out = io.BytesIO()
    form.write(threads, out, About(**about))
    return out.getvalue()


@pytest.fixture(scope="module")
def made():
    threads = [
        thread(ENGLISH, *(TRICKS[name] for name in sorted(TRICKS) if name != "controls"), lang="en"),
        thread(ARABIC, first=50, lang="ar"),
        forked(),
    ]
    return written(wacz, *threads, title="#halfaya", base=BASE)


def test_the_validator_of_wacz_finds_no_fault(made, tmp_path):
    place = tmp_path / "threads.wacz"
    place.write_bytes(made)
    program = Path(sys.executable).with_name("wacz")
    run = subprocess.run([program, "validate", "-f", place], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Version detected as 1.1.1" in run.stdout
    assert "the passed WACZ is valid" in run.stdout


def test_the_records_are_whole(tmp_path):
    place = tmp_path / "threads.warc.gz"
    place.write_bytes(written(warc, thread(ENGLISH), forked(), title="Two"))
    checker = Checker(argparse.Namespace(inputs=[str(place)], verbose=False))
    checker.process_all()
    assert checker.exit_value == 0


def test_the_index_says_where_each_answer_begins(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        rows = archive.read("indexes/index.cdx").decode().splitlines()
        assert rows == sorted(rows)
        assert len(rows) == 6
        for row in rows:
            key, stamp, facts = row.split(" ", 2)
            facts = json.loads(facts)
            data = archive.read(f"archive/{facts['filename']}")
            start = int(facts["offset"])
            (record,) = ArchiveIterator(io.BytesIO(data[start : start + int(facts["length"])]))
            assert record.rec_headers.get_header("WARC-Target-URI") == facts["url"]
            assert record.rec_headers.get_header("WARC-Payload-Digest") == facts["digest"]
            assert stamp.startswith("20181012")
            assert key.startswith("example,clew)/thread/x:")


def test_each_thread_is_a_page_to_begin_at(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        head, *pages = map(json.loads, archive.read("pages/pages.jsonl").decode().splitlines())
        package = json.loads(archive.read("datapackage.json"))
    assert head["format"] == "json-pages-1.0"
    assert [page["url"] for page in pages] == [f"{BASE}/thread/x:1", f"{BASE}/thread/x:50", f"{BASE}/thread/x:1"]
    assert (package["title"], package["mainPageUrl"]) == ("#halfaya", pages[0]["url"])
    assert package["created"] == pages[0]["ts"]


def test_the_same_threads_make_the_same_bytes():
    for form in (warc, wacz):
        assert written(form, thread(ENGLISH), title="One") == written(form, thread(ENGLISH), title="One")


def test_a_long_list_is_several_recordings(monkeypatch):
    monkeypatch.setattr(wacz, "_FULL", 20_000)
    data = written(wacz, *(thread(f"{at} {ENGLISH}" * 200, first=at) for at in range(1, 9)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sum(name.startswith("archive/") for name in archive.namelist()) > 1
        assert archive.testzip() is None


@pytest.mark.parametrize("suffix", [warc.suffix, wacz.suffix])
def test_clew_reads_a_recording_of_its_own_back(suffix, tmp_path):
    place = tmp_path / f"threads{suffix}"
    with Archive.open("memory:") as one, Archive.open("memory:") as again:
        for _ in one.add(samples.paths()):
            pass
        every = Query(limit=None)
        with place.open("wb") as out:
            one.export(one.threads(every), {warc.suffix: "warc", wacz.suffix: "wacz"}[suffix], out)
        for _ in again.add([place]):
            pass
        held = {thread.id: [part.post.text for part in thread.parts] for thread in one.threads(every)}
        assert {thread.id: [part.post.text for part in thread.parts] for thread in again.threads(every)} == held


def test_where_there_are_no_pages_the_host_cannot_exist():
    (url,) = {
        record.rec_headers.get_header("WARC-Target-URI").partition("/thread/")[0]
        for record in ArchiveIterator(io.BytesIO(written(warc, thread(ENGLISH))))
        if record.rec_type == "response"
    }
    assert url == "https://archive.clew.invalid"
