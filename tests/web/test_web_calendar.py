"""Days, and the calendars that lead to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from clew.post import Author, Post, Reply

LINA = Author("x:user:12", "x", "lina_builds", "Lina Haddad")
START = datetime(2018, 9, 7, 10, tzinfo=UTC)


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


@pytest.fixture
def client(pages_of):
    posts = []
    for n, day in enumerate((0, 0, 2, 200, None), 1):
        at = None if day is None else START + timedelta(days=day)
        first = Post(f"x:{n}1", "x", LINA, at, f"Thread {n}", lang="en" if n < 2 else "fr")
        posts += [first, Post(f"x:{n}2", "x", LINA, at, "More", reply_to=Reply(first.id, LINA.id))]
    return pages_of(posts)


@pytest.fixture
def ask(client):
    return lambda path: LexborHTMLParser(client.get(path).text).root


def links(node: LexborNode | None) -> list[str]:
    assert node is not None
    return [a.attributes["href"] or "" for a in node.css("a")]


def test_a_day_has_its_threads_and_the_days_beside_it(ask, client):
    page = ask("/day/2018-09-07")
    assert words(page.css_first("h1")) == "7 September 2018"
    assert words(page.css_first(".head .strong")) == "Friday, 2 threads"
    assert len(page.css("article.card")) == 2
    assert links(page.css_first(".around")) == ["/calendar/2018-09", "/day/2018-09-09"]
    assert links(ask("/day/2018-09-08").css_first(".around")) == [
        "/day/2018-09-07",
        "/calendar/2018-09",
        "/day/2018-09-09",
    ]
    assert words(ask("/day/2018-09-07?lang=fr").css_first(".head .strong")) == "1 of Friday, 2 threads"
    assert len(client.get("/day/2018-09-07.jsonl").text.splitlines()) == 2
    assert len(client.get("/day/2018-09-07.jsonl?since=1900").text.splitlines()) == 2


def test_all_years_are_a_page(ask):
    page = ask("/calendar")
    assert [words(h2) for h2 in page.css(".year h2")] == ["2019 1 thread", "2018 3 threads"]
    assert links(page.css(".twelve")[1]) == ["/calendar/2018-09"]
    assert "1 thread without a date stands" in words(page.css_first(".head"))


def test_a_year_and_a_month_have_their_days(ask):
    year = ask("/calendar/2018")
    assert len(year.css("table.month")) == 12
    assert words(year.css_first(".head .strong")) == "3 threads"
    assert links(year.css_first(".around")) == ["/calendar", "/calendar/2019"]
    assert [href for href in links(year.css_first(".months")) if "day" in href] == [
        "/day/2018-09-07",
        "/day/2018-09-09",
    ]
    month = ask("/calendar/2018-09")
    assert words(month.css_first("h1")) == "September 2018"
    days = [[words(td) for td in row.css("td")] for row in month.css("tbody tr")]
    assert days[0] == ["", "", "", "", "", "1", "2"], "the first was a Saturday"
    assert days[1][4] == "7 2 threads"
    assert links(month.css_first(".around")) == ["/calendar/2018", "/calendar/2019-03"]


def test_calendars_have_other_forms(client):
    assert json.loads(client.get("/calendar.json").text)[0] == {"day": "2018-09-07", "threads": 2}
    assert client.get("/calendar/2019.txt").text == "2019-03-26\t1\n"
    assert client.get("/calendar/2018-09.md").text.count("\n") == 4


@pytest.mark.parametrize(
    "path",
    ["/day/2018-09", "/day/2018-13-01", "/day/today", "/day/2018-9-7", "/day/٢٠١٨-٠٩-٠٧", "/calendar/2018-09-07"],
)
def test_what_is_no_day_is_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/calendar/x", "/calendar/20180", "/calendar.atom2", "/calendar/0000"])
def test_what_is_no_period_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_the_last_day_of_the_calendar_is_a_day(client):
    assert client.get("/day/9999-12-31").status_code == 200
    assert client.get("/day/0001-01-01").status_code == 200
    assert client.get("/calendar/9999").status_code == 200
    assert client.get("/threads?since=9999-12-31").status_code == 200
