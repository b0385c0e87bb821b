"""Papers: every page looked at as a picture, the words found in them again, and what is refused."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import time

import pytest
from made_threads import ENGLISH, SCRIPTS, TRICKS, forked, thread
from readback import pdf_pages, pdf_words, pdfium_words

from clew.errors import BadQuery, MissingPart
from clew.exports import About, pdf
from clew.exports.pdf import fonts

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="papers are read with poppler-utils")
PAPER, FAINT, INK = 255, 230, 128


def paper(*threads, **about):
    out = io.BytesIO()
    pdf.write(threads, out, About(**about))
    return out.getvalue()


def pictures(data):
    """The pages as pictures in grey: width, height and rows of bytes."""
    run = subprocess.run(["pdftoppm", "-gray", "-r", "50", "-"], input=data, capture_output=True, check=True)
    at, found = 0, []
    while match := re.compile(rb"P5\s(\d+)\s(\d+)\s255\s").match(run.stdout, at):
        width, height = int(match[1]), int(match[2])
        at = match.end() + width * height
        found.append((width, height, run.stdout[match.end() : at]))
    return found


def dark(picture, left=0.0, right=1.0, top=0.0, bottom=1.0):
    """How many points of a part of the page are dark."""
    width, height, points = picture
    rows = range(int(top * height), int(bottom * height))
    return sum(
        points[row * width + column] < INK for row in rows for column in range(int(left * width), int(right * width))
    )


@pytest.fixture(scope="module")
def four():
    """Four scripts, a thread in each, over several pages."""
    return paper(*(thread(*[text] * 30, lang=lang, alt=text) for lang, text in SCRIPTS.items()), title="Four scripts")


def test_a_paper_says_that_it_is_tagged_and_fit_to_be_kept(four):
    info = subprocess.run(["pdfinfo", "-"], input=four, capture_output=True, check=True).stdout.decode()
    assert re.search(r"Tagged: +yes", info)
    assert re.search(r"Title: +Four scripts", info)
    assert re.search(r"Author: +Lina Haddad", info)
    assert b"pdfuaid:part>1<" in four
    assert b"pdfaid:part>2<" in four
    assert b"pdfaid:conformance>A<" in four


def test_each_thread_is_in_the_outline(four):
    assert len(re.findall(rb"/Title", four)) >= 6  # the document's own, Contents, four threads


def test_no_page_is_empty_and_each_says_which_it_is(four):
    pages = pdf_pages(four)
    looked_at = pictures(four)
    assert len(pages) == len(looked_at) > 8
    assert all(dark(page) > 150 for page in looked_at)
    for number, page in enumerate(pages[1:], 2):
        assert f"{number} of {len(pages)}" in page


def test_the_thread_is_drawn_on_the_side_where_words_begin(four):
    """The line is 1.2 points wide: the column of a page with most dark points."""

    def column(page):
        width, height, points = page
        dark_ones = [sum(points[row * width + at] < 200 for row in range(height)) for at in range(width)]
        return dark_ones.index(max(dark_ones)) / width

    sides = {}
    for words, picture in zip(pdf_pages(four), pictures(four), strict=True):
        for name, text in SCRIPTS.items():
            if text.split()[0] in words and "Contents" not in words:
                sides.setdefault(name, set()).add(column(picture) > 0.5)
    assert sides == {"en": {False}, "ar": {True}, "ja": {False}, "he": {True}}


def test_nothing_runs_over_the_edge(four):
    for data in (four, paper(thread(*TRICKS.values()))):
        for page in pictures(data):
            assert dark(page, right=0.03) + dark(page, left=0.97) + dark(page, bottom=0.04) + dark(page, top=0.97) == 0


def test_words_are_found_again_in_their_order():
    """By the reader that Chrome has; poppler puts sentences of Hebrew on one line the wrong way round."""
    for lang, text in SCRIPTS.items():
        found = re.findall(r"\w+", pdfium_words(paper(thread(text, lang=lang))))
        wanted = re.findall(r"\w+", text)[:8]
        if lang == "ja":  # a line of it ends anywhere
            found, wanted = ["".join(found)], ["".join(wanted[:2])]
        assert " ".join(wanted) in " ".join(found), lang


def test_letters_without_a_shape_are_told_by_their_number():
    words = pdf_words(paper(thread(TRICKS["own use"])))
    assert "[U+E000] [U+F8FF] [U+10FFFD] and [U+0378]" in words


@pytest.mark.parametrize("name", TRICKS)
def test_no_trick_breaks_a_paper(name):
    data = paper(thread(TRICKS[name], "still here"))
    assert b"pdfuaid:part>1<" in data
    assert "still here" in pdf_words(data)


def test_nothing_in_a_post_is_a_command():
    words = pdf_words(paper(thread(TRICKS["markup"])))
    assert (
        '<script>alert(1)</script> &amp; ]]> <!-- -- --> #import "x": * $y$ `z` = head - a @ref <lbl> \\u{41}' in words
    )


def test_gaps_and_asides_are_told():
    words = pdf_words(paper(forked()))
    order = ["words 1", "An aside of 2 posts", "words 2", "An aside of 1 post", "words 3", "words 4",
             "2 posts are missing here: they were deleted.", "words 5"]  # fmt: skip
    assert [words.index(each) for each in order] == sorted(words.index(each) for each in order)


def test_in_the_contents_whose_it_is_stands_under_an_arabic_title():
    pages = pictures(paper(thread("مرحبا", lang="ar"), thread("شكرا", lang="ar", first=9), title="Two"))
    width, height, points = pages[1]
    rows = range(int(0.135 * height), int(0.9 * height))  # below the heading, above the page's number
    marked = {x / width > 0.5 for y in rows for x in range(width) if points[y * width + x] < FAINT}
    assert marked == {True}


def test_the_same_threads_make_the_same_bytes():
    assert paper(forked()) == paper(forked())


def test_a_paper_of_more_posts_than_memory_bears_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MOST", 10)
    with pytest.raises(BadQuery, match="holds at most 10 posts"):
        paper(thread(*[ENGLISH] * 11))


@pytest.mark.parametrize(
    ("text", "package"), [("مرحبا", "fonts-noto-core"), ("橋", "fonts-noto-cjk"), ("🎉", "fonts-noto-color-emoji")]
)
def test_a_missing_font_is_named_with_the_package_that_brings_it(text, package):
    with pytest.raises(MissingPart, match=package):
        fonts.insist(text, {"Libertinus Serif"})
    fonts.insist("plain words", set())


def test_without_typst_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingPart, match=r"clew\[pdf\]"):
        pdf._typst()


def test_the_faces_follow_the_language():
    assert [fonts.face(lang, "橋") for lang in ("ja", "zh", "zh-TW", "zh_Hant", "ko")] == [
        "ja",
        "zh",
        "zh-Hant",
        "zh",
        "ko",
    ]
    assert [fonts.face(None, text) for text in ("plain", "橋です", "橋", "다리", "جسر")] == [
        "default", "ja", "zh", "ko", "default",
    ]  # fmt: skip


def test_a_long_thread_is_set_at_once():
    paper(thread(ENGLISH))  # finding fonts is done once
    began = time.process_time()
    paper(thread(*[ENGLISH] * 340))
    assert time.process_time() - began < 1.0
