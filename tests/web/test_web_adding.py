"""Adding from the browser: who may, what is taken, what is refused, and what is left of either."""

from __future__ import annotations

import errno
import io
import json
import re
import threading
import zipfile
from pathlib import Path

import pytest
from calls import tweet, two_threads
from owner import Owner
from played import playing
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient
from test_networks import mastodon, status

from clew.archive import Archive, Asking
from clew.errors import StoreBusy
from clew.web import create_app
from clew.web.adding import imports, receiving
from clew.web.guard import LOOPBACK
from clew.web.owner import Access

BASE = "http://localhost"


def as_lines(tweets) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in tweets).encode()


def as_zip(members: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, body in members.items():
            made.writestr(name, body)
    return out.getvalue()


@pytest.fixture(params=["memory", "sqlite"])
def archive(request, tmp_path):
    place = "memory:" if request.param == "memory" else str(tmp_path / "archive")
    with Archive.open(place) as opened:
        yield opened


@pytest.fixture
def visit(archive):
    """Open the pages of an empty archive as its owner, on this machine."""
    opened = []

    def open_(**more) -> Owner:
        app = create_app(archive, hosts=LOOPBACK, access=Access("own"), **more)
        client = Owner(app, base_url=BASE, client=("127.0.0.1", 50000), follow_redirects=False)
        opened.append(client.__enter__())
        return client

    yield open_
    for each in opened:
        each.__exit__(None, None, None)


@pytest.fixture
def owner(visit) -> Owner:
    return visit()


def left(owner: Owner) -> list[str]:
    """What lies where files wait."""
    folder = owner.app.state.reception.incoming.folder
    return [] if folder is None or not folder.exists() else [each.name for each in folder.iterdir() if each.is_dir()]


def sentence(answer) -> str:
    return LexborHTMLParser(answer.text).css_first(".lede p").text()


def test_a_file_becomes_threads_and_the_page_leads_to_them(owner, archive):
    page = owner.add(("posts <2018>.jsonl", as_lines(two_threads()) + b"{broken\n"))
    assert page.css_first("h1").text(deep=True).split() == ["Added", "posts", "<2018>.jsonl"]
    assert "5 posts read, 2 threads put together and 1 record not readable." in page.css_first(".state").text()
    links = [each.attributes["href"] for each in page.css("main a")]
    assert "/tag/halfaya" in links
    assert {"/thread/x:1038000000000000001", "/thread/x:1038000000000000011"} <= set(links)
    (capture,) = archive.captures()
    assert (capture.name, capture.place, capture.source) == ("posts <2018>.jsonl", "posts <2018>.jsonl", "twitter_v1")
    assert f"/problems#{capture.id}" in links
    assert left(owner) == []
    again = owner.add(("other name.jsonl", as_lines(two_threads()) + b"{broken\n"))
    assert "Nothing new" in again.css_first("h1").text()
    assert "had been read before" in again.css_first(".state").text()


def test_several_files_a_folder_and_a_text_are_taken_at_once(owner, archive):
    tweets = two_threads()
    text = "1. The road is closed. #Halfaya\n\n2. Two trucks wait.\n\nRead 16 tweets\n" * 2
    page = owner.add(
        ("a.jsonl", as_lines(tweets[:1])),
        ("old/data/b.jsonl", as_lines(tweets[1:3])),
        ("old/data/deep/c.zip", as_zip({"d.jsonl": as_lines(tweets[3:])})),
        ("old/.DS_Store", b"\0\0"),
        pasted=text.replace("\n", "\r\n"),
        topic="#Halfaya",
    )
    names = {each.name: each for each in archive.captures()}
    assert set(names) == {"a.jsonl", "b.jsonl", "d.jsonl", "pasted text.txt"}
    assert names["pasted text.txt"].size == len(text.encode())
    assert archive.tag("halfaya") is not None
    assert archive.info().posts >= 5
    assert "5 files" not in page.css_first("h1").text()
    assert left(owner) == []


def test_what_is_private_is_left_out_unless_it_is_asked_for(owner, archive):
    mine = [tweet(n, f"{n}/ Only for you.", after=n - 1 if n > 1 else None, user=("7001", "lina", "L")) for n in (1, 2)]
    for each in mine:
        each["user"]["protected"] = True
    page = owner.add(("mine.jsonl", as_lines(mine)))
    assert "2 private posts left out" in page.text()
    assert list(archive._store.private()) == []
    page = owner.add(("mine.jsonl", as_lines(mine)), private="yes")
    assert "2 private posts kept apart" in page.text()
    assert "Only for you" not in owner.get("/").text


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("empty.jsonl", b"", "empty.jsonl is empty"),
        ("photo.bin", bytes(range(256)) * 40, "Nothing in photo.bin is in a format that Clew knows"),
        ("old.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 60, "is a 7z archive"),
        ("torn.zip", b"PK\x03\x04" + b"\0" * 60, "torn.zip"),
        ("<img src=x onerror=alert(1)>\u202egpj.jsonl", b"nothing", "<img src=x onerror=alert(1)>"),
        ("..", b"nothing", ".."),
        ("a" * 3000, b"nothing", "a" * 900),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(owner, name, body, said):
    page = owner.add((name, body))
    assert "Not added" in page.css_first("h1").text()
    assert said[:380] in page.css_first(".ledger").text()
    assert page.css("main script, main img") == []
    assert "\u202e" not in page.css_first("main").html
    assert left(owner) == []


def test_one_that_cannot_be_read_keeps_no_other_out(owner, archive):
    page = owner.add(("empty.jsonl", b""), ("posts.jsonl", as_lines(two_threads())), ("x.bin", b"\x01\x02" * 99))
    assert page.css_first("h1").text().startswith("Added")
    assert archive.info().threads == 2
    assert len(page.css(".ledger li")) == 3


@pytest.mark.parametrize(
    "name", ["../../escaped.jsonl", "/etc/escaped.jsonl", "C:\\temp\\escaped.jsonl", "..\\up.jsonl"]
)
def test_a_name_is_never_a_path(owner, archive, tmp_path, name):
    before = {path for path in tmp_path.rglob("*") if "archive" not in path.parts}
    inside = as_zip({name: as_lines(two_threads()), "good/" + "x.jsonl": as_lines(two_threads()[:1])})
    owner.add((name, as_lines(two_threads())), ("zip.zip", inside))
    owner.add(("folder/" + name, as_lines(two_threads()[:2])), ("folder/good.jsonl", as_lines(two_threads()[:3])))
    assert {path for path in tmp_path.rglob("*") if "archive" not in path.parts} == before
    assert not Path("/etc/escaped.jsonl").exists()
    assert left(owner) == []
    assert archive.info().posts >= 3  # what has a good name is read


def test_a_zip_that_unpacks_without_end_is_bounded(owner, archive):
    line = as_lines(two_threads())
    bomb = as_zip({"posts.jsonl": line, "bomb.jsonl": b"\0" * (200 << 20)})
    assert len(bomb) < 300_000
    owner.add(("bomb.zip", bomb))
    assert archive.info().threads == 2
    within = as_zip({"inner.zip": as_zip({"inner.zip": bomb}, zipfile.ZIP_STORED)}, zipfile.ZIP_STORED)
    assert "Not added" in owner.add(("nested.zip", within)).css_first("h1").text()


def test_members_that_share_their_bytes_are_opened_once(owner, archive):
    """A bomb of overlapping members: its list names the same bytes many times."""
    one = as_zip({"posts.jsonl": as_lines(two_threads())})
    at = one.index(b"PK\x01\x02")
    entry, end = one[at : one.index(b"PK\x05\x06")], bytearray(one[one.index(b"PK\x05\x06") :])
    entries = b"".join(entry.replace(b"posts.jsonl", b"p%03d.jsonl_"[:11] % n) for n in range(500))
    end[8:12] = (500).to_bytes(2, "little") * 2
    end[12:16] = len(entries).to_bytes(4, "little")
    owner.add(("overlap.zip", one[:at] + entries + bytes(end)))
    assert archive.info().captures <= 2


@pytest.mark.parametrize("folder", ["", "many/"])
def test_a_crowd_of_tiny_files(owner, archive, folder):
    count = 2000 if folder else 200
    tweets = two_threads()
    files = [(f"{folder}{n}.json", json.dumps(tweets[n % 5] | {"favorite_count": n}).encode()) for n in range(count)]
    page = owner.add(*files)
    assert archive.info().threads == 2
    assert len(page.css(".ledger li")) <= 50
    assert left(owner) == []


def test_nobody_else_may_add_or_sees_that_one_could(archive):
    for access in (Access("public"), None):
        client = TestClient(create_app(archive, access=access), follow_redirects=False)
        home = client.get("/").text
        assert "adding.js" not in home
        assert 'href="/add"' not in home
        assert client.get("/add").status_code == 403
        assert client.get("/add/x").status_code == 403
        assert client.get("/add/x/events").status_code == 403
        answer = client.post("/add", data={"token": "x"}, files={"files": ("a.jsonl", as_lines(two_threads()))})
        assert answer.status_code == 403
    assert archive.info().captures == 0


@pytest.mark.parametrize(
    "token",
    ["", "wrong", "é" * 300, None],
)
def test_only_a_form_of_our_own_is_taken(owner, archive, token):
    fields = {} if token is None else {"token": token}
    answer = owner.post("/add", data=fields, files={"files": ("a.jsonl", as_lines(two_threads()))})
    assert answer.status_code == 403
    assert "no longer good" in sentence(answer)
    assert left(owner) == []
    assert archive.info().captures == 0


def test_the_token_comes_before_any_file(owner):
    boundary, token = "b0undary", owner.token()
    parts = ['form-data; name="files"; filename="a.jsonl"\r\n\r\nx', f'form-data; name="token"\r\n\r\n{token}']
    body = "".join(f"--{boundary}\r\nContent-Disposition: {each}\r\n" for each in parts) + f"--{boundary}--\r\n"
    kind = f"multipart/form-data; boundary={boundary}"
    assert owner.post("/add", content=body, headers={"content-type": kind}).status_code == 403
    assert left(owner) == []


def test_no_other_site_can_send_the_form(owner):
    answer = owner.bring(("a.jsonl", b"x"), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "another site" in sentence(answer)
    assert owner.get("/add", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "multipart/form-data; boundary=b", 400),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b", 400),
        (b"--b\r\n" + b"X-A: " + b"a" * 9000 + b"\r\n", "multipart/form-data; boundary=b", 400),
        (b"x" * 5000, "multipart/form-data; boundary=b", 400),
        (b"token=x", "application/x-www-form-urlencoded", 415),
        (b"x", "multipart/form-data", 415),
        (b"x", "", 415),
    ],
)
def test_what_is_no_form_is_refused(owner, body, kind, status):
    assert owner.post("/add", content=body, headers={"content-type": kind}).status_code == status
    assert left(owner) == []


def test_nothing_chosen_is_told(owner):
    answer = owner.bring(fields={"pasted": "  \r\n"})
    assert answer.status_code == 400
    assert "nothing to add" in sentence(answer)
    assert owner.bring(("a", b"x"), fields={"format": "nonsense"}).status_code == 400
    assert owner.bring(("a", b"x"), fields={"topic": "x" * 20_000}).status_code == 413
    assert left(owner) == []


@pytest.mark.parametrize(
    ("address", "words"),
    [("https://x.com/lina/status/12", "personal archive"), ("http://127.0.0.1:1/@lina/12", "this machine or its network"),
     ("http://localhost/users/lina/statuses/12", "this machine or its network")],
)  # fmt: skip
def test_an_address_is_asked_for_and_never_this_machine(owner, address, words):
    page = owner.settled(owner.bring(fields={"address": f" {address} "}))
    assert words in page.text()
    assert left(owner) == []


@pytest.mark.parametrize("said", [True, False])
def test_more_than_may_be_sent_is_refused(visit, said):
    owner = visit(upload=20_000)
    token = owner.token()
    whole = owner.build_request("POST", "/add", data={"token": token}, files={"files": ("a", b"x" * 50_000)})
    body, kind = whole.read(), whole.headers["content-type"]
    answer = owner.post(
        "/add", content=body if said else iter([body[:15_000], body[15_000:]]), headers={"content-type": kind}
    )
    assert answer.status_code == 413
    assert "At most 20 kB can be sent at once" in sentence(answer)
    assert left(owner) == []


def test_a_disk_without_room_is_told_and_left_as_it_was(owner, archive, monkeypatch):
    full = OSError(errno.ENOSPC, "No space left on device")

    def no_room(*_):
        raise full

    monkeypatch.setattr(zipfile._ZipWriteFile, "write", no_room)
    answer = owner.bring(("folder/a.jsonl", b"x" * 100))
    assert answer.status_code == 507
    assert "no room left on the disk" in sentence(answer)
    assert left(owner) == []
    monkeypatch.setattr(receiving.Incoming, "room", lambda _: 10)
    answer = owner.bring(("a.jsonl", b"x" * 100))
    assert answer.status_code == 507
    assert "there is room for 10 bytes" in sentence(answer)
    assert left(owner) == []
    assert archive.info().captures == 0


def test_imports_wait_for_one_another_and_too_many_are_refused(owner, archive, monkeypatch):
    begin, go = threading.Event(), threading.Event()
    add = archive.add

    def slow(*arguments, **more):
        begin.set()
        assert go.wait(20)
        return add(*arguments, **more)

    monkeypatch.setattr(archive, "add", slow)
    monkeypatch.setattr(imports, "WAITING", 2)
    first = owner.bring(("a.jsonl", as_lines(two_threads()[:3])))
    assert begin.wait(20)
    second, third = (owner.bring((f"{n}.jsonl", as_lines(two_threads()))) for n in "bc")
    page = LexborHTMLParser(owner.get(third.headers["location"]).text)
    assert "2 imports before this one" in page.css_first(".state").text()
    assert page.css_first("noscript").inner_html.count("refresh") == 1
    assert owner.bring(("d.jsonl", b"x")).status_code == 503
    go.set()
    heads = [owner.settled(each).css_first("h1").text().split()[0] for each in (first, second, third)]
    assert heads == ["Added", "Added", "Nothing"]
    assert archive.info().threads == 2


def test_another_program_that_writes_is_waited_for(owner, archive, monkeypatch):
    add, tries = archive.add, []

    def busy(*arguments, **more):
        tries.append(1)
        if len(tries) < 3:
            raise StoreBusy("Another program is writing to the archive.")
        return add(*arguments, **more)

    monkeypatch.setattr(archive, "add", busy)
    assert "Added" in owner.add(("a.jsonl", as_lines(two_threads()))).css_first("h1").text()
    tries.clear()
    monkeypatch.setattr(imports, "_TRIES", 1)
    page = owner.add(("a.jsonl", as_lines(two_threads())))
    assert "Another program is writing" in page.css_first(".state").text()
    assert left(owner) == []


def test_a_fault_ends_one_import_and_no_other(owner, archive, monkeypatch, caplog):
    monkeypatch.setattr(archive, "add", lambda *_, **__: 1 / 0)
    assert "Clew could not go on" in owner.add(("a.jsonl", b"x")).css_first(".state").text()
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    assert "Added" in owner.add(("a.jsonl", as_lines(two_threads()))).css_first("h1").text()


def test_who_comes_back_to_the_events_misses_nothing(owner):
    where = owner.bring(("a.jsonl", as_lines(two_threads()))).headers["location"]
    for _ in range(2):
        with owner.stream("GET", where + "/events") as events:
            assert events.headers["content-type"].startswith("text/event-stream")
            told = "".join(events.iter_text())
        assert "2 threads put together" in re.search(r"(?s)event: over\n.*", told)[0]
    assert owner.get("/add/nothing").status_code == 404
    assert owner.get("/add/nothing/events").status_code == 404


def test_an_import_speaks_the_language_of_whoever_looks(owner):
    owner.headers["accept-language"] = "fr"
    where = owner.bring(("a.jsonl", as_lines(two_threads())), ("x.bin", b"\x01\x02" * 99)).headers["location"]
    with owner.stream("GET", where + "/events") as events:
        told = "".join(events.iter_text())
    for page in (told, owner.get(where).text):
        assert "5 messages lus et 2 fils reconstitués" in page
        assert "Rien dans x.bin n’est dans un format" in page
    assert "n’est plus valable" in sentence(owner.post("/add", data={"token": "x"}, files={"files": ("a", b"x")}))


def test_an_import_that_is_stopped_is_completed_by_the_next(visit, archive, monkeypatch):
    """As with a killed `clew add`: what was read is kept, and the archive mends itself."""
    owner = visit()
    told = imports.Tally.progress
    reached = threading.Event()

    def stopping(tally, progress):
        told(tally, progress)
        reached.set()
        owner.app.state.imports.stopping = True

    monkeypatch.setattr(imports.Tally, "progress", stopping)
    where = owner.bring(("a.jsonl", as_lines(two_threads()))).headers["location"]
    assert reached.wait(20)
    owner.app.state.imports.close()
    assert "send the same again" in LexborHTMLParser(owner.get(where).text).css_first(".state").text()
    assert left(owner) == []
    assert archive.info().posts == 5
    monkeypatch.undo()
    if owner.app.state.reception.incoming.folder is not None:
        with Archive.open(archive._store.folder) as mended:
            assert mended.info().threads == 2
    visit().add(("a.jsonl", as_lines(two_threads())))
    assert archive.info().threads == 2


@pytest.mark.parametrize("archive", ["sqlite"], indirect=True)
def test_what_a_killed_server_left_is_removed_by_the_next(visit, archive):
    folder = archive.incoming().folder
    (folder / "dead").mkdir(parents=True)
    (folder / "dead" / "1").write_bytes(b"half")
    first = visit()
    assert left(first) == []
    (folder / "living").mkdir()
    assert left(visit()) == ["living"]


@pytest.fixture
def afar():
    """A server of the fediverse that has a thread of two."""
    with playing("https://social.test") as played:
        posts = [status(12, "1/ The bridge is shut.", whose=None), status(13, "2/ They told nobody.", 12)]
        mastodon(played, posts, {12: ((), (13,)), 13: ((12,), ())})
        yield played


def test_a_pasted_address_brings_its_thread(visit, afar, archive):
    owner = visit(asking=Asking(nearby=("127.0.0.1",)))
    address = afar.here("https://social.test/@lina/13")
    asked = owner.get("/find", params={"q": address})
    assert asked.status_code == 303
    form = LexborHTMLParser(owner.get(asked.headers["location"]).text)
    assert form.css_first("#address").attributes["value"] == address
    page = owner.settled(owner.bring(fields={"address": address}))
    assert "2 posts read and 1 thread put together" in page.css_first(".state").text()
    found = owner.get("/find", params={"q": address})
    assert found.headers["location"].startswith("/thread/")
    assert len(archive.thread(address).parts) == 2


@pytest.mark.parametrize(
    "address",
    ["hello", "/etc/passwd", "../clew.db", "file:///etc/passwd", "-", "https://", "x://../../etc/passwd", "x" * 3000],
)
def test_what_is_no_address_is_not_opened(owner, archive, address):
    answer = owner.bring(fields={"address": address})
    assert answer.status_code == 400
    assert sentence(answer).startswith("That is no post’s address")
    assert archive.captures() == ()


def test_an_address_may_not_lead_to_this_machine(owner, afar, archive):
    page = owner.settled(owner.bring(fields={"address": afar.here("https://social.test/@lina/13")}))
    assert afar.asked == []
    assert archive.captures() == ()
    assert "127.0.0.1" in page.css_first("main").text()
