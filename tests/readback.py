"""Books and papers read back as the words that stand in their chapters, by programs that are not ours."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile

import pypdfium2
from lxml import etree, html
from warcio.archiveiterator import ArchiveIterator

# What poppler and typst write around words of the other direction, and where a long word may part.
TURNING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OPF = "{http://www.idpf.org/2007/opf}"


def epub_pages(data):
    """The pages of a book in reading order: name and parsed page."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        package = etree.fromstring(book.read("EPUB/package.opf"))
        files = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
        for item in package.iter(f"{OPF}itemref"):
            name = files[item.get("idref")]
            yield name, etree.fromstring(book.read(f"EPUB/{name}"))


def epub_words(data):
    """The words of a book's chapters."""
    chapters = [page for name, page in epub_pages(data) if name.startswith("thread-")]
    return "\n".join("".join(page.itertext()) for page in chapters)


def pdf_pages(data, *options):
    """The words of each page of a paper, as poppler finds them."""
    run = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return TURNING.sub("", run.stdout.decode()).split("\f")[:-1]


def pdf_words(data):
    """The words of a paper's chapters: what comes after its cover and contents."""
    pages = pdf_pages(data)
    front = (at for at, page in enumerate(pages) if re.search(r"(?m)^(?:Contents|0 threads, 0 posts)$", page))
    return " ".join(" ".join(pages[max(front, default=-1) + 1 :]).split())


def pdfium_words(data):
    """The words of a paper as the reader finds them that Chrome has."""
    paper = pypdfium2.PdfDocument(data)
    words = "\n".join(page.get_textpage().get_text_range() for page in paper)
    paper.close()
    return TURNING.sub("", words)


def html_words(data):
    """The words of a page's posts."""
    page = html.document_fromstring(data.decode())
    return "\n".join(post.text_content() for post in page.iter("article"))


def warc_words(data):
    """The words of the pages that a recording holds."""
    records = ArchiveIterator(io.BytesIO(data))
    pages = [
        record.content_stream().read()
        for record in records
        if record.rec_type == "response" and record.http_headers.get_header("Content-Type").startswith("text/html")
    ]
    return "\n".join(map(html_words, pages))


def wacz_words(data):
    """The words of the pages of each recording in a web archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        recordings = [name for name in archive.namelist() if name.startswith("archive/")]
        return "\n".join(warc_words(archive.read(name)) for name in recordings)


READ_BACK = {
    "epub": epub_words,
    "pdf": pdf_words,
    "html": html_words,
    "warc": warc_words,
    "wacz": wacz_words,
}
