"""The owner's pages about people's wishes, and what visitors see of them."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from made import ADA, begin, chain
from starlette.testclient import TestClient

from clew.archive import Archive
from clew.archive.settling import settle
from clew.web import create_app
from clew.web.owner import Access

SECRET = "the heron counted seventeen umbrellas"


@pytest.fixture
def archive():
    with Archive.open("memory:") as opened:
        posts = chain("1 2 3 4")
        posts[1] = msgspec.structs.replace(posts[1], text=SECRET)
        opened._store.add(begin(opened._store), posts)
        settle(opened._store)
        yield opened


def client(archive, way):
    app = create_app(archive, access=Access(way))
    return TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False)


def sent(owner, page, to, **fields):
    token = re.search(r'name="token" value="([^"]+)"', owner.get(page).text)[1]
    return owner.post(to, data={"token": token, **fields})


def test_a_thread_leads_its_owner_to_forgetting_one_post(archive):
    owner, visitor = client(archive, "own"), client(archive, "public")
    assert "/forget?what=thread&amp;id=x%3A1" in owner.get("/thread/x:1").text
    assert "/forget" not in visitor.get("/thread/x:1").text
    asked = owner.get("/forget?what=thread&id=x:1").text
    assert "4 posts" in asked
    assert "what=post&amp;id=x%3A2" in asked
    page = "/forget?what=post&id=x:2"
    assert SECRET not in owner.get(page).text
    assert sent(owner, page, "/forget", what="post", id="x:2").status_code == 400
    assert SECRET in visitor.get("/thread/x:1").text
    answer = sent(owner, page, "/forget", what="post", id="x:2", sure="yes", reason="asked")
    assert (answer.status_code, answer.headers["location"]) == (303, "/forgotten")
    seen = visitor.get("/thread/x:1").text
    assert "1 post is missing here: it was withdrawn." in seen
    assert SECRET not in seen
    gone = visitor.get("/post/x:2")
    assert gone.status_code == 410
    assert "This was withdrawn; nothing of it is held here any more." in gone.text
    assert "Ada" not in gone.text
    listed = owner.get("/forgotten").text
    assert "asked" in listed
    receipt = json.loads(owner.get("/forgotten/1.json").text)
    assert [each["id"] for each in receipt["posts"]] == ["x:2"]
    assert owner.get("/forgotten/2.json").status_code == 404


def test_an_author_is_refused_on_a_thread_and_shown_again(archive):
    owner, visitor = client(archive, "own"), client(archive, "public")
    assert visitor.get("/author/ada_reads").status_code == 200
    assert sent(owner, "/thread/x:1", "/refused", name=ADA.id).status_code == 303
    for path in ("/thread/x:1", "/post/x:3", "/author/ada_reads", "/thread/x:1.json"):
        assert visitor.get(path).status_code == 404, path
    assert "only you see this page" in owner.get("/thread/x:1").text
    assert SECRET in owner.get("/threads").text
    assert "umbrellas" in owner.get("/search?q=heron").text
    assert "umbrellas" not in visitor.get("/search?q=heron").text
    assert SECRET not in owner.get("/threads.jsonl").text
    assert SECRET in owner.get("/thread/x:1.jsonl").text
    assert ADA.id in owner.get("/refused").text
    assert sent(owner, "/refused", "/refused", name=ADA.id, off="yes").status_code == 303
    assert SECRET in visitor.get("/thread/x:1").text


def test_nobody_else_can(archive):
    visitor, owner = client(archive, "public"), client(archive, "own")
    for path in ("/forget?what=post&id=x:2", "/forgotten", "/forgotten/1.json", "/refused"):
        assert visitor.get(path).status_code == 403, path
    for path in ("/forget", "/refused"):
        assert visitor.post(path, data={"what": "post", "id": "x:2", "sure": "yes"}).status_code == 403
        assert owner.post(path, data={"what": "post", "id": "x:2", "sure": "yes"}).status_code == 403
    assert archive.info().posts == 4
    assert owner.get("/forget?what=house&id=x:2").status_code == 404
    assert owner.get("/forget?what=author&id=nobody").status_code == 404
