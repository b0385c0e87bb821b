"""`clew follow`: the list of what is followed."""

from __future__ import annotations

import json

LINA = "did:plc:linaaaaaaaaaaaaaaaaaaaaa"


def test_the_list_of_what_is_followed(clew):
    assert clew("follow", "add", LINA, "#bridge", "“the old bridge”", "#bridge@server.example").exit_code == 0
    shown = clew("follow", "list")
    assert [line.split("\t") for line in shown.stdout.splitlines()] == [
        [LINA, "author", "bluesky"],
        ["#bridge", "tag", "bluesky"],
        ['"the old bridge"', "words", "bluesky"],
        ["#bridge@server.example", "tag", "https://server.example"],
    ]
    assert clew("follow", "add", "#bridge").exit_code == 0  # once more changes nothing
    assert clew("follow", "remove", "#bridge", LINA).exit_code == 0
    rows = [json.loads(line) for line in clew("follow", "list", "--json").stdout.splitlines()]
    assert [row["name"] for row in rows] == ['"the old bridge"', "#bridge@server.example"]
    assert rows[0] == {"name": '"the old bridge"', "kind": "words", "where": "bluesky", "id": None}


def test_what_cannot_be_followed_is_said(clew):
    assert clew("follow", "add").exit_code == 2
    assert "cannot be followed" in clew("follow", "add", "what").stderr
    assert clew("follow", "remove", "#bridge").exit_code == 4
    nothing = clew("follow")
    assert nothing.exit_code == 2
    assert "Nothing is followed yet" in nothing.stderr
