"""The tables that Clew writes: what a row holds, what spreadsheets and programs make of it, and the way back."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_clew_jsonl import INPUTS, exported, threads
from test_exports import bridge, part, post, small, thread

from clew import exports
from clew.archive import Archive
from clew.errors import UnknownFormat
from clew.exports import _parquet, _tables
from clew.post import Author, Post, Problem

TABLES = {"csv": _tables.POSTS, "csv_threads": _tables.THREADS}


def bytes_of(name, held):
    out = io.BytesIO()
    exports.load(name).write(held, out)
    return out.getvalue()


def rows(name, held):
    text = bytes_of(name, held).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(name, held):
    return pq.read_table(pa.BufferReader(bytes_of(name, held)))


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_archive_made_from_a_table_has_the_same_threads(tmp_path, form):
    with Archive.open("memory:") as first:
        list(first.add(INPUTS))
        before = threads(exported(first, "jsonl"))
        file = tmp_path / f"export.{form}"
        file.write_bytes(exported(first, form))
    with Archive.open("memory:") as second:
        (brought,) = second.add([file])
        after = threads(exported(second, "jsonl"))
    assert brought.source == f"table_{form}"
    assert brought.added.problems == 0
    assert len(before) > 20
    assert after == before


@pytest.mark.parametrize("form", ["csv_threads", "parquet_threads"])
def test_a_table_of_threads_is_not_taken_for_one_of_posts(tmp_path, form):
    file = tmp_path / f"export.{form.partition('_')[0]}"
    file.write_bytes(bytes_of(form, [bridge()]))
    with Archive.open("memory:") as archive:
        with pytest.raises(UnknownFormat, match=r"its rows are threads and not posts; add .*--to jsonl"):
            list(archive.add([file]))
        list(archive.add([file], mapping={"id": "id", "text": "text"}))  # a person may know better
        assert archive.info().posts == 1


@pytest.mark.parametrize("name", TABLES)
def test_a_csv_table_has_its_columns_also_where_it_has_no_rows(name):
    head = bytes_of(name, []).decode("utf-8-sig").splitlines()
    assert [line.split(",") for line in head] == [list(TABLES[name])]


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_a_row_says_where_the_post_stands(name):
    found = rows(name, [bridge()]) if name == "csv" else table(name, [bridge()]).to_pylist()
    assert [(row["id"], row["role"], str(row["position"] or "")) for row in found] == [
        ("x:2", "main", "1"), ("x:3", "aside", "2"), ("x:5", "main", "3"), ("x:6", "main", "4"), ("x:90", "context", ""),
    ]  # fmt: skip
    assert {row["thread_id"] for row in found} == {"x:2"}


def test_unknown_stays_empty_and_nothing_stays_nothing():
    first, aside, pier, *_ = rows("csv", [bridge()])
    assert (first["replies"], first["reposts"], first["likes"]) == ("0", "", "12")
    assert (first["media"], pier["poll"][:12]) == ("", '[{"label":"M')
    assert json.loads(pier["media"])[1]["alt"] == ""
    assert json.loads(pier["gaps"]) == [
        {"after": "x:2", "before": "x:5", "reason": "deleted", "missing": 1, "at": "x:4"}
    ]
    assert aside["gaps"] == "[]"


def test_a_thread_is_a_row_with_its_words():
    (row,) = rows("csv_threads", [bridge()])
    assert (row["id"], row["held"], row["posts"], row["promised"], row["branches"]) == ("x:2", "3", "4", "4", "1")
    assert (row["gaps"], row["missing"], row["hashtags"]) == ("1", "1", "halfaya")
    assert row["text"].startswith("1/ The *old* bridge")
    assert "the divers" not in row["text"]


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''x", "＝1", "＠x", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_and_the_words_come_back(tmp_path, text):
    hostile = Post("x:1", "x", Author("x:user:1", "x", text, text), None, text)
    held = thread([part(hostile, "start"), part(post(2, "two"))])
    for row in rows("csv", [held]):
        assert not any(cell[:1] in set("=+-@\t\r\n＝＋－＠") for cell in row.values() if cell)
    file = tmp_path / "hostile.csv"
    file.write_bytes(bytes_of("csv", [held]))
    with Archive.open("memory:") as archive:
        list(archive.add([file]))
        again = archive.thread("x:1").parts[0].post
    assert (again.text, again.author.handle, again.author.name) == (text, text, text)


@pytest.mark.parametrize("text", ["a,b", 'say "no"', "one\ntwo", "x\x00y", "half \ud800 a letter", "نص, عربي", ";\t|"])
def test_any_words_stay_in_their_cell(text):
    held = thread([part(post(1, text), "start"), part(post(2, "two"))])
    shown = text.replace("\ud800", "?")
    assert [row["text"] for row in rows("csv", [held])] == [shown, "two"]
    assert table("parquet", [held])["text"].to_pylist() == [text.replace("\ud800", "\ufffd"), "two"]


def test_columns_have_the_same_types_whatever_they_hold():
    empty, full = table("parquet", []), table("parquet", [bridge(), small(1)])
    assert empty.schema.equals(full.schema)
    assert empty.schema.metadata == {b"clew": b"clew-posts/1"}
    assert table("parquet_threads", []).schema.equals(table("parquet_threads", [bridge()]).schema)
    assert full.schema.field("created_at").type == pa.timestamp("us", "UTC")
    assert full.schema.field("id").type == pa.string()


def test_a_long_table_is_written_group_by_group(monkeypatch):
    monkeypatch.setattr(_parquet, "GROUP", 3)
    out, sizes = io.BytesIO(), []

    def coming():
        for number in range(1, 11):
            sizes.append(out.tell())
            yield small(number)

    exports.load("parquet").write(coming(), out)
    assert len(set(sizes)) == 4
    assert pq.ParquetFile(pa.BufferReader(out.getvalue())).num_row_groups == 4


def test_duckdb_reads_both_tables_alike(tmp_path):
    for name in ("csv", "parquet"):
        (tmp_path / f"posts.{name}").write_bytes(bytes_of(name, [bridge(), small(1)]))
    counted = "SELECT count(*), sum(likes), max(created_at), count(DISTINCT thread_id) FROM '{}'"
    one, two = (duckdb.sql(counted.format(tmp_path / f"posts.{name}")).fetchall()[0] for name in ("csv", "parquet"))
    assert one == two
    assert one[0] == 6
    gone = duckdb.sql(f"SELECT gap.at FROM (SELECT unnest(gaps) AS gap FROM '{tmp_path / 'posts.parquet'}')").fetchall()
    assert gone == [("x:4",)]


def test_a_broken_row_of_our_own_is_a_problem_and_the_others_are_read(tmp_path):
    text = bytes_of("csv", [small(1), small(2)]).decode("utf-8-sig").splitlines()
    broken = next(csv.reader([text[1]]))
    broken[list(_tables.POSTS).index("media")] = "{broken"
    out = io.StringIO()
    csv.writer(out).writerow(broken)
    bad = broken.copy()
    bad[list(_tables.POSTS).index("media")] = '[{"kind":"hologram"}]'
    csv.writer(out).writerow(bad)
    file = tmp_path / "broken.csv"
    file.write_text("\n".join([text[0], out.getvalue().strip(), text[2]]))
    with Archive.open("memory:") as archive:
        (brought,) = archive.add([file])
        assert archive.thread("x:2").parts
        problems = [each.problem for each in archive.every_problem()]
    assert brought.added.problems == 2
    assert all(isinstance(each, Problem) and each.reason.startswith("A row was left out") for each in problems)


def test_every_column_is_described():
    page = (Path(__file__).parent.parent / "docs/exports.md").read_text("utf-8")
    for heading, columns in (("The table of posts", _tables.POSTS), ("The table of threads", _tables.THREADS)):
        section = re.search(rf"(?ms)^## {heading}$(.*?)(?=^## |\Z)", page)[1]
        described = re.findall(r"(?m)^\| (`.*?`) \|", section)
        assert re.findall(r"`(\w+)`", " ".join(described)) == list(columns)
