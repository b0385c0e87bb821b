"""`clew follow`: the list of what is followed."""

from __future__ import annotations

import json

import pytest

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


def test_one_name_that_means_nothing_keeps_none_of_the_others_off_the_list(clew):
    done = clew("follow", "add", "#bridge", "what", "x.com/jack", "#mud")
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: 2 of 4 names were left out. 'what' cannot be followed")
    assert "X lets no program follow anybody" in done.stderr
    assert clew("follow", "list").stdout == "#bridge\ttag\tbluesky\n#mud\ttag\tbluesky\n"
    gone = clew("follow", "remove", "#reed", "#bridge")
    assert (gone.exit_code, "1 of 2 names were left out. #reed is not followed" in gone.stderr) == (4, True)
    assert clew("follow", "list").stdout == "#mud\ttag\tbluesky\n"
    assert "X lets no program" in clew("follow", "add", "https://x.com").stderr
    assert "`clew follow list` takes no names" in clew("follow", "list", "#mud").stderr


@pytest.mark.parametrize("stream", ["nonsense", "ftp://relay.example", "wss://", "https://[", " "])
def test_a_stream_that_is_no_address_is_refused_at_once(clew, stream):
    clew("follow", "add", "#bridge")
    refused = clew("follow", "--stream", stream)
    assert refused.exit_code == 2
    assert "--stream" in refused.stderr
    assert "wss://" in refused.stderr


def test_what_cannot_be_followed_is_said(clew):
    assert clew("follow", "add").exit_code == 2
    assert "cannot be followed" in clew("follow", "add", "what").stderr
    assert clew("follow", "remove", "#bridge").exit_code == 4
    nothing = clew("follow")
    assert nothing.exit_code == 2
    assert "Nothing is followed yet" in nothing.stderr
