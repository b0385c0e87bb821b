"""The light stem of an Arabic word: without the article and the particles that are written as its first letters.

Without a dictionary nobody can tell a particle from a first letter of the word itself: the minister (وزير) begins like
"and a visitor". So only what is nearly always a particle is taken off: the article with what stands before it, `و`
before words too long to begin with it by themselves, and any particle before a few names. Whatever is taken off is
taken off everywhere, so a word that loses its own first letter is still found by itself.

The article is taken off again and again, because its alef and the hamza of ألمانيا or ألعاب are written alike by most
people: a word meets itself with the article whatever it begins with.
"""

from __future__ import annotations

import regex

from clew.text.folding import fold

# Letters of the Arabic language after folding; words with others are Persian, Kurdish, Urdu … and have no article.
_ARABIC = regex.compile(r"[\u0621-\u063a\u0641-\u064a]++")
# At least two letters stay, three after "and as the": agencies (وكالات) are none.
_ARTICLE = regex.compile(r"[وف]?(?:كال(?=...)|لل(?=..)|[بل]?ال(?=..))|كال(?=..)")
# "And" before five letters or more; before four where hardly a word has this letter after a `و` of its own.
_AND = regex.compile(r"و(?!كال)(?=.{5}|[ميتنذغ]...)")
_PARTICLES = regex.compile(r"[وف]?[بكل]?")


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


# Short words that "and" is often written before.
_SMALL = _folded(
    "في من عن على إلى مع ما لا لم لن قد هو هي هذا هذه ذلك تلك كان كانت قال كل بعد قبل منذ حتى أن"
    " أنه أنها عند بين كما هنا"
)
# Names without an article, which a particle before them is taken off from.
_NAMES = _folded(
    "دمشق حلب حمص حماة إدلب درعا دير سوريا سورية لبنان بيروت عمان بغداد أربيل كركوك تركيا أنقرة إسطنبول إيران طهران"
    " روسيا موسكو مصر فلسطين غزة إسرائيل تونس ليبيا طرابلس بنغازي صنعاء عدن قطر فرنسا باريس لندن بريطانيا ألمانيا برلين"
    " أوروبا أمريكا أميركا واشنطن أوكرانيا كييف داعش عفرين كوباني منبج تدمر طرطوس كردستان أفغانستان باكستان"
)
# Words that only look as if they began with an article: "now", "which", "his father", "adult", "balloon", and what
# Persian writes alike ("above", "goods").
_WHOLE = _NAMES | _folded(
    "الله اللهم الآن الذي التي الذين والده والدي بالغة بالغين بالغون بالغات بالون بالونات باليه بالاي"
    " كالاي كالاها والاي"
)


def stem(word: str) -> str:
    """A folded word without its article and particles; words of other languages in Arabic letters stay as they are."""
    if _ARABIC.fullmatch(word) is None:
        return word
    while (shorter := _shortened(word)) != word:
        word = shorter
    return word


def _shortened(word: str) -> str:
    if word in _WHOLE:
        return word
    for end in range(_PARTICLES.match(word).end() + 1):  # type: ignore[union-attr]  # matches nothing at the least
        rest = word[end:]
        if rest in _WHOLE:
            return rest
        if rest == "لله":
            return "الله"
    found = _ARTICLE.match(word) or _AND.match(word)
    if found is not None:
        return word[found.end() :]
    return word[1:] if word.startswith("و") and word[1:] in _SMALL else word
