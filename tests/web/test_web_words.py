from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clew.errors import BadQuery
from clew.post import Author
from clew.text import languages
from clew.web import addresses, asking, words


@pytest.mark.parametrize(
    ("post_id", "path"),
    [
        ("x:1039", "/thread/x:1039"),
        ("at://did:plc:abc/app.bsky.feed.post/3k", "/thread/at:%2F%2Fdid:plc:abc%2Fapp.bsky.feed.post%2F3k"),
        ("https://town.example/notes/1?a=b#c", "/thread/https:%2F%2Ftown.example%2Fnotes%2F1%3Fa%3Db%23c"),
        ("listing:9f/ä%", "/thread/listing:9f%2F%C3%A4%25"),
    ],
)
def test_any_id_survives_in_an_address(post_id, path):
    assert addresses.to_thread(post_id) == path


def test_originals_are_told_from_ids():
    assert addresses.original("x:1039") == "https://x.com/i/status/1039"
    assert (
        addresses.original("at://did:plc:abc/app.bsky.feed.post/3k") == "https://bsky.app/profile/did:plc:abc/post/3k"
    )
    assert addresses.original("https://town.example/notes/1") == "https://town.example/notes/1"
    assert addresses.original("listing:9f") is None


@pytest.mark.parametrize(
    ("author", "name", "letters"),
    [
        (Author("x:user:1", "x", "lina", "Lina Haddad"), "Lina Haddad", "LH"),
        (Author("x:user:1", "x", "lina", "  "), "@lina", "L"),
        (Author("x:user:1", "x", None, "مرصد النهر"), "مرصد النهر", "م"),
        (Author("x:user:1", "x", None, "港の記録"), "港の記録", "港"),
        (Author("x:user:1", "x", None, "★ 🌉"), "★ 🌉", "?"),
        (Author("x:user:1", "x", None, "Jean-Luc d’Aubigné"), "Jean-Luc d’Aubigné", "JD"),
        (Author("listing:9f", "x"), "Author not known", "?"),
    ],
)
def test_authors_have_names_and_initials(author, name, letters):
    assert (words.author(author), words.initials(author)) == (name, letters)


def test_languages_are_named_once_and_codes_that_are_none_are_left_out():
    assert languages.names(("en", "ar", "en-GB", "und", "qme", "zxx", "in", "xx")) == "English, Arabic, Indonesian, xx"
    assert languages.attribute("iw") == "he"
    assert languages.attribute('en" onload="x') is None


def test_reading_time_counts_words_and_signs():
    assert words.reading_time(["one two"]) == "1 min to read"
    assert words.reading_time(["word " * 2380]) == "10 min to read"
    assert words.reading_time(["字" * 2600]) == "10 min to read"


def test_sizes_are_said_with_two_figures():
    assert [words.size(n) for n in (0, 512, 1000, 12_345_678, 5_000_000_000_000)] == [
        "0 bytes",
        "512 bytes",
        "1 kB",
        "12 MB",
        "5,000 GB",
    ]


def test_a_query_is_read_from_parameters():
    asked = asking.query(
        {
            "lang": "ar",
            "since": "2018-09",
            "until": "2018-10-12",
            "min_posts": "10",
            "sort": "longest",
            "utm_source": "x",
            "network": "",
        }
    )
    assert (asked.lang, asked.network, asked.min_posts, asked.sort, asked.limit) == ("ar", None, 10, "longest", 30)
    assert (asked.since, asked.until) == (datetime(2018, 9, 1, tzinfo=UTC), datetime(2018, 10, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"sort": "best"}, "newest, oldest, longest or grown"),
        ({"min_posts": "many"}, "min_posts has to be a number"),
        ({"min_posts": "0"}, "from 1"),
        ({"min_posts": "٣"}, "min_posts has to be a number"),
        ({"min_posts": "9" * 5000}, "min_posts has to be a number"),
        ({"limit": "101"}, "limit has to be a number from 1 to 100"),
        ({"since": "yesterday"}, "is no date"),
        ({"until": "0000-13"}, "is no date"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused_with_the_reason(params, reason):
    with pytest.raises(BadQuery, match=reason):
        asking.query(params)


def test_a_file_holds_everything_unless_told():
    assert asking.everything({}).limit is None
    assert asking.everything({"limit": "100000"}).limit == 100_000


def test_a_changed_filter_begins_at_the_first_page_and_keeps_the_others():
    now = {"lang": "ar", "after": "abc", "sort": "oldest"}
    assert asking.address("/threads", now, sort=None) == "/threads?lang=ar"
    assert asking.address("/threads", now, after="d e&f") == "/threads?lang=ar&sort=oldest&after=d+e%26f"
    assert asking.address("/threads", {}) == "/threads"


def test_unknown_authors_are_not_counted_as_people():
    assert words.by(6, 0) == "by 6 authors"
    assert words.by(6, 5) == "by 1 known author"
    assert words.by(19, 19) == "by authors not known"
