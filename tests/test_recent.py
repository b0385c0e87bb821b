from __future__ import annotations

from clew.recent import Recent


def test_those_asked_for_longest_ago_make_room():
    recent = Recent(5, len)
    for word in ("ab", "cd"):
        assert recent.keep(word[0], word) == word
    assert recent.find("a") == "ab"
    recent.keep("e", "ef")
    assert [recent.find(key) for key in "ace"] == ["ab", None, "ef"]


def test_what_is_kept_stays_the_same_object_and_is_weighed_once():
    recent = Recent(3, len)
    first = recent.keep("a", ["one"])
    assert recent.keep("a", ["two", "three"]) is first
    recent.keep("b", ["two", "three"])
    assert recent.find("a") is first


def test_the_very_last_is_kept_however_heavy_it_is():
    recent = Recent(3, len)
    recent.keep("a", "a")
    recent.keep("b", "heavier than all")
    assert (recent.find("a"), recent.find("b")) == (None, "heavier than all")
    recent.clear()
    assert recent.find("b") is None
    assert recent.keep("c", "c") == "c"
