"""Which language a thread's texts are in, where their source does not say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

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


def told(texts: Sequence[str]) -> tuple[str | None, ...]:
    """The language of each of one thread's texts, as `en`, `ckb` or `ku` (Kurmanji); None where nobody can be sure.

    A text that is long enough speaks for itself; a short one is in the language of all of them together, unless its
    letters are of another script.
    """
    words = [_words(text) for text in texts]
    found = [_of(each, _SURE) if _weight(each) >= _ENOUGH else None for each in words]
    if None not in found:
        return tuple(found)
    together = " ".join(each for each in words if each)[:_LOOKED_AT_TOGETHER]
    shared = _of(together, _SURE_TOGETHER) if _weight(together) >= _ENOUGH_TOGETHER else None
    script = _script(together)
    return tuple(
        own or (shared if not each or _script(each) == script else None) for own, each in zip(found, words, strict=True)
    )


def _words(text: str) -> str:
    """The words of a text's beginning without what is of no language: links, hashtags, names, numbers, signs."""
    return _NO_LANGUAGE.sub(" ", text[: 2 * _LOOKED_AT]).strip()[:_LOOKED_AT]


def _weight(words: str) -> int:
    return len(words) + len(_WIDE.findall(words, 0, _ENOUGH))


def _script(words: str) -> int:
    counts = [len(script.findall(words)) for script in _SCRIPTS]
    return counts.index(max(counts)) if any(counts) else -1


@lru_cache(maxsize=16384)  # whoever follows an author asks about the same texts again
def _of(words: str, sure: float) -> str | None:
    name, probability = _identifier().classify(words)
    return _CALLED.get(name, name) if probability >= sure else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The model, which takes a second and 90 MB, so only whoever asks has it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES.split())
    return identifier
