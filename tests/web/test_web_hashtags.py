"""Hashtags that mean the same are one list, which says so and can be told not to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from clew.post import Author, Post, Reply

LINA = Author("x:user:12", "x", "lina_builds", "Lina Haddad")
START = datetime(2018, 10, 12, 10, tzinfo=UTC)
ARABIC = quote("الرقه")


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


@pytest.fixture
def client(pages_of):
    """Five threads: two of one spelling, one of another, one of a third script, one of two of them."""
    posts = []
    for n, tags in enumerate(("#Raqqa", "#Raqqa", "#Raqqah", "#الرقة", "#Raqqa #Raqqah"), 1):
        first = Post(f"x:{n}1", "x", LINA, START - timedelta(days=n), f"News {tags}", lang="en" if n < 3 else "fr")
        posts += [first, Post(f"x:{n}2", "x", LINA, first.created, "More", reply_to=Reply(first.id, LINA.id))]
    return pages_of(posts)


@pytest.fixture
def ask(client):
    return lambda path: LexborHTMLParser(client.get(path).text).root


def test_the_list_is_joined_and_says_of_what(ask):
    page = ask("/tag/raqqa")
    assert words(page.css_first("h1")) == "#Raqqa"
    assert words(page.css_first(".head .strong")) == "5 threads, in October 2018"
    assert len(page.css("article.card")) == 5
    kin = page.css_first(".kin")
    assert words(kin) == "Joined with #Raqqah 2 , #الرقة 1 , which mean the same. Only #Raqqa"
    assert [a.attributes["href"] for a in kin.css("a")] == [
        "/tag/raqqah?joined=no",
        f"/tag/{ARABIC}?joined=no",
        "/tag/raqqa?joined=no",
    ]


def test_one_alone_says_so_and_leads_back(ask, client):
    page = ask("/tag/raqqa?joined=no&lang=en")
    assert words(page.css_first(".head .strong")) == "2 of 3 threads"
    assert len(page.css("article.card")) == 2
    assert words(page.css_first(".kin")) == "This spelling alone, without #Raqqah 2 , #الرقة 1 . Join them"
    assert page.css(".kin a")[-1].attributes["href"] == "/tag/raqqa?lang=en"
    links = [a.attributes["href"] for a in page.css("nav.filters a, footer.foot a")]
    assert links
    assert all("joined=no" in href for href in links)
    assert len(client.get("/tag/raqqa.jsonl").text.splitlines()) == 5
    assert len(client.get("/tag/raqqa.jsonl?joined=no").text.splitlines()) == 3


def test_a_spelling_that_nobody_here_uses_leads_to_the_others(ask, client):
    page = ask("/tag/Rakka")
    assert words(page.css_first("h1")) == "#Rakka"
    assert "No thread here carries #Rakka itself." in words(page.css_first(".kin"))
    assert len(page.css("article.card")) == 5
    assert client.get("/tag/rakka?joined=no").status_code == 404
    assert client.get("/tag/raqqa?joined=perhaps").status_code == 400
    assert client.get("/find", params={"q": "#rakka"}).headers["location"] == "/tag/rakka"


def test_a_list_leads_to_the_search_in_it(ask, client):
    link = ask("/tag/raqqa").css_first(".inside a").attributes["href"]
    assert link == "/search?q=%23Raqqa"
    page = ask(link)
    assert len(page.css("article.card")) == 5
    assert not [li for li in page.css(".facet li") if "Raqqah" in words(li)], "it would find the same"
    assert ask("/author/lina_builds").css_first(".inside a").attributes["href"] == "/search?q=from%3Alina_builds"
