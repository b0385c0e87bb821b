"""What pages tell machines: their address, who wrote what, whether they may be listed; and pieces for other pages."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from clew.web import crawlers, create_app
from clew.web.metadata import data
from clew.web.owner import Access

AT = quote("at://did:plc:abc/app.bsky.feed.post/3k0", safe=":@")
PAGES = ["/", "/threads", "/tags", "/tag/halfaya", "/authors", "/author/x:user:12", "/thread/x:1001", f"/thread/{AT}"]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="session")
def listed(archive):
    with TestClient(create_app(archive, access=Access(index=True)), follow_redirects=False) as opened:
        yield opened


def head(page: str, selector: str, attribute: str = "content") -> str | None:
    found = LexborHTMLParser(page).css_first(f"head {selector}")
    return None if found is None else found.attributes[attribute]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_its_own_address_and_title(client, path):
    page = client.get(path).text
    assert head(page, "link[rel=canonical]", "href") == "http://testserver" + path
    assert head(page, "meta[property='og:url']") == "http://testserver" + path
    assert head(page, "meta[property='og:title']") == LexborHTMLParser(page).css_first("title").text()


def test_a_list_has_one_address_under_all_its_filters_and_an_error_none(client):
    assert head(client.get("/tag/Halfaya?sort=oldest").text, "link[rel=canonical]", "href").endswith("/tag/halfaya")
    assert head(client.get("/nothing").text, "link[rel=canonical]", "href") is None


def test_a_thread_is_told_in_the_words_of_schema_org(client):
    page = LexborHTMLParser(client.get("/thread/x:1001").text)
    said = json.loads(page.css_first("script[type='application/ld+json']").text())
    assert said["@type"] == "SocialMediaPosting"
    assert said["author"] == {
        "@type": "Person",
        "name": "Lina Haddad",
        "alternateName": "@lina_builds",
        "url": "http://testserver/author/x:user:12",
    }
    assert said["datePublished"] == "2018-10-12T10:05:00Z"
    assert said["text"].startswith("1/10 The old bridge opens")
    assert (said["inLanguage"], said["sameAs"]) == ("en", "https://x.com/lina_builds/status/1001")
    whole = said["isPartOf"]
    assert (whole["url"], whole["collectionSize"]) == ("http://testserver/thread/x:1001", 9)
    assert whole["isPartOf"]["url"] == "http://testserver/"


def test_what_nobody_knows_is_not_said_to_machines_either(client):
    page = LexborHTMLParser(client.get("/thread/listing:0").text)
    said = json.loads(page.css_first("script[type='application/ld+json']").text())
    assert not {"author", "datePublished", "sameAs", "inLanguage"} & set(said)
    assert not page.css("meta[property='article:published_time']")


def test_no_post_can_end_the_block_it_stands_in(client):
    page = client.get("/thread/x:6001").text
    blocks = [node for node in LexborHTMLParser(page).css("script") if "src" not in node.attributes]
    assert [node.attributes for node in blocks] == [{"type": "application/ld+json"}]
    assert "<script>alert(1)" in json.loads(blocks[0].text())["text"]
    hostile = "</script><!--<script>\u2028&amp;]]>"
    block = data({"text": hostile})
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside) == {"text": hostile}


def test_search_engines_are_kept_out_unless_the_owner_opens(client, listed):
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").status_code == 404
    for path in PAGES:
        shut, opened = client.get(path), listed.get(path)
        assert (shut.headers["x-robots-tag"], head(shut.text, "meta[name=robots]")) == ("noindex", "noindex")
        assert ("x-robots-tag" in opened.headers, head(opened.text, "meta[name=robots]")) == (False, None)
    for path in ("/nothing", "/embed/thread/x:1001", "/login", "/threads.json", "/find?q=x", "/threads?sort=odd"):
        assert listed.get(path).headers["x-robots-tag"] == "noindex", path
    assert listed.get("/robots.txt").text.endswith("Sitemap: http://testserver/sitemap.xml\n")


def test_what_is_private_is_never_listed(archive):
    for way in ("own", "private"):
        assert not Access(way, index=True).index


def test_the_sitemap_lists_every_thread_and_every_address_answers(listed, archive):
    answer = listed.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    tree = ET.fromstring(answer.content)
    paths = [loc.text.removeprefix("http://testserver") for loc in tree.iter(f"{SITEMAP}loc")]
    assert sum(path.startswith("/thread/") for path in paths) == archive.info().threads == 78
    assert len(paths) == len(set(paths))
    # The test client unescapes an address twice; the real server has its own test.
    assert all(listed.get(path).status_code == 200 for path in paths if "%25" not in path)


def test_a_sitemap_too_long_for_one_file_is_an_index_of_several(archive, monkeypatch):
    monkeypatch.setattr(crawlers, "MOST", 20)
    monkeypatch.setattr(crawlers, "_AT_ONCE", 10)
    client = TestClient(create_app(archive, access=Access(index=True)))
    index = ET.fromstring(client.get("/sitemap.xml").content)
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [loc.text for loc in index.iter(f"{SITEMAP}loc")]
    assert len(parts) == 4
    found = [loc.text for part in parts for loc in ET.fromstring(client.get(part).content).iter(f"{SITEMAP}loc")]
    assert len(found) == len(set(found)) == 78
    assert client.get("/sitemap/threads.xml?after=nonsense").status_code == 400


@pytest.mark.parametrize(
    ("path", "posts", "link"),
    [
        ("/embed/thread/x:1001", 3, "/thread/x:1001"),
        ("/embed/thread/listing:0", 3, "/thread/listing:0"),
        ("/embed/post/x:1006", 1, "/thread/x:1001#x:1006"),
        ("/embed/post/x:1103", 1, "/thread/x:1001#x:1103"),
        ("/embed/post/x:1005", 1, "/thread/x:1001#x:1005"),
    ],
)
def test_a_piece_for_other_pages_is_small_and_leads_back(client, path, posts, link):
    answer = client.get(path)
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 200
    assert len(page.css("ol.posts > li")) == posts
    assert page.css_first("footer a").attributes["href"] == "http://testserver" + link
    assert head(answer.text, "meta[name=robots]") == "noindex"
    assert not page.css("script, form, [style], iframe, img")
    assert len(answer.content) < 6000


def test_only_pieces_may_stand_in_other_pages(client):
    for path, may in {"/embed/thread/x:1001": True, "/embed/post/nothing": True, "/thread/x:1001": False}.items():
        headers = client.get(path).headers
        assert headers["content-security-policy"].endswith("frame-ancestors " + ("*" if may else "'none'"))
        assert ("x-frame-options" in headers) is not may
        assert headers["cross-origin-resource-policy"] == ("cross-origin" if may else "same-origin")


def test_other_addresses_of_a_post_lead_to_its_piece(client):
    assert client.get("/embed/thread/x:1006").headers["location"] == "/embed/thread/x:1001"
    assert client.get("/embed/post/1006").headers["location"] == "/embed/post/x:1006"


@pytest.mark.parametrize("path", ["/embed/post/x:424242", "/embed/thread/%00", "/embed/post/", "/embed/nothing"])
def test_a_piece_that_is_not_here_says_so_in_small(client, path):
    answer = client.get(path)
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 404
    assert page.css_first(".words").text().endswith(".")
    assert not page.css("nav, form")


def test_a_fault_of_clew_itself_has_the_strict_headers_too(archive):
    class Faulty:
        def __getattr__(self, name):
            return getattr(archive, name)

        def tags(self, _limit=None):
            raise ZeroDivisionError

    client = TestClient(create_app(Faulty()), raise_server_exceptions=False)
    answer = client.get("/tags")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert answer.headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize("host", ["", "a b", 'x"><script>', "a/b", "a@b", "[::1", "a" * 300])
def test_a_host_that_can_be_none_is_refused(client, host):
    assert client.get("/tags", headers={"host": host}).status_code == 400


def test_small_files_and_style_sheets_are_not_sent_again_either(client):
    for path in ("/thread/x:1001.json", "/static/clew.css", "/static/clew.svg", "/tags.md", "/embed/thread/x:1001"):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert client.head(path).headers["etag"] == first.headers["etag"]


def test_a_thread_is_printed_once_and_anew_where_something_about_it_changed(archive, monkeypatch):
    from clew.web import pages

    made = []
    lay_out = pages.article
    monkeypatch.setattr(pages, "article", lambda *given, **more: made.append(given) or lay_out(*given, **more))
    client = TestClient(create_app(archive))
    first = client.get("/thread/x:1001")
    assert client.get("/thread/x:1001").content == first.content
    assert len(made) == 1
    other = client.get("/thread/x:1001", headers={"host": "other.example"})
    assert 'href="http://other.example/thread/x:1001"' in other.text
    client.get("/thread/x:5001")
    assert len(made) == 3
    monkeypatch.setattr(archive, "ground", lambda _thread: ())
    assert "Where it was read" not in client.get("/thread/x:1001").text
