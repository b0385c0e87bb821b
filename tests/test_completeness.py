from __future__ import annotations

from typing import get_args

import pytest

from clew.post import State
from clew.text.completeness import gap_words, summary_words
from clew.thread import Gap


@pytest.mark.parametrize(
    ("held", "promised", "gaps", "branches", "words"),
    [
        (16, 16, (), 0, "All 16 posts held"),
        (1, None, (), 0, "1 post held"),
        (1, 1, (), 0, "1 post held"),
        (5, None, (), 2, "5 posts held; 2 branches"),
        (3, 16, (Gap("c", None, missing=13),), 0, "3 of 16 posts held; 13 posts not captured"),
        (9, 10, (Gap("c", "e", "deleted", 1),), 1, "9 of 10 posts held; 1 post deleted; 1 branch"),
        (4, 5, 1, 0, "4 of 5 posts held; 1 gap"),
        (4, None, (Gap("a", "b"), Gap("b", "c")), 0, "4 posts held; 2 gaps of unknown length (not captured)"),
        (10, 10, (Gap("c", "e", "deleted", 1),), 1, "10 posts held, 10 promised; 1 post deleted; 1 branch"),
        (17, 16, 0, 0, "17 posts held, 16 promised"),
        (1200, 1201, 0, 0, "1,200 of 1,201 posts held"),
        (4, 8, (Gap("a", "b", "deleted", 1), Gap("b", "c", missing=2), Gap("c", "d", "deleted", 1)), 0,
         "4 of 8 posts held; 2 posts deleted; 2 posts not captured"),
    ],
)  # fmt: skip
def test_a_thread_says_how_whole_it_is(held, promised, gaps, branches, words):
    assert summary_words(held, promised, gaps, branches) == words


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Gap("a", "b", missing=1), "1 post is missing here: it was not captured."),
        (Gap("a", "b", "deleted", 3), "3 posts are missing here: they were deleted."),
        (Gap("a", "b"), "At least one post is missing here: it was not captured."),
        (Gap(None, "b"), "The beginning is missing here: it was not captured."),
        (Gap(None, "b", missing=2), "2 posts are missing before this: they were not captured."),
        (Gap("a", None, missing=13), "13 posts are missing after this: they were not captured."),
        (Gap("a", None), "The end is missing here: it was not captured."),
    ],
)
def test_a_gap_says_what_is_missing_and_why(gap, words):
    assert gap_words(gap) == words


@pytest.mark.parametrize("reason", ["not captured", *get_args(State)])
def test_every_reason_has_words(reason):
    one, two = gap_words(Gap("a", "b", reason, 1)), gap_words(Gap("a", "b", reason, 2))
    assert one.startswith("1 post is missing here: ")
    assert two.startswith("2 posts are missing here: ")
    assert one.split(": ")[1] != two.split(": ")[1]
    assert summary_words(1, 2, (Gap("a", "b", reason, 1),)).endswith(f"1 post {reason}")
