"""Sets for sharing: ids alone, and threads in which everybody has another name."""

from __future__ import annotations

import io
import json
import stat
import subprocess

import pytest
from calls import program
from hypothesis import given
from hypothesis import strategies as st
from test_clew_jsonl import INPUTS, threads
from test_exports import LINA, bridge, part, small, thread, written

from clew import exports
from clew.archive import About, Archive
from clew.exports._rewording import Rewording
from clew.post import Author, Entity, Post
from clew.query import Query

KEY = b"k" * 32


def shared(held, key=KEY, form="jsonl"):
    out = io.BytesIO()
    exports.load(form).write(exports.pseudonymised(held, key), out)
    return out.getvalue().decode()


def test_ids_are_those_of_the_network_one_a_line():
    assert written("ids", [bridge(), small(9)]) == "2\n3\n5\n6\n9\n"
    elsewhere = Post("at://did:plc:a/app.bsky.feed.post/1", "bluesky", LINA, None, "words")
    carded = Post("listing:ab", "x", LINA, None, "words")
    assert written("ids", [thread([part(elsewhere, "start"), part(carded)])]) == f"{elsewhere.id}\n"


@pytest.mark.parametrize("form", ["jsonl", "csv", "markdown", "atom", "csv_threads"])
def test_nobody_is_named(form):
    text = shared([bridge()], form=form)
    for told in ("lina", "Lina", "Haddad", "omar", "Omar", "7001", "7002", "x.example", "img.example", "x:2", "k" * 32):
        assert told not in text, told
    assert "bridge opens on Monday" in text.replace("*", "").replace("\\", "")


def test_a_person_has_the_same_name_everywhere_and_under_another_key_another():
    one, two = (json.loads(line) for line in shared([bridge(), small(9)]).splitlines())
    assert one["author"] == two["author"]
    assert one["context"][0]["author"]["handle"] in one["posts"][0]["text"]
    assert json.loads(shared([bridge()], b"j" * 32))["author"] != one["author"]


def test_the_shape_of_a_thread_stays():
    before, after = json.loads(written("jsonl", [bridge()])), json.loads(shared([bridge()]))
    renamed = dict(zip([post["id"] for post in before["posts"]], [post["id"] for post in after["posts"]], strict=True))
    assert after["main"] == [renamed[name] for name in before["main"]]
    assert after["branches"] == [{"after": renamed["x:2"], "posts": [renamed["x:3"]]}]
    assert after["posts"][3]["reply_to"] == renamed["x:5"]
    first = after["posts"][0]
    assert first["text"][first["number"]["start"] : first["number"]["end"]] == "1/"
    assert first["text"][first["body_start"] :].startswith("1/ The")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://x.com/lina_builds/status/12 now", "see [link] now"),
        ("see https://t.co/abc", "see [link]"),
        ("see twitter.com/lina_builds", "see [link]"),
        ("see https://town.example/@somebody/5", "see [link]"),
        ("see https://lina_builds.example/", "see [link]"),
        ("see https://news.example/river", "see https://news.example/river"),
        ("write to someone.else@mail.example", "write to [address]"),
        ("LINA HADDAD says", "user_ says"),
        ("Linas Haddads", "Linas Haddads"),
        ("#halfaya @a @a@b.example", "#halfaya @user_ @user_"),
    ],
)
def test_words_that_tell_who_somebody_is(text, shown):
    reworded = Rewording(lambda _: "user_", [LINA]).text(text, None)
    assert reworded.words == shown


@given(st.text(alphabet="ab @#/:.xcomhtps", max_size=60), st.data())
def test_spans_still_stand_over_the_same_words(text, data):
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    spans = tuple(
        Entity("hashtag", start, end, text[start:end]) for start, end in (places[:2], places[2:]) if start < end
    )
    reworded = Rewording(lambda handle: f"user_{len(handle)}", [Author("x:1", "x", "abc", None)]).text(text, spans)
    for span in reworded.entities(spans, str):
        assert reworded.words[span.start : span.end] in {span.value, f"@{span.value}"}


def test_a_shared_set_is_an_archive_with_the_same_threads_again(tmp_path):
    out = io.BytesIO()
    with Archive.open("memory:") as first:
        list(first.add(INPUTS))
        first.export(first.threads(Query()), "jsonl", out, About(key=KEY))
        held = first.info().threads
    before = threads(out.getvalue())
    file = tmp_path / "shared.jsonl"
    file.write_bytes(out.getvalue())
    with Archive.open("memory:") as second:
        list(second.add([file]))
        assert second.info().threads == held == len(before)


def test_the_key_is_made_for_its_owner_alone_and_is_never_written(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        list(archive.add(INPUTS[:1]))
    key = tmp_path / "key"
    called = program("--archive", tmp_path / "archive", "export", "--to", "jsonl", "--pseudonymise", key)
    first, again = (subprocess.run(called, capture_output=True, check=True).stdout for _ in range(2))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert first == again
    assert key.read_bytes().strip() not in first
    key.write_text("short")
    refused = subprocess.run(called, capture_output=True, check=False, text=True)
    assert (refused.returncode, "too short for a secret" in refused.stderr) == (2, True)
