"""`clew shelf`, and exports of what stands on one."""

from __future__ import annotations

import json


def rows(result) -> list[list[str]]:
    assert result.exit_code == 0, result.stderr
    return [line.split("\t") for line in result.stdout.splitlines()]


def heads(clew) -> list[str]:
    return [row[0] for row in rows(clew("threads", "--sort", "oldest"))]


def test_threads_are_put_on_a_shelf_in_order_and_taken_off(filled):
    one, two = heads(filled)
    assert rows(filled("shelf")) == []
    assert filled("shelf", "Rivers", "add", two, one).exit_code == 0
    assert [row[0] for row in rows(filled("shelf", "Rivers"))] == [two, one]
    assert filled("shelf", "Rivers", "ADD", one, "--note", "first of all", "--at", "1").exit_code == 0
    assert [row[:3:2] for row in rows(filled("shelf", "Rivers"))] == [[one, "first of all"], [two, ""]]
    assert [row[:2] for row in rows(filled("shelf"))] == [["Rivers", "2"]]
    assert filled("shelf", "Rivers", "remove", one).exit_code == 0
    (line,) = filled("shelf", "Rivers", "--json").stdout.splitlines()
    assert json.loads(line).items() >= {"post": two, "thread": two, "note": ""}.items()
    assert filled("shelf", "Rivers", "remove", two).exit_code == 0
    assert filled("shelf", "Rivers").exit_code == 4


def test_a_shelf_is_exported_in_its_order(filled):
    one, two = heads(filled)
    filled("shelf", "Rivers", "add", two, one)
    lines = filled("export", "--shelf", "Rivers", "--to", "jsonl").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [two, one]
    assert len(filled("export", "--shelf", "Rivers", "--to", "jsonl", "--limit", 1).stdout.splitlines()) == 1
    assert filled("export", "--shelf", "Rivers", "--to", "jsonl", "--lang", "en").exit_code == 2
    assert filled("export", "--shelf", "Lakes", "--to", "jsonl").exit_code == 4


def test_what_cannot_be_meant_is_said(filled):
    one, two = heads(filled)
    assert filled("shelf", "Rivers", "add").exit_code == 2
    assert filled("shelf", "Rivers", "burn", one).exit_code == 2
    assert filled("shelf", "--note", "x").exit_code == 2
    assert filled("shelf", "a/b", "add", one).exit_code != 0
    assert filled("shelf", "Rivers", "add", "x:404").exit_code == 4
    assert filled("shelf", "Rivers", "add", one).exit_code == 0
    assert filled("shelf", "Rivers", "remove", two).exit_code == 4
    assert filled("shelf", "Rivers", "add", one, "--note", "n" * 2001).exit_code != 0


def test_a_thread_is_named_by_any_of_its_posts(filled):
    one, _ = heads(filled)
    second = f"x:{int(one[2:]) + 1}"
    assert filled("shelf", "Rivers", "add", second).exit_code == 0
    assert [row[0] for row in rows(filled("shelf", "Rivers"))] == [one]
    assert filled("shelf", "Rivers", "remove", second).exit_code == 0
