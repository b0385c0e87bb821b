"""The catalogues of what Clew says: whole, alike in what is filled in, and compiled as they are written."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path

import pytest

from clew import speech
from clew.speech import _, english, many, named, speaking, tongues
from clew.text import dates, languages, sizes
from clew.text.completeness import gap_words, summary_words
from clew.thread import Gap

ROOT = Path(__file__).parent.parent
MAKING = runpy.run_path(str(ROOT / "tools" / "make_speech.py"))
CATALOGUES = sorted(Path(speech.__file__).parent.glob("*/LC_MESSAGES/clew.po"))
FILLED = re.compile(r"%\((\w+)\)s|%%|\{(\w+)\}|<[^>]+>")


@pytest.fixture(scope="module")
def template():
    return MAKING["template"]()


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_has_every_message_and_no_other(path, template):
    there = {message.id: message for message in MAKING["catalogue"](path) if message.id}
    assert set(there) == {message.id for message in template if message.id}, "run `make speech`"
    assert not [message.id for message in there.values() if not all(forms(message))], "not translated yet"
    assert not [message.id for message in there.values() if message.fuzzy]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_what_is_filled_into_a_message_is_the_same_in_every_language(path):
    for message in MAKING["catalogue"](path):
        original = message.id[-1] if isinstance(message.id, tuple) else message.id
        wanted = {found[0] for found in FILLED.finditer(original)} - {"%(num)s"}
        for said in forms(message) if message.id else ():
            assert {found[0] for found in FILLED.finditer(said)} - {"%(num)s"} == wanted, said
            assert isinstance(message.id, tuple) or ("%(num)s" in said) == ("%(num)s" in original), said
            assert ('"' in said) <= ('"' in original or "“" in original), f"{said} would end an attribute"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_is_compiled_and_written_as_make_speech_does_it(path):
    assert path.with_suffix(".mo").read_bytes() == MAKING["compiled"](MAKING["catalogue"](path)), "run `make speech`"


def test_a_language_is_found_by_its_folder():
    assert list(tongues()) == ["en", *sorted(path.parts[-3].replace("_", "-") for path in CATALOGUES)]
    said = {code: (tongue.way, tongue.name) for code, tongue in tongues().items()}
    assert said["en"] == ("ltr", "English")
    assert said["fr"] == ("ltr", "français")
    assert said["ar"] == ("rtl", "العربية")


@pytest.mark.parametrize(
    ("num", "said"),
    [
        (0, "لا منشورات"),
        (1, "منشور واحد"),
        (2, "منشوران"),
        (3, "3 منشورات"),
        (10, "10 منشورات"),
        (11, "11 منشورًا"),
        (99, "99 منشورًا"),
        (100, "100 منشور"),
        (102, "102 منشور"),
        (103, "103 منشورات"),
        (1200, "1,200 منشور"),
    ],
)
def test_arabic_counts_in_six_ways(num, said):
    with speaking(tongues()["ar"]):
        assert many("%(num)s post", "%(num)s posts", num) == said


def test_french_counts_in_two_and_sets_thousands_apart():
    with speaking(tongues()["fr"]):
        counted = [many("%(num)s post", "%(num)s posts", num) for num in (0, 1, 2, 1200)]
    assert counted == ["0 message", "1 message", "2 messages", "1\u202f200 messages"]


def test_english_is_spoken_unless_somebody_asks_and_inside_of_forms():
    assert _("Threads") == "Threads"
    with speaking(tongues()["ar"]):
        assert _("Threads") == "السلاسل"
        with english():
            assert _("Threads") == "Threads"
        assert _("Threads") == "السلاسل"
    assert _("a sentence that nobody has translated") == "a sentence that nobody has translated"


def test_dates_languages_and_sizes_are_written_as_people_write_them():
    moment = dates.moment("2018-09-07T10:30")
    with speaking(tongues()["fr"]):
        assert dates.span(moment, dates.moment("2018-09-09")) == "du 7 au 9 septembre 2018"
        assert languages.names(("ar", "fr", "tlh")) == "arabe, français, klingon"
        assert sizes.size(1_200_000) == "1,2\xa0Mo"
        assert speech.listed(["X", "Bluesky", "Nostr"]) == "X, Bluesky et Nostr"
    with speaking(tongues()["ar"]):
        assert dates.minute(moment) == "7 سبتمبر 2018، 10:30 بالتوقيت العالمي"
        assert summary_words(9, 10) == "المحفوظ 9 من 10 منشورات"
        assert gap_words(Gap("a", "b", "deleted", 2)) == "منشوران مفقودان هنا، والسبب: الحذف."
    assert dates.span(moment, dates.moment("2018-09-09")) == "7 to 9 September 2018"


@pytest.mark.parametrize(("code", "found"), [("fr", "fr"), ("FR-ca", "fr"), ("ar_SY", "ar"), ("de", None), ("", None)])
def test_a_kind_of_a_language_is_that_language(code, found):
    tongue = named(code)
    assert (tongue and tongue.code) == found


def test_no_message_stands_inside_of_a_string_where_it_is_not_found():
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in (ROOT / "src").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MAKING["KEYWORDS"]
    ]
    assert not hidden
