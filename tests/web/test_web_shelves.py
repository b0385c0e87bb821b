"""Shelves on pages: what stands there, in every form, and the owner's forms that change it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from clew.archive import Archive
from clew.archive.settling import settle
from clew.post import Author, Post, Reply
from clew.stores.base import Kept
from clew.web import create_app
from clew.web.owner import Access

LINA = Author("x:user:12", "x", "lina_builds", "Lina Haddad")
START = datetime(2018, 9, 7, 10, tzinfo=UTC)


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


@pytest.fixture
def archive():
    with Archive.open("memory:") as opened:
        store = opened._store
        posts = []
        for n in range(1, 5):
            first = Post(f"x:{n}1", "x", LINA, START, f"Thread {n}")
            posts += [first, Post(f"x:{n}2", "x", LINA, START, "More", reply_to=Reply(first.id, LINA.id))]
        with store.adding():
            store.begin(Kept("a" * 64, "few.jsonl", "/x/few.jsonl", 1, START, "twitter_v1"))
            store.add("a" * 64, posts)
            settle(store)
        opened.put("أنهار / x".replace(" / ", "-"), ["x:31"])
        opened.put("Rivers", ["x:22", "x:41"], "Read <b>first</b>")
        opened.put("Rivers", ["x:11"])
        yield opened


@pytest.fixture
def reader(archive):
    return TestClient(create_app(archive), follow_redirects=False)


@pytest.fixture
def owner(archive):
    app = create_app(archive, access=Access("own"))
    return TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False)


def tree(client, path):
    return LexborHTMLParser(client.get(path).text).root


def test_shelves_are_listed_in_every_form(reader):
    page = tree(reader, "/shelves")
    assert [words(a) for a in page.css(".ledger a")] == ["Rivers", "أنهار-x"]
    assert [each["threads"] for each in json.loads(reader.get("/shelves.json").text)] == [3, 1]


def test_a_shelf_shows_its_threads_in_its_order_with_its_notes(reader):
    page = tree(reader, "/shelf/Rivers")
    assert [a.attributes["href"] for a in page.css("article.card .more a")] == [
        "/thread/x:21",
        "/thread/x:41",
        "/thread/x:11",
    ]
    assert [words(note) for note in page.css(".shelfnote")] == ["Read <b>first</b>"] * 2
    assert page.css_first(".shelfnote b") is None
    assert page.css_first("form.shelving") is None, "a reader changes nothing"
    lines = [json.loads(line)["id"] for line in reader.get("/shelf/Rivers.jsonl").text.splitlines()]
    assert lines == ["x:21", "x:41", "x:11"]
    assert len(reader.get("/shelf/Rivers.jsonl?limit=2").text.splitlines()) == 2


def test_a_shelf_goes_on_page_by_page(reader):
    first = tree(reader, "/shelf/Rivers?limit=2")
    (further,) = first.css(".pager a")
    second = tree(reader, further.attributes["href"])
    assert len(second.css("article.card")) == 1
    assert words(second.css(".pager a")[-1]) == "Back to the first page"
    assert reader.get("/shelf/Rivers?after=x").status_code == 400


def test_a_shelf_that_is_not_there_names_others(reader):
    answer = reader.get("/shelf/Lakes")
    assert answer.status_code == 404
    assert "Rivers" in answer.text


def send(client, page, selector, **more):
    form = page.css_first(selector)
    fields = {each.attributes["name"]: each.attributes.get("value") or "" for each in form.css("input")}
    return client.post(form.attributes["action"], data=fields | more)


def test_the_owner_puts_a_thread_on_a_shelf_and_takes_it_off(owner, archive):
    page = tree(owner, "/thread/x:31")
    assert [each.attributes["value"] for each in page.css("#shelf-names option")] == ["Rivers", "أنهار-x"]
    answer = send(owner, page, "form.shelving", name="Rivers", note=" Last ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/shelf/Rivers")
    assert [(each.shelved.post, each.shelved.note) for each in archive.shelf("Rivers").items][-1] == ("x:31", "Last")
    send(owner, tree(owner, "/shelf/Rivers"), "form.shelving.off")
    assert [each.shelved.post for each in archive.shelf("Rivers").items] == ["x:41", "x:11", "x:31"]
    alone = "/shelf/%D8%A3%D9%86%D9%87%D8%A7%D8%B1-x"
    assert send(owner, tree(owner, alone), "form.shelving.off").headers["location"] == "/shelves"
    assert owner.get(alone).status_code == 404


def test_nobody_else_changes_a_shelf(reader, owner, archive):
    before = archive.shelf("Rivers")
    assert reader.post("/shelves", data={"name": "Rivers", "id": "x:31"}).status_code >= 400
    assert owner.post("/shelves", data={"name": "Rivers", "id": "x:31", "token": "0"}).status_code == 403
    page = tree(owner, "/thread/x:31")
    assert send(owner, page, "form.shelving", name="").status_code == 400
    assert send(owner, page, "form.shelving", name="a/b").status_code == 400
    assert archive.shelf("Rivers") == before
