"""Which language the texts of threads are in, where their source does not say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from clew.text.scores import Model

# The model knows 140 languages and tells those of few posts where a short text is in a common one. These stay: the
# common ones, those the archives are about, those with a script of their own; and `zxx`, words of no language.
_LANGUAGES = (
    "am ar bg bn ca cs da de el en es fa fi fr gu he hi hu hy id it ja ka km kn ko ku lo ml my nl no pa pl ps pt ro ru"
    " sdh si so sr sv sw ta te th tl tr uk ur vi zh zxx"
)
# The model calls all of Sorani by the name of its southern neighbour, and has no word for what is no language.
_CALLED = {"sdh": "ckb", "zxx": None}
# Weights of letters, signs of two for one letter: shorter texts are told wrongly too often (tests/test_tongues.py).
_ENOUGH, _ENOUGH_TOGETHER = 20, 10
_SURE, _SURE_TOGETHER = 0.8, 0.6
# More of a text than this makes nothing surer.
_LOOKED_AT, _LOOKED_AT_TOGETHER = 300, 1_000
_NO_LANGUAGE = regex.compile(
    r"(?i:https?)://\S++|(?<![\w-])[\w-]++(?:\.[a-z]{2,})++/\S*+|[@＠#＃][\p{L}\p{M}\p{N}_\u200c.@-]++|[^\p{L}\p{M}'’\u200c]++"
)
_WIDE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_SCRIPTS = tuple(
    regex.compile(f"[{script}]")
    for script in (
        r"\p{Latin}",
        r"\p{Arabic}",
        r"\p{Cyrillic}",
        r"\p{Han}\p{Hiragana}\p{Katakana}",
        r"\p{Hebrew}",
        r"\p{Greek}",
        r"\p{Hangul}",
        r"\p{Devanagari}",
    )
)


def prepare() -> None:
    """Have the model at hand, which takes half a second the first time."""
    _model()


def told(threads: Sequence[Sequence[str]]) -> tuple[tuple[str | None, ...], ...]:
    """The language of each text of each thread, as `en`, `ckb` or `ku` (Kurmanji); None where nobody can be sure.

    A text that is long enough speaks for itself; a short one is in the language of its whole thread together, unless
    its letters are of another script.
    """
    words = [[_words(text) for text in texts] for texts in threads]
    own = iter(_sure([each for texts in words for each in texts], _ENOUGH, _SURE))
    found = [[next(own) for _ in texts] for texts in words]
    unsure = [at for at, langs in enumerate(found) if None in langs]
    together = [" ".join(each for each in words[at] if each)[:_LOOKED_AT_TOGETHER] for at in unsure]
    for at, all_of_it, shared in zip(unsure, together, _sure(together, _ENOUGH_TOGETHER, _SURE_TOGETHER), strict=True):
        script = _script(all_of_it)
        found[at] = [
            lang or (shared if not each or _script(each) == script else None)
            for lang, each in zip(found[at], words[at], strict=True)
        ]
    return tuple(tuple(langs) for langs in found)


def _words(text: str) -> str:
    """The words of a text's beginning without what is of no language: links, hashtags, names, numbers, signs."""
    return _NO_LANGUAGE.sub(" ", text[: 2 * _LOOKED_AT]).strip()[:_LOOKED_AT]


def _weight(words: str) -> int:
    return len(words) + len(_WIDE.findall(words, 0, _ENOUGH))


def _script(words: str) -> int:
    counts = [len(script.findall(words)) for script in _SCRIPTS]
    return counts.index(max(counts)) if any(counts) else -1


def _sure(texts: Sequence[str], enough: int, sure: float) -> list[str | None]:
    """The language of each text that has enough letters and one that is sure."""
    asked = list(dict.fromkeys(text for text in texts if _weight(text) >= enough))
    if not asked:
        return [None] * len(texts)
    best = zip(asked, _model().best(asked), strict=True)
    known = {text: _CALLED.get(name, name) for text, (name, chance) in best if chance >= sure}
    return [known.get(text) for text in texts]


@lru_cache(maxsize=1)
def _model() -> Model:
    from clew.text.scores import Model

    return Model(_LANGUAGES.split())
