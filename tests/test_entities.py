from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.text.entities import entities


def shown(text):
    return [(each.kind, text[each.start : each.end], each.value) for each in entities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no signs here, not even one", []),
        ("#Ferry and #FERRY", [("hashtag", "#Ferry", "Ferry"), ("hashtag", "#FERRY", "FERRY")]),
        ("على #الجسر اليوم", [("hashtag", "#الجسر", "الجسر")]),
        ("橋 #橋 ＃駅", [("hashtag", "#橋", "橋"), ("hashtag", "＃駅", "駅")]),
        ("#2017 is no tag", []),
        ("@river_post: thanks", [("mention", "@river_post", "river_post")]),
        (".@river_post's map", [("mention", "@river_post", "river_post")]),
        ("write to desk@river.example", []),
        ("@someone@social.example", []),
        ("$BOAT rose, $5 did not, $A$B", [("cashtag", "$BOAT", "BOAT")]),
        ("see https://river.example/a_(b).", [("link", "https://river.example/a_(b)", "https://river.example/a_(b)")]),
        ("(river.example/map)", [("link", "river.example/map", "http://river.example/map")]),
        ("www.river.com!", [("link", "www.river.com", "http://www.river.com")]),
        ("HTTPS://river.example/X#tag", [("link", "HTTPS://river.example/X#tag", "HTTPS://river.example/X#tag")]),
        ("https://river.example/@name", [("link", "https://river.example/@name", "https://river.example/@name")]),
        ("これhttps://river.example/aこれ", [("link", "https://river.example/a", "https://river.example/a")]),
        ("Over.But so.it is, e.g. U.S.-made v1.2", []),
        ("https:// and http://...", []),
    ],
)
def test_signs_are_found_where_a_reader_sees_them(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize("text", ["river.example/very-long…", "https://river.example/ve… #x", "https://t.co/ab..."])
def test_a_link_that_the_page_cut_leads_nowhere_and_stays_text(text):
    assert "link" not in {each.kind for each in entities(text)}


@given(st.text(alphabet=st.sampled_from("ab1.@#$/:…()一ا_ -\n"), max_size=60) | st.text())
def test_spans_lie_in_the_text_in_order_and_apart(text):
    at = 0
    for each in entities(text):
        assert at <= each.start < each.end <= len(text)
        at = each.end


@pytest.mark.parametrize("piece", ["a.", "@a", "#", "http://", "a.b/(", "$A", "1.", "a-", "a.com…"])
def test_no_text_takes_long(piece):
    started = time.process_time()
    entities(piece * 40_000)
    assert time.process_time() - started < 5
