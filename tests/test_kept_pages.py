"""Pages to keep: one file, nothing beside it, and nothing in a post that a browser would obey."""

from __future__ import annotations

import io
import re
from pathlib import Path

from lxml import html as parser
from made_threads import ARABIC, ENGLISH, TRICKS, forked, thread

from clew.exports import About, html

ROOT = Path(__file__).parent.parent


def page(*threads, **about):
    out = io.BytesIO()
    html.write(threads, out, About(**about))
    return out.getvalue().decode()


def test_nothing_is_fetched_and_nothing_runs():
    made = page(thread(ENGLISH, *TRICKS.values(), alt="x"), forked(), title="</title><script>")
    tree = parser.document_fromstring(made)
    assert not tree.xpath("//script|//link|//img|//iframe|//object|//form|//*[@src]|//*[@onclick]|//base")
    assert "url(" not in made
    assert "@import" not in made.split("</style>")[0]
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert tree.findtext(".//title") == "</title><script> · Clew"
    assert {link.split(":")[0] for link in tree.xpath("//a/@href") if link[0] != "#"} <= {"https", "http"}


def test_links_inside_lead_somewhere():
    tree = parser.document_fromstring(page(thread(ENGLISH, ARABIC), forked(), title="Two"))
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    assert {link[1:] for link in tree.xpath("//a/@href") if link[0] == "#"} <= set(names)


def test_one_thread_is_a_page_of_its_own_and_many_have_a_list():
    one = parser.document_fromstring(page(thread(ENGLISH, lang="en"), title="Lina"))
    assert [each.text_content() for each in one.iter("h1")] == ["Thread by Lina Haddad"]
    assert not one.xpath("//main/nav")
    many = parser.document_fromstring(page(thread(ENGLISH), thread(ARABIC, first=9), title="#halfaya"))
    assert [each.text_content() for each in many.iter("h1")] == ["#halfaya"]
    assert len(many.xpath("//main/nav//li")) == 2


def test_it_is_built_as_the_pages_are():
    style = (ROOT / "src/clew/web/static/clew.css").read_text("utf-8")
    style += (ROOT / "src/clew/web/static/thread.css").read_text("utf-8")
    style += (ROOT / "src/clew/exports/_page/kept.css").read_text("utf-8")
    tree = parser.document_fromstring(page(thread(ENGLISH, alt=""), forked(), title="Two"))
    used = {name for each in tree.xpath("//@class") for name in each.split()}
    assert {name for name in used if not re.search(rf"\.{name}\b", style)} <= {"words"} | {"whole"}


def test_asides_hang_on_the_post_they_leave():
    tree = parser.document_fromstring(page(forked()))
    rows = tree.xpath("//article/ol/li")
    assert [len(row.xpath("./div[@class='asides']/details")) for row in rows] == [2, 0, 0]
    assert [len(each.xpath(".//li")) for each in rows[0].iter("details")] == [2, 1]
    assert "gap" in rows[1].get("class")
