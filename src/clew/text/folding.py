"""One folding of letters for tags, names and search, so that spellings a reader takes for one word become one word."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters that Arabic, Persian, Urdu and Kurdish keyboards write differently for one another
# (alef with hamza and its kin fall apart under NFKD and need no row), and Latin letters NFKD leaves whole.
_LETTERS = str.maketrans(
    {
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ڪ": "ك",
        "ة": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ٱ": "ا",
        "ı": "i",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "\u0640": None,  # tatweel stretches a word without changing it
        "\u200c": None,  # ZWNJ
        "\u200d": None,  # ZWJ
        "\ufe0f": None,  # emoji presentation
    }
)
# Marks are dropped by their combining class: Hebrew points (10-26), Arabic marks (27-35), Syriac (36), and what stands
# below or above a letter (200-240). Indic and Thai vowel signs, kana voicing and viramas have other classes and are
# part of the letter (UAX #44, table 15).
_HEBREW_TO_SYRIAC = range(10, 37)
_AROUND = range(200, 241)


def _dropped(mark: str) -> bool:
    place = unicodedata.combining(mark)
    return place in _HEBREW_TO_SYRIAC or place in _AROUND


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word without case, accents, Arabic letter variants, stretching and foreign digits."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold()).translate(_LETTERS)
    kept = (_digit(letter) for letter in apart if not _dropped(letter))
    return unicodedata.normalize("NFC", "".join(kept))


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
