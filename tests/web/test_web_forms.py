"""Other forms by suffix, headers, and addresses that mean nothing."""

from __future__ import annotations

import gzip
import io
import json
import re
import socket
import threading
from urllib.parse import quote

import brotli
import pytest
import uvicorn
import zstandard
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from clew.archive import About, Archive
from clew.errors import StoreFault
from clew.web import addresses, create_app
from clew.web.guard import LOOPBACK
from clew.web.owner import Access
from clew.web.presence import Presence

AT = quote("at://did:plc:abc/app.bsky.feed.post/3k0", safe="")


@pytest.mark.parametrize(
    "stem",
    ["/threads", "/tag/halfaya", "/author/lina_builds", "/thread/x:1001", f"/thread/{AT}", f"/tag/{quote('橋')}"],
)
@pytest.mark.parametrize(
    ("suffix", "mime"),
    [
        (".json", "application/json"),
        (".jsonl", "application/x-ndjson"),
        (".md", "text/markdown"),
        (".txt", "text/plain"),
    ],
)
def test_every_list_and_thread_has_the_same_address_with_a_suffix(client, archive, stem, suffix, mime):
    answer = client.get(stem + suffix)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(mime)
    assert answer.headers["content-disposition"].endswith(f'{suffix}"')
    if stem == "/thread/x:1001":
        form = next(name for name, (_, _, each) in archive.forms().items() if each == suffix)
        out = io.BytesIO()
        archive.export([archive.thread("x:1001")], form, out)
        assert answer.content == out.getvalue()


def test_a_file_holds_the_whole_list_under_its_filters(client):
    lines = client.get("/threads.jsonl").text.splitlines()
    assert len(lines) == 78
    assert len({json.loads(line)["id"] for line in lines}) == 78
    assert len(client.get("/threads.jsonl?lang=ja").text.splitlines()) == 1
    assert len(client.get("/tag/fill.jsonl").text.splitlines()) == 70
    assert len(client.get("/tag/fill.jsonl?limit=5").text.splitlines()) == 5
    assert json.loads(client.get("/author/harbour.example.json").content)[0]["network"] == "bluesky"


def test_pages_link_their_other_forms_with_their_filters(client):
    page = LexborHTMLParser(client.get("/tag/halfaya?lang=ja&after=").text)
    links = [a.attributes["href"] for a in page.css("footer.foot a")]
    assert "/tag/halfaya.jsonl?lang=ja" in links
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_big_file_is_passed_on_in_pieces(client, archive):
    with client.stream("GET", "/threads.jsonl", headers={"accept-encoding": "identity"}) as answer:
        pieces = list(answer.iter_raw())
    assert "content-length" not in answer.headers
    assert len(pieces) > 1
    assert sum(map(len, pieces)) > 100_000


class Breaking:
    """A real archive whose disk fails after some threads."""

    def __init__(self, archive, good: int) -> None:
        self.archive, self.good = archive, good

    def __getattr__(self, name):
        return getattr(self.archive, name)

    def threads(self, query):
        for i, thread in enumerate(self.archive.threads(query)):
            if i == self.good:
                raise StoreFault("The archive cannot be read: the disk says no.")
            yield thread


def test_a_fault_before_anything_was_sent_is_an_answer_of_its_own(archive):
    with TestClient(create_app(Breaking(archive, 1), access=Access("own")), client=("127.0.0.1", 5000)) as client:
        answer = client.get("/threads.jsonl")
    assert (answer.status_code, answer.json()) == (503, {"error": "The archive cannot be read: the disk says no."})


def test_what_is_wrong_with_the_archive_and_where_it_lies_is_told_to_its_owner_and_the_log_alone(archive, caplog):
    with TestClient(
        create_app(Breaking(archive, 1), access=Access("public")), headers={"accept-language": "fr"}
    ) as reader:
        answer = reader.get("/threads.jsonl")
    assert (answer.status_code, list(answer.json())) == (503, ["error"])
    assert (
        answer.json()["error"] == "Ce que vous demandez ne peut pas être lu pour le moment ; réessayez dans un instant."
    )
    assert "The archive cannot be read: the disk says no." in caplog.messages


