"""A thread's own page: its two ways of reading, what is told of a post, and what stands near."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from clew.post import Author, Counts, Listed, Post, Reply
from clew.sources._listing import author_id, post_id
from clew.stores import memory

LINA = Author("x:user:12", "x", "lina_builds", "Lina Haddad")
OMAR = Author("x:user:14", "x", "omar", "عمر")
START = datetime(2018, 10, 12, 10, 2, tzinfo=UTC)
SAID = (
    "1/3 The old bridge opens to trucks again on Monday, and this is how it came to that #bridge",
    "2/3 - Nobody had looked at the bed of the river since the second pier went down in the flood, but",
    "3/3 somebody had to, and the divers were volunteers from the fishing co-operative of the town.",
)


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def thread(first: int, texts=SAID, author=LINA, start=START, **more) -> list[Post]:
    return [
        Post(
            f"x:{first + n}",
            "x",
            author,
            start + timedelta(minutes=3 * n),
            text,
            lang="en",
            reply_to=Reply(f"x:{first + n - 1}", author.id) if n else None,
            **more,
        )
        for n, text in enumerate(texts)
    ]


@pytest.fixture
def ask(pages_of):
    """Pages over these posts: ask for one and get its tree."""

    def serve(posts: list[Post]):
        client = pages_of(posts)
        return lambda path: LexborHTMLParser(client.get(path).text).root

    return serve


def test_both_ways_of_reading_have_one_address_and_the_same_places(tree):
    posts, article = tree("/thread/x:1001"), tree("/thread/x:1001?as=article")
    assert [words(each) for each in posts.css(".ways > *")] == ["posts", "article"]
    assert posts.css_first(".ways a").attributes["href"] == "/thread/x:1001?as=article"
    assert article.css_first(".ways a").attributes["href"] == "/thread/x:1001"
    assert article.css_first("link[rel=canonical]").attributes["href"].endswith("/thread/x:1001")
    places = [[each.attributes["id"] for each in page.css("[id^='x:']")] for page in (posts, article)]
    assert places[0] == places[1]
    assert [words(each) for each in article.css(".flow > .para > a.seam")][:4] == [
        "Post 1",
        "Post 2",
        "Post 3",
        "Post 5",
    ]
    assert words(article.css_first(".para.gap")).endswith("1 post is missing here: it was deleted.")
    assert not article.css(".num, .about")
    assert article.css(".flow figure")
    assert words(article.css_first(".flow details.aside summary")) == "An aside of 2 posts leaves here"


def test_a_way_that_is_not_there_says_which_are(client):
    answer = client.get("/thread/x:1001?as=film")
    assert answer.status_code == 400
    assert "posts or article" in answer.text


def test_pages_and_redirects_stay_in_the_way_of_reading(client, ask):
    answer = client.get("/post/x:1003?as=article")
    assert answer.headers["location"] == "/thread/x:1001?as=article#x:1003"
    page = ask(thread(1, [f"{n}/ Words" for n in range(1, 503)]))("/thread/x:1?as=article")
    assert page.css_first("a[data-on]").attributes["href"] == "/thread/x:1?page=2&as=article"


def test_a_sentence_runs_on_over_the_seam(ask):
    page = ask(thread(1))("/thread/x:1?as=article")
    paras = page.css(".flow > .para")
    assert words(paras[0]) == (
        "Post 1 The old bridge opens to trucks again on Monday, and this is how it came to that #bridge"
    )
    assert len(paras) == 2
    assert words(paras[1].css_first("p")).startswith("Nobody had looked at")
    assert "flood, but Post 3 somebody had to" in words(paras[1])
    assert paras[1].css_first("p .seam").attributes["id"] == "x:3"


def test_a_warning_is_a_paragraph_of_its_own(ask):
    posts = thread(1)
    posts[2] = replace(posts[2], warning="drowning")
    page = ask(posts)("/thread/x:1?as=article")
    assert [len(each.css("details.veil")) for each in page.css(".flow > .para")] == [0, 0, 1]
    assert words(page.css(".strip li")[2]) == "Post 3: under a content warning"


def test_what_a_warning_covers_stands_open_nowhere_else(ask):
    covered = [replace(thread(1)[0], warning="drowning"), *thread(1)[1:]]
    pages = ask([*covered, *thread(50, ["Mine", "And more"])])
    page = pages("/thread/x:1")
    assert not page.css_first("[id='x:1'] .told .said")
    assert "drowning" in words(page.css_first(".foot .source"))
    near = words(pages("/thread/x:50").css_first(".near"))
    assert "Content warning: drowning" in near
    assert "bridge" not in near


def test_a_post_tells_why_it_is_here_and_how_to_quote_it(ask):
    posts = thread(1, counts=Counts(replies=1, reposts=0, likes=1200), url="https://x.com/lina_builds/status/1")
    page = ask(posts)("/thread/x:1")
    first, second, _ = page.css("details.about")
    assert words(
        first.css_first("summary")
    ) == "12 October 2018, 10:02 , about post 1 1\xa0reply, 1,200\xa0likes".replace("\xa0", " ")
    assert words(second.css_first("summary time")) == "10:05"
    assert words(first.css_first(".told > p")).startswith("The thread begins here")
    assert words(second.css_first(".told > p")).startswith("It answers the post before it.")
    assert words(second.css_first(".said")).startswith("“2/3 - Nobody")
    assert "".join(second.css_first(".source").text().split()) == (
        "LinaHaddad(@lina_builds),X,12October2018,10:05UTC,https://x.com/lina_builds/status/1"
    )
    assert words(page.css_first(".foot .source")).startswith("Lina Haddad ( @lina_builds ), “1/3 The old bridge")


def test_what_leaves_and_what_carries_a_number_says_so(tree):
    page = tree("/thread/x:1001")
    why = {
        each.parent.attributes["id"]: words(each.css_first(".told > p")) for each in page.css(".post > details.about")
    }
    assert why["x:1102"].startswith("It leaves the thread at post 2, which it answers.")
    assert why["x:1103"].startswith("It answers the post before it.")


@pytest.mark.parametrize(("language", "said"), [("en", "also"), ("fr", "aussi"), ("ar", "أيضًا")])
def test_a_related_thread_says_which_words_it_shares(pages_of, language, said):
    mine = thread(1, ["The aqueduct and its scaffolding.", "Scaffolding on the aqueduct, again."])
    theirs = [
        replace(each, author=OMAR, reply_to=each.reply_to and Reply(each.reply_to.id, OMAR.id))
        for each in thread(50, ["An aqueduct seen from its scaffolding.", "That is all."])
    ]
    answer = pages_of([*mine, *theirs]).get("/thread/x:1", headers={"accept-language": language})
    assert answer.status_code == 200
    near = words(LexborHTMLParser(answer.text).css_first(".near"))
    assert said in near
    assert "aqueduct" in near
    assert "caffolding" in near


def test_a_quoted_post_leads_to_its_own_thread_here_even_under_an_older_name(ask):
    mine = thread(1)
    mine[1] = replace(mine[1], quote="x:60")
    newer = Post("x:61", "x", OMAR, START, "The newest words.", versions=("x:60", "x:61"))
    after = Post("x:62", "x", OMAR, START, "And more.", reply_to=Reply("x:61", OMAR.id))
    page = ask([*mine, newer, after])("/thread/x:1")
    quote = page.css_first("blockquote.quote")
    assert "The newest words." in words(quote)
    assert quote.css_first("p.frame a").attributes["href"] == "/post/x:61"
    assert words(page.css_first(".near h2")) == "Related threads"
    assert words(page.css_first(".near li .frame")).endswith("2 posts · quoted here")


def test_what_stands_near_is_offered(ask):
    copied = thread(100, author=OMAR, start=START + timedelta(days=2))
    other = thread(200, ["A bridge elsewhere #bridge", "Indeed"], Author("x:user:15", "x", "noor", "Noor"))
    own = thread(300, ["Something else", "Quite"], start=START - timedelta(days=9))
    near = ask([*thread(1), *copied, *other, *own])("/thread/x:1").css_first(".near")
    found = {
        words(part.css_first("h2")): [a.attributes["href"] for a in part.css("li > a")] for part in near.css("div")
    }
    assert found["The same words elsewhere"] == ["/thread/x:100"]
    assert "/thread/x:200" in found["Related threads"]
    assert found["More from Lina Haddad"] == ["/thread/x:300"]


def test_a_thread_alone_has_nothing_near_it(ask):
    assert ask(thread(1))("/thread/x:1").css_first(".near") is None


def test_a_card_that_has_met_leads_to_the_real_author_and_to_the_very_post(pages_of):
    card = [
        Post(post_id("c", n), "x", Author(author_id("c"), "x"), None, text, listed=Listed("c", n, 0, 3))
        for n, text in enumerate(SAID)
    ]
    client = pages_of([*thread(1), *card])
    assert client.get(f"/author/{author_id('c')}").headers["location"] == "/author/x:user:12"
    for n in range(3):
        assert client.get(f"/thread/{post_id('c', n)}").headers["location"] == f"/thread/x:1#x:{n + 1}"
        assert client.get(f"/post/{post_id('c', n)}").headers["location"] == f"/thread/x:1#x:{n + 1}"


def test_the_strip_says_what_each_place_begins_with(tree):
    ticks = [words(each) for each in tree("/thread/x:1001").css(".strip li")]
    assert ticks[0] == "Post 1: The old bridge opens to trucks again on…"
    assert ticks[3] == "1 post is missing here: it was deleted."
    assert tree("/thread/x:5001").css_first("details.contents") is not None


def test_a_page_tells_early_of_the_font_its_script_needs(client):
    assert "naskh" in client.get("/thread/x:1001").headers["link"]
    assert "link" not in client.get("/thread/x:5001").headers


def test_a_page_of_a_long_thread_reads_the_posts_it_shows_and_says_what_it_tells_of(pages_of, monkeypatch):
    texts = [f"{n}/ " + ("short" if n % 2 else "somewhat longer words") for n in range(1, 1301)]
    client = pages_of([*thread(1, texts), *thread(9001, author=OMAR)])
    asked = []
    shown = memory.Store._shown
    monkeypatch.setattr(memory.Store, "_shown", lambda store, name: asked.append(name) or shown(store, name))
    page = LexborHTMLParser(client.get("/thread/x:1?page=2").text).root
    assert len([each for each in asked if each.startswith("x:")]) < 500 + 60 + 120 + 30
    places = [each.attributes["id"] for each in page.css("#posts > li")]
    assert places == [f"x:{n}" for n in range(501, 1001)]
    assert words(page.css_first("#posts > li > .mark")) == "Post 501"
    assert len(page.css(".strip li")) <= 120
    assert words(page.css_first(".strip li")) == "Posts 1–11: short"
    assert words(page.css_first(".completeness")).startswith("1,300 posts held")
    assert "min to read (this page)" in words(page.css_first(".facts"))
    assert words(page.css_first(".foot h2:last-of-type")) == "Where this page was read"
    assert words(page.css_first(".ledger li .frame")).endswith("all 500 posts")
    place = client.get("/thread/x:777", follow_redirects=False).headers["location"]
    assert place == "/thread/x:1?page=2#x:777"
    assert (
        client.get("/post/x:1300?as=article", follow_redirects=False)
        .headers["location"]
        .startswith("/thread/x:1?page=3&as=article")
    )
    assert client.get("/thread/x:1?page=4").status_code == 404
    assert "/thread/x:1?page=3#x:1300" in client.get("/embed/post/x:1300").text
    assert client.get("/thread/x:1.jsonl").text.count('"id":"x:1300"') >= 1
