"""Whatever stands on a saved listing, and however much: nothing is lost, nothing is added, and it takes no time."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import LONG, card, reading, texts


@pytest.fixture(name="read")
def reader(tmp_path):
    return reading(tmp_path)


PLAIN = st.sampled_from(
    ["One.", "two,", "", "1/ a", "2/ b", "3. c", "(2)", "x (END)", "- i", "@a b", "#t u", "Read 2 tweets", "THREAD",
     "جسر", "橋", "…", "https://a.example/b…", "w " * 80, "w" * 290, "5/5", "A: 1", "> x", "🧵", "a" * 140]
)  # fmt: skip
SITE = st.sampled_from(
    ["Read 5 tweets", "@a", "Sep 7th 2019", "Profile picture", "Share", "#a", "@a · Aug 2nd", "Name"]
)
ANY = st.text(max_size=20).map(lambda text: " ".join(text.encode("utf-8", "replace").decode().split()))
RELAXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)


def lines_of(posts):
    return [line for post in posts for line in post.text.split("\n") if line]


@RELAXED
@given(st.lists(PLAIN | st.just("Read 5 tweets"), max_size=60))
def test_no_line_is_lost_or_doubled(read, lines):
    posts, _ = read("\n".join(lines) + "\n")
    assert lines_of(posts) == [line.strip() for line in lines if line and line != "Read 5 tweets"]
    assert all(post.text == post.text.strip() for post in posts)


@RELAXED
@given(st.lists(PLAIN | SITE | ANY, max_size=60))
def test_whatever_stands_on_a_page_the_order_is_the_pages_and_nothing_is_added(read, lines):
    posts, _ = read("\n".join(lines) + "\n")
    rest = iter(line.strip() for line in lines)
    assert all(line in rest for line in lines_of(posts))
    assert all(0 <= post.body_start <= len(post.text) for post in posts)
    assert all(0.5 <= post.listed.sure <= 1 for post in posts)


@RELAXED
@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_crash(read, data):
    posts, _ = read(b"One\n" + data + b"\nRead 5 tweets\n")
    assert all(post.text for post in posts)


def test_three_thousand_cards_take_a_few_seconds(read):
    page = "".join(
        card(f"1/ {LONG} {at}", f"Two of {at}", "", "more", f"2/ {LONG}", f"3/ {LONG}", f"- {at}") for at in range(3000)
    )
    started = time.process_time()
    posts, _ = read(page)
    assert len(posts) == 9_000
    assert time.process_time() - started < 20


@pytest.mark.parametrize("line", ["A", "1/", "Some words that stand in a line of their own", LONG])
def test_two_thousand_lines_without_a_closing_line_stay_bounded(read, line):
    started = time.process_time()
    posts, _ = read(f"{line}\n" * 2000 + "Read 5 tweets\n")
    assert sum(post.text.count("\n") + 1 for post in posts) == 2000
    assert time.process_time() - started < 20


def test_a_line_no_post_can_be_is_left_out_and_told(read):
    started = time.process_time()
    posts, problems = read(b"One\nTwo\n" + b"x" * 100_000_000 + b"\nThree\nRead 4 tweets\n")
    assert texts(posts) == ["One", "Two", "Three"]
    assert [problem.place for problem in problems] == ["line 3"]
    assert time.process_time() - started < 10