def test_a_fault_in_the_middle_breaks_the_answer_off(archive):
    with (
        TestClient(create_app(Breaking(archive, 70))) as client,
        pytest.raises(RuntimeError, match="response already started"),
    ):
        client.get("/threads.jsonl")


def test_a_head_request_has_no_body(client):
    for path in ("/", "/threads.jsonl", "/thread/x:1001.md"):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


def test_every_answer_carries_the_strict_headers(client):
    for path in ("/", "/nope", "/threads.json", "/static/clew.css", "/threads?sort=odd"):
        headers = client.get(path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_a_page_that_did_not_change_is_not_sent_again(client):
    first = client.get("/tag/halfaya")
    again = client.get("/tag/halfaya", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/tag/halfaya", headers={"if-none-match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("packing", "unpack"),
    [
        ("gzip", gzip.decompress),
        ("br", brotli.decompress),
        ("zstd", lambda packed: zstandard.ZstdDecompressor().decompressobj().decompress(packed)),
    ],
)
@pytest.mark.parametrize("path", ["/tag/halfaya", "/threads.jsonl", "/static/clew.css"])
def test_pages_files_and_lists_are_packed_as_the_browser_likes(client, path, packing, unpack):
    plain = client.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", path, headers={"accept-encoding": packing}) as packed:
        assert packed.headers["content-encoding"] == packing
        assert unpack(b"".join(packed.iter_raw())) == plain.content


def test_the_style_sheet_may_be_kept_for_ever_under_its_hash(client):
    page = LexborHTMLParser(client.get("/").text)
    address = page.css_first("link[rel=stylesheet]").attributes["href"]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert "immutable" not in client.get("/static/clew.css").headers.get("cache-control", "")
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e/app.py").status_code == 404


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:1"])
def test_a_private_server_answers_this_machine(archive, host):
    with TestClient(create_app(archive, hosts=LOOPBACK)) as client:
        assert client.get("/tags", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "[::2]"])
