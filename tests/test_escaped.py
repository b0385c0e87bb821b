from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.text.escaped import Mark, past_mentions, placed, reading, unescaped, without_last


def mark(text, word, kind="hashtag", value=None, shown=None, nth=0):
    at = -1
    for _ in range(nth + 1):
        at = text.index(word, at + 1)
    return Mark(at, at + len(word), kind, value or word[1:], None, shown)


def spans(reading_):
    text, entities, _ = reading_
    return [(text[entity.start : entity.end], entity.value) for entity in entities]


@pytest.mark.parametrize(
    ("escaped", "expected"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("its author wrote &amp;lt;b&amp;gt;", "its author wrote &lt;b&gt;"),
        ("its author wrote &amp;amp;", "its author wrote &amp;"),
        ("AT&T, R&D and &eacute;", "AT&T, R&D and &eacute;"),
        ("nothing", "nothing"),
    ],
)
def test_three_entities_are_undone_and_no_others(escaped, expected):
    assert unescaped(escaped) == expected


def test_marks_are_cut_before_the_text_is_unescaped():
    escaped = "x &amp; &lt;y&gt; #one &amp; #two 👩‍🔧🛟 #three"
    made = reading(escaped, [mark(escaped, "#three"), mark(escaped, "#one"), mark(escaped, "#two")])
    assert made[0] == "x & <y> #one & #two 👩‍🔧🛟 #three"
    assert spans(made) == [("#one", "one"), ("#two", "two"), ("#three", "three")]


def test_a_link_is_shown_as_readers_see_it_and_keeps_where_it_leads():
    escaped = "see https://t.co/a &amp; #b"
    link = mark(escaped, "https://t.co/a", "link", "https://example.org/?a=1&b=2", "example.org/?a=1&b=2")
    made = reading(escaped, [link, mark(escaped, "#b")])
    assert made[0] == "see example.org/?a=1&b=2 & #b"
    assert spans(made) == [("example.org/?a=1&b=2", "https://example.org/?a=1&b=2"), ("#b", "b")]


def test_of_overlapping_marks_the_first_stands():
    escaped = "#abc"
    made = reading(escaped, [Mark(0, 4, "hashtag", "abc"), Mark(2, 4, "hashtag", "c")])
    assert spans(made) == [("#abc", "abc")]


@pytest.mark.parametrize(
    ("escaped", "body", "rest"),
    [
        ("@a @b hello", 6, "hello"),
        ("@a &amp; hello", 9, "hello"),
        ("@a hello #t", 3, "hello #t"),
        ("@a", 2, ""),
        ("@a ", 3, ""),
        ("hello #t", 0, "hello #t"),
        ("hello #t", 7, ""),  # a body that begins inside a mark begins behind it
    ],
)
def test_the_body_keeps_its_place(escaped, body, rest):
    marks = [Mark(escaped.index(w), escaped.index(w) + 2, "mention", w[1:]) for w in ("@a", "@b", "#t") if w in escaped]
    text, _, start = reading(escaped, marks, body)
    assert text[start:] == rest


def test_the_body_keeps_its_place_without_marks():
    assert reading("a &amp; b", (), 8) == ("a & b", (), 4)


def test_mentions_that_open_a_text_are_passed_over_until_something_else_stands_there():
    text = "@a  @b\n@c hi @d"
    mentions = [mark(text, word, "mention") for word in ("@d", "@c", "@a", "@b")]
    assert text[past_mentions(text, mentions) :] == "hi @d"
    assert past_mentions(".@a hi", [Mark(1, 3, "mention", "a")]) == 0
    assert past_mentions("@a hi", []) == 0
    assert past_mentions("#a @b", [Mark(0, 2, "hashtag", "a"), Mark(3, 5, "mention", "b")]) == 0


@pytest.mark.parametrize(
    ("text", "start", "end", "spelled", "expected"),
    [
        ("one #two", 4, 8, "#two", (4, 8)),
        ("one #TWO", 4, 8, "#two", (4, 8)),
        ("one ＃two", 4, 8, "#two", (4, 8)),
        ("one #two", 0, 4, "#two", (4, 8)),  # wrong offsets, one place that spells it
        ("one #two", -1, -1, "#two", (4, 8)),
        ("one #two", 90, 94, "#two", (4, 8)),
        ("#two #two", 2, 6, "#two", None),  # wrong offsets and two places: nobody knows which
        ("Learn more", 0, 10, "https://support.example/1", None),
        ("one two", 4, 7, "", None),
    ],
)
def test_a_span_stands_where_its_words_stand_or_nowhere(text, start, end, spelled, expected):
    assert placed(text, start, end, spelled) == expected


def test_links_at_the_end_are_left_out_and_others_stay():
    text = "a https://t.co/1 b https://t.co/2 https://t.co/3 "
    links = [mark(text, f"https://t.co/{n}", "link") for n in (1, 2, 3)]
    rest, inside = without_last(text, links)
    assert rest == "a https://t.co/1 b"
    assert inside == links[:1]


words = st.text(st.characters(exclude_characters="#@\x00", exclude_categories=["Cs"]), max_size=8)


@given(
    st.lists(st.tuples(words, st.sampled_from(["#tag", "@name", "https://t.co/x"])), max_size=6), words, st.randoms()
)
def test_every_entity_spells_its_mark_whatever_stands_between(pieces, tail, random):
    escaped, marks, wanted, plain = "", [], [], ""
    for before, word in pieces:
        escaped += html.escape(before, quote=False)
        shown = "example.org/<x>" if word.startswith("https") else None
        marks.append(Mark(len(escaped), len(escaped) + len(word), "link", word, None, shown))
        escaped += word
        plain += before + (shown or word)
        wanted.append((shown or word, word))
    escaped += html.escape(tail, quote=False)
    random.shuffle(marks)
    made = reading(escaped, marks)
    assert made[0] == plain + tail
    assert spans(made) == wanted
