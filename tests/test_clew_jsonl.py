"""Clew's exports read back in: an archive made from an export has the same threads."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from clew import sources
from clew.archive import Archive
from clew.capture import open_capture
from clew.query import Query

FIXTURES = Path(__file__).parent / "sources"
SAMPLES = Path(__file__).parent.parent / "src" / "clew" / "samples"
INPUTS = [
    *sorted(SAMPLES.glob("*halfaya*")),
    SAMPLES / "setowatari-v2.jsonl",
    SAMPLES / "public-hearing.jsonl.gz",
    FIXTURES / "threadreader" / "thread-2026.html",
    FIXTURES / "telegram" / "channel.json",
    FIXTURES / "nostr" / "relay.jsonl",
    FIXTURES / "twitter_v1" / "stream-with-notices.jsonl",
]


def exported(archive, form):
    out = io.BytesIO()
    archive.export(archive.threads(Query()), form, out)
    return out.getvalue()


def threads(data):
    """The threads of an export by their ids, without what is of the archive: the captures."""
    rows = json.loads(data) if data.lstrip()[:1] == b"[" else [json.loads(line) for line in data.splitlines()]
    for row in rows:
        for post in row["posts"]:
            del post["captures"]
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_an_archive_made_from_an_export_has_the_same_threads(tmp_path, form):
    with Archive.open("memory:") as first:
        list(first.add(INPUTS))
        data = exported(first, form)
    file = tmp_path / f"export.{form}"
    file.write_bytes(data)
    with Archive.open("memory:") as second:
        (brought,) = second.add([file])
        again = exported(second, form)
    assert brought.source == "clew_jsonl"
    assert brought.added.problems == 0
    before = threads(data)
    assert len(before) > 20
    assert threads(again) == before


def test_an_export_of_one_thread_brings_the_posts_around_it(tmp_path):
    with Archive.open("memory:") as first:
        list(first.add(INPUTS))
        whole = [thread for thread in first.threads(Query()) if thread.context]
        assert whole
        out = io.BytesIO()
        first.export(whole[:1], "jsonl", out)
    file = tmp_path / "one.jsonl"
    file.write_bytes(out.getvalue())
    with Archive.open("memory:") as second:
        list(second.add([file]))
        made = second.thread(whole[0].id)
    assert [post.id for post in made.context] == [post.id for post in whole[0].context]
    assert [part.post.text for part in made.parts] == [part.post.text for part in whole[0].parts]


def test_a_later_form_is_refused_line_by_line(tmp_path):
    with Archive.open("memory:") as first:
        list(first.add([FIXTURES / "telegram" / "channel.json"]))
        data = exported(first, "jsonl")
    file = tmp_path / "new.jsonl"
    file.write_bytes(data + data.splitlines()[0].replace(b"clew-thread/1", b"clew-thread/9") + b"\n")
    with Archive.open("memory:") as second:
        (brought,) = second.add([file])
        (problem,) = second.problems().items
    assert brought.added.problems == 1
    assert "clew-thread/9" in problem.problem.reason


@pytest.mark.parametrize("sure", ["1e999", "NaN", "-3"])
def test_a_likelihood_that_is_none_is_left_out(tmp_path, sure):
    words = (FIXTURES / "clew_jsonl" / "list.json").read_text()
    file = tmp_path / "list.json"
    file.write_text(re.sub(r'"sure": ?[0-9.]+', f'"sure":{sure}', words))
    with open_capture(file) as capture:
        posts = list(sources.load("clew_jsonl").read(capture))
    assert posts
    assert {post.listed.sure for post in posts} == {None}