def test_a_private_server_refuses_other_names_for_it(archive, host):
    with TestClient(create_app(archive, hosts=LOOPBACK)) as client:
        answer = client.get("/tags", headers={"host": host})
        assert answer.status_code == 421
        assert "Halfaya" not in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/threads?sort=best", 400),
        ("/threads?min_posts=-1", 400),
        ("/threads?since=tomorrow", 400),
        ("/threads?after=nonsense", 400),
        ("/threads?after=%00%ff", 400),
        ("/tag/halfaya?after=AAAA", 400),
        ("/tag/halfaya.jsonl?after=AAAA", 400),
        ("/problems?after=nonsense", 400),
        ("/thread/x:1001?page=0", 400),
        ("/thread/x:1001?page=2", 404),
        ("/thread/", 404),
        ("/thread/%00", 404),
        ("/thread/%ff%fe", 404),
        ("/thread/%ed%a0%80", 404),
        ("/thread/" + "x" * 5000, 404),
        ("/thread/..%2f..%2fetc%2fpasswd", 404),
        ("/thread/x:1001.docx", 404),
        ("/tag/%00", 404),
        ("/tag/", 404),
        ("/tag/%23", 404),
        ("/author/%00", 404),
        ("/author/'%3b%20drop%20table%20posts%3b--", 404),
        ("/threads.xml", 404),
        ("/post/x:424242", 404),
        ("/nothing", 404),
    ],
)
def test_addresses_that_mean_nothing_are_refused_with_a_sentence(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    if path.endswith((".jsonl?after=AAAA",)):
        assert answer.json()["error"].endswith(".")
        return
    page = LexborHTMLParser(answer.text)
    assert page.css_first(".lede p").text().strip().endswith(".")
    assert page.css("main a[href='/']")
    assert "Traceback" not in answer.text


def test_errors_have_the_form_that_was_asked_for(client):
    assert client.get("/tag/nosuch.json").json() == {"error": "No thread here carries #nosuch."}
    assert client.get("/thread/x:424242.txt").text.endswith(".\n")
    assert client.get("/thread/x:424242.txt").headers["content-type"].startswith("text/plain")
    assert client.post("/threads").status_code == 405


def test_a_fault_of_clew_itself_is_a_page_without_its_inside(archive, caplog):
    class Faulty(Breaking):
        def tags(self, _limit=None):
            raise ZeroDivisionError("secret")

    with TestClient(create_app(Faulty(archive, 1)), raise_server_exceptions=False) as client:
        answer = client.get("/tags")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_hostile_posts_are_harmless(client):
    for path in ("/thread/x:6001", "/author/stranger", "/threads"):
        answer = client.get(path)
        page = LexborHTMLParser(answer.text)
        assert not page.css("script:not([type='application/ld+json'], [src^='/static/']), a[href^='javascript']")
        assert answer.text.count("\u0301") < 100
    thread = LexborHTMLParser(client.get("/thread/x:6001").text)
    assert "<script>alert(1)</script>" in thread.css_first(".words").text()
    assert len(thread.css(".words")[1].text()) == 100_000
    assert "\u202e" not in thread.css_first("title").text()
    assert "<b>Stranger</b>" in thread.css_first("h1 bdi").text()
    card = LexborHTMLParser(client.get("/author/stranger").text)
    assert len(card.css("article .words")[1].text()) < 720


def test_many_readers_at_once_get_their_own_pages(client):
    wrong: list[str] = []

    def read(path: str, title: str) -> None:
        for _ in range(5):
            page = LexborHTMLParser(client.get(path).text)
            if title not in page.css_first("h1").text():
                wrong.append(path)

    readers = [
        threading.Thread(target=read, args=pair)
        for pair in [
            ("/thread/x:1001", "Lina Haddad"),
            ("/tag/halfaya", "#"),
            ("/authors", "Authors"),
            ("/author/rivergauge", "مرصد النهر"),
        ]
        * 2
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert not wrong


def test_a_reader_who_leaves_ends_the_writing(archive):
    """The file has no end; were its writer not told, the server could not stop."""
    thread = archive.thread("x:5001")
    left = threading.Event()

    class Endless(Breaking):
        def threads(self, _query):
            try:
                while True:
                    yield thread
            finally:
                left.set()

    server = uvicorn.Server(uvicorn.Config(create_app(Endless(archive, 0)), port=0, log_level="error"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        assert running.is_alive()
        running.join(0.02)
    with socket.create_connection(server.servers[0].sockets[0].getsockname()) as reader:
        reader.sendall(b"GET /threads.jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n")
        read = 0
        while read < 500_000:
            read += len(reader.recv(65536))
    assert left.wait(30)
    server.should_exit = True
    running.join(30)
    assert not running.is_alive()


@pytest.mark.parametrize(("name", "key"), [("tags", "tag"), ("authors", "author"), ("problems", "reason")])
def test_hashtags_authors_and_problems_have_the_other_forms(client, name, key):
    array = client.get(f"/{name}.json").json()
    assert array
    assert [json.loads(line) for line in client.get(f"/{name}.jsonl").text.splitlines()] == array
    assert all(key in each for each in array)
    assert len(client.get(f"/{name}.txt").text.splitlines()) == len(array)
    table = client.get(f"/{name}.md").text.splitlines()
    assert len(table) == len(array) + 2
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1
    assert f"/{name}.md" in client.get(f"/{name}").text


def test_rows_have_only_the_forms_of_rows(client):
    assert client.get("/tags.epub").status_code == 404
    assert client.get("/problems.exe").status_code == 404


def test_every_suffix_there_is_has_an_answer_at_every_list_and_thread(client, archive):
    for stem in ("/threads", "/tag/halfaya", "/author/lina_builds", "/thread/x:1001", "/search"):
        for _title, mime, suffix in archive.forms().values():
            answer = client.get(f"{stem}{suffix}?limit=3&q=bridge")
            assert (answer.status_code, answer.headers["content-type"]) == (200, mime), stem + suffix
            assert answer.headers["content-disposition"].endswith(f'{suffix}"')


@pytest.mark.parametrize("stem", ["/threads", "/tag/halfaya", "/author/lina_builds", "/thread/x:1001", "/search"])
@pytest.mark.parametrize("suffix", [".atom", ".rss", ".feed.json"])
def test_a_feed_that_did_not_change_is_not_sent_again(client, stem, suffix):
    first = client.get(f"{stem}{suffix}?q=bridge")
    tag = first.headers["etag"]
    again = client.get(f"{stem}{suffix}?q=bridge", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = client.get(f"{stem}{suffix}?q=bridge", headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)
    assert client.head(f"{stem}{suffix}?q=bridge").headers["etag"] == tag


def test_a_feed_is_sent_again_when_a_thread_has_grown(tmp_path):
    lines = [
        {"id_str": str(n), "full_text": f"{n}/ water", "created_at": f"Mon Jan 01 10:0{n}:00 +0000 2018",
         "user": {"id_str": "1", "screen_name": "gauge"}, "in_reply_to_status_id_str": str(n - 1) if n > 1 else None,
         "in_reply_to_user_id_str": "1" if n > 1 else None, "lang": "en"}
        for n in range(1, 4)
    ]  # fmt: skip
    early, late = tmp_path / "early.jsonl", tmp_path / "late.jsonl"
    early.write_text("".join(json.dumps(line) + "\n" for line in lines[:2]))
    late.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with Archive.open("memory:") as archive, TestClient(create_app(archive)) as client:
        list(archive.add([early]))
        first = client.get("/threads.atom")
        list(archive.add([late]))
        again = client.get("/threads.atom", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 200
    before, after = (re.findall(r"<entry.*?<id>(.*?)</id>", answer.text) for answer in (first, again))
    assert before == after
    assert "3/ water" in again.text


def test_pages_tell_of_their_feeds(client):
    for path in ("/", "/threads?lang=ja", "/tag/halfaya", "/author/lina_builds", "/thread/x:1001", "/search?q=bridge"):
        page = LexborHTMLParser(client.get(path).text)
        links = [link.attributes for link in page.css("head link[rel=alternate]")]
        assert [link["type"] for link in links] == [
            "application/atom+xml",
            "application/feed+json",
            "application/rss+xml",
        ]
        for link in links:
            assert client.get(link["href"]).headers["content-type"].startswith(link["type"])
        if "?" in path:
            assert all(path.partition("?")[2] in link["href"] for link in links)


def test_a_feed_says_where_it_is_and_names_the_hub(archive):
    app = create_app(archive, site=Presence("https://threads.example", "https://hub.example/"))
    with TestClient(app) as client:
        made = client.get("/tag/halfaya.feed.json?lang=ja").json()
    assert made["feed_url"] == "https://threads.example/tag/halfaya.feed.json?lang=ja"
    assert made["home_page_url"] == "https://threads.example/tag/halfaya?lang=ja"
    assert made["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert made["items"][0]["url"].startswith("https://threads.example/thread/")


def test_one_post_is_cited_at_its_own_address(client):
    answer = client.get("/post/x:1003.csl.json", follow_redirects=True)
    assert str(answer.url).endswith("/thread/x:1001.csl.json?post=x%3A1003")
    assert answer.json()[0]["title"].startswith("3/10 This is the second pier")
    assert answer.json()[0]["archive_location"].endswith("/post/x:1003")
    assert client.get("/thread/x:1001.csl.json?post=1003").json() == answer.json()
    assert client.get("/thread/x:1001.csl.json?post=x:5001").status_code == 404
    assert client.get("/post/x:424242.bib").status_code == 404


def test_addresses_in_exports_are_those_of_pages():
    about = About(base="")
    for name in ("x:1001", "at://did:plc:abc/app.bsky.feed.post/3k0", "https://town.example/users/a", "橋 ?#%"):
        assert about.thread(name) == addresses.to_thread(name)
        assert about.place(name) == addresses.to_post(name)
        assert about.author(name) == addresses.to_author(name)
        assert about.tag(name) == addresses.to_tag(name)
