"""The hashtag that a page was a listing of, where its file's name and its cards agree on one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import regex

from clew.text.folding import fold
from clew.text.tags import HASHTAG

# What people call such files besides the hashtag.
_COMMON = frozenset({"hashtag", "hashtags", "page", "thread", "threads", "reader", "app", "tweets", "about", "text"})
_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}]+")
_MOST_WORDS = 4  # of a file's name that together may be one hashtag: deir-ez-zor
_SHARE = 3  # one card in so many has to show the hashtag


def topic_of(name: str, cards: Sequence[Iterable[str]]) -> str | None:
    """The hashtag that the file's own name names and that at least a third of the cards show, as they mostly write it.

    Neither is enough alone: a file may be called after anything, and a page about one thing may all carry another's
    hashtag. `cards` are the cards' lines.
    """
    shown: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for card in cards:
        tags = [tag for line in card for tag in HASHTAG.findall(line)]
        shown.update({fold(tag) for tag in tags})
        for tag in tags:
            spelled.setdefault(fold(tag), Counter())[tag] += 1
    said = _named(name.rsplit(".", 1)[0])
    fitting = [tag for tag in shown if tag.replace("_", "") in said and shown[tag] * _SHARE >= len(cards)]
    if not fitting:
        return None
    best = max(fitting, key=lambda tag: (shown[tag], tag))
    return max(spelled[best], key=lambda tag: (spelled[best][tag], tag))


def _named(stem: str) -> frozenset[str]:
    """What in a file's name may be a hashtag: what has its sign, else each word alone and with those after it."""
    explicit = frozenset(fold(tag).replace("_", "") for tag in HASHTAG.findall(stem))
    if explicit:
        return explicit
    words = [fold(word) for word in _WORD.findall(stem)]
    runs = {"".join(words[at : at + many]) for at in range(len(words)) for many in range(1, _MOST_WORDS + 1)}
    return frozenset(runs - _COMMON)
