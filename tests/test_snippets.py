from __future__ import annotations

import time
from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from clew.text.snippets import CUT, hits, snippet
from clew.text.terms import terms

LONG = "The mill stood by the weir for a hundred years. " * 8
WORDS = st.lists(
    st.sampled_from(["mill", "weir", "l’école", "بالرقة", "東京は雨", "e\u0301te\u0301", "👩🏽‍🚒🇸🇾", "น้ำ", "\n", "a", "," * 30, "x" * 60]),
    max_size=40,
)  # fmt: skip


def shown(text, words, length=60):
    """The snippet with its hits in brackets."""
    pieces = snippet(text, [terms(word) for word in words], length)
    return "".join(f"[{piece}]" if marked else piece for piece, marked in pieces)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The mill, the Mill's weir", ["mill", "weir"], "The [mill], the [Mill's] [weir]"),
        ("the old mill by the weir", ["old mill", "weir old"], "the [old mill] by the weir"),
        ("À l’école de Rakka", ["ecole"], "À l’[école] de Rakka"),
        ("نزلنا بالرَّقَّة ليلا", ["الرقة"], "نزلنا [بالرَّقَّة] ليلا"),
        ("東京は雨だった", ["京は雨"], "東[京は雨]だった"),
        ("水水", ["水"], "[水水]"),
        ("fire🔥🔥!", ["🔥"], "fire[🔥🔥]!"),
        ("nothing here", ["mill"], "nothing here"),
        ("nothing here", [], "nothing here"),
        ("", ["mill"], ""),
        (f"{LONG}A fire! {LONG}", ["fire"], "…hundred years. A [fire]! The mill stood by the weir for a…"),
        (f"{LONG}A fire! {LONG}", ["nobody"], "The mill stood by the weir for a hundred years. The mill…"),
        (f"fire {LONG} fire at the brook {LONG}", ["fire", "brook"], "…years.  [fire] at the [brook] The mill stood by the weir…"),
        (f"{LONG}A fire!", ["fire"], "…The mill stood by the weir for a hundred years. A [fire]!"),
        ("雨" * 100 + "東京" + "雨" * 100, ["東京"], "…" + "雨" * 18 + "[東京]" + "雨" * 38 + "…"),
        ("the " + "mill " * 30, ["mill " * 30], "the [mill mill mill mill mill mill mill mill mill mill mill]…"),
    ],
)  # fmt: skip
def test_the_best_place_is_shown_with_its_hits(text, words, found):
    assert shown(text, words) == found


@given(
    WORDS,
    st.lists(st.sampled_from(["mill", "ecole", "الرقة", "京は", "ete", "น้ำ", "mill weir"]), max_size=3),
    st.integers(1, 90),
)
def test_a_snippet_is_a_part_of_the_text(words, asked, length):
    text = " ".join(words)
    sequences = [terms(word) for word in asked]
    pieces = snippet(text, sequences, length)
    joined = "".join(piece for piece, _ in pieces)
    assert len(joined) <= max(length, 3)
    assert joined.removeprefix(CUT).removesuffix(CUT) in text
    assert all(piece for piece, _ in pieces)
    assert all(one[1] != other[1] for one, other in pairwise(pieces))
    if length >= 20 and hits(text, sequences):
        assert any(marked for _, marked in pieces)


@given(WORDS, st.integers(30, 90))
def test_no_sign_is_cut_in_two(words, length):
    text = " ".join(words)
    edges = {0, *(sign.end() for sign in regex.finditer(r"\X", text))}
    joined = "".join(piece for piece, _ in snippet(text, [["ete"], ["น้ํา"]], length))
    inner = joined.removeprefix(CUT).removesuffix(CUT)
    starts = [place for place in range(len(text)) if text.startswith(inner, place)]
    assert any({start, start + len(inner)} <= edges for start in starts) or not text


@pytest.mark.parametrize(
    "text", ["mill " * 200_000, "x" * 1_000_000, "e" + "\u0301" * 1_000_000, "水" * 1_000_000, "\ud800" * 1_000_000]
)
def test_long_texts_cost_little(text):
    started = time.process_time()
    pieces = snippet(text, [["mill"], ["水"], ["mill"] * 60], 300)
    assert sum(len(piece) for piece, _ in pieces) <= 300
    assert time.process_time() - started < 2
