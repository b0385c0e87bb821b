"""Which of some texts say nearly the same: the same words in the same order, but for a few.

A text is the set of its terms three by three, and two texts are alike where most of those are in both. Comparing every
set with every other would take longer than printing a page (70 ms for a hundred threads); MinHash finds those that are
worth comparing in a tenth of a millisecond (https://en.wikipedia.org/wiki/MinHash).
"""

from __future__ import annotations

from collections.abc import Sequence

import regex
from rensa import RMinHash

from clew.text.terms import terms

ALIKE = 0.75
"""The share of what is in either of two texts that must be in both."""
# Greetings and the like are the same everywhere and mean nothing.
_SHORTEST = 12
_THREE = 3
_SIGNS, _SEED = 128, 1
# A hundred and twenty-eight signs tell the share to about 0.04, so that nothing alike is passed over.
_WORTH = ALIKE - 0.15
_ADDRESS = regex.compile(r"https?://\S+")


def first_alike(texts: Sequence[str]) -> list[int]:
    """For each text the place of the first one that is like it: its own where there is none before."""
    found: list[int] = []
    firsts: list[tuple[int, frozenset[str], RMinHash]] = []
    for place, text in enumerate(texts):
        said = _threes(text)
        if said is None:
            found.append(place)
            continue
        signs = RMinHash(_SIGNS, _SEED)
        signs.update(list(said))
        like = next((at for at, other, theirs in firsts if _is_like(said, signs, other, theirs)), None)
        if like is None:
            firsts.append((place, said, signs))
        found.append(place if like is None else like)
    return found


def _threes(text: str) -> frozenset[str] | None:
    """The terms of a text three by three; None where there are too few. A link is another in every copy."""
    words = list(terms(_ADDRESS.sub(" ", text)))
    if len(words) < _SHORTEST:
        return None
    return frozenset(" ".join(words[at : at + _THREE]) for at in range(len(words) - _THREE + 1))


def _is_like(said: frozenset[str], signs: RMinHash, other: frozenset[str], theirs: RMinHash) -> bool:
    if signs.jaccard(theirs) < _WORTH:
        return False
    both = len(said & other)
    return both >= ALIKE * (len(said) + len(other) - both)
