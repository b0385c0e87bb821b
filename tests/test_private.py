"""Posts for followers or single persons: kept where asked, and in nothing that anybody else could see."""

from __future__ import annotations

import io
import json

import msgspec
import pytest
from click.testing import CliRunner
from made import ADA, DAY, PLACES, a_post, begin, chain
from readback import READ_BACK
from starlette.testclient import TestClient
from test_exports import read

from clew import stores
from clew.archive import Archive
from clew.archive.settling import settle
from clew.cli import main
from clew.post import Author, Notice, Reply
from clew.query import Query
from clew.stores import memory
from clew.web import create_app

SECRET = "the key lies under the third stone"
HERMIT = Author("x:user:99", "x", "hermit", "A hermit")


def posts():
    """A thread of five, the third for followers; one for followers alone; a thread that is private altogether."""
    made = chain("1 2 3 4 5", text="Said to everybody. #stones")
    made[2] = msgspec.structs.replace(made[2], visibility="followers", text=f"3/ Between us, {SECRET}. #{'cellar'}")
    alone = a_post("8", text=f"Dear friends, {SECRET}", minute=30, visibility="direct")
    hidden = [msgspec.structs.replace(post, visibility="followers") for post in chain("20 21", HERMIT, text=SECRET)]
    answer = a_post("9", minute=40, reply_to=Reply("x:8", ADA.id), text="Thank you all.", quote="x:3")
    return [*made, alone, *hidden, answer]


@pytest.fixture(params=list(PLACES))
def filled(request, tmp_path):
    place = PLACES[request.param](tmp_path)
    store = stores.load(request.param).Store.open(place, create=True)
    assert store.add(begin(store), posts(), private=True).private == 4
    store.add(begin(store), [Notice("x:3", "deleted", author_id=ADA.id, at=DAY)])
    settle(store)
    with Archive(store) as archive:
        yield archive


def test_no_page_in_any_form_lets_anything_out(filled):
    app = create_app(filled)
    client = TestClient(app, raise_server_exceptions=False)
    suffixes = ["", *(form[2] for form in filled.forms().values())]
    paths = ["/", "/threads", "/tags", "/tag/stones", "/tag/cellar", "/authors", "/problems"]
    paths += ["/author/ada_reads", "/author/hermit", "/author/x:user:99", "/find?q=hermit", "/find?q=x:8"]
    paths += [f"/{kind}/x:{key}" for kind in ("thread", "post") for key in (1, 2, 3, 4, 5, 8, 9, 20, 21)]
    bodies = {}
    for path in paths:
        for suffix in suffixes:
            for more in ("", "?min_posts=1"):
                bodies[path, suffix, more] = client.get(f"{path}{suffix}{more}").text
    assert "Said to everybody" in bodies["/thread/x:1", "", ""]
    for name, body in bodies.items():
        assert "third stone" not in body, name
        assert "cellar" not in body or "cellar" in name[0], name
        assert "hermit" not in body.lower() or "hermit" in name[0], name
    assert client.get("/author/x:user:99").status_code == 404
    assert client.get("/thread/x:20").status_code == 404


def test_no_export_and_no_count_knows_them(filled):
    for form in filled.forms():
        out = io.BytesIO()
        filled.export(filled.threads(Query(limit=None, min_posts=1)), form, out)
        said = READ_BACK.get(form, read)(out.getvalue())
        assert "third stone" not in said, form
        assert ("everybody" if form != "ids" else "1\n") in said, form
    assert filled.info().posts == 5
    assert filled.info().authors == 1
    assert filled.author("hermit") is None
    assert filled.tag("cellar") is None
    assert {count.author.id for count in filled.authors()} == {ADA.id}


