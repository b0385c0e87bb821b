"""The fonts that come with the pages: named by what is in them, small, and with their licences."""

from __future__ import annotations

import hashlib

import pytest
import regex

from clew.web.statics import FOLDER as STATIC

FONTS = STATIC / "fonts"
SHEET = (STATIC / "fonts.css").read_text("utf-8")


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.woff2")), ids=lambda font: font.stem)
def test_a_font_is_small_and_named_by_its_content(font):
    assert font.read_bytes()[:4] == b"wOF2"
    assert font.stat().st_size < 16_000
    mark = hashlib.sha256(font.read_bytes()).hexdigest()[:12]
    assert f'url("fonts/{font.name}?{mark}")' in SHEET


def test_every_font_of_the_sheet_is_there_and_comes_from_here():
    named = regex.findall(r'url\("([^"?]+)', SHEET)
    assert {name.removeprefix("fonts/") for name in named} == {font.name for font in FONTS.glob("*.woff2")}
    assert SHEET.count("unicode-range") == len(named)


def test_every_font_has_its_licence():
    for name in ("source-serif-4", "inter", "noto-naskh-arabic", "noto-serif-hebrew"):
        licence = (FONTS / f"{name}.LICENSE").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_the_scripts_are_small_and_each_page_has_its_own():
    """One for every page, and one beside it for those that add."""
    assert {each.name for each in STATIC.rglob("*.js")} == {"clew.js", "adding.js"}
    assert all(each.stat().st_size < 8_000 for each in STATIC.rglob("*.js"))
