"""The page of a topic: what its threads share, when they began, and what says nearly the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from clew.post import Author, Post, Reply

START = datetime(2017, 11, 3, 10, tzinfo=UTC)
PEOPLE = [Author(f"x:user:{n}", "x", f"keeper_{n}", name) for n, name in enumerate(("Lina", "Omar", "Nour", "Marie"))]
COPIED = "The old bridge opens to trucks again on Monday, after three winters, so please tell everybody who has one"


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def a_thread(number: int, author: int, text: str, day: int, lang: str, *, broken: bool = False) -> list[Post]:
    who, at = PEOPLE[author], START + timedelta(days=day)
    first = Post(f"x:{number}00", "x", who, at, text, lang=lang)
    answered = Reply(f"x:{number}77" if broken else first.id, who.id)
    second = Post(f"x:{number}01", "x", who, at, "And more of it.", lang=lang, reply_to=answered, conversation=first.id)
    return [msgspec.structs.replace(first, conversation=first.id), second]


@pytest.fixture
def client(pages_of):
    return pages_of(
        [
            *a_thread(1, 0, "News of the river #bridge #water", 0, "en"),
            *a_thread(2, 0, "More news of it #bridge #water #mud", 40, "en"),
            *a_thread(3, 1, "Le fleuve #bridge #pont", 70, "fr", broken=True),
            *a_thread(4, 1, f"{COPIED} #bridge https://t.co/aaa", 75, "en"),
            *a_thread(5, 2, f"{COPIED} #bridge https://t.co/bbb", 75, "en"),
            *a_thread(6, 3, f"{COPIED}! #bridge https://t.co/ccc", 76, "en"),
            *a_thread(7, 3, f"{COPIED} #bridge https://t.co/ddd", 77, "en"),
            *a_thread(8, 2, "Nothing of that #ferry", 80, "en"),
        ]
    )


@pytest.fixture
def ask(client):
    return lambda path: LexborHTMLParser(client.get(path).text).root


def groups(page: LexborNode) -> dict[str, str]:
    return {words(each.css_first("h2")): words(each.css_first("ul")) for each in page.css("nav.filters .facet")}


def to(page: LexborNode, label: str) -> str:
    return next(a.attributes["href"] for a in page.css("nav.filters a") if words(a) == label)


def test_what_threads_share_is_counted_and_narrows(ask):
    page = ask("/tag/bridge")
    assert words(page.css_first(".head .strong")) == "7 threads, from November 2017 to January 2018"
    shared = groups(page)
    assert shared["Language"] == "English 6 French 1"
    assert shared["Author"] == "Lina 2 Omar 2 Marie 2 Nour 1"
    assert shared["Missing"] == "none known 6 some 1"
    assert "Network" not in shared, "all are of one, which is no choice"
    narrowed = ask(to(page, "French"))
    assert words(narrowed.css_first(".head .strong")) == "1 of 7 threads"
    assert groups(narrowed)["Language"] == "French any language"
    assert len(narrowed.css("article.card")) == 1
    assert to(narrowed, "any language") == "/tag/bridge"


@pytest.mark.parametrize(
    ("query", "threads"),
    [("complete=yes", 6), ("complete=no", 1), ("author=keeper_0", 2), ("lang=fr&complete=yes", 0), ("since=2018", 5)],
)
def test_filters_hold_in_every_form(client, query, threads):
    assert len(client.get(f"/tag/bridge.jsonl?{query}").text.splitlines()) == threads
    assert client.get(f"/tag/bridge?{query}").status_code == 200


def test_a_filter_that_means_nothing_is_refused(client):
    answer = client.get("/tag/bridge?complete=perhaps")
    assert answer.status_code == 400
    assert "complete is yes or no" in answer.text


def test_hashtags_beside_it_lead_to_their_own_lists(ask):
    related = ask("/tag/bridge").css_first(".related")
    assert words(related) == "Often with #water 2 , #mud 1 , #pont 1"
    assert [a.attributes["href"] for a in related.css("a")] == ["/tag/water", "/tag/mud", "/tag/pont"]


def test_bars_are_months_and_each_leads_to_its_own(ask):
    page = ask("/tag/bridge")
    bars = page.css("svg.bars a")
    assert [(words(a.css_first("title")), a.attributes["href"]) for a in bars] == [
        ("November 2017: 1 thread", "/tag/bridge?since=2017-11&until=2017-12"),
        ("December 2017: 1 thread", "/tag/bridge?since=2017-12&until=2018-01"),
        ("January 2018: 5 threads", "/tag/bridge?since=2018-01&until=2018-02"),
    ]
    rows = [words(row) for row in page.css(".chart tbody tr")]
    assert rows == ["November 2017 1", "December 2017 1", "January 2018 5"]
    assert words(page.css_first(".chart summary")) == "Threads by month: most in January 2018, 5 threads"
    assert "style=" not in page.html


def test_a_month_shows_its_days_and_the_way_back(ask):
    page = ask("/tag/bridge?since=2018-01&until=2018-02&lang=en")
    assert [words(a.css_first("title")) for a in page.css("svg.bars a")] == [
        "17 January 2018: 2 threads",
        "18 January 2018: 1 thread",
        "19 January 2018: 1 thread",
    ]
    trail = page.css_first(".trail")
    assert words(trail) == "Any date › 2018 › January 2018"
    assert [a.attributes["href"] for a in trail.css("a")] == [
        "/tag/bridge?lang=en",
        "/tag/bridge?lang=en&since=2018&until=2019",
    ]
    day = ask(page.css("svg.bars a")[1].attributes["href"])
    assert words(day.css_first(".trail b")) == "18 January 2018"
    assert len(day.css("article.card")) == 1
    assert day.css_first("svg.bars a[aria-current]") is not None
    assert len(ask("/tag/bridge?since=2018&until=2019").css(".chart tbody tr")) == 1


def test_a_period_without_threads_leads_back(ask):
    page = ask("/tag/bridge?since=2016&until=2017")
    assert page.css_first("svg.bars") is None
    assert words(page.css_first(".trail")) == "Any date › 2016"
    assert "No thread fits" in words(page.css_first(".empty"))


def test_copies_are_folded_under_the_first_of_them(ask):
    page = ask("/tag/bridge")
    assert len(page.css("article.card")) == 4
    (twins,) = page.css("details.twins")
    assert words(twins.css_first("summary")) == "2 more accounts posted this, and this one 1 more time"
    assert [a.attributes["href"] for a in twins.css("a")] == ["/thread/x:600", "/thread/x:500", "/thread/x:400"]


def test_an_author_is_known_by_earlier_names(client, ask):
    store = client.app.state.archive._store
    now = msgspec.structs.replace(PEOPLE[0], handle="lina", name="Lina H.")
    store.add("7f" * 32, [Post("x:990", "x", now, START, "Later", seen=START + timedelta(days=400))])
    assert "Before that Lina , @keeper_0" in words(ask("/author/lina").css_first(".head"))


def test_an_author_has_hashtags_and_a_period(ask):
    page = ask("/author/keeper_0")
    assert words(page.css_first(".head .strong")) == "2 threads, 4 posts held, from November 2017 to December 2017"
    assert groups(page)["Hashtag"] == "#mud 1"
    assert "Author" not in groups(page)
    assert len(ask("/author/keeper_0?tag=mud").css("article.card")) == 1
