"""The cut and its margins against all cuts there are, for runs short enough to try them all."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.sources.threadreader_text.cutting import Frame, _Paths, cut
from clew.sources.threadreader_text.evidence import evidence
from clew.sources.threadreader_text.lines import Line

WORDS = st.sampled_from(
    ["One line.", "two,", "1/ a", "2/ b", "3/ c", "1. d", "2. e", "x (2)", "- i", "@a b", "@a", "#t u", "THREAD", "جسر",
     "w " * 60, "w" * 270, "w" * 300, "…and", "A: 1"]
)  # fmt: skip
RUNS = st.lists(st.tuples(WORDS, st.sampled_from([0, 0, 0, 1])), min_size=1, max_size=8)
FRAMES = st.builds(Frame, st.booleans(), st.booleans(), st.booleans(), st.sampled_from([0.0, 4.0]))


def every_path(paths):
    """All cuts of a run with what they cost, as sets of (first line, place in the card)."""
    open_paths, found = [(0, (0, None), 0.0, frozenset())], []
    while open_paths:
        line, state, cost, nodes = open_paths.pop()
        nodes |= {(line, state[0])}
        if line == paths.size:
            found.append((cost + paths._ending(state[0]), nodes))
            continue
        open_paths += [(end, following, cost + price, nodes) for end, following, price in paths._edges(line, state)]
    return found


@settings(max_examples=120, deadline=None)
@given(RUNS, FRAMES, st.booleans())
def test_the_cut_is_the_cheapest_and_its_margins_are_true(run, frame, apart):
    lines = [Line(at, words, blanks if at else 0) for at, (words, blanks) in enumerate(run)]
    seen = evidence(lines, apart=apart)
    paths = every_path(_Paths(seen, frame))
    best = min(cost for cost, _ in paths)
    pieces = cut(seen, frame)
    chosen = {(piece.first, piece.post) for piece in pieces}
    assert any(math.isclose(cost, best, abs_tol=1e-6) and chosen < nodes for cost, nodes in paths)
    after = [(piece.end, (piece.post + 1) % 3) for piece in pieces]
    for piece, end in zip(pieces, after, strict=True):
        others = [cost for cost, nodes in paths if (piece.first, piece.post) not in nodes or end not in nodes]
        assert piece.margin == pytest.approx(min(others, default=math.inf) - best, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(RUNS, FRAMES)
def test_pieces_follow_each_other_and_leave_nothing(run, frame):
    lines = [Line(at, words) for at, (words, _) in enumerate(run)]
    pieces = cut(evidence(lines), frame)
    assert [piece.first for piece in pieces] == [0, *(piece.end for piece in pieces[:-1])]
    assert pieces[-1].end == len(lines)
    assert [piece.post for piece in pieces] == [at % 3 for at in range(len(pieces))]
