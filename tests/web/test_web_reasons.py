"""Why something could not be read: common reasons in the reader's language, all others as they are stored."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

import clew
from clew.archive import Archive
from clew.speech import named, speaking
from clew.web import create_app, reasons

SOURCES = Path(__file__).parent.parent / "sources"
# Sentences are joined here of two that are written apart.
JOINED = re.compile(r"(?<=it has no )(?=text\.|id\.)|(?=; the edge)")
VALUE = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def archive():
    with Archive.open("memory:") as opened:
        list(opened.add([SOURCES]))
        yield opened


def test_the_sentences_are_those_that_sources_write():
    """A sentence that is changed where it is written has to be changed here, or it would be English again."""
    written = set()
    for path in Path(clew.__file__).parent.rglob("*.py"):
        if path.name != "reasons.py":
            written |= {
                each.value
                for each in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            }
    everything = "\0".join(written)
    for sentence in sorted(reasons.FIXED):
        assert all(piece.strip(" .") in everything for piece in JOINED.split(sentence)), sentence
    for form in reasons.FILLED:
        assert all(piece.strip(" :") in everything for piece in VALUE.split(form)), form


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_most_of_what_broken_files_bring_is_said_in_the_readers_language(archive, code):
    counted = archive.reasons(1000)
    with speaking(named(code)):
        english = sum(number for reason, number in counted if 'lang="en"' in reasons.said(reason))
    assert english < 0.3 * sum(number for _, number in counted)


def test_what_a_source_put_into_a_reason_stays_data():
    reason = "Post <b>1</b> has a date that means nothing: '%(x)s <script>'."
    with speaking(named("fr")):
        said = reasons.said(reason)
        assert said.startswith("Le message <bdi>&lt;b&gt;1&lt;/b&gt;</bdi> a une date")
        assert "<bdi>&#39;%(x)s &lt;script&gt;&#39;</bdi>" in said
        other = reasons.said("Post at://1: It has a date that means nothing: '0'.")
        assert other == "Message <bdi>at://1</bdi> : il a une date qui ne veut rien dire : <bdi>&#39;0&#39;</bdi>."
        assert reasons.said("<i>unheard of</i>") == '<span lang="en">&lt;i&gt;unheard of&lt;/i&gt;</span>'
    assert reasons.said("ends too early") == '<span lang="en">ends too early</span>'


def test_the_pages_say_them_and_what_is_stored_stays(archive):
    client = TestClient(create_app(archive))
    for path in ("/problems", "/about"):
        page = LexborHTMLParser(client.get(path, headers={"accept-language": "fr"}).text)
        assert "Ce fichier n’est dans aucun format que Clew connaît ; il a été ignoré." in page.text()
        assert page.css_first("main [lang=en]") is not None
    assert "This file is in no format Clew knows; it was passed over." in client.get("/problems.jsonl").text
