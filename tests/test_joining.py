from __future__ import annotations

import pytest

from clew.text.joining import runs_on


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("nobody had looked, but", "somebody had to", True),
        ("nobody had looked…", "…but somebody had to", True),
        ("nobody had looked...", "but somebody had to", True),
        ("nobody had looked 👇", "but somebody had to", True),
        ("nobody had looked.", "but somebody had to", False),
        ("nobody had looked", "But somebody had to", False),
        ("nobody had looked…", "Then they did", False),
        ("a list: #bridge", "and more", False),
        ("see https://example.org/a", "and more", False),
        ("كان أبي يقول،", "إن الخبز", False),
        ("橋の話", "をします", False),
        ("", "and", False),
        ("and", "", False),
        ("and\n\n", "so", False),
        ("nobody had looked", "…but somebody had to", True),
    ],
)
def test_a_sentence_runs_on_where_nothing_ends_it(before, after, runs):
    assert runs_on(before, after) is runs
