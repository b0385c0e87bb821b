from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from clew.post import Author, Entity, Post
from clew.text.runs import clean as plain
from clew.text.runs import heading as line
from clew.thread import Number
from clew.web.prose import prose

LINA = Author("x:user:12", "x", "lina", "Lina Haddad")


def post(text: str, entities: tuple[Entity, ...] | None = (), body_start: int = 0) -> Post:
    return Post("x:1", "x", LINA, None, text, body_start=body_start, entities=entities)


def html(*args, **kwargs) -> LexborHTMLParser:
    return LexborHTMLParser(str(prose(*args, **kwargs)))


def spot(text: str, part: str, kind: str, value: str) -> Entity:
    at = text.index(part)
    return Entity(kind, at, at + len(part), value)


def test_markup_in_a_post_is_text():
    text = '<script>alert(1)</script> <img src=x onerror=y> & "quotes"'
    shown = html(post(text))
    assert [node.tag for node in shown.css("body *")] == ["p"]
    assert shown.css_first("p").text() == text


def test_numbering_is_dimmed_and_kept():
    shown = html(post("3/ We measured."), Number(3, 0, 2))
    assert shown.css_first("p > span.num").text() == "3/"
    assert shown.css_first("p").text() == "3/ We measured."


def test_numbering_at_the_end_is_dimmed():
    shown = html(post("We measured (3/4)"), Number(3, 12, 17, 4, "(1)", "end"))
    assert shown.css_first("p").text() == "We measured (3/4)"
    assert shown.css_first("span.num").text() == "(3/4)"


def test_automatic_mentions_are_not_shown():
    assert html(post("@bridge @river thank you", body_start=15)).css_first("p").text() == "thank you"


def test_entities_count_code_points_beyond_the_first_plane():
    text = "🌉🌉 see #Halfaya now"
    shown = html(post(text, (spot(text, "#Halfaya", "hashtag", "Halfaya"),)))
    assert shown.css_first("a").attributes["href"] == "/tag/halfaya"
    assert shown.css_first("a").text() == "#Halfaya"


def test_a_link_shows_its_real_target():
    text = "Tables: https://t.co/abc."
    entity = spot(
        text, "https://t.co/abc", "link", "https://www.example.org/levels/2018/october/second-pier/all-tables.html"
    )
    link = html(post(text, (entity,))).css_first("a")
    assert link.attributes["href"] == entity.value
    assert link.text() == "example.org/levels/2018/october/second-pier…"
    assert {"noopener", "noreferrer"} <= set(link.attributes["rel"].split())


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "http://",
        "https://[bad",
        "java\nscript:x",
        "http://a b/",
    ],
)
def test_only_web_addresses_become_links(target):
    text = "look here now"
    shown = html(post(text, (spot(text, "here", "link", target),)))
    assert not shown.css("a")
    assert shown.css_first("p").text() == text


def test_a_target_cannot_leave_its_attribute():
    text = "look here"
    link = html(post(text, (spot(text, "here", "link", 'https://example.org/"><script>x</script>'),))).css_first("a")
    assert link.attributes["href"] == 'https://example.org/"><script>x</script>'


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 2), (0, 400), (300, 310)])
def test_spans_outside_the_text_are_passed_over(span):
    shown = html(post("A short text", (Entity("link", *span, "https://example.org/"),)))
    assert shown.css_first("p").text() == "A short text"


def test_of_spans_that_overlap_the_first_is_marked():
    text = "#Halfaya_bridge opens"
    two = (Entity("hashtag", 0, 15, "Halfaya_bridge"), Entity("link", 8, 21, "https://example.org/"))
    shown = html(post(text, two))
    assert [a.attributes["href"] for a in shown.css("a")] == ["/tag/halfaya_bridge"]
    assert shown.css_first("p").text() == text


def test_without_a_list_of_entities_the_text_itself_is_asked():
    shown = html(post("The #جسر opens, see https://example.org/a?b=1&c=2.", None))
    assert [a.attributes["href"] for a in shown.css("a")] == [
        "/tag/%D8%AC%D8%B3%D8%B1",
        "https://example.org/a?b=1&c=2",
    ]


def test_mentions_lead_to_authors_who_are_here_and_nowhere_else():
    text = "with @Rivergauge and @nobody"
    marks = (Entity("mention", 5, 16, "Rivergauge", "x:user:13"), Entity("mention", 21, 28, "nobody"))
    shown = html(post(text, marks), held={"rivergauge"})
    assert [a.attributes["href"] for a in shown.css("a")] == ["/author/x:user:13"]
    assert [bdi.text() for bdi in shown.css("bdi")] == ["@Rivergauge", "@nobody"]


def test_empty_lines_begin_paragraphs_and_line_breaks_stay():
    shown = html(post("They said:\n\n- flour\r\n- tea\u2028- both\n \n\n\nAll of it."))
    assert [p.text(separator="|") for p in shown.css("p")] == ["They said:", "- flour|- tea|- both", "All of it."]


def test_a_text_without_words_has_no_paragraph():
    assert prose(post("  \n ")) == ""


def test_a_card_cuts_a_long_text_at_a_word_and_says_so():
    shown = prose(post("word " * 400), limit=700)
    assert shown.endswith("word…</p>")
    assert len(shown) < 720


def test_a_card_cuts_a_long_word_too():
    assert len(prose(post("W" * 100_000), limit=700)) < 720


def test_towers_of_marks_are_levelled_and_real_marks_are_kept():
    assert plain("e" + "\u0301" * 10_000) == "e" + "\u0301" * 8
    pointed = "בְּרֵאשִׁית بِسْمِ"
    assert plain(pointed) == pointed


def test_what_no_page_can_show_becomes_a_sign():
    assert "\x00" not in plain("a\x00b")
    assert plain("a\ud800b") == "a\ufffdb"


def test_a_line_for_titles_cannot_turn_its_surroundings():
    assert line("safe\u202e live\u2066\n text") == "safe live text"
    assert line("x" * 100, 10) == "x" * 9 + "…"


def test_the_link_to_a_quoted_post_goes_where_the_post_is_shown():
    text = "Read this: https://t.co/a https://t.co/b "
    marks = (
        spot(text, "https://t.co/a", "link", "https://example.org/"),
        spot(text, "https://t.co/b", "link", "https://twitter.com/sami/status/900"),
    )
    quoting = Post("x:1", "x", LINA, None, text, entities=marks, quote="x:900")
    assert html(quoting, quoted=True).css_first("p").text() == "Read this: example.org"
    assert len(html(quoting).css("a")) == 2
    other = Post("x:1", "x", LINA, None, text, entities=marks, quote="x:901")
    assert len(html(other, quoted=True).css("a")) == 2
