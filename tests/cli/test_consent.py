"""The command line about people's wishes."""

from __future__ import annotations

import json

from calls import BASE, rows, two_threads, write_lines


def test_who_refuses_is_left_out_and_told_of(filled, tmp_path):
    said = filled("consent", "refuse", "@Sami_Ferry", "--reason", "asked by mail")
    assert said.exit_code == 0, said.stderr
    listed = filled("threads")
    assert "sami" not in listed.stdout
    assert "Left out: 1 author who asked not to be shown; --include-refused takes them along." in listed.stderr
    assert "sami_ferry" in filled("threads", "--include-refused").stdout
    assert filled("search", "العبّارة").stdout == ""
    assert "sami_ferry" in filled("search", "--include-refused", "العبّارة").stdout
    for output in ("all.jsonl", "with.jsonl"):
        wanted = ["--include-refused"] if output == "with.jsonl" else []
        assert filled("export", "--output", tmp_path / output, *wanted).exit_code == 0
    assert "sami_ferry" not in (tmp_path / "all.jsonl").read_text()
    assert "sami_ferry" in (tmp_path / "with.jsonl").read_text()
    read = filled("read", BASE + 11)
    assert "العبّارة" in read.stdout
    assert read.stderr == "Its author asked not to be shown to others; this is for you alone.\n"
    (refusal,) = rows(filled("consent", "--json"))
    assert (refusal["name"], refusal["reason"], refusal["authors"]) == ("@sami_ferry", "asked by mail", ["x:user:7003"])
    again = filled("add", write_lines(tmp_path / "more.jsonl", two_threads()[3:]))
    assert "2 posts of authors who refused kept from others" in again.stdout
    assert filled("bag", tmp_path / "bag").exit_code == 2
    assert filled("bag", tmp_path / "bag", "--include-refused").exit_code == 0
    assert filled("consent", archive=tmp_path / "bag" / "data" / "archive").stdout == filled("consent").stdout
    site = filled("site", tmp_path / "site")
    assert site.exit_code == 0, site.stderr
    assert not any("sami_ferry" in path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.html"))
    assert filled("consent", "allow", "sami_ferry").exit_code == 0
    assert "sami_ferry" in filled("threads").stdout
    assert filled("consent", "allow", "sami_ferry").exit_code == 4


def test_what_is_not_said_is_asked_for(filled, tmp_path):
    for arguments in (["forget"], ["forget", "post"], ["consent", "refuse"], ["forget", "--list", "post", "x"]):
        assert filled(*arguments).exit_code == 2, arguments
    assert filled("forget", "post", "x:404", "--yes").exit_code == 4
    (tmp_path / "none.json").write_text("{}")
    assert filled("forget", "--check", tmp_path / "none.json").exit_code == 2
    assert "Nobody is on the list" not in filled("consent").stdout


def test_a_receipt_is_a_line(filled):
    done = filled("forget", "author", "@sami_ferry", "--yes", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["what"], len(told["posts"]), told["posts"][0]["id"]) == ("author", 2, None)
    assert rows(filled("forget", "--list", "--json")) == [told]
