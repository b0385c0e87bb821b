"""How X counts the length of a post."""

from __future__ import annotations

import unicodedata

import regex

from clew.text.entities import links

LIMIT = 280  # since 7 November 2017
OLD_LIMIT = 140
LINK_WEIGHT = 23  # every address becomes a t.co address of 23 characters

# What is written with many code points and read as one sign: flags, keycaps, families joined by ZWJ.
_EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}+|[#*0-9]\ufe0f?+\u20e3"
    r"|[\p{Emoji_Presentation}\p{Extended_Pictographic}](?:\ufe0f|\p{Emoji_Modifier})?+[\U000e0020-\U000e007f]*+"
    r"(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?+)*+"
)
# Latin, Greek, Cyrillic, Hebrew, Arabic … and general punctuation count 1, all else 2 (twitter-text, configuration 3).
_LIGHT = regex.compile(r"[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
# The automatic mentions before a reply; ".@x" is the author's own sign and is none.
LEADING_MENTIONS = regex.compile(r"\s*+(?:[@＠][A-Za-z0-9_]{1,20}+(?![\w@＠])\s*+)++")


def weight(text: str, body_start: int = 0) -> int:
    """What X counts since 2018, 280 being the most: an address 23, an emoji 2, a letter 1 or (CJK and others) 2.

    Reply mentions before `body_start` are free. Counted on composed characters (NFC).
    """
    body = text[body_start:]
    if body.isascii() and "." not in body:  # no address, no wide letter
        return len(body)
    plain, addresses = _without_links(body)
    return addresses * LINK_WEIGHT + _weight(unicodedata.normalize("NFC", plain))


def characters(text: str, body_start: int = 0) -> int:
    """What X counted before November 2017, 140 being the most: code points (NFC), an address 23."""
    plain, addresses = _without_links(text[body_start:])
    return addresses * LINK_WEIGHT + len(unicodedata.normalize("NFC", plain))


def body_start(text: str) -> int:
    """Where a post begins after the mentions before it, if they are a reply's automatic ones."""
    match = LEADING_MENTIONS.match(text)
    return match.end() if match else 0


def _weight(plain: str) -> int:
    if plain.isascii():
        return len(plain)
    rest, emoji = _EMOJI.subn("", plain)
    return 2 * (emoji + len(rest)) - len(_LIGHT.findall(rest))


def _without_links(text: str) -> tuple[str, int]:
    kept, at, count = [], 0, 0
    for start, end in links(text):
        kept.append(text[at:start])
        at, count = end + text.startswith("…", end), count + 1
    return "".join((*kept, text[at:])), count
