"""Every page over a real archive, read as a browser's parser reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from clew.archive import Archive
from clew.archive.settling import settle
from clew.post import Author, Notice, Post, Reply
from clew.stores.base import Kept
from clew.web import create_app

LINA = Author("x:user:12", "x", "lina_builds", "Lina Haddad")
START = datetime(2018, 10, 12, 10, tzinfo=UTC)


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def hrefs(nodes: list[LexborNode]) -> list[str]:
    return [node.attributes["href"] for node in nodes]


PAGES = [
    "/",
    "/threads",
    "/tags",
    "/tag/halfaya",
    "/authors",
    "/author/lina_builds",
    "/thread/x:1001",
    "/thread/x:5001",
    "/problems",
    "/search",
    "/search?q=bridge+OR+filler",
    "/saved",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_frame(tree, path):
    page = tree(path)
    assert page.css_first("html").attributes["lang"] == "en"
    assert len(page.css("h1")) == 1
    assert words(page.css_first("title"))
    assert page.css_first("a.skip").attributes["href"] == "#text"
    assert page.css_first("main").attributes["id"] == "text"
    assert not page.css(
        "script:not([type='application/ld+json'], [src^='/static/']), [style], [onclick], img[src^=http], iframe, link:not([rel=canonical])[href^=http]"
    )
    names = [node.attributes["id"] for node in page.css("[id]")]
    assert len(names) == len(set(names)), "an id stands for one place"
    for label in page.css("[aria-labelledby]"):
        assert label.attributes["aria-labelledby"] in names


@pytest.mark.parametrize("path", PAGES)
def test_every_link_inside_leads_somewhere(tree, client, path):
    page = tree(path)
    here = {node.attributes["id"] for node in page.css("[id]")}
    for href in set(hrefs(page.css("a[href]"))):
        if href.startswith("#"):
            assert href[1:] in here
        elif href.startswith("/"):
            if "%25" not in href:  # the test client unescapes an address twice; the real server has its own test
                assert client.get(href).status_code in {200, 302}, href
        else:
            assert href.startswith(("https://", "http://"))


def test_home_says_what_is_here_and_how_to_add_to_it(tree):
    page = tree("/")
    assert words(page.css_first("h1")) == "78 threads by 5 known authors"
    assert "2 records could not be read" in words(page.css_first(".lede"))
    path, _, place = page.css_first(".lede a[href^='/problems']").attributes["href"].partition("#")
    assert words(tree(path).css_first(f"[id='{place}']")) == "What could not be read"
    assert words(page.css_first(".lede p")).startswith(
        "380 posts held, from X , the fediverse and Bluesky , from June 2018 to October 2018."
    )
    assert "/tag/halfaya" in hrefs(page.css("section ul.run a"))
    assert len(page.css("article.card")) == 4
    assert "#add" in hrefs(page.css(".lede a"))
    assert {f"/threads{suffix}" for suffix in (".json", ".jsonl", ".md", ".txt")} <= set(hrefs(page.css(".latest a")))
    assert words(page.css_first("#add pre")) == "clew --archive here add FILE"


def test_a_hashtag_page_is_newest_first_with_undated_threads_last(tree):
    cards = tree("/tag/Halfaya").css("article.card")
    assert [words(card.css_first("h2")) for card in cards] == [
        "Lina Haddad",
        "港の記録",
        "The ferry",
        "Author not known",
    ]
    assert [words(card.css_first("header p a")) for card in cards] == [
        "12 October 2018",
        "10 October 2018",
        "9 October 2018",
        "no date",
    ]


def test_cards_show_three_posts_and_say_how_many_there_are(tree):
    bridge, harbour, ferry, stub = tree("/tag/halfaya").css("article.card")
    assert len(harbour.css(".posts > li")) == 3
    assert words(harbour.css_first(".more a")).startswith("Read 4 posts")
    assert words(bridge.css_first(".more a")).startswith("Read 9 posts")
    assert "1 gap, 1 aside" in words(bridge.css_first(".more .facts"))
    assert words(ferry.css_first(".more a")).startswith("Open the thread")
    assert len(stub.css(".posts > li")) == 3
    assert words(stub.css_first(".more a")).startswith("3 of 16 posts held")
    assert "broken" in stub.css_first(".more").attributes["class"]


def test_a_card_shows_a_gap_among_its_first_posts():
    posts = [
        Post("x:1", "x", LINA, START, "1/ One", conversation="x:1"),
        Post("x:2", "x", LINA, START, "2/ Two", conversation="x:1", reply_to=Reply("x:1", LINA.id)),
        Post("x:4", "x", LINA, START, "4/ Four", conversation="x:1", reply_to=Reply("x:3", LINA.id)),
        Post("x:5", "x", LINA, START, "5/ Five", conversation="x:1", reply_to=Reply("x:4", LINA.id)),
    ]
    with Archive.open("memory:") as archive:
        store = archive._store
        with store.adding():
            store.begin(Kept("1" * 64, "gap.jsonl", "/invented/gap.jsonl", 1, START, "twitter_v1"))
            store.add("1" * 64, [*posts, Notice("x:3", "deleted", LINA.id, START)])
            settle(store)
        card = LexborHTMLParser(TestClient(create_app(archive)).get("/threads").text).css_first("article.card")
    assert [words(li) for li in card.css(".posts > li")] == [
        "1/ One", "2/ Two", "1 post is missing here: it was deleted.", "4/ Four",
    ]  # fmt: skip
    assert "gap" in card.css(".posts > li")[2].attributes["class"]


def test_hashtags_fold_and_may_be_of_any_script(tree, client):
    assert words(tree("/tag/%23HALFAYA").css_first("h1")) == words(tree("/tag/halfaya").css_first("h1"))
    assert len(tree(f"/tag/{quote('الجسر_القديم')}").css("article.card")) == 1
    assert len(tree(f"/tag/{quote('橋')}").css("article.card")) == 1
    assert client.get("/tag/nosuchtag").status_code == 404


def test_lists_are_paged_by_where_the_last_one_ended(tree):
    seen: list[str] = []
    path = "/threads"
    for _ in range(10):
        page = tree(path)
        seen += hrefs(page.css("article.card .more a"))
        older = [a for a in page.css("nav.pager a") if words(a) == "Older threads"]
        if not older:
            break
        path = older[0].attributes["href"]
    assert len(seen) == len(set(seen)) == 78
    assert words(tree(path).css("nav.pager a")[-1]) == "Back to the first page"


def test_filters_are_links_that_keep_each_other(tree):
    page = tree("/threads?lang=ja&sort=oldest")
    assert [words(card.css_first("h2")) for card in page.css("article.card")] == ["港の記録"]
    chosen = [words(b) for b in page.css("nav.filters b")]
    assert {"Oldest first", "Japanese"} <= set(chosen)
    assert "/threads?lang=ja&sort=longest" in hrefs(page.css("nav.filters a"))
    longest = tree("/threads?sort=longest").css("article.card .more a")
    assert words(longest[0]).startswith("Read 140 posts")
    assert len(tree("/threads?network=bluesky").css("article.card")) == 1
    assert len(tree("/threads?min_posts=100").css("article.card")) == 1
    assert len(tree("/threads?since=2018-10-11&until=2018-10-12").css("article.card")) == 1
    assert words(tree("/threads?lang=xx").css_first(".empty")) == "No thread fits these filters. Take them away ."


def test_an_author_is_found_by_id_and_by_handle(tree, client):
    for name in ("x:user:12", "lina_builds", "@Lina_Builds"):
        assert words(tree(f"/author/{name}").css_first("h1")) == "Lina Haddad"
    unknown = tree("/author/listing:9f3a")
    assert words(unknown.css_first("h1")) == "Author not known"
    assert client.get("/author/nobody_here").status_code == 404
    assert words(tree(f"/author/{quote('https://town.example/users/ferry', safe='')}").css_first("h1")) == "The ferry"


def test_a_thread_is_one_article_in_reading_order(tree):
    page = tree("/thread/x:1001")
    main = page.css("article > ol.posts > li")
    assert [li.attributes.get("id") for li in main] == [
        "x:1001",
        "x:1002",
        "x:1003",
        None,
        "x:1005",
        "x:1006",
        "x:1007",
        "x:1008",
        "x:1009",
        "x:1010",
    ]
    assert [words(li.css_first(".mark")).removeprefix("Post ") for li in main] == [str(n) for n in range(1, 11)]
    assert (
        words(page.css_first(".completeness"))
        == "9 of 10 posts held. Post 4 is missing: it was deleted. One aside of 2 posts."
    )
    assert words(page.css_first(".facts")).startswith("12 October 2018, 10:05 to 12:05 UTC")


def test_a_gap_stands_where_the_post_is_missing_with_its_reason(tree):
    gap = tree("/thread/x:1001").css("article > ol.posts > li")[3]
    assert "gap" in gap.attributes["class"]
    assert words(gap.css_first(".body")) == "Post 4: 1 post is missing here: it was deleted."


def test_the_strip_is_the_thread_lying_down(tree):
    strip = tree("/thread/x:1001").css("ol.strip > li")
    assert len(strip) == 10
    assert [i for i, li in enumerate(strip) if li.attributes.get("class") == "hole"] == [3]
    assert [i for i, li in enumerate(strip) if li.attributes.get("class") == "fork"] == [1]
    assert strip[4].css_first("a").attributes["href"] == "#x:1005"


def test_an_aside_hangs_on_the_post_it_leaves(tree):
    aside = tree("/thread/x:1001").css_first("[id='x:1002'] details.aside")
    assert "open" not in aside.attributes
    assert words(aside.css_first("summary")) == "An aside of 2 posts leaves here"
    assert [li.attributes["id"] for li in aside.css("li")] == ["x:1102", "x:1103"]


def test_the_day_stands_where_it_is_another_than_before_in_asides_too():
    days = {1: (None, 0), 2: (1, 0), 3: (2, 0), 4: (3, 0), 5: (2, 1), 6: (5, 1)}
    posts = [
        Post(
            f"x:{n}",
            "x",
            LINA,
            START + timedelta(days=day, minutes=n),
            "Word.",
            reply_to=before and Reply(f"x:{before}"),
        )
        for n, (before, day) in days.items()
    ]
    with Archive.open("memory:") as archive:
        store = archive._store
        with store.adding():
            store.begin(Kept("1" * 64, "days.jsonl", "/invented/days.jsonl", 1, START, "twitter_v1"))
            store.add("1" * 64, posts)
            settle(store)
        page = LexborHTMLParser(TestClient(create_app(archive)).get("/thread/x:1").text)
    times = {li.attributes["id"]: words(li.css_first("time")) for li in page.css("li.post")}
    assert [times[f"x:{n}"] for n in days] == [
        "12 October 2018, 10:01", "10:02", "10:03", "10:04", "13 October 2018, 10:05", "10:06",
    ]  # fmt: skip


def test_numbering_is_dimmed_and_links_show_where_they_lead(tree):
    post = tree("/thread/x:1001").css_first("[id='x:1005']")
    assert words(post.css_first(".num")) == "5/10"
    link = post.css_first(".words a")
    assert (words(link), link.attributes["href"]) == (
        "example.org/rivers/tables-of-the-second-pie…",
        "https://www.example.org/rivers/tables-of-the-second-pier.html",
    )


def test_direction_and_language_are_each_posts_own(tree):
    page = tree("/thread/x:1001")
    arabic, english = (page.css_first(f"[id='x:{n}'] .words") for n in (1006, 1001))
    assert (arabic.attributes["dir"], arabic.attributes["lang"]) == ("rtl", "ar")
    assert (english.attributes["dir"], english.attributes["lang"]) == ("ltr", "en")
    japanese = tree(f"/thread/{quote('at://did:plc:abc/app.bsky.feed.post/3k0', safe='')}").css_first(".words")
    assert (japanese.attributes["dir"], japanese.attributes["lang"]) == ("ltr", "ja")


def test_what_a_thread_answers_and_quotes_is_a_card_or_a_link(tree):
    page = tree("/thread/x:1001")
    answers = page.css_first(".answers blockquote")
    assert words(answers.css_first(".frame")).startswith("Begun as a reply to مرصد النهر @rivergauge , 12 October 2018")
    assert answers.css_first(".words").attributes["dir"] == "rtl"
    quoted = page.css_first("[id='x:1005'] blockquote.quote")
    assert words(quoted.css_first(".words")) == "Level this morning: 2.31 m. #level"
    absent = page.css_first("[id='x:1008'] p.quote")
    assert words(absent) == "Quoting a post that is not held here: x.com/i/status/999999"
    assert hrefs(absent.css("a")) == ["https://x.com/i/status/999999"]


def test_pictures_are_described_and_never_loaded(tree):
    page = tree("/thread/x:1001")
    first, second = page.css("[id='x:1003'] figure")
    assert words(first.css_first(".alt")) == "A broken stone pier in shallow brown water."
    assert (words(first.css_first("a")), first.css_first("a").attributes["href"]) == (
        "Picture on X",
        "https://pbs.example/pier.jpg",
    )
    assert words(second.css_first(".lacking")) == "Its author gave no description."
    assert not page.css("img, video, source")


def test_warnings_are_closed_until_opened(tree):
    sensitive = tree("/thread/x:1001").css_first("[id='x:1007'] details.veil")
    assert "open" not in sensitive.attributes
    assert sensitive.css("figure")
    ferry = tree(f"/thread/{quote('https://town.example/notes/1?a=b', safe='')}")
    warned = ferry.css_first("ol.posts > li details.veil")
    assert words(warned.css_first("summary")) == "Content warning: drowning"
    assert words(warned.css_first(".words")) == "What one sees from the ferry."
    assert [words(li) for li in ferry.css("ul.poll li")] == ["Flour 120 votes, 30%", "The school bus 280 votes, 70%"]


def test_a_stub_has_no_date_no_author_and_says_what_is_missing(tree):
    page = tree("/thread/listing:0")
    assert words(page.css_first("h1")) == "Thread by Author not known"
    assert words(page.css_first(".facts li")) == "No date"
    assert words(page.css_first(".completeness")).startswith("3 of 16 posts held. Posts 4–16 are missing")
    assert "gap" in page.css("ol.posts > li")[-1].attributes["class"]


def test_any_post_of_a_thread_leads_to_its_place_in_it(client):
    for path in (
        "/thread/x:1006",
        "/post/x:1006",
        "/thread/https:%2F%2Fx.com%2Flina_builds%2Fstatus%2F1006",
        "/find?q=https%3A%2F%2Ftwitter.com%2Fi%2Fweb%2Fstatus%2F1006",
        "/find?q=1006",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, "/thread/x:1001#x:1006"), path
    assert client.get("/thread/x:1006.md").headers["location"] == "/thread/x:1001.md"
    assert client.get("/post/x:1103").headers["location"] == "/thread/x:1001#x:1103"
    bluesky = client.get("/thread/https://bsky.app/profile/did:plc:abc/post/3k2").headers["location"]
    assert bluesky.endswith("#at://did:plc:abc/app.bsky.feed.post/3k2")


def test_find_leads_to_hashtags_and_authors(client):
    assert client.get("/find", params={"q": "#Halfaya"}).headers["location"] == "/tag/Halfaya"
    assert client.get("/find", params={"q": "@lina_builds"}).headers["location"] == "/author/@lina_builds"
    assert client.get("/find", params={"q": "rivergauge"}).headers["location"] == "/author/rivergauge"
    assert client.get("/find", params={"q": "hearing"}).headers["location"] == "/tag/hearing"


def test_find_searches_for_what_is_not_the_name_of_anything_here(client):
    for asked in ("nothing like it", "#nobody", "@nobody", "x:424242", "https://x.com/a/status/424242", "z" * 3000):
        answer = client.get("/find", params={"q": asked})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/search?q="), asked
        assert client.get(answer.headers["location"]).status_code == 200
    assert client.get("/find").headers["location"] == "/search"


def test_problems_are_shown_with_their_place_and_reason(tree):
    page = tree("/problems")
    captures, problems = page.css("ul.ledger")
    first, second = captures.css("li")
    assert words(first.css_first("b")) == "posts <2018>.jsonl"
    assert "12 MB" in words(first)
    assert "Not read to its end" in words(second)
    assert "Its bytes are not kept here" in words(second)
    assert words(page.css_first(".strong")) == "2 captures read. 2 records could not be read; everything else is here."
    assert "This line is no JSON: it breaks off <here>." in [words(li.css_first("span")) for li in problems.css("li")]
    assert {words(bdi) for bdi in problems.css("bdi")} == {"posts <2018>.jsonl", "line 412", "line 413"}


def test_a_missing_page_offers_a_way_on(tree):
    page = tree("/thread/x:424242", 404)
    assert words(page.css_first("h1")) == "Nothing here"
    assert "x:424242" in words(page.css_first(".lede p"))
    assert {"/", "/threads", "/tags", "/authors", "/problems"} <= set(hrefs(page.css("main a")))
    assert page.css("form[action='/find'] input[name=q]")
    assert LexborHTMLParser(words(page)).root is not None


def test_a_thread_of_many_posts_is_paged_and_its_posts_lead_to_their_page():
    ids = [f"x:{n}" for n in range(1, 1202)]
    with Archive.open("memory:") as archive:
        store = archive._store
        with store.adding():
            store.begin(Kept("1" * 64, "long.jsonl", "/invented/long.jsonl", 1, START, "twitter_v1"))
            store.add(
                "1" * 64,
                [
                    Post(one, "x", LINA, START, "Word.", reply_to=Reply(before, LINA.id) if before else None)
                    for before, one in zip([None, *ids], ids, strict=False)
                ],
            )
            settle(store)
        client = TestClient(create_app(archive), follow_redirects=False)
        pages = [LexborHTMLParser(client.get(f"/thread/x:1?page={n}").text) for n in (1, 2, 3)]
        assert [len(page.css("article > ol.posts > li")) for page in pages] == [500, 500, 201]
        assert [hrefs(page.css("nav.pager a, p.pager a")) for page in pages] == [
            ["/thread/x:1?page=2"],
            ["/thread/x:1", "/thread/x:1?page=3"],
            ["/thread/x:1?page=2"],
        ]
        assert client.get("/post/x:777").headers["location"] == "/thread/x:1?page=2#x:777"
        assert client.get("/thread/x:1?page=4").status_code == 404
        assert words(pages[2].css_first(".mark")).removeprefix("Post ") == "1001"
