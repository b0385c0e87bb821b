"""The letters that stand for a person beside their name."""

from __future__ import annotations

import regex

_FIRST_LETTERS = regex.compile(r"(?<![\p{L}\p{M}\p{N}'’])[\p{L}\p{N}]")


def initials(name: str) -> str:
    """One or two letters of a name; a question mark where it has none.

    Two only in scripts with capitals: two letters of Arabic would join and be a syllable.
    """
    starts: list[str] = [each.upper() for each in _FIRST_LETTERS.findall(name)]
    if not starts:
        return "?"
    two = len(starts) > 1 and all(each.lower() != each for each in (starts[0], starts[-1]))
    return starts[0] + starts[-1] if two else starts[0]
