"""What looks like numbering, and what of it is."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.text.counting import decide, split, total
from clew.text.numbering import candidates, closes, opens
from clew.thread import Number


def read(text, body_start=0):
    return [
        (number.index, number.total, number.style, number.place, text[number.start : number.end])
        for number in candidates(text, body_start)
    ]


@pytest.mark.parametrize(
    ("text", "index", "said", "style", "span"),
    [
        ("1/ oak", 1, None, "1/", "1/"),
        ("12/ oak", 12, None, "1/", "12/"),
        ("1/n oak", 1, None, "1/n", "1/n"),
        ("1/12 oak", 1, 12, "1/12", "1/12"),
        ("1 / 12 oak", 1, 12, "1/12", "1 / 12"),
        ("1/ 12 oaks", 1, None, "1/", "1/"),
        ("6/end", 6, 6, "1/n", "6/end"),
        ("1. oak", 1, None, "1.", "1."),
        ('1."Oak', 1, None, "1.", "1."),
        ("1) oak", 1, None, "1)", "1)"),
        ("1)Oak", 1, None, "1)", "1)"),
        ("1- Oak", 1, None, "1-", "1-"),
        ("1 – oak", 1, None, "1-", "1 –"),
        ("(1) oak", 1, None, "(1)", "(1)"),
        ("(1/12) oak", 1, 12, "(1/12)", "(1/12)"),
        ("(2 of 5) oak", 2, 5, "(1/12)", "(2 of 5)"),
        ("[1/12] oak", 1, 12, "[1/12]", "[1/12]"),
        ("[3/n] oak", 3, None, "[1/n]", "[3/n]"),
        ("1: oak", 1, None, "1:", "1:"),
        ("1\\ oak", 1, None, "1\\", "1\\"),
        ("#1 oak", 1, None, "#1", "#1"),
        ("٣/ بلوط", 3, None, "1/", "٣/"),
        ("١٢- بلوط", 12, None, "1-", "١٢-"),
        ("(٣ من ١٢) بلوط", 3, 12, "(1/12)", "(٣ من ١٢)"),
        ("１／１２ 楢", 1, 12, "1/12", "１／１２"),
        ("（１／５）楢", 1, 5, "(1/12)", "（１／５）"),
        ("１、楢", 1, None, "1.", "１、"),
        ("3️⃣ oak", 3, None, "1⃣", "3️⃣"),
        ("  1/ oak", 1, None, "1/", "1/"),
        ("\u200f١/ بلوط", 1, None, "1/", "١/"),
        ("@wren @heron 2/ oak", 2, None, "1/", "2/"),
        ("THREAD 1/ oak", 1, None, "1/", "1/"),
        ("Thread: (1/4) oak", 1, 4, "(1/12)", "(1/4)"),
        ("🧵 1/5 oak", 1, 5, "1/12", "1/5"),
        ("سلسلة: ١/ بلوط", 1, None, "1/", "١/"),
    ],
)
def test_at_the_start(text, index, said, style, span):
    assert read(text) == [(index, said, style, "start", span)]


@pytest.mark.parametrize(
    ("text", "index", "said", "style", "span"),
    [
        ("oak 1/", 1, None, "1/", "1/"),
        ("oak 3/12", 3, 12, "1/12", "3/12"),
        ("oak 12/12.", 12, 12, "1/12", "12/12"),
        ("oak 4/n", 4, None, "1/n", "4/n"),
        ("oak... (1)", 1, None, "(1)", "(1)"),
        ("oak) (2).", 2, None, "(1)", "(2)"),
        ("oak [2/7]", 2, 7, "[1/12]", "[2/7]"),
        ("oak\n\n2/", 2, None, "1/", "2/"),
        ("oak 3/12 https://trees.example/a", 3, 12, "1/12", "3/12"),
        ("oak 3/12 #trees #oak https://trees.example/a 👇🏽", 3, 12, "1/12", "3/12"),
        ("楢です（1/5）", 1, 5, "(1/12)", "（1/5）"),
        ("楢です1/5", 1, 5, "1/12", "1/5"),
        ("oak 2\\", 2, None, "1\\", "2\\"),
        ("oak 1.", 1, None, "1.", "1."),
        ("oak 2)", 2, None, "1)", "2)"),
        ("oak 2:", 2, None, "1:", "2:"),
        ("oak 2-", 2, None, "1-", "2-"),
        ("oak #3", 3, None, "#1", "#3"),
        ("بلوط ٢/", 2, None, "1/", "٢/"),
    ],
)
def test_at_the_end(text, index, said, style, span):
    assert read(text) == [(index, said, style, "end", span)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "oak",
        "24/7 we are open",
        "23/12/2016 was a Friday",
        "2-1 to the guests",
        "2 - 1",
        "3.5 million oaks",
        "10:30 at the gate",
        "1-year-old oaks",
        "50% off",
        "1st oak",
        "2..5 oaks",
        "#oak and ash",
        "5 oaks",
        "the end",
        "see https://trees.example/1/2",
        "see https://trees.example/2",
        "costs £1/2",
        "version 1.2",
        "at 10:30",
        "born in 2016",
        "word/2 no",
        "0/0",
        "4/0 oaks",
        "12345/ oaks",
        "1/2/3 go",
        "half of it, i.e. x1/2",
        "² oak",
    ],
)
def test_no_number(text):
    assert read(text) == []


def test_both_ends_are_read_and_one_number_is_not_two():
    assert [number[0] for number in read("2/ oak (3)")] == [2, 3]
    assert len(candidates("1/12")) == 1
    assert len(candidates("(1)")) == 1


def test_nothing_before_the_body_is_read():
    assert read("1/ @wren oak", body_start=9) == []
    assert read("@1 2/ oak", body_start=3) == [(2, None, "1/", "start", "2/")]


@given(st.text(alphabet=" 0123456789/()[].,:-#n\\@aT٣３️⃣🧵\n"), st.integers(0, 5))
def test_any_text_gives_spans_inside_it(text, body_start):
    found = candidates(text, body_start)
    for number in found:
        assert 0 <= number.start < number.end <= len(text)
        assert number.index >= 0
        assert number.total is None or number.total >= number.index
    assert all(left.end <= right.start for left, right in pairwise(found))


def test_long_texts_cost_no_more_than_their_length():
    began = time.process_time()
    for text in (
        "1" * 300_000,
        "#a " * 100_000,
        "@a " * 100_000,
        "(" * 300_000,
        "thread " * 50_000,
        "\u200f" * 300_000,
    ):
        candidates(text)
        opens(text)
        closes(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "THREAD on oaks",
        "THREAD: oaks",
        "Thread: oaks",
        "thread on oaks 👇👇",
        "Oaks 🧵",
        "Oaks. Thread:",
        "Oaks (thread)",
        "سلسلة: البلوط",
        "Hilo 👇",
        "#Thread\nOaks",
        "スレッド：楢",
        "@wren Thread: oaks",
    ],
)
def test_a_thread_is_opened(text):
    assert opens(text)


@pytest.mark.parametrize(
    "text", ["I lost the thread of it", "A common thread runs here", "threads of wool", "my thread", "oaks"]
)
def test_no_thread_is_opened(text):
    assert not opens(text)


@pytest.mark.parametrize("text", ["oaks (END).", "oaks\nfin", "/end", "oaks END/", "12/end", "النهاية", "楢\n終わり"])
def test_a_thread_is_closed(text):
    assert closes(text)


@pytest.mark.parametrize("text", ["The weekend", "in the end", "oaks without end", "finish"])
def test_no_thread_is_closed(text):
    assert not closes(text)


def decided(*texts, **more):
    return [number and number.index for number in decide([candidates(text) for text in texts], **more)]


def test_a_run_decides():
    assert decided("1/ oak", "2/ ash", "3/ elm") == [1, 2, 3]
    assert decided("oak", "2/ ash", "3/ elm") == [None, 2, 3]
    assert decided("1/ oak", "ash", "elm") == [None, None, None]
    assert decided("2017: oak", "2018: ash", "2019: elm") == [None, None, None]
    assert decided("12. May oak", "13. May ash", "14. May elm") == [None, None, None]


def test_a_count_may_begin_in_the_middle_only_behind_a_gap():
    assert decided("7/ oak", "8/ ash") == [None, None]
    assert decided("7/ oak", "8/ ash", loose=[0]) == [7, 8]
    assert decided("7. oak", "8. ash", loose=[0]) == [None, None]
    assert decided("7. oak", "8. ash", "9. elm", loose=[0]) == [7, 8, 9]
    assert decided("2017. oak", "2018. ash", "2019. elm", loose=[0]) == [None, None, None]
    assert decided("7/9 oak", "8/9 ash") == [7, 8]


def test_a_jump_needs_a_reason():
    assert decided("1/ oak", "2/ ash", "9/11 elm", "3/ fir") == [1, 2, None, 3]
    assert decided("1/ oak", "2/ ash", "9/ elm") == [1, 2, None]
    assert decided("1/ oak", "2/ ash", "9/ elm", loose=[2]) == [1, 2, 9]
    assert decided("1/ oak", "2/ ash", "4/ elm", "5/ fir") == [1, 2, 4, 5]
    assert decided("1/ oak", "", "", "4/ elm") == [1, None, None, 4]


def test_a_branch_goes_on_from_the_post_it_leaves():
    above = Number(index=4, start=0, end=2)
    assert decided("5/ oak", before=above) == [5]
    assert decided("7/ oak", before=above) == [None]
    assert decided("5. oak", before=above) == [None]


def test_two_styles_are_two_counts():
    assert decided("1/ 1. oak", "2/ ash", "2. elm", "3/ fir") == [1, 2, None, 3]
    assert decided("1/ oak", "2/3 ash", "[3/3] elm") == [1, 2, 3]


def test_restarts_are_split_and_totals_are_voted_on():
    numbers = decide([candidates(text) for text in ("1/2 a", "2/2 b", "1/3 c", "2/4 d", "3/3 e")])
    runs = split(numbers)
    assert [[number.index for _, number in run] for run in runs] == [[1, 2], [1, 2, 3]]
    assert [total(run) for run in runs] == [2, 3]
    assert total([(0, Number(index=1, start=0, end=2))]) is None


def test_a_long_line_is_decided_in_one_pass():
    found = [candidates(f"{number % 5000 + 1}/ oak (2)") for number in range(20_000)]
    began = time.process_time()
    numbers = decide(found)
    assert time.process_time() - began < 3
    assert [number.index for number in numbers if number][:3] == [1, 2, 3]
