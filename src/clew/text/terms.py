"""What a text is searched by: its terms, the same for a post that is kept and for a question that looks for it.

A term is a folded word. Scripts that are written without spaces have none, so there each pair of neighbours is a term,
and each sign that may be a word by itself is one too: a part of a text has a part of its terms, in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import regex

from clew.text.apostrophes import IN_WORD, core
from clew.text.arabic import stem
from clew.text.entities import links
from clew.text.folding import fold

Span = tuple[int, int, str]

EDITION = 1
"""Grows whenever the same text gets other terms, so that an index made before can be made anew."""

LONGEST = 64
"""Characters of a term at most; a longer word is known by its first."""

# A word is folded by no more of it than this, so that ten thousand accents on one letter cost nothing.
_LOOKED_AT = 4 * LONGEST
# Chinese, Japanese, Korean (whose particles grow onto the word), Thai, Lao, Khmer, Burmese; no blanks among them.
_SCRIPTS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_BLANK = r"\u115f\u1160\u3164\uffa0"
_SPACELESS = rf"[[[{_SCRIPTS}&&[\p{{L}}\u3007]]\u30fc\uff70\u3006]--[{_BLANK}]]"
# What belongs to the sign before it: marks, invisible signs but the space without width, the vowel AM, kana voicing.
_ON_IT = r"[\p{M}[\p{Cf}--\u200b]\u0e33\u0eb3\uff9e\uff9f]"
_CLUSTER = regex.compile(rf"(?V1)(?:[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?+|{_SPACELESS}){_ON_IT}*+")
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}\u24b6-\u24e9\U0001f130-\U0001f149[\p{{Cf}}--\u200b]]--{_SPACELESS}--[{_BLANK}]]"
# Signs that are letters or common typography, though Unicode counts them among the pictographs.
_PICTURE = r"[[\p{Emoji_Presentation}\p{Extended_Pictographic}]--[\p{RI}\p{L}\p{N}©®™‼⁉Ⓜ〰〽㊗㊙]]"
_DRESSED = rf"{_PICTURE}[\p{{Emoji_Modifier}}\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f]*+"
_TOKEN = regex.compile(
    rf"(?V1)(?P<emoji>\p{{RI}}{{2}}|{_DRESSED}(?:\u200d{_DRESSED})*+)"
    rf"|(?P<run>(?:{_SPACELESS}{_ON_IT}*+)++)"
    rf"|(?P<word>{_LETTER}++(?:{IN_WORD}{_LETTER}++)*+)"
)
_ALONE = regex.compile(r"(?V1)[\p{Han}\p{Hangul}]|(?![\p{Hiragana}\p{Katakana}\u30fc]).\p{M}", regex.S)
_DRESS = regex.compile(r"(?V1)[\p{Emoji_Modifier}\ufe0e\ufe0f\u200d\u20e3♀♂\U000e0020-\U000e007f]")
_PIECE = regex.compile(r"(?V1)[\p{L}\p{N}][\p{L}\p{M}\p{N}]*+")
# What folding leaves and readers take for one: letters of two, and (None) signs that cannot be seen, strokes through
# letters, and the apostrophe-like letters of transliterations.
_FURTHER = str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ۃ": "ه"}
    | dict.fromkeys(map(chr, (*range(0x2B9, 0x2C2), *range(0x334, 0x339), *range(0x20D2, 0x20F1), 0x34F)))
    | dict.fromkeys(map(chr, (*range(0xFE00, 0xFE10), *range(0x180B, 0x180F), *range(0xE0100, 0xE01F0))))
)
_UNSEEN = regex.compile(r"\p{Cf}")
_HOST = regex.compile(r"(?:[a-z]++://)?+([^/?#\s]*+)", regex.I)
# Letters of Latin, Greek, Cyrillic, Hebrew and Arabic alone are a word, and need not be taken apart: half the time.
_LETTERS = re.compile(
    r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0148\u014a-\u01bf\u0391-\u03a1\u03a3-\u03ff\u0400-\u0481\u048a-\u052f"
    r"\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u0671-\u0674\u0679-\u06d3]{1,64}"
)
_CHUNK = re.compile(r"\S+")  # cuts where str.split does
# What belongs to no word, wherever it stands; `'` and the backtick may.
_AT_ENDS = '#@.,;:!?()[]{}<>"*~|=+$%^&'
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
_X = "t.co"
# An address by itself, as nearly all are, whose host tells its terms; whatever is less plain is taken apart (`links`).
_LINK = re.compile(
    r"(?:[Hh][Tt][Tt][Pp][Ss]?://((?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z0-9-]+)(?:[/?#][!-;=?-~]*)?"
    r"|((?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,})/[!-;=?-~]*)(?<=[A-Za-z0-9])"
)
_ASCII_JOINED = re.compile(r"[A-Za-z0-9]+(?:['`][A-Za-z0-9]+)+")


def terms(text: str) -> list[str]:
    """The terms of a text in its order."""
    if text.isascii():
        if "/" in text:
            text = " ".join([" ".join(_of_chunk(each)) if "/" in each else each for each in text.split()])
        return _plain(text)
    found: list[str] = []
    for chunk in text.split():
        found += _of_chunk(chunk)
    return found


def spans(text: str) -> list[Span]:
    """The terms of a text, each with where it stands: from, to (code points), term."""
    return [
        (chunk.start() + start, chunk.start() + end, term)
        for chunk in _CHUNK.finditer(text)
        for start, end, term in _chunk_spans(chunk[0])
    ]


def _plain(text: str) -> list[str]:
    """The terms of a text in ASCII without addresses, in one go: ten times as fast, and what most texts are."""
    if "'" in text or "`" in text:
        text = _ASCII_JOINED.sub(lambda match: core(match[0])[1], text)
    words = text.translate(_SPACES).lower().split()
    if len(text) > LONGEST and max(map(len, words), default=0) > LONGEST:
        return [word[:LONGEST] for word in words]
    return words


def _of_chunk(chunk: str) -> tuple[str, ...]:
    if "/" in chunk and (match := _LINK.fullmatch(chunk)):
        return _of_host(match[1] or match[2])
    return _remembered(chunk) if len(chunk) <= LONGEST else tuple(term for _, _, term in _chunk_spans(chunk))


@lru_cache(maxsize=4096)
def _of_host(host: str) -> tuple[str, ...]:
    return () if host.lower() == _X else tuple(term for _, _, term in _token_spans(host, 0, len(host)))


@lru_cache(maxsize=65536)
def _remembered(chunk: str) -> tuple[str, ...]:
    if chunk.isascii() and "/" not in chunk:
        return tuple(_plain(chunk))
    if _LETTERS.fullmatch(chunk) and (folded := _folded(chunk)).isalpha():
        return (stem(folded)[:LONGEST],)
    return tuple(term for _, _, term in _chunk_spans(chunk))


def _chunk_spans(chunk: str) -> Iterator[Span]:
    """The terms of what stands between two spaces.

    Of an address only the words of its host are terms. Its path is a word nobody types, and one that no other text
    has; and all that X itself puts into posts, t.co, says nothing at all.
    """
    word = chunk.strip(_AT_ENDS)
    if word.isascii() and word.isalnum():  # most words of most texts, and a tenth of the time
        start = chunk.index(word)
        yield start, start + len(word), word.lower()[:LONGEST]
        return
    at = 0
    for start, end in links(chunk) if "/" in chunk else ():
        yield from _token_spans(chunk, at, start)
        host = _host(chunk, start, end)
        yield from _token_spans(chunk, *host)
        at = end
    yield from _token_spans(chunk, at, len(chunk))


def _host(chunk: str, start: int, end: int) -> tuple[int, int]:
    """Where the host of an address stands; nowhere if it is t.co or was cut by the page."""
    match = _HOST.match(chunk, start, end)
    assert match is not None  # it matches nothing at the least
    place = match.span(1)
    cut = place[1] == end and chunk.startswith(("…", "..."), end)
    return (start, start) if cut or match[1].lower() == _X else place


def _token_spans(chunk: str, start: int, end: int) -> Iterator[Span]:
    for token in _TOKEN.finditer(chunk, start, end):
        if token.lastgroup == "word":
            yield from _word_spans(token[0], token.start())
        elif token.lastgroup == "run":
            yield from _run_spans(chunk, *token.span())
        else:
            bare = _DRESS.sub("", token[0])
            yield (*token.span(), bare[:LONGEST] or token[0][0])


def _word_spans(word: str, at: int) -> Iterator[Span]:
    end = at + len(word)
    before, rest = core(word[:_LOOKED_AT])
    folded = rest.lower() if rest.isascii() else _folded(rest)
    for piece in _PIECE.findall(folded):
        yield at + before, end, stem(piece)[:LONGEST]


def _folded(word: str) -> str:
    return _UNSEEN.sub("", fold(word).lower().translate(_FURTHER))  # 𝓗 is an H, of which no small one is known


def _run_spans(chunk: str, start: int, end: int) -> Iterator[Span]:
    """Signs that may be words, and each pair of neighbours; of a sign alone whatever it is."""
    last: Span | None = None
    for found in _CLUSTER.finditer(chunk, start, end):
        at, to = found.span()
        sign, is_word = _sign(found[0][:_LOOKED_AT])
        if last is not None:
            yield last[0], to, last[2] + sign
        last = (at, to, sign)
        if is_word or to - at == end - start:
            yield last


@lru_cache(maxsize=65536)
def _sign(cluster: str) -> tuple[str, bool]:
    """A sign of a script without spaces, folded, and whether it may be a word by itself."""
    folded = _folded(cluster)[: LONGEST // 2]
    return folded, _ALONE.match(folded) is not None
