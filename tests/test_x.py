"""How X writes ids, dates, languages and addresses, and what the first bytes of its files show."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest

from clew.post import Entity
from clew.sources import _x
from clew.sources._head import shapes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat Nov 09 12:14:18 +0000 2024", datetime(2024, 11, 9, 12, 14, 18, tzinfo=UTC)),
        ("Sat Nov 09 01:14:18 +0200 2024", datetime(2024, 11, 8, 23, 14, 18, tzinfo=UTC)),
        ("2012-04-01 03:35:08 +0000", datetime(2012, 4, 1, 3, 35, 8, tzinfo=UTC)),
        ("2024-11-09T12:14:18.648Z", datetime(2024, 11, 9, 12, 14, 18, 648000, tzinfo=UTC)),
        ("2021-04-08T19:34:32+00:00", datetime(2021, 4, 8, 19, 34, 32, tzinfo=UTC)),
        ("2021-04-08T19:34:32", datetime(2021, 4, 8, 19, 34, 32, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_utc(text, expected):
    assert _x.moment(text) == expected
    assert _x.moment(text).tzinfo is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "0000-01-01T00:00:00.000Z",
        "Thu Jan 01 00:00:00 +0000 1970",
        "Thu Jan 01 00:00:00 +0000 0000",
        "Sat Nov 31 12:14:18 +0000 2024",
        "Sat Nov 09 12:14:18 +0000 99999",
        "Sat Nix 09 12:14:18 +0000 2024",
        "9999-12-31T23:59:59-12:00",
        "2006-01-01T00:00:00+1",
    ],
)
def test_a_date_that_means_nothing_is_none(text):
    assert _x.moment(text) is None


@pytest.mark.parametrize(
    ("text", "value", "expected", "doubtful"),
    [
        ("872836479608733696", 872836479608733700, "872836479608733696", False),
        (None, 872836479608733697, "872836479608733697", False),
        (None, "872836479608733697", "872836479608733697", False),
        (None, 872836479608733700, "872836479608733700", True),
        (None, 8.728364796087337e17, None, True),
        (None, 12300, "12300", False),  # too small to have been rounded
        (None, None, None, False),
        (None, -1, None, False),
        ("-1", -1, None, False),
        ("12a", None, None, False),
        ("", 17, "17", False),
        ("٣", None, None, False),
        (None, 10**25, None, False),
        ("1" * 25, None, None, False),
    ],
)
def test_a_rounded_id_is_never_taken_in_silence(text, value, expected, doubtful):
    doubts = []
    assert _x.number(text, value, doubts) == expected
    assert bool(doubts) == doubtful


@pytest.mark.parametrize(
    ("link", "post"),
    [
        ("https://twitter.com/somebody/status/123", "123"),
        ("https://x.com/somebody/status/123?s=20", "123"),
        ("http://mobile.twitter.com/somebody/statuses/123/photo/1", "123"),
        ("https://twitter.com/i/web/status/123", "123"),
        ("https://twitter.com/#!/somebody/status/123", "123"),
        ("https://twitter.com/somebody", None),
        ("https://example.org/somebody/status/123", None),
        ("https://x.com.example.org/somebody/status/123", None),
        ("https://example.org/?u=https://x.com/somebody/status/123", None),
    ],
)
def test_a_link_to_a_post_names_it(link, post):
    assert _x.linked_post(link) == post


def test_a_link_to_a_post_names_its_author():
    assert _x.linked_name("https://twitter.com/somebody/status/123/photo/1", "123") == "somebody"
    assert _x.linked_name("https://twitter.com/somebody/status/123/photo/1", "124") is None
    assert _x.linked_name("https://twitter.com/i/web/status/123", "123") is None


def test_languages_are_those_of_today():
    assert [_x.language(code) for code in ("ar", "in", "iw", "und", "qme", "zxx", "", None)] == [
        "ar", "id", "he", None, None, None, None, None,
    ]  # fmt: skip


def test_the_handle_is_in_the_address_where_it_is_known():
    assert _x.address("somebody", "5") == "https://x.com/somebody/status/5"
    assert _x.address(None, "5") == "https://x.com/i/status/5"


ONE = {
    "id_str": "1",
    "text": 'a "quoted" {brace} [and] more: x',
    "user": {"screen_name": "n", "deep": {"er": {"still": {"so": 1}}}},
}
KEYS = {"id_str", "text", "user", "user.screen_name"}


@pytest.mark.parametrize(
    "head",
    [
        json.dumps(ONE).encode(),
        json.dumps(ONE, indent=4).encode(),
        b"\xef\xbb\xbf \r\n" + json.dumps(ONE).encode(),
        b"broken {\n" + json.dumps(ONE).encode(),
        b'{"cut": "off\n\n' + json.dumps(ONE).encode() + b"\n" + json.dumps(ONE).encode()[:40],
    ],
)
def test_a_head_shows_the_keys_of_its_records(head):
    assert any(keys >= KEYS for keys in shapes(head))


def test_a_head_that_ends_inside_a_record_shows_what_stood_before():
    head = json.dumps({"statuses": [ONE]}).encode()
    whole = set().union(*shapes(head))
    assert "statuses[].user.screen_name" in whole
    for end in range(1, len(head)):
        assert set().union(*shapes(head[:end])) <= whole


def test_words_inside_text_are_no_keys():
    assert set().union(*shapes(json.dumps({"a": '{"id_str": 1, "user": {"x": 1}}', "b": ["c", {"d": 1}]}).encode())) == {
        "a", "b", "b[].d",
    }  # fmt: skip


def test_a_head_that_is_no_json_shows_nothing():
    assert shapes(b"window.YTD.tweets.part0 = [ {") == ()
    assert shapes(b"1/ a thread\n2/ goes on") == ()
    assert shapes(b"") == ()


LINK = Entity("link", 5, 27, "https://x.com/old_mill/status/1784000000000000001?s=20")


@pytest.mark.parametrize(
    ("text", "quote", "left"),
    [
        ("Look x.com/old_mill/statu…", "1784000000000000001", "Look"),
        ("Look x.com/old_mill/statu…", "1784000000000000002", "Look x.com/old_mill/statu…"),
        ("Look x.com/old_mill/statu…", None, "Look x.com/old_mill/statu…"),
        ("Look x.com/old_mill/statu… and then", "1784000000000000001", "Look x.com/old_mill/statu… and then"),
    ],
)
def test_a_last_link_to_the_quoted_post_is_not_shown(text, quote, left):
    link = msgspec.structs.replace(LINK, end=text.index("…") + 1)
    shown, entities = _x.without_quote(text, (link,), quote)
    assert shown == left
    assert entities == (() if left == "Look" else (link,))
