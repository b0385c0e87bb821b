"""How posts known only from a saved reader page are called, so that the same card saved in two ways is one card."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable


def card_key(texts: Iterable[str]) -> str:
    """What names a card: its words, so that the same card saved twice, spaced or cut otherwise, is one."""
    return _hashed(" ".join(word for text in texts for word in text.split()))


def page_key(number: str) -> str:
    """What names the thread page of a certain post: it stays the same when the page grows."""
    return _hashed(f"thread/{number}")


def post_id(card: str, place: int) -> str:
    """The id of a post of which only its place on a card is known: `listing:<hash>`."""
    return f"listing:{_hashed(f'{card}/{place}')}"


def author_id(card: str) -> str:
    """The key of whoever wrote a card."""
    return f"listing:{card}"


def _hashed(words: str) -> str:
    # Half of a character may stand in a page, and no encoding has a form for it alone.
    return hashlib.sha256(unicodedata.normalize("NFC", words).encode("utf-8", "surrogatepass")).hexdigest()[:24]
