from __future__ import annotations

from collections import Counter

import pytest
from pairs import pairs

from clew.text.terms import terms


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.language}: {pair.why}")
def test_words_meet_or_stay_apart(pair):
    found = f" {' '.join(terms(pair.query))} " in f" {' '.join(terms(pair.text))} "
    assert terms(pair.query)
    assert ("meet" if found else "apart") == pair.verdict, (pair, terms(pair.query), terms(pair.text))


def test_there_are_pairs_of_many_languages():
    languages = Counter(pair.language for pair in pairs())
    assert len(pairs()) >= 150
    assert len([language for language, count in languages.items() if count >= 3]) >= 12
    assert {pair.verdict for pair in pairs()} == {"meet", "apart"}
    assert len(set(pairs())) == len(pairs())
