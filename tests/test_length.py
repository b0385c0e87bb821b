from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.text.length import body_start, characters, weight


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abc", 3),
        ("a\nb", 3),
        ("été", 3),
        ("e\u0301te\u0301", 3),  # composed first
        ("جسر", 3),
        ("мост", 4),
        ("橋の上", 6),
        ("한강", 4),
        ("‘a’ – “b”…", 11),  # an ellipsis (U+2026) counts 2
        ("👍", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇸🇾🇫🇷", 4),
        ("1️⃣", 2),
        ("12", 2),
        ("https://river.example/a/very/long/address/of/forty-nine", 23),
        ("river.example/a", 23),
        ("river.example/an-addr…", 23),
        ("see https://a.example/b.", 28),
    ],
)
def test_weight_is_what_x_counts(text, expected):
    assert weight(text) == expected


def test_before_2017_every_code_point_counted_one():
    assert characters("橋の上 👍 https://river.example/very/long/address") == 3 + 1 + 1 + 1 + 23


def test_reply_mentions_are_free():
    text = "@one @two_2 .@three body"
    assert body_start(text) == len("@one @two_2 ")
    assert weight(text, body_start(text)) == len(".@three body")


@pytest.mark.parametrize("text", ["body @one", ".@one", "@", "@ one", "#one", "@one@host", "@œuvre", ""])
def test_nothing_else_is_a_reply_mention(text):
    assert body_start(text) == 0


@given(st.text())
def test_no_code_point_counts_more_than_two(text):
    # NFC makes at most three of one (UAX #15); an address counts 23 however short it is
    assert 0 <= weight(text) <= 6 * len(text) + 23 * text.count(".")


@given(st.text(alphabet="abc áéجس ", max_size=50), st.text(alphabet="abc áéجس ", max_size=50))
def test_plain_letters_add_up(one, other):
    assert weight(one + "\n" + other) == weight(one) + 1 + weight(other)
