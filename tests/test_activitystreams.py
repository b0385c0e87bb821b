"""Threads as ActivityStreams: what a program that knows the vocabulary, and nothing of Clew, makes of them."""

from __future__ import annotations

import json

import pytest
from test_exports import bridge, part, post, raw, small, thread

from clew.archive import Archive
from clew.exports import About, _note, load


def made(*held):
    return json.loads(raw("activitystreams", held))


def without_ours(value):
    if isinstance(value, dict):
        return {key: without_ours(each) for key, each in value.items() if key not in {"clew", "source"}}
    return [without_ours(each) for each in value] if isinstance(value, list) else value


def test_a_thread_is_a_collection_of_notes_in_the_words_of_the_vocabulary():
    (whole,) = made(bridge())["orderedItems"]
    assert (whole["type"], whole["attributedTo"]["preferredUsername"]) == ("OrderedCollection", "lina_builds")
    first, aside, gone, pier, _last = whole["orderedItems"]
    assert [each["type"] for each in whole["orderedItems"]] == ["Note", "Note", "Tombstone", "Question", "Note"]
    assert (gone["id"], gone["attributedTo"]) == ("x:4", "x:user:7001")
    assert (first["inReplyTo"], first["published"], first["likes"]["totalItems"]) == (
        "x:90",
        "2018-10-12T10:02:00Z",
        12,
    )
    assert first["content"].startswith('<p dir="ltr">1/ The *old* bridge')  # without the mention in front
    assert first["source"]["content"].startswith("@omar_gauge 1/ ")
    assert aside["inReplyTo"] == "x:2"
    assert (pier["summary"], pier["quote"], pier["attachment"][0]["name"]) == (
        "Deep water",
        "x:90",
        "A broken [stone] pier",
    )
    assert [(each["name"], each.get("replies", {}).get("totalItems")) for each in pier["oneOf"]] == [
        ("Mend it", 3), ("Leave it", None),
    ]  # fmt: skip
    (around,) = whole["context"]["items"]
    assert (around["id"], around["attributedTo"]["name"]) == ("x:90", "Omar Saleh")


def test_it_reads_as_any_posts_of_the_fediverse_where_nobody_knows_our_words(tmp_path):
    file = tmp_path / "foreign.json"
    file.write_text(json.dumps(without_ours(made(bridge(), small(9, "Less <b> & more")))))
    with Archive.open("memory:") as archive:
        (brought,) = archive.add([file])
        pier = archive.thread("x:5")
        texts = {each.post.text for each in archive.thread("x:9").parts}
    assert brought.source == "activitypub"
    assert [each.post.id for each in pier.parts] == ["x:5", "x:6"]
    assert [gap.reason for gap in pier.shape.gaps] == ["deleted"]
    assert (pier.parts[0].post.warning, pier.parts[0].post.quote) == ("Deep water", "x:90")
    assert texts == {"Less <b> & more"}


def test_a_very_long_thread_goes_on_in_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(_note, "PAGE", 2)
    chain = [part(post(number, f"post {number}"), "start" if number == 1 else "number") for number in range(1, 6)]
    first, second, third = made(thread(chain))["orderedItems"]
    assert [len(each["orderedItems"]) for each in (first, second, third)] == [2, 2, 1]
    assert second["type"] == "OrderedCollectionPage"
    assert second["partOf"] == third["partOf"] == first["id"]


def test_a_collection_stands_where_its_page_does():
    class Kept(list):
        write = list.append

    out = Kept()
    about = About("#Halfaya", page="https://threads.example/tag/halfaya", base="https://threads.example")
    load("activitystreams").write([small(1, "Come to #Halfaya")], out, about)
    whole = json.loads(b"".join(out))
    (held,) = whole["orderedItems"]
    assert (whole["name"], whole["totalItems"], whole["url"]) == ("#Halfaya", 1, "https://threads.example/tag/halfaya")
    assert held["id"] == "https://threads.example/thread/x:1"
    assert held["orderedItems"][0]["tag"] == [
        {"type": "Hashtag", "name": "#Halfaya", "href": "https://threads.example/tag/halfaya"}
    ]


@pytest.mark.parametrize("broken", [{"seen": 7}, {"visibility": "secret"}, {"entities": "none"}])
def test_a_broken_post_of_our_own_is_a_problem_and_the_others_are_read(tmp_path, broken):
    whole = made(small(1, "Whole"), small(2, "Broken"))
    whole["orderedItems"][1]["orderedItems"][0]["clew"] |= broken
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(whole))
    with Archive.open("memory:") as archive:
        (brought,) = archive.add([file])
        assert archive.thread("x:1").parts[0].post.text == "Whole"
    assert (brought.added.new, brought.added.problems) == (1, 1)
