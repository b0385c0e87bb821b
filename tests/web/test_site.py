"""The archive as a folder of pages: every link leads to a file, nothing is fetched, and the search finds what is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from lxml import html

from clew import samples
from clew.archive import Archive
from clew.text.filenames import filename
from clew.text.terms import terms
from clew.web.site import MARK, write_site
from clew.web.site.index import part_of

ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A site of the samples."""
    folder = tmp_path_factory.mktemp("site")
    done = []
    with Archive.open("memory:") as archive:
        for _ in archive.add(samples.paths()):
            pass
        assert write_site(archive, folder, lambda: done.append(1)) == len(done) == archive.info().threads
    return folder


def pages(place):
    for path in sorted(place.rglob("*.html")):
        yield path, html.document_fromstring(path.read_text("utf-8"))


def test_every_link_leads_to_a_file_of_the_site_or_out_of_it(place):
    names = {path: set(page.xpath("//@id")) for path, page in pages(place)}
    for path, page in pages(place):
        for address in page.xpath("//@href | //@src | //@action"):
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme in {"http", "https"}, (path, address)
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, address)
            assert target.is_relative_to(place.resolve())
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in names[target], (path, address)


def test_what_pages_load_stands_beside_them(place):
    for path, page in pages(place):
        loaded = page.xpath("//link/@href | //script/@src | //img/@src | //form/@action")
        assert not [each for each in loaded if "//" in each or each.startswith("/")], path
        assert bool(page.xpath("//script")) == (path.name == "search.html")


def test_every_thread_hashtag_and_author_has_a_page(place):
    with Archive.open("memory:") as archive:
        for _ in archive.add(samples.paths()):
            pass
        assert {path.stem for path in (place / "tag").iterdir()} == {filename(each.tag) for each in archive.tags()}
        for each in archive.authors():
            assert (place / "author" / f"{filename(each.author.id)}.html").is_file() == bool(each.threads)
    assert len(list((place / "thread").iterdir())) >= 30
    assert (place / MARK).is_file()


def test_names_are_safe_on_every_system():
    taken = [
        "x:12",
        "x-12",
        "raqqa",
        "Raqqa",
        "الرقة",
        "con",
        "a/../b",
        "https://a.example/b?c",
        "at://did:plc:a/b",
        "",
        "é",
        "x" * 300,
    ]
    names = [filename(each) for each in taken]
    assert names[:3] == ["x-12", filename("x-12"), "raqqa"]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,80}", name) for name in names)
    assert "con" not in names


def test_the_search_says_what_it_needs_where_it_cannot_run(place):
    page = html.document_fromstring((place / "search.html").read_text("utf-8"))
    assert "needs JavaScript" in page.get_element_by_id("said").text_content()


@pytest.fixture(scope="module")
def found(chromium, place):
    """Ask the search, in a browser that opened the page from the disk; and the terms it looks for."""
    page = chromium.new_context(offline=True).new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def ask(words):
        page.goto(f"{(place / 'search.html').as_uri()}?q={quote(words)}")
        page.wait_for_function("!/Searching/.test(document.getElementById('said').textContent)")
        assert not wrong
        return page.locator("#found a").evaluate_all("links => links.map(link => link.getAttribute('href'))")

    ask.terms = lambda words: page.evaluate("words => clewSearch.terms_of(words)", words)
    yield ask
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "words", ["bridge", "THE BRIDGE ferry", "الجسر", "بالجسر", "橋", "ハルファヤ", "pont", "#Halfaya", "Lina", "zzzz"]
)
def test_the_search_finds_the_threads_that_have_all_words(place, found, words):
    asked = set(terms(words))
    held = {}
    with Archive.open("memory:") as archive:
        for _ in archive.add(samples.paths()):
            pass
        from clew.query import Query

        for thread in archive.threads(Query(limit=None)):
            name, handle = thread.summary.author.name or "", thread.summary.author.handle or ""
            texts = [*(part.post.text for part in thread.parts), name, handle, *thread.summary.tags]
            held[f"thread/{filename(thread.id)}.html"] = {term for text in texts for term in terms(text)}
    assert set(found(words)) == {file for file, has in held.items() if asked <= has}


@pytest.mark.browser
def test_a_browser_folds_words_as_the_index_does(place, found):
    """A text of one word is found by that word, in each of 38 languages."""
    table = Path(__file__).parent.parent / "text_terms" / "pairs.tsv"
    rows = [row.split("\t") for row in table.read_text("utf-8").splitlines()[1:]]
    words = {word for row in rows for word in re.findall(r"[^\s\"#@():,.!?/…-]+", row[1] + " " + row[2])}
    found("x")
    missed = [word for word in sorted(words) if not found_by(found.terms(word), set(terms(word)))]
    assert missed == []


def found_by(looked_for, held):
    """Whether a text with these terms is found: each word looked for has a form among them."""
    return bool(looked_for) and all(set(forms) & held for forms in looked_for)


@pytest.mark.browser
def test_both_sides_count_a_terms_file_alike(place, found):
    found("x")
    assert part_of("bridge", 7) == sum_of("bridge") % 7
    assert part_of("橋😀", 1000) == sum_of("橋😀") % 1000


def sum_of(term):
    at = 0
    units = term.encode("utf-16-le")
    for place in range(0, len(units), 2):
        at = (at * 31 + int.from_bytes(units[place : place + 2], "little")) & 0xFFFF
    return at
