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


class _Signs(dict[int, int | str | None]):
    """What becomes of each sign, by its number, looked up once: nothing of a mark, and of a digit 0 to 9."""

    def __missing__(self, code: int) -> int | str | None:
        sign = chr(code)
        place, digit = unicodedata.combining(sign), unicodedata.decimal(sign, None)
        dropped = place in _HEBREW_TO_SYRIAC or place in _AROUND
        self[code] = found = None if dropped else code if digit is None else str(digit)
        return found


_SIGNS = _Signs()


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word without case, accents, Arabic letter variants, stretching and foreign digits."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold()).translate(_LETTERS)
    return unicodedata.normalize("NFC", apart.translate(_SIGNS))
