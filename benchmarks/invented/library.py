"""Posts with the words of a language that nobody speaks: as many of them as a real one has, as unevenly used.

Words follow Zipf's law over 200,000 forms, three fifths written in Latin letters, a quarter in Arabic ones, the rest in
Latin letters with accents; a third of the posts stand in threads of two to twelve.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from clew.post import Author, Post, Reply

FORMS = 200_000
WORDS_IN_A_POST = 16
_BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
_SYLLABLES = {
    "en": "ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to",
    "fr": "bé dé lé mé né ré sé té pè cè fê bû ça où ba ma na ra sa ta",
    "ar": "با بو تا تو دا دو را رو سا سو شا شو قا قو كا كو لا لو ما مو نا نو",
}
_SHARES = (("en", 0.6), ("fr", 0.15), ("ar", 0.25))


def vocabulary(lang: str, count: int) -> list[str]:
    """The words of a language, the most frequent and shortest first, no two alike."""
    syllables = _SYLLABLES[lang].split()
    words = []
    for number in range(count):
        word, rest = "", number + len(syllables)
        while rest:
            rest, place = divmod(rest, len(syllables))
            word += syllables[place]
        words.append(word)
    return words


def posts(count: int, seed: int = 7) -> Iterator[Post]:
    """Posts in the order of their time."""
    rng, chance = random.Random(seed), np.random.default_rng(seed)
    words = {lang: vocabulary(lang, FORMS) for lang, _ in _SHARES}
    weights = 1 / np.arange(1, FORMS + 1)
    odds = np.cumsum(weights / weights.sum())
    authors = max(1, count // 40)
    number, step = 0, timedelta(days=3000) / count
    while number < count:
        lang = rng.choices([name for name, _ in _SHARES], [share for _, share in _SHARES])[0]
        author = f"x:user:{rng.randrange(authors)}"
        length = min(rng.randrange(2, 13) if rng.random() < 1 / 14 else 1, count - number)
        ranks = np.searchsorted(odds, chance.random(length * WORDS_IN_A_POST))
        for place in range(length):
            said = ranks[place * WORDS_IN_A_POST : (place + 1) * WORDS_IN_A_POST]
            text = " ".join(words[lang][rank] for rank in said)
            if place == 0 and rng.random() < 0.3:
                text += f" #{words[lang][int(said[0]) % 500]}"
            yield Post(
                f"x:{number + place + 10**9}",
                "x",
                Author(author, "x", f"reader_{author.rpartition(':')[2]}", None),
                _BEGIN + (number + place) * step,
                text,
                lang=lang,
                reply_to=Reply(f"x:{number + place - 1 + 10**9}", author) if place else None,
                visibility="public",
            )
        number += length
