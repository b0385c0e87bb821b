"""The search page: what was asked, what was found, and the links around it."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborNode


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def hrefs(nodes: list[LexborNode]) -> list[str]:
    return [node.attributes["href"] for node in nodes]


@pytest.fixture
def search(tree):
    return lambda asked, status=200, more="": tree(f"/search?q={quote(asked)}{more}", status)


def test_the_box_has_what_was_asked_and_the_page_says_how_much_was_found(search):
    page = search("pier -ferry")
    assert page.css_first("main form[action='/search'] input[name=q]").attributes["value"] == "pier -ferry"
    assert len(page.css("input[type=search]")) == 1
    assert words(page.css_first(".asking > .strong")) == "1 thread or single post found"
    assert words(search("pier min:2").css_first(".asking > .strong")) == "1 thread found"
    assert page.css_first("meta[name=robots]").attributes["content"] == "noindex"


def test_a_result_shows_the_posts_that_were_hit_and_leads_to_each(search, client):
    (card,) = search("pier").css("article.card")
    assert words(card.css_first("header p")) == "@lina_builds · X · 12 October 2018 · in 2 posts"
    links = card.css("a.words")
    assert [words(link) for link in links] == [
        "2/10 First the river. Nobody had looked since the second pier went down.",
        "3/10 This is the second pier as we found it.",
    ]
    assert [words(mark) for mark in card.css("mark")] == ["pier", "pier"]
    assert hrefs(links) == ["/post/x:1002", "/post/x:1003"]
    assert [client.get(href).headers["location"] for href in hrefs(links)] == [
        "/thread/x:1001#x:1002",
        "/thread/x:1001#x:1003",
    ]
    assert words(card.css_first(".more")).startswith("Read 9 posts")
    assert words(card.css_first(".facts")) == "9 of 10 posts held, 1 gap, 1 aside"
    assert "broken" in card.css_first(".more").attributes["class"]


def test_of_many_hits_three_are_shown(search):
    (card,) = search("hearing").css("article.card")
    assert words(card.css_first("header p")).endswith("in 140 of 140 posts")
    assert len(card.css("a.words")) == 3


def test_every_post_has_its_direction_and_language(search):
    (link,) = search("الجسر").css("article:first-of-type a.words[lang=ar]")[:1]
    assert link.attributes["dir"] == "rtl"
    assert search("橋脚").css_first("a.words").attributes["lang"] == "ja"


def test_a_post_alone_is_found_and_needs_no_link_to_the_rest(search):
    (card,) = search('"level this morning"').css("article.card")
    assert words(card.css_first("header p")) == "@rivergauge · X · 12 October 2018"
    assert card.css_first(".more") is None
    assert hrefs(card.css("a.words")) == ["/post/x:901"]


def test_of_what_was_found_by_facts_alone_the_first_words_are_shown(search):
    cards = search("network:bluesky").css("article.card")
    assert [words(link) for link in cards[0].css("a.words")] == ["1/4 港の古い橋が月曜日に再び開通します。#橋 #halfaya"]
    assert not cards[0].css("mark")
    assert len(search("since:2018-10-12 min:5").css("article.card")) == 1


def test_words_beside_the_text_are_shown_with_their_place(search):
    (card,) = search('"broken stone pier"').css("article.card")
    assert words(card.css_first(".note")) == "In the description of a picture:"
    assert words(card.css_first("a.words")) == "A broken stone pier in shallow brown water."
    assert words(search('"the school bus" -flour').css_first(".empty, .asking > .strong")).startswith("Nothing")
    assert "In its poll:" in [words(note) for note in search('"school bus"').css(".note")]


def test_a_warning_covers_what_was_found(search):
    (card,) = search('"from the ferry"').css("article.card")
    assert words(card.css_first("details.veil > summary")) == "Content warning: drowning"
    assert words(card.css_first("details.veil > a.words")) == "What one sees from the ferry ."


def test_words_from_outside_are_no_markup(search, client):
    page = search("alert")
    assert words(page.css_first("article.card a.words")).startswith("<script> alert (1)</script>")
    assert not page.css("script:not([src^='/static/']), article b")
    assert "<script>" not in client.get("/search?q=%22%3E%3Cscript%3Ealert").text


def test_orders_are_links_and_pages_follow_them(search, client):
    page = search("#fill", more="&limit=30&sort=oldest")
    orders = page.css("nav.filters .facet:first-child li")
    assert [words(each) for each in orders] == ["Newest first", "Oldest first", "Longest first"]
    assert words(page.css_first("nav.filters b[aria-current]")) == "Oldest first"
    assert "Best match" in words(search("filler").css_first("nav.filters"))
    seen, path = [], "/search?q=filler&sort=best"
    while path:
        found = LexborPage(client, path)
        seen += found.threads
        path = found.onward
    assert len(seen) == len(set(seen)) == 70


class LexborPage:
    def __init__(self, client, path: str) -> None:
        from selectolax.lexbor import LexborHTMLParser

        page = LexborHTMLParser(client.get(path).text)
        self.threads = hrefs(page.css("article.card .more a"))
        self.onward = next((a.attributes["href"] for a in page.css(".pager a") if "Further" in a.text()), None)


def test_nothing_found_says_so_and_how_to_ask(search):
    page = search("zzzzqqqq")
    assert words(page.css_first(".asking > .strong")) == "Nothing was found."
    assert "open" in page.css_first("details#help").attributes
    assert "since:2018-09 until:2019" in words(page.css_first("details#help"))
    assert "open" not in search("pier").css_first("details#help").attributes


def test_a_misspelt_word_leads_to_the_one_that_is_here(search):
    meant = search("hearnig").css_first(".asking > .strong a")
    assert (words(meant), meant.attributes["href"]) == ("hearing", "/search?q=hearing")


@pytest.mark.parametrize(
    ("asked", "more", "says"),
    [
        ("bridge OR", "", "“OR” at character 8 has nothing after it"),
        ("since:soon", "", "is no date"),
        ("a" * 10_001, "", "A search can have 10,000 characters"),
        ("%_*", "", "Nothing in “%_*” can be searched for"),
        ("pier", "&after=zzz", "That page marker means nothing here"),
        ("pier", "&sort=loudest", "Threads are sorted newest, oldest, longest or best first"),
        ("pier", "&limit=0", "limit has to be a number"),
    ],
)
def test_a_mistake_keeps_the_box_and_says_where_it_is(search, asked, more, says):
    page = search(asked, 400, more)
    assert says in words(page.css_first("#mistake"))
    box = page.css_first("input[name=q]").attributes
    assert (box["value"], box["aria-describedby"]) == (asked, "mistake")


@pytest.mark.parametrize("asked", ["\0pier", "'; DROP TABLE post; --", "pier\u202e", "(" * 8 + "pier", '"', "x " * 64])
def test_odd_words_get_an_ordinary_answer(client, asked):
    assert client.get("/search", params={"q": asked}).status_code in {200, 400}
    assert client.get("/search.json", params={"q": asked}).status_code in {200, 400}


def test_an_empty_box_shows_how_to_ask_and_what_is_kept(tree, archive):
    archive.save("the pier", "pier -ferry")
    try:
        page = tree("/search")
        assert words(page.css_first("h1")) == "Search"
        assert "open" in page.css_first("details#help").attributes
        assert hrefs(page.css("ul.ledger a")) == ["/saved/the%20pier"]
    finally:
        archive.unsave("the pier")


def test_a_search_has_other_forms(search, client):
    links = hrefs(search("#fill", more="&sort=oldest").css("footer.foot a"))
    assert "/search.jsonl?q=%23fill&sort=oldest" in links
    lines = client.get("/search.jsonl?q=%23fill&sort=oldest").text.splitlines()
    assert len(lines) == 70
    assert json.loads(lines[0])["started"] < json.loads(lines[-1])["started"]
    assert len(client.get("/search.jsonl?q=%23fill&limit=3").text.splitlines()) == 3
    assert client.get("/search.md?q=pier").headers["content-type"].startswith("text/markdown")
    assert client.get("/search.json?q=bridge+OR").json()["error"].startswith("“OR” at character 8")
    assert client.get("/search.json").status_code == 400
    assert client.get("/search.docx?q=pier").status_code == 404


def test_a_kept_search_has_a_page_of_its_own(tree, client, archive):
    archive.save("piers.json", "pier")
    archive.save("النهر", "river")
    try:
        assert hrefs(tree("/saved").css("ul.ledger a")) == ["/saved/piers.json", "/saved/" + quote("النهر")]
        page = tree("/saved/piers.json")
        assert words(page.css_first("h1")) == "piers.json"
        assert page.css_first("input[name=q]").attributes["value"] == "pier"
        assert len(page.css("article.card")) == 1
        assert "/saved/piers.json?sort=best" in hrefs(page.css("nav.filters a"))
        assert "/saved/piers.json.md" in hrefs(page.css("footer.foot a"))
        assert client.get("/saved/piers.json.json").json()[0]["id"] == "x:1001"
        assert client.get(f"/saved/{quote('النهر')}.jsonl").status_code == 200
        assert client.get("/saved/nothing").status_code == 404
    finally:
        archive.unsave("piers.json")
        archive.unsave("النهر")
    assert "No search is kept yet" in words(tree("/saved").css_first("main"))
