"""How posts known only from a saved reader page are called, so that the same card saved in two ways is one card."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

_NAME = "listing:"


def card_key(texts: Iterable[str]) -> str:
    """What names a card: its words, so that the same card saved twice, spaced or cut otherwise, is one."""
    return _hashed(" ".join(word for text in texts for word in text.split()))


def page_key(number: str) -> str:
    """What names the thread page of a certain post: it stays the same when the page grows."""
    return _hashed(f"thread/{number}")


def post_id(card: str, place: int) -> str:
    """The id of a post of which only its place on a card is known: `listing:<hash>`."""
    return f"{_NAME}{_hashed(f'{card}/{place}')}"


def author_id(card: str) -> str:
    """The key of whoever wrote a card."""
    return f"{_NAME}{card}"


def first_of(author: str) -> str | None:
    """The id of the first post on a card, from the key of whoever wrote it; None of any other author."""
    return post_id(author.removeprefix(_NAME), 0) if author.startswith(_NAME) else None


def _hashed(words: str) -> str:
    # Half of a character may stand in a page, and no encoding has a form for it alone.
    return hashlib.sha256(unicodedata.normalize("NFC", words).encode("utf-8", "surrogatepass")).hexdigest()[:24]
