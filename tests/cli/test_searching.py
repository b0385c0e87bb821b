"""`clew search`, `clew save`, and `--search` where threads are listed and exported."""

from __future__ import annotations

import json

import pytest
from calls import rows


def test_search_prints_a_line_a_thread(filled):
    result = filled("search", "river")
    assert result.exit_code == 0, result.stderr
    for line in result.stdout.splitlines():
        thread_id, date, _author, held, hits, words = line.split("\t")
        assert thread_id.startswith("x:")
        assert date.endswith("Z")
        assert int(held) >= int(hits) >= 1
        assert "river" in words.lower()


def test_search_tells_programs_the_summary_and_the_posts_that_were_hit(filled):
    (whole,) = rows(filled("threads", "--json", "--limit", 1))
    words = whole["opening"][0]["text"].split()[1]
    found = {row["id"]: row for row in rows(filled("search", "--json", f'"{words}"'))}
    row = found[whole["id"]]
    assert whole["id"] in row["hits"]
    assert {key: value for key, value in row.items() if key != "hits"} == {
        key: value for key, value in whole.items() if key != "opening"
    }


def test_a_word_with_a_minus_is_no_option(filled):
    everything = filled("search", "min:1", "-nothingofthekind")
    assert everything.exit_code == 0, everything.stderr
    assert len(everything.stdout.splitlines()) >= 2
    assert filled("search", "--limit", 1, "-hello", "-json").exit_code == 0


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("since:abc", "since:abc"), ("OR mill", "OR"), ("…", "Nothing in"), ("a " * 6000, "10,000 characters")],
)
def test_a_mistake_gets_a_sentence(filled, query, sentence):
    result = filled("search", query)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_dates_alone_find_all_that_has_them(filled):
    assert len(filled("search", "since:2018").stdout.splitlines()) == len(filled("search", "min:1").stdout.splitlines())
    assert filled("search", "until:2001").stdout == ""


def test_orders_and_limits(filled):
    newest = filled("search", "min:1").stdout.splitlines()
    assert filled("search", "min:1", "--sort", "oldest").stdout.splitlines() == newest[::-1]
    assert filled("search", "min:1", "--limit", 1).stdout.splitlines() == newest[:1]
    assert sorted(filled("search", "min:1", "--sort", "best").stdout.splitlines()) == sorted(newest)


def test_lists_and_exports_take_a_search_too(filled):
    listed = rows(
        filled("threads", "--search", f"from:{rows(filled('authors', '--json'))[0]['author']['handle']}", "--json")
    )
    assert listed
    exported = filled("export", "--search", "min:2", "--to", "jsonl")
    assert {json.loads(line)["id"] for line in exported.stdout.splitlines()} >= {row["id"] for row in listed}


def test_searches_are_kept_listed_replaced_and_dropped(filled):
    assert filled("save").stdout == ""
    assert filled("save", "bridges", "bridge", "-ferry").exit_code == 0
    assert filled("save").stdout == "bridges\tbridge -ferry\n"
    assert filled("save", "bridges", '"old bridge"').exit_code == 0
    (row,) = rows(filled("save", "--json"))
    assert (row["name"], row["query"]) == ("bridges", '"old bridge"')
    assert filled("save", "bridges", "--drop").exit_code == 0
    gone = filled("save", "bridges", "--drop")
    assert gone.exit_code == 4
    assert "bridges" in gone.stderr


@pytest.mark.parametrize(
    "call", [("x",), ("a/b", "mill"), ("x", "since:abc"), ("x", "…"), ("x", "mill", "--drop"), ("--drop",)]
)
def test_what_cannot_be_kept_is_refused(filled, call):
    result = filled("save", *call)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


def test_did_you_mean_is_asked_of_the_archives_own_words(filled, tmp_path):
    from clew.archive import Archive
    from clew.text.asking import asked, spelled

    with Archive.open(tmp_path / "archive", create=False) as archive:
        meant = archive.meant(asked("brigde monday"))
        assert meant is not None
        assert spelled(meant).lower() == "bridge monday"
        assert spelled(archive.meant(asked("العباره القدبم"))) == "العباره القديم"
        assert spelled(archive.meant(asked("brigde -#raqqa"))).lower() == "bridge -#raqqa"
        assert archive.meant(asked("bridge")) is None
        assert archive.meant(asked("qqqqqqqq")) is None
        assert archive.meant(asked("tag:nothing")) is None


def test_a_persons_own_table_joins_hashtags(filled, tmp_path):
    assert filled("search", "tag:crossing").stdout == ""
    (tmp_path / "archive" / "hashtags.toml").write_text('bridge = ["Halfaya", "Crossing"]\n', "utf-8")
    assert filled("search", "tag:crossing").stdout == filled("search", "tag:halfaya").stdout != ""
    (tmp_path / "archive" / "hashtags.toml").write_text("bridge = 7\n", "utf-8")
    refused = filled("search", "tag:crossing")
    assert refused.exit_code == 2
    assert "hashtags.toml" in refused.stderr


def test_an_archive_without_a_folder_has_its_table_beside_the_settings(tmp_path):
    from clew.archive import Archive

    (tmp_path / "hashtags.toml").write_text('bridge = ["Halfaya", "Crossing"]\n', "utf-8")
    with Archive.open("memory:") as archive:
        assert archive.same("crossing") == ("crossing", "halfaya")
