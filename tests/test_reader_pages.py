"""Saved pages of Thread Reader and Nitter: what the real ones hold, and what no mutation of a page can do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew import sources
from clew.capture import open_capture
from clew.post import Post, Problem
from clew.unroll import unroll

FIXTURES = Path(__file__).parent / "sources"
PAGES = sorted((*FIXTURES.glob("threadreader/*.*html"), *FIXTURES.glob("nitter/*.html")))


def read(place, name):
    with open_capture(place) as capture:
        return list(sources.load(name).read(capture))


@pytest.mark.shared
def test_the_real_thread_page_holds_its_thread_and_the_cards_below(shared):
    posts = read(next((shared / "data" / "threadreader").glob("thread_*.html")), "threadreader")
    assert all(isinstance(post, Post) for post in posts)
    thread = [post for post in posts if post.listed.row == 0]
    assert len(thread) == 102
    assert {post.listed.promised for post in thread} == {102}
    assert all(post.id.startswith("x:") and post.created is not None for post in thread)
    assert len({post.author.id for post in thread}) == 1
    # The page states one time for the thread, to the second; the first post's id gives the same.
    assert int(thread[0].created.timestamp()) == 1578682933
    # Nine cards more, three posts each, all of which have a button that says how many there are.
    assert Counter(post.listed.row for post in posts if post.listed.row) == dict.fromkeys(range(1, 10), 3)
    assert all(post.listed.promised > 3 for post in posts)
    shapes = unroll(posts).shapes
    assert sorted(len(shape.places) for shape in shapes) == [3] * 9 + [102]


@pytest.mark.shared
def test_the_real_listing_holds_four_cards(shared):
    posts = read(next((shared / "data" / "threadreader").glob("home_listing*.html")), "threadreader")
    assert len(posts) == 12
    assert len({post.author.id for post in posts}) == 4
    # 8 answers there: they follow from the order of each card, and are no answers of the posts' own.
    assert not any(post.reply_to for post in posts)
    assert [len(shape.places) for shape in unroll(posts).shapes] == [3] * 4
    assert [post.listed.promised for post in posts if post.listed.place == 0] == [12, 25, 10, 38]


def test_a_card_saved_as_html_and_as_text_is_one_card(tmp_path):
    page = FIXTURES / "threadreader" / "listing.html"
    first = [post for post in read(page, "threadreader") if post.listed.row == 0]
    text = tmp_path / "page.txt"
    text.write_text("\n".join((*(post.text for post in first), "Read 6 tweets", "")))
    again = read(text, "threadreader_text")
    assert [post.id for post in again] == [post.id for post in first]
    assert {post.listed.card for post in again} == {post.listed.card for post in first}


def test_a_page_saved_again_with_more_posts_keeps_its_card():
    page = (FIXTURES / "threadreader" / "thread-2026.html").read_text()
    shorter = page[: page.index('<div id="tweet_3"')] + "</div></body></html>"
    assert {post.listed.card for post in of_text(shorter)} == {
        post.listed.card for post in of_text(page) if post.listed.row == 0
    }


def of_text(page):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page)
        return read(file, "threadreader")


def test_a_page_without_posts_is_a_problem(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<html><head><meta name="application-name" content="Thread Reader App"></head><body>'
        '<a href="https://threadreaderapp.com/">home</a></body></html>'
    )
    (problem,) = read(page, "threadreader")
    assert isinstance(problem, Problem)
    assert "no posts" in problem.reason


def test_a_page_of_windows_is_read_in_its_own_letters(tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(
        '<html><head><meta charset="windows-1256"><title>threadreaderapp.com</title></head><body>'
        '<div id="tweet_1" class="content-tweet" data-screenname="mina_far" data-tweet="1900000000000000000">ميناء</div>'
        "</body></html>".encode("cp1256")
    )
    (post,) = read(page, "threadreader")
    assert post.text == "ميناء"


def test_ten_thousand_open_elements_are_no_trouble(tmp_path):
    page = tmp_path / "page.html"
    deep = "<div><span>" * 10_000
    page.write_text(
        f'<html><body>{deep}<div class="content-tweet" data-tweet="1900000000000000000">x threadreaderapp.com'
    )
    assert isinstance(read(page, "threadreader"), list)
    assert isinstance(read(page, "nitter"), list)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_mutation_of_a_page_stops_the_reading(page, data, tmp_path_factory):
    whole = bytearray(page.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole)))
        end = min(len(whole), at + data.draw(st.integers(0, 40)))
        whole[at:end] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"<", b"</div>", b'"', b"&#xD800;", b"\x00", b"=3"])
        )
    file = tmp_path_factory.getbasetemp() / f"mutated{page.suffix}"
    file.write_bytes(bytes(whole))
    for record in read(file, page.parent.name):
        assert isinstance(record, (Post, Problem))
        if isinstance(record, Post):
            assert 0 <= record.body_start <= len(record.text)
            assert all(0 <= e.start < e.end <= len(record.text) for e in record.entities)
