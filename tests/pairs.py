"""The pairs of words that must meet in a search, or stay apart: `text_terms/pairs.tsv`, one a line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PLACE = Path(__file__).parent / "text_terms" / "pairs.tsv"


class Pair(NamedTuple):
    language: str
    query: str
    text: str
    verdict: str  # meet or apart
    why: str


def pairs() -> list[Pair]:
    _, *rows = PLACE.read_text("utf-8").splitlines()
    return [Pair(*row.split("\t")) for row in rows]
