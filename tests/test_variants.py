from __future__ import annotations

import os
import tomllib
from importlib import resources

import pytest

from clew.errors import BadSetting
from clew.text.folding import fold
from clew.text.tags import HASHTAG
from clew.text.variants import same, table

TABLE = tomllib.loads(resources.files("clew.text").joinpath("hashtags.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    "spellings",
    [
        ["Raqqa", "Raqqah", "Rakka", "الرقة", "الرَّقَّه"],
        ["Aleppo", "Halab", "حلب"],
        ["Deir_ez_Zor", "DeirEzZor", "دير_الزور", "ديرالزور"],
        ["Kyiv", "Kiev", "Київ"],
        ["Idlib", "إدلب", "ادلب"],
        ["Mosul", "الموصل"],
    ],
)
def test_spellings_of_one_thing_are_joined(spellings):
    for one in spellings:
        assert same(fold(one))[0] == fold(one)
        assert {fold(each) for each in spellings} <= set(same(fold(one)))
        assert len(set(same(fold(one)))) == len(same(fold(one)))


def test_other_hashtags_stand_alone():
    assert same("tripoli") == ("tripoli",)
    assert same("") == ("",)


def test_the_table_has_hashtags_and_each_in_one_group_only():
    found = {}
    for name, spellings in TABLE.items():
        assert len(spellings) > 1, name
        for each in spellings:
            assert HASHTAG.fullmatch(f"#{each}"), each
            for form in {fold(each), fold(each).replace("_", "")}:
                assert found.setdefault(form, name) == name, (each, name, found[form])
    assert len(TABLE) >= 60


def test_every_member_knows_the_same_group():
    for tag, group in table().items():
        assert tag in group
        assert all(table()[each] == group for each in group)


def test_groups_of_ones_own_are_added():
    own = {"mill": ["#OldMill", "Old_Mill", "طاحونة"], "more": ["Rakka", "TheCity"], "kyiv": []}
    assert same("oldmill", own) == ("oldmill", "old_mill", "طاحونه")
    assert {"raqqa", "thecity", "الرقه"} <= set(same("rakka", own))
    assert same("kiev", own) == ("kiev",)
    assert same("kiev", {}) == same("kiev")


def test_a_file_of_ones_own_is_read_again_when_it_changes(tmp_path):
    place = tmp_path / "hashtags.toml"
    assert same("mill", place) == ("mill",)
    place.write_text('mill = ["Mill", "Mühle"]\n', "utf-8")
    assert same("mill", place) == ("mill", "muhle")
    assert same("kiev", place) == same("kiev")
    place.write_text('mill = ["Mill", "Moulin"]\n', "utf-8")
    os.utime(place, (1, 1))
    assert same("mill", place) == ("mill", "moulin")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"mill = [", "cannot be read"),
        (b"\xff", "cannot be read"),
        (b"mill = 'Mill'", "must give mill as a list of hashtags"),
        (b"mill = ['Mill', 3]", "must give mill as a list of hashtags"),
        (b"[mill]\na = ['Mill']", "must give mill as a list of hashtags"),
        (b"mill = ['old mill']", "'old mill' under mill, which is no hashtag"),
        (b"mill = ['']", "'' under mill, which is no hashtag"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence(written, said, tmp_path):
    place = tmp_path / "hashtags.toml"
    place.write_bytes(written)
    with pytest.raises(BadSetting, match=said) as told:
        same("mill", place)
    assert str(place) in told.value.message


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(BadSetting, match="cannot be read"):
        same("mill", tmp_path)
