"""What found threads share, as links that ask for it, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from clew.post import Author, Post, Reply

LINA = Author("x:user:12", "x", "lina_builds", "Lina Haddad")


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def asks(href: str) -> str:
    """What the search at an address asks for."""
    return parse_qs(urlsplit(href).query).get("q", [""])[0]


def facet(page: LexborNode, label: str) -> dict[str, str]:
    """The links of a group by their words."""
    group = next(each for each in page.css(".facet") if words(each.css_first("h2")) == label)
    return {words(li): li.css_first("a").attributes["href"] for li in group.css("li")}


@pytest.fixture
def search(tree):
    return lambda asked: tree(f"/search?q={quote(asked)}")


def test_facets_add_themselves_to_the_query_and_find_as_many_as_they_say(search):
    asked = "#halfaya OR #fill"
    page = search(asked)
    tags, authors, networks = (facet(page, label) for label in ("Hashtags", "Authors", "Networks"))
    assert list(tags)[:2] == ["#fill 70", "#Halfaya 4"]
    assert asks(authors["Lina Haddad 36"]) == f"{asked} from:lina_builds"
    assert asks(networks["Bluesky 1"]) == f"{asked} network:bluesky"
    assert "Author not known 1" not in authors
    for label, href in [*tags.items(), *authors.items(), *networks.items()]:
        found = words(search(asks(href)).css_first(".asking > .strong"))
        assert found.split()[0] == label.split()[-1], label


def test_a_year_becomes_dates(pages_of):
    posts = []
    for year in (2016, 2017):
        first = Post(f"x:{year}1", "x", LINA, datetime(year, 5, 1, tzinfo=UTC), "Tea")
        posts += [first, Post(f"x:{year}2", "x", LINA, first.created, "Tea", reply_to=Reply(first.id, LINA.id))]
    client = pages_of(posts)
    years = facet(LexborHTMLParser(client.get("/search?q=tea").text).root, "Years")
    assert {label: asks(href) for label, href in years.items()} == {
        "2017 1": "tea since:2017 until:2018",
        "2016 1": "tea since:2016 until:2017",
    }
    part = facet(LexborHTMLParser(client.get("/search?q=tea+since:2016-03+until:2018").text).root, "Years")
    assert asks(part["2016 1"]) == "tea since:2016-03 until:2017"
    assert asks(part["since:2016-03 until:2018 any date"]) == "tea"


def test_what_is_asked_for_already_can_be_taken_away(search):
    page = search("#Halfaya network:bluesky lang:ja since:2018 until:2019")
    assert asks(facet(page, "Hashtags")["#Halfaya any hashtag"]) == "network:bluesky lang:ja since:2018 until:2019"
    assert asks(facet(page, "Networks")["Bluesky any network"]) == "#Halfaya lang:ja since:2018 until:2019"
    assert asks(facet(page, "Languages")["Japanese any language"]) == "#Halfaya network:bluesky since:2018 until:2019"
    assert asks(facet(page, "Years")["2018 any date"]) == "#Halfaya network:bluesky lang:ja"
    assert facet(search("#tea"), "Hashtags")["#tea any hashtag"] == "/search"
    assert asks(facet(search("from:lina_builds tea"), "Authors")["Lina Haddad anybody"]) == "tea"
