"""Tables of posts: how columns are found, what a person is told where they are not, and what no mutation can do."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from clew import sources
from clew.archive import Archive
from clew.capture import open_capture
from clew.cli import main
from clew.errors import UnknownFormat
from clew.post import Post, Problem
from clew.query import Query

FIXTURES = Path(__file__).parent / "sources"


def read(place, mapping=None):
    with open_capture(place, mapping=mapping) as capture:
        return list(sources.find(capture).read(capture))


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id,thread_id,timestamp,author,author_id,body,like_count", "1,1,2022-12-06 05:31:41,lamp_fict,9,Words,3"),
        ("tweet_id,timestamp,source,text", "1,2016-05-01 10:00:00 +0000,web,Words"),
        ("tweetid,userid,user_screen_name,tweet_text,tweet_time", "1,9,lamp_fict,Words,2016-05-01 10:00"),
        ("tweet_id,author_id,inbound,created_at,text,in_response_to_tweet_id",
         "1,lampco,True,Tue Oct 31 22:10:47 +0000 2017,Words,"),
        ("url,fullText,createdAt,author/userName,author/id",
         "https://x.com/lamp_fict/status/1,Words,Tue Oct 31 22:10:47 +0000 2017,lamp_fict,9"),
        ("\ufeffTweet Id;Date;Screen Name;Full Text", "1;2016-05-01T10:00:00Z;@lamp_fict;Words"),
    ],
)  # fmt: skip
def test_tables_of_known_tools_need_no_map(tmp_path, header, row):
    file = tmp_path / "table.csv"
    file.write_text(f"{header}\n{row}\n")
    (post,) = read(file)
    assert (post.id.split(":")[-1], post.text) == ("1", "Words")
    assert post.created is not None


def test_a_table_that_cannot_be_mapped_says_its_columns_and_what_to_do(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("nummer,worte,wer\n1170000000000000000,Ein Hafen,lamp_fict\n")
    with open_capture(file) as capture, pytest.raises(UnknownFormat) as told:
        sources.find(capture)
    assert "nummer, worte, wer" in told.value.message
    assert "--map id=" in told.value.message
    (post,) = read(file, {"id": "nummer", "text": "worte", "handle": "wer", "network": "mastodon"})
    assert (post.id, post.network, post.author.id) == (
        "mastodon:1170000000000000000",
        "mastodon",
        "mastodon:@lamp_fict",
    )


@pytest.mark.parametrize(
    ("mapping", "said"),
    [({"id": "a", "words": "b"}, "'words'"), ({"id": "a", "text": "c"}, "'c'"), ({"id": "a"}, "a, b")],
)
def test_a_map_that_means_nothing_is_told(tmp_path, mapping, said):
    file = tmp_path / "table.csv"
    file.write_text("a,b\n1,x\n")
    with open_capture(file, mapping=mapping) as capture, pytest.raises(UnknownFormat, match=said):
        sources.find(capture)


def test_the_map_goes_from_the_command_line_to_the_table(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("nummer,worte,wer,antwort\n1170000000000000000,1/ Ein Hafen,lamp_fict,\n"
                    "1170000000000000001,2/ Ein Licht,lamp_fict,1170000000000000000\n")  # fmt: skip
    place = ["--archive", str(tmp_path / "archive")]
    refused = CliRunner().invoke(main, [*place, "add", str(file)])
    assert refused.exit_code == 3
    assert "nummer, worte, wer, antwort" in refused.output
    maps = "id=nummer,text=worte,handle=wer,reply_to=antwort,network=x"
    added = CliRunner().invoke(main, [*place, "add", "--json", "--map", maps, str(file)])
    assert added.exit_code == 0, added.output
    assert json.loads(added.output)["added"]["new"] == 2
    with Archive.open(tmp_path / "archive") as archive:
        (thread,) = archive.threads(Query())
        assert thread.summary.held == 2
    wrong = CliRunner().invoke(main, [*place, "add", "--map", "id", str(file)])
    assert wrong.exit_code == 2
    assert "id=tweet_id" in wrong.output


def test_prose_with_commas_is_no_table(tmp_path):
    file = tmp_path / "letter.csv"
    file.write_text("Dear reader, the lamps are lit, and so on, and so on\nYours, L.\n")
    with open_capture(file) as capture:
        assert not sources.load("table_csv").sniff(capture)


def test_a_quote_that_is_never_closed_costs_no_more_than_its_reach(tmp_path):
    file = tmp_path / "table.csv"
    rows = [f"{n},lamp_fict,row {n}" for n in range(1, 20_001)]
    rows[10] = '11,lamp_fict,"never closed'
    file.write_text("\n".join(("tweet_id,screen_name,text", *rows)) + "\n")
    records = read(file)
    ids = {record.id for record in records if isinstance(record, Post)}
    assert {f"x:{n}" for n in range(1, 11)} <= ids
    assert "x:20000" in ids
    assert any(isinstance(record, Problem) for record in records)


def test_excel_text_is_read(tmp_path):
    file = tmp_path / "table.txt"
    file.write_bytes("tweet_id\tscreen_name\ttext\n1\tlamp_fict\tميناء\n".encode("utf-16"))
    (post,) = read(file)
    assert post.text == "ميناء"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("first", ["", "sep=;", '"sep=;"'])
@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16"])
def test_lines_may_end_as_on_any_computer_and_the_first_may_say_what_parts_columns(tmp_path, first, end, code):
    rows = [first, "id;text;created_at;username", '1900000000000000001;"A lamp; a rope";2025-01-01;mina_fict', ""]
    file = tmp_path / "table.csv"
    file.write_bytes(end.join(rows if first else rows[1:]).encode(code))
    (post,) = read(file)
    assert (post.text, post.author.handle) == ("A lamp; a rope", "mina_fict")


def test_letters_of_another_alphabet_are_told_once(tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(b"tweet_id,screen_name,text\n" + "1,lamp_fict,Zürich\n2,lamp_fict,Genève\n".encode("cp1252"))
    records = read(file)
    assert [record.text for record in records if isinstance(record, Post)] == ["Z\ufffdrich", "Gen\ufffdve"]
    assert sum(isinstance(record, Problem) for record in records) == 1


def test_a_broken_parquet_file_is_a_problem(tmp_path):
    whole = (FIXTURES / "table_parquet" / "nested.parquet").read_bytes()
    for cut in (4, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.parquet").write_bytes(whole[:cut])
        (problem,) = read(tmp_path / "cut.parquet")
        assert isinstance(problem, Problem)


@pytest.mark.parametrize(
    ("kind", "moments", "seconds"),
    [
        (pa.timestamp("ns"), [1_740_000_000_000_000_123, 1_740_000_001_000_000_000], [1_740_000_000, 1_740_000_001]),
        (pa.timestamp("us", "America/Lima"), [1 << 60, 1_740_000_000_000_000], [None, 1_740_000_000]),
        (pa.timestamp("ms", "Lowharbour/Mole"), [1_740_000_000_000, -(10**15)], [1_740_000_000, None]),
        (pa.timestamp("s"), [1 << 50, 1_740_000_000], [None, 1_740_000_000]),
        (pa.date32(), [1 << 30, 20_000], [None, 1_728_000_000]),
        (pa.time64("ns"), [1, 2], [None, None]),
    ],
    ids=str,
)
def test_moments_of_every_kind_of_column_are_dates_or_told(tmp_path, kind, moments, seconds):
    columns = {"id": ["1", "2"], "text": ["A lamp", "A rope"], "created_at": pa.array(moments, kind)}
    columns["never_read"] = pa.array([1 << 62, 2], pa.timestamp("us"))
    parquet.write_table(pa.table(columns), tmp_path / "odd.parquet")
    records = read(tmp_path / "odd.parquet")
    posts = [record for record in records if isinstance(record, Post)]
    assert [post.created and int(post.created.timestamp()) for post in posts] == seconds
    assert len(records) - len(posts) == (None in seconds)


def test_parquet_without_its_library_says_how_to_get_it(monkeypatch):
    import sys

    from clew.errors import MissingPart

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPart, match=r"clew\[parquet\]"):
        read(FIXTURES / "table_parquet" / "nested.parquet")


@given(
    rows=st.lists(st.tuples(st.integers(1, 10**18), st.text(), st.from_regex(r"\w{1,15}", fullmatch=True)), min_size=1)
)
@settings(max_examples=50, deadline=None)
def test_what_a_program_writes_as_csv_is_read_back(rows, tmp_path_factory):
    # One line end for all: CSV has no other way to write those of old Macs.
    rows = [(own, text.replace("\r\n", "\n").replace("\r", "\n").replace("&", ""), who) for own, text, who in rows]
    rows = [(own, "".join(c for c in text if c >= " " or c == "\n"), who) for own, text, who in rows]
    file = tmp_path_factory.getbasetemp() / "written.csv"
    with file.open("w", newline="", encoding="utf-8", errors="surrogatepass") as out:
        writer = csv.writer(out)
        writer.writerow(("tweet_id", "text", "user_id"))
        writer.writerows((own, text.encode("utf-8", "replace").decode(), 9) for own, text, _ in rows)
    posts = [record for record in read(file) if isinstance(record, Post)]
    assert [(post.id, post.text) for post in posts] == [
        (f"x:{own}", text.encode("utf-8", "replace").decode()) for own, text, _ in rows
    ]
