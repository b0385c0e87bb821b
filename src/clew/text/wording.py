"""A post's words as they survive copying, and the number that posts of the same words share.

The same post is written differently by those who keep it: links shortened, spelt out, cut with `…` or lost, emoji as
pictures, quotes curled, mentions in front or not, lines joined, the end cut off at 140 characters. What all of them
keep are the letters and digits of the words that are no links, in their order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import regex

from clew.post import Post
from clew.text.folding import fold

LEAD = 32
"""Letters that the number is made of: enough that few people begin a post with the same ones, and few enough that a
text cut at 140 characters still has them behind its mentions and before its link."""

LISTING = "listing:"
"""How the ids of posts begin that are known only from a saved page without ids."""

# An address, whole or as pages show it: `https://…`, `example.com/ab…`, `pic.twitter.com/x`. A slip such as `end.Then`
# looks the same and goes too, from every copy alike.
_LINK = regex.compile(r"[a-z][a-z0-9+.-]*://.*|[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.\p{L}{2,}.*", regex.I | regex.S)
_MENTION = ("@", "＠", ".@")
_OTHER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_CUT = regex.compile(r"(?:…|\.\.\.)\s*(?:[a-z]+://\S*\s*)*\Z", regex.I)
_WORDS = 9
_PLAIN = 96
_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}


def is_listed_only(post_id: str) -> bool:
    """Whether an id is one that Clew made, because the page that showed the post had none."""
    return post_id.startswith(LISTING)


def letters(post: Post) -> str:
    """The folded letters and digits of a post's words, without links and without the mentions in front.

    Of a text that was cut, the last word is left out: it may be half of one, or half of a link.
    """
    text = post.text[post.body_start :]
    cut = _CUT.search(text)
    if cut is not None:
        text = text[: cut.start()]
        text = text[: len(text.rstrip()) if text[-1:].isspace() else max(text.rfind(" "), text.rfind("\n"), 0)]
    return _joined(text.split())


def is_cut(post: Post) -> bool:
    """Whether the text goes on where this copy of it ends, or may."""
    return post.in_parts or _CUT.search(post.text) is not None


def same(one: Post, other: Post) -> bool:
    """Whether two posts say the same, as far as either goes; one of no words says nothing."""
    a, b = letters(one), letters(other)
    if not a or not b:
        return False
    if a == b:
        return True
    shorter, longer, cut = (a, b, is_cut(one)) if len(a) < len(b) else (b, a, is_cut(other))
    return cut and len(shorter) >= LEAD and longer.startswith(shorter)


def number(post: Post) -> int | None:
    """A number of 63 bits that copies of the same post share; None for a post of fewer letters than `LEAD`."""
    if post.repost or post.repost_of is not None:
        return None
    text = post.text
    start = post.body_start
    if len(text) - start < LEAD:
        return None
    lead = _plain(text[start : start + _PLAIN])
    # The first words will do, which costs a fifth of looking at all of them.
    for most in (_WORDS, -1):
        if len(lead) >= LEAD:
            break
        words = text[start:].split(None, most)
        lead = _joined(words[:most] if 0 < most < len(words) else words)
    if len(lead) < LEAD:
        return None
    return int.from_bytes(hashlib.blake2b(lead[:LEAD].encode(), digest_size=8).digest(), "big") >> 1


def _plain(text: str) -> str:
    """The letters of whole words in a piece of ASCII without mentions and links, in one go; "" of any other."""
    if not text.isascii() or "@" in text or "/" in text or text.count(".") != text.count(". "):
        return ""
    return text[: text.rfind(" ") + 1].lower().translate(_NO_LETTERS)


def _joined(words: Sequence[str]) -> str:
    """The letters of these words without mentions in front."""
    first = next((place for place, word in enumerate(words) if not word.startswith(_MENTION)), len(words))
    return "".join(map(_bare, words[first:]))


@lru_cache(maxsize=65536)
def _bare(word: str) -> str:
    if "." in word or "/" in word:
        word = _LINK.sub("", word)
    return _OTHER.sub("", fold(word))