def test_who_asks_by_name_reads_whole_threads_with_marks(filled):
    public = filled.thread("x:1")
    owner = filled.with_private()
    thread = owner.thread("x:4")
    assert [part.post.id for part in thread.parts] == ["x:1", "x:2", "x:3", "x:4", "x:5"]
    assert thread.parts[2].post.visibility == "followers"
    assert [part.captures for part in thread.parts] == [("a" * 64,)] * 5
    assert owner.thread("x:8").parts[-1].post.text == "Thank you all."
    assert [each.summary.author.id for each in owner.threads(Query(sort="oldest"))] == [ADA.id, HERMIT.id, ADA.id]
    out = io.BytesIO()
    owner.export([thread], "text", out)
    assert "[For followers only]\n3/ Between us" in out.getvalue().decode()
    assert filled.thread("x:1") == public
    assert "x:3" not in [part.post.id for part in public.parts]


@pytest.mark.parametrize("sort", ["newest", "oldest", "longest"])
def test_lists_with_private_threads_go_on_page_by_page(tmp_path, sort):
    store = memory.Store.open("memory:", create=True)
    own = [post for n in range(5) for post in chain(f"{n}10 {n}11 {n}12"[: 3 * 3 + 2 - n], minute=n * 100)]
    other = [post for n in range(5) for post in chain(f"{n}50 {n}51", HERMIT, minute=n * 100 + 50)]
    other[0] = msgspec.structs.replace(other[0], visibility="direct")
    store.add(begin(store), [*own, *other], private=True)
    settle(store)
    owner = Archive(store).with_private()
    whole = [thread.id for thread in owner.threads(Query(sort=sort, limit=None))]
    assert len(whole) == 10
    found, after = [], None
    for _ in range(20):
        page = owner.cards(Query(sort=sort, limit=3, after=after))
        found += [card.summary.id for card in page.items]
        after = page.next
        if after is None:
            break
    assert found == whole


def protected(folder):
    """A personal archive of a protected account: whatever is in it was for followers."""
    data = folder / "zip" / "data"
    data.mkdir(parents=True)
    rows = [
        {"tweet": {"id_str": str(1038000000000000000 + n), "full_text": f"{n}/ {SECRET}", "lang": "en",
                   "created_at": f"Fri Sep 07 10:0{n}:00 +0000 2018"}
         | ({"in_reply_to_status_id_str": str(1038000000000000000 + n - 1), "in_reply_to_user_id_str": "99"} if n else {})}
        for n in range(3)
    ]  # fmt: skip
    account = [{"account": {"username": "hermit", "accountId": "99", "accountDisplayName": "A hermit"}}]
    for name, key, value in (("tweets", "tweets", rows), ("account", "account", account),
                             ("protected-history", "protected_history", [{"protectedHistory": {"protectedAt": "2015-01-01T00:00:00.000Z", "action": "Protect"}}])):  # fmt: skip
        (data / f"{name}.js").write_text(f"window.YTD.{key}.part0 = {json.dumps(value)}", "utf-8")
    return data.parent


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)
    return result.exit_code, result.output


def test_the_command_line_shows_them_only_when_asked(tmp_path):
    source, place = protected(tmp_path), tmp_path / "archive"
    code, told = run("--archive", place, "add", source)
    assert code == 0
    assert "3 private posts left out" in told
    assert "3 private posts kept apart" in run("--archive", place, "add", "--include-private", source)[1]
    assert run("--archive", place, "threads", "--json")[1] == ""
    assert SECRET not in run("--archive", place, "export", "--to", "jsonl")[1]
    assert run("--archive", place, "read", "1038000000000000001")[0] == 4
    listed = run("--archive", place, "threads", "--include-private", "--json")[1]
    assert json.loads(listed)["held"] == 3
    assert SECRET in run("--archive", place, "export", "--include-private", "--to", "jsonl")[1]
    read = run("--archive", place, "read", "--include-private", "1038000000000000001")[1]
    assert read.count("[For followers only]") == 3
    assert "3 private posts kept apart" in run("--archive", place, "add", "--include-private", source)[1]
