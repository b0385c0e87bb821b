"""The captures that go along in a recording of the web: pages and answers, and nothing that is nobody else's business."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from test_recordings import DETAIL, MESSAGES, THREAD, warc_of
from warcio.archiveiterator import ArchiveIterator

from clew import samples
from clew.archive import About, Archive, captured
from clew.query import Query

FIXTURES = Path(__file__).parent / "sources"
PAGE = FIXTURES / "threadreader" / "thread-2026.html"
CONTEXT = FIXTURES / "mastodon" / "context.json"
EVERY = Query(limit=None, min_posts=1)


def written(place, *inputs, form="warc", reference=False, **about):
    with Archive.open(place) as archive:
        list(archive.add(inputs, reference=reference))
        out = io.BytesIO()
        archive.export(archive.threads(EVERY), form, out, About(**({"captures": True} | about)))
        return out.getvalue()


def records(data, kind):
    found = (record for record in ArchiveIterator(io.BytesIO(data)) if record.rec_type == kind)
    return [(record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()) for record in found]


def left_out(data):
    lines = b"".join(body for _, body in records(data, "metadata")).decode().splitlines()
    return {line for line in lines if line.startswith("left-out: ")}


def test_a_saved_page_goes_along_as_it_came_and_once(tmp_path):
    data = written(tmp_path / "archive", PAGE)
    (place, body), *more = records(data, "resource")
    assert more == []
    assert body == PAGE.read_bytes()
    assert place == f"https://archive.clew.invalid/capture/{hashlib.sha256(body).hexdigest()}"
    assert all(place in said.decode() for _, said in records(data, "metadata"))


def test_of_a_recording_go_the_answers_that_the_threads_stand_on(tmp_path):
    detail = DETAIL.replace(b'"protected": true', b'"protected": false')
    assert detail != DETAIL
    other = json.dumps({"data": {}}).encode()
    recording = tmp_path / "x.warc.gz"
    recording.write_bytes(warc_of((MESSAGES, b'{"SECRET": 1}', []), (THREAD, detail, []), (THREAD, other, [])))
    data = written(tmp_path / "archive", recording)
    assert [body for _, body in records(data, "resource")] == [detail]
    assert b"SECRET" not in data


def test_a_personal_archive_stays_where_it_is(tmp_path):
    archive = next(path for path in samples.paths() if path.is_dir() or path.suffix == ".zip")
    data = written(tmp_path / "archive", archive)
    assert records(data, "resource") == []
    assert left_out(data)
    assert all(line.endswith("it is no page or answer of a web server") for line in left_out(data))


def test_what_has_a_private_post_in_it_stays_where_it_is(tmp_path):
    told = CONTEXT.read_text()
    private = tmp_path / "private.json"
    private.write_text(told.replace('"visibility": "public"', '"visibility": "private"', 1))
    assert private.read_text() != told
    data = written(tmp_path / "archive", private)
    assert b"private.json: there are private posts in it" in b"".join(body for _, body in records(data, "metadata"))
    assert records(data, "resource") == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"reference": True}, "of it only its hash and its place are kept"), ({}, "it is longer than 1,000 bytes")],
)
def test_what_is_not_kept_or_long_is_named_with_the_reason(tmp_path, monkeypatch, changed, reason):
    monkeypatch.setattr(captured, "LARGEST", 1000)
    data = written(tmp_path / "archive", PAGE, **changed)
    assert records(data, "resource") == []
    assert {line.partition(": ")[2].partition(": ")[2] for line in left_out(data)} == {reason}


@pytest.mark.parametrize("about", [{"captures": False}, {"key": b"secret"}])
def test_nothing_goes_along_unasked_or_where_names_are_replaced(tmp_path, about):
    data = written(tmp_path / "archive", PAGE, **about)
    assert (records(data, "resource"), records(data, "metadata")) == ([], [])


def test_a_web_archive_with_captures_is_valid_and_says_what_it_holds(tmp_path):
    place = tmp_path / "threads.wacz"
    place.write_bytes(written(tmp_path / "archive", PAGE, FIXTURES / "telegram" / "channel.json", form="wacz"))
    program = Path(sys.executable).with_name("wacz")
    run = subprocess.run([program, "validate", "-f", place], capture_output=True, text=True, check=False)
    assert "the passed WACZ is valid" in run.stdout
    with zipfile.ZipFile(place) as archive:
        said = json.loads(archive.read("datapackage.json"))["description"]
        rows = archive.read("indexes/index.cdx").decode().splitlines()
    assert said.startswith("1 capture that the posts stand on, as they came. Left out: channel.json (it is no page")
    assert sum("/capture/" in row for row in rows) == 1
    with Archive.open(tmp_path / "again") as again, Archive.open(tmp_path / "archive") as one:
        list(again.add([place]))
        held = {thread.id: [part.post.text for part in thread.parts] for thread in one.threads(EVERY)}
        assert {thread.id: [part.post.text for part in thread.parts] for thread in again.threads(EVERY)} == held
