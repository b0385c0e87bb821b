"""The first page's ways into the archive, and what the archive says about itself."""

from __future__ import annotations

from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser

from clew.post import Author, Post, Problem, Reply

LINA = Author("x:user:12", "x", "lina_builds", "Lina Haddad")
START = datetime(2018, 9, 7, 10, tzinfo=UTC)


def words(node) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def posts():
    made = []
    for n in range(1, 9):
        first = Post(f"x:{n}01", "x", LINA, START, f"1/ Thread {n} <i>begins</i>", lang="en")
        rest = [
            Post(f"x:{n}0{m}", "x", LINA, START, f"{m}/ more", reply_to=Reply(f"x:{n}0{m - 1}", LINA.id))
            for m in range(2, 3 + n % 4)
        ]
        made += [first, *rest]
    lost = Post("x:950", "x", LINA, START, "4/ After a gap", reply_to=Reply("x:949", LINA.id))
    return [*made, lost, Post("x:951", "x", LINA, START, "5/ and on", reply_to=Reply("x:950", LINA.id))]


def test_the_first_page_leads_everywhere(pages_of):
    client = pages_of(posts())
    archive = client.app.state.archive
    archive.put("Rivers", ["x:101"])
    archive.save("piers", "pier lang:en")
    page = LexborHTMLParser(client.get("/").text).root
    heads = [words(h2) for h2 in page.css("main h2:not(article h2)")]
    assert heads == [
        "Latest threads",
        "Longest threads",
        "Where posts are missing",
        "Shelves",
        "Kept searches",
        "Authors",
        "Add a file",
    ]
    longest = page.css_first("#longest ~ .headlines li")
    assert words(longest.css_first("a")) == "Thread 7 <i>begins</i>"
    assert longest.css_first("i") is None
    assert page.css_first("#broken ~ .headlines a").attributes["href"] == "/thread/x:950"
    links = {a.attributes["href"] for a in page.css("a")}
    assert {"/threads?complete=no", "/threads?sort=longest", "/shelf/Rivers", "/saved/piers", "/calendar"} <= links


def test_the_archive_says_what_it_is_made_of(pages_of):
    client = pages_of(posts())
    store = client.app.state.archive._store
    store.add("7f" * 32, [Problem(str(n), "no <id>") for n in range(3)])
    page = LexborHTMLParser(client.get("/about").text).root
    said = words(page.css_first("main"))
    assert "9 threads" in said
    title = client.app.state.archive.sources()["twitter_v1"]
    assert words(page.css_first("#made ~ .figures div")) == f"{title} 1"
    assert [words(each) for each in page.css("#unread ~ .figures div")] == ["no <id> 3"]
    assert "English" in words(page.css_first("#languages ~ .run"))


def test_an_empty_archive_says_so(pages_of):
    client = pages_of([])
    for path in ("/", "/about", "/calendar", "/shelves", "/threads", "/calendar/2018"):
        assert client.get(path).status_code == 200, path
