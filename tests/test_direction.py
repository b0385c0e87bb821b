from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.text.direction import direction

ARABIC = "وصلنا إلى المدينة قبل الفجر"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge is open again", "ltr"),
        (ARABIC, "rtl"),
        (f"1/ {ARABIC}", "rtl"),
        (f"1/n {ARABIC}", "rtl"),
        (f"@a_long_english_handle {ARABIC}", "rtl"),
        (f"@someone@social.example.org {ARABIC}", "rtl"),
        (f"https://example.org/a/very/long/path/of/latin/letters {ARABIC}", "rtl"),
        (f"example.org/a/very/long/path/of/latin {ARABIC}", "rtl"),
        (f"#BreakingNewsOfTheDay #EveningBulletin #River {ARABIC}", "rtl"),
        (f"🇸🇾🇫🇷🇯🇵🇩🇪🇮🇹🇪🇸🇬🇧🇺🇸🇧🇷🇨🇦🇲🇽🇦🇷🇨🇱🇵🇪🇳🇴🇸🇪 {ARABIC}", "rtl"),
        (f"12.03.2017 {ARABIC} 👇👇", "rtl"),
        (f"{ARABIC} by the Harbour Post", "rtl"),
        ("They call it الجسر here, and nobody minds", "ltr"),
        ("הגשר נפתח שוב", "rtl"),
        ("ܓܫܪܐ", "rtl"),
        ("ދިވެހި", "rtl"),
        ("ߒߞߏ", "rtl"),
        ("𞤀𞤣𞤤𞤢𞤥", "rtl"),
        ("橋は再び開いた", "ltr"),
        ("Мост снова открыт", "ltr"),
        ("#الجسر", "rtl"),
        ("#bridge", "ltr"),
        ("ab جس", "ltr"),
        ("جس ab", "rtl"),
        ("", None),
        ("1/ 👇 2017", None),
        ("@someone https://example.org", None),
        ("🇸🇾", None),
        ("\ud800 1/", None),
    ],
)
def test_direction_is_that_of_the_posts_own_letters(text, expected):
    assert direction(text) == expected


def test_what_stands_before_the_body_is_not_asked():
    text = "Some prefix in Latin letters, longer than the rest جسر"
    assert direction(text, text.index("جسر")) == "rtl"


@given(st.text(), st.integers(0, 30))
def test_any_text_has_a_direction_or_none(text, body_start):
    assert direction(text, body_start) in {"ltr", "rtl", None}


@given(st.text(alphabet="0123456789/.()🧵👇 \n"))
def test_digits_signs_and_emoji_never_turn_a_post_around(before):
    assert direction(before + " " + ARABIC) == "rtl"
    assert direction(before + " Latin words") == "ltr"
