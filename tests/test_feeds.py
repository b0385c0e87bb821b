"""Feeds: what RFC 4287, RSS 2.0 and JSON Feed 1.1 demand, what a reader makes of them, and how they move."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from lxml import etree
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser
from test_exports import LINA, bridge, part, post, small, thread

from clew import exports
from clew.archive import About
from clew.post import Author, Entity, Media, Post
from clew.thread import Branch

FEEDS = ("atom", "rss", "jsonfeed")
KEPT = {"body", "p", "em", "strong", "a", "br", "details", "summary"}
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
ABOUT = About(
    title="#Halfaya",
    page="https://threads.example/tag/halfaya",
    base="https://threads.example",
    itself="https://threads.example/tag/halfaya.atom",
    language="en",
    hub="https://hub.example/",
    latest=lambda: MONDAY,
)
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> ]]> &amp; \x0b\x00\x1b[31m \ud800 \ufffe \U0001f600 <b>x</b> \u202e"


def bytes_of(name, held, about=ABOUT):
    out = io.BytesIO()
    exports.load(name).write(held, out, about)
    return out.getvalue()


def parsed(name, held, about=ABOUT):
    found = feedparser.parse(bytes_of(name, held, about))
    assert not found.bozo, found.get("bozo_exception")
    return found


def entries(name, held, about=ABOUT):
    """Of each entry its id, date of change and content, whatever the kind of feed."""
    if name == "jsonfeed":
        items = json.loads(bytes_of(name, held, about))["items"]
        return [(item["id"], item["date_modified"], item["content_html"]) for item in items]
    return [(each.id, each.updated, each.content[0].value) for each in parsed(name, held, about).entries]


def _long(count, **more):
    return thread([part(post(n, f"{n}/ words"), "reply" if n > 1 else "start") for n in range(1, count + 1)], **more)


@pytest.mark.parametrize("name", FEEDS)
def test_of_a_very_long_thread_a_feed_has_the_last_posts_and_says_where_the_others_are(name):
    ((*_, html),) = entries(name, [_long(500)])
    assert "1/ words" in html
    assert "Before these" not in html
    ((*_, html),) = entries(name, [_long(1700)])
    assert len(re.findall("/ words", html)) == 500
    assert 'Before these: <a href="https://threads.example/thread/x:1">1,200 posts</a>.' in html
    assert html.index("1201/ words") < html.index("1700/ words")
    ((*_, html),) = entries(name, [_long(1700)], About(title="x"))
    assert "Before these: 1,200 posts." in html


def captured(held, *names):
    """The thread whose posts came in with these captures, one after another."""
    parts = [replace(each, captures=(name,)) for each, name in zip(held.parts, names, strict=True)]
    return replace(held, parts=tuple(parts))


def two(*names):
    return captured(thread([part(post(1, "one"), "start"), part(post(2, "two"))]), *names)


DAYS = ABOUT.__class__(
    **{name: getattr(ABOUT, name) for name in ("title", "page", "base", "itself", "hub", "latest")},
    taken=lambda name: MONDAY + timedelta(days=int(name)),
)


def test_atom_has_what_the_rfc_demands_in_its_order():
    root = etree.fromstring(bytes_of("atom", [bridge(), small(1)]))
    names = [child.tag.removeprefix(ATOM) for child in root]
    assert names == ["id", "title", "updated", "link", "link", "link", "generator", "entry", "entry"]
    rels = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert rels == {"alternate": ABOUT.page, "self": ABOUT.itself, "hub": ABOUT.hub}
    stamps = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    for one in (root, *root.findall(f"{ATOM}entry")):
        for needed in ("id", "title", "updated"):
            assert len(one.findall(ATOM + needed)) == 1
        assert re.fullmatch(stamps, one.findtext(f"{ATOM}updated"))
        assert re.match(r"https://|urn:uuid:", one.findtext(f"{ATOM}id"))
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        alternates = [
            (link.get("type"), link.get("hreflang")) for link in entry.findall(f"{ATOM}link[@rel='alternate']")
        ]
        assert len(alternates) == len(set(alternates)) == 1
        assert entry.find(f"{ATOM}content").get("type") == "html"
        assert len(entry.find(f"{ATOM}content")) == 0
    assert len({entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")}) == 2


def test_rss_has_what_its_specification_demands():
    root = etree.fromstring(bytes_of("rss", [bridge(), small(1)]))
    (channel,) = root
    assert root.get("version") == "2.0"
    for needed in ("title", "link", "description"):
        assert channel.findtext(needed)
    date = r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"
    assert re.fullmatch(date, channel.findtext("lastBuildDate"))
    for item in channel.findall("item"):
        assert item.findtext("title")
        assert item.findtext("description")
        assert item.find("guid").get("isPermaLink") == "false"
        assert re.fullmatch(date, item.findtext("pubDate"))


def test_json_feed_has_what_its_specification_demands():
    made = json.loads(bytes_of("jsonfeed", [bridge(), small(1)]))
    assert (made["version"], made["title"]) == ("https://jsonfeed.org/version/1.1", "#Halfaya · Clew")
    assert made["hubs"] == [{"type": "WebSub", "url": ABOUT.hub}]
    for item in made["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert item["authors"][0]["name"] == "Lina Haddad"
        assert None not in item.values()
    assert made["items"][0]["tags"] == ["halfaya"]
    assert all(name.startswith("_") or re.fullmatch(r"[a-z_]+", name) for name in made["items"][0])


@pytest.mark.parametrize("name", ["atom", "rss"])
def test_a_reader_finds_everything(name):
    found = parsed(name, [bridge(), small(1)])
    assert found.feed.title == "#Halfaya · Clew"
    assert [link.href for link in found.feed.links if link.rel == "hub"] == [ABOUT.hub]
    first = found.entries[0]
    assert first.link == "https://threads.example/thread/x:2"
    assert first.title.startswith("1/ The *old* bridge")
    assert first.author == "Lina Haddad"
    assert [tag.term for tag in first.tags] == ["halfaya"]
    assert first.published_parsed[:3] == (2018, 10, 12)
    for words in (
        "the divers were volunteers",
        "second pier",
        "A broken [stone] pier",
        "Mend it (3 votes)",
        "River at",
    ):
        assert words in first.content[0].value


@pytest.mark.parametrize("name", FEEDS)
def test_without_pages_a_thread_is_linked_where_it_was_posted(name):
    data = bytes_of(name, [bridge()], About(title="All threads"))
    assert b"https://x.example/lina_builds/2" in data
    assert b"threads.example" not in data
    if name != "jsonfeed":
        assert not feedparser.parse(data).bozo


@pytest.mark.parametrize("name", FEEDS)
def test_nothing_a_post_says_is_markup(name):
    hostile = Post(
        "x:1", "x", Author("x:user:1", "x", HOSTILE, HOSTILE), None, HOSTILE,
        entities=(Entity("link", 0, 8, "javascript:alert(1)"), Entity("hashtag", 10, 14, '"><script>')),
        media=(Media("photo", "javascript:x", HOSTILE),), warning=HOSTILE, lang='en" onload="x',
    )  # fmt: skip
    held = thread([part(hostile, "start"), part(post(2, "two"))], tags=(HOSTILE,))
    (found,) = entries(name, [held], replace_about(title=HOSTILE))
    page = LexborHTMLParser(found[2])
    assert not page.css("script, b, [onload], a[href^='javascript']")
    assert "<script>alert(1)</script>" in page.text()
    assert {node.tag for node in page.body.traverse(include_text=False)} <= KEPT


def replace_about(**changes):
    return ABOUT.__class__(
        **{name: getattr(ABOUT, name) for name in ("title", "page", "base", "itself", "hub", "latest")} | changes
    )


@pytest.mark.parametrize("name", FEEDS)
def test_words_keep_their_language_and_direction(name):
    arabic = post(1, "1/ الجسر القديم يفتح يوم الاثنين", lang="ar")
    (found,) = entries(name, [thread([part(arabic, "start"), part(post(2, "two"))])])
    first = LexborHTMLParser(found[2]).css_first("p")
    assert (first.attributes["dir"], first.attributes["lang"]) == ("rtl", "ar")


def test_branches_stand_in_quotes_that_end():
    parts = [part(post(1, "root"), "start"), part(post(2, "aside"), line=1), part(post(3, "deeper"), line=2)]
    parts += [part(post(4, "other aside"), line=3), part(post(5, "main again"))]
    branches = (Branch("x:1", ("x:2",)), Branch("x:2", ("x:3",)), Branch("x:1", ("x:4",)))
    ((_, _, html),) = entries("atom", [thread(parts, branches=branches)])
    page = LexborHTMLParser(html)
    depth = {}
    for node in page.css("p"):
        up, levels = node.parent, 0
        while up.tag == "blockquote":
            up, levels = up.parent, levels + 1
        depth[node.text()] = levels
    assert [depth[words] for words in ("root", "aside", "deeper", "other aside", "main again")] == [0, 1, 2, 1, 0]


@pytest.mark.parametrize("name", FEEDS)
def test_a_thread_that_grows_is_the_same_entry_with_a_later_date(name):
    ((before, then, _),) = entries(name, [captured(thread([part(post(1, "one"), "start")]), "0")], DAYS)
    ((after, now, html),) = entries(name, [two("0", "1")], DAYS)
    assert before == after
    assert now > then
    assert "1 new post" in html
    assert html.index("one") < html.index("New:") < html.index("two")


def test_what_is_seen_again_is_not_new_and_moves_nothing():
    seen = replace(two("0", "0").parts[1], captures=("0", "3"))
    held = two("0", "0")
    ((_, moved, html),) = entries("atom", [replace(held, parts=(held.parts[0], seen))], DAYS)
    assert moved == "2026-11-23T09:00:00Z"
    assert "new post" not in html


def test_an_edit_moves_the_date():
    held = two("0", "0")
    edited = replace(held.parts[1], post=replace(held.parts[1].post, edited=MONDAY), captures=("0", "3"))
    ((_, moved, _),) = entries("atom", [replace(held, parts=(held.parts[0], edited))], DAYS)
    assert moved == "2026-11-26T09:00:00Z"


def test_a_reader_may_say_since_when_posts_are_new():
    since = ABOUT.__class__(
        **{name: getattr(DAYS, name) for name in ("title", "page", "base", "taken", "latest")},
        since=MONDAY + timedelta(hours=1),
    )
    made = json.loads(bytes_of("jsonfeed", [two("0", "1"), two("2", "2")], since))
    assert [item["_clew"]["new"] for item in made["items"]] == [["x:2"], ["x:1", "x:2"]]


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_holds_fifty_threads_unless_told(name):
    many = [thread([part(post(number, f"words {number}"), "start")]) for number in range(1, 70)]
    assert len(entries(name, iter(many))) == 50
    assert len(entries(name, iter(many), replace_about(limit=60))) == 60
    assert entries(name, []) == []


def test_a_thread_without_any_date_has_one_all_the_same():
    nobody = Post("listing:cd", "x", replace(LINA, id="listing:ab", handle=None, name=None), None, "words on a card")
    held = thread([part(nobody, "start")])
    held = replace(held, summary=replace(held.summary, author=nobody.author, started=None, ended=None))
    found = parsed("atom", [held], About()).entries[0]
    assert (found.updated, found.author) == ("1970-01-01T00:00:00Z", "Unknown author")
