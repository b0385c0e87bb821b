"""Edited posts: the newest version is shown however short, and the words before it are kept and told."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import msgspec
from made import ADA, DAY, a_post, begin
from starlette.testclient import TestClient

from clew.archive import Archive
from clew.archive.settling import settle
from clew.post import Counts, Listed, Reply
from clew.query import Query
from clew.unroll import unroll
from clew.web import create_app

LONG = "The ferry sails at six, at eight and at ten, every day but Monday. <b>Bring</b> a coat."
SHORT = "The ferry sails at eight."


def moment(hours):
    return DAY + timedelta(hours=hours)


def answered():
    return a_post("5", minute=9, reply_to=Reply("x:1", ADA.id), text="See you there.")


def test_an_edit_that_shortens_stands_and_the_words_before_are_told(store):
    first = a_post("1", text=LONG, seen=moment(1))
    cut = a_post("1", text="The ferry sails at…", in_parts=True, seen=moment(9))
    second = a_post("1", text="The ferry sails at seven and nine.", edited=moment(2), seen=moment(3))
    last = a_post("1", text=SHORT, edited=moment(4), seen=moment(5))
    listed = a_post("1", minute=None, text="The ferry sai", listed=Listed("c", 0))
    for capture, said in (("a", last), ("b", first), ("c", cut), ("d", second), ("e", listed)):
        store.add(begin(store, capture), [said, answered()])
    settle(store)
    part = store.thread("x:5").parts[0]
    assert part.post.text == SHORT
    assert [post.text for post in part.earlier] == [LONG, second.text]
    assert store.thread("x:5").parts[1].earlier == ()
    assert store.cards(Query()).items[0].opening[0].earlier == ()


def test_versions_under_their_own_ids_show_the_newest_however_short(store):
    versions = ("x:1", "x:2")
    older = a_post("1", text=LONG, versions=("x:1",))
    newer = a_post("2", text=SHORT, versions=versions, minute=1)
    store.add(begin(store, "a"), [newer, older, answered()])
    settle(store)
    thread = store.thread("x:1")
    assert [part.post.text for part in thread.parts] == [SHORT, "See you there."]
    assert [(post.id, post.text) for post in thread.parts[0].earlier] == [("x:1", LONG)]


def test_the_page_and_the_lines_tell_the_words_before(store):
    store.add(begin(store), [a_post("1", text=LONG), a_post("1", text=SHORT, edited=moment(4)), answered()])
    settle(store)
    archive = Archive(store)
    page = TestClient(create_app(archive)).get("/thread/x:1").text
    assert "Edited; earlier words (from 1 March 2019, 00:00)" in page
    assert "&lt;b&gt;Bring&lt;/b&gt;" in page
    out = io.BytesIO()
    archive.export(archive.threads(Query()), "jsonl", out)
    first, second = json.loads(out.getvalue())["posts"]
    assert (first["text"], first["edited"]) == (SHORT, "2019-03-01T04:00:00Z")
    assert [words["text"] for words in first["earlier"]] == [LONG]
    assert second["earlier"] == []


def test_the_words_before_come_through_an_export(store, tmp_path):
    versions = ("x:1", "x:2")
    again = a_post("5", minute=9, reply_to=Reply("x:1", ADA.id), text="See you at nine.", edited=moment(2))
    posts = [a_post("1", text=LONG, versions=versions, counts=Counts(likes=7)), answered(), again]
    store.add(begin(store), [*posts, a_post("2", text=SHORT, versions=versions, minute=1, edited=moment(1))])
    settle(store)
    with (tmp_path / "one.jsonl").open("wb") as out:
        Archive(store).export(Archive(store).threads(Query()), "jsonl", out)
    with Archive.open("memory:") as second:
        list(second.add([tmp_path / "one.jsonl"]))
        made, before = second.thread("x:1"), Archive(store).thread("x:1")
    assert (made.shape, made.summary) == (before.shape, before.summary)
    assert [part.post.text for part in made.parts] == [SHORT, again.text]
    assert [[(post.id, post.text, post.edited) for post in part.earlier] for part in made.parts] == [
        [("x:1", LONG, None)],
        [("x:5", "See you there.", None)],
    ]


def test_of_two_readings_in_one_go_the_later_edit_stands():
    readings = [a_post("1", text=LONG), a_post("1", text=SHORT, edited=moment(1)), answered()]
    cut = [a_post("1", text=LONG), a_post("1", text=LONG + " And…", in_parts=True), answered()]
    assert unroll(readings).shapes == unroll(readings[::-1]).shapes
    numbered = [msgspec.structs.replace(readings[0], text="9/ " + LONG), *readings[1:]]
    assert unroll(numbered).shapes[0].places[0].number is None
    assert unroll(cut).shapes == unroll(cut[::-1]).shapes
