"""The pieces of a search as somebody typed it: words, phrases, filters, brackets, OR; every text has some reading.

A quote, a bracket, `-`, `#` and `@` mean something only where a piece begins; inside a word they are part of it, so
`5"`, `f(x)`, צה"ל and `10:30` can be pasted. A quote or bracket that is never closed is closed by the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import regex

from clew.post import Value
from clew.text.tags import HASHTAG
from clew.text.terms import terms

Kind = Literal["word", "filter", "open", "close", "or"]

FILTERS = ("from", "tag", "mention", "lang", "network", "has", "since", "until", "min", "in")
_FILTER = re.compile(rf"({'|'.join(FILTERS)}):", re.IGNORECASE)
# What closes a phrase, by what opened it: telephones and some languages write others than ".
_CLOSING = {'"': '"', "“": '”“"', "”": '”"', "„": '“”"', "«": "»", "»": "«", "＂": "＂"}  # fmt: skip
# Handles as they are on X, the fediverse (@lina@social.example) and Bluesky (@lina.example).
_MENTION = regex.compile(r"[@＠](\w(?:[\w.-]*\w)?(?:@[\w.-]*\w)?)")
_HEBREW = regex.compile(r"\p{Hebrew}\"\p{Hebrew}")
_JOINS = frozenset({"OR", "AND"})
_SPACE = re.compile(r"\s*")
_TRAILING = ",;"


class Piece(Value):
    """One piece: what it is, the filter's name, its word or value, whether `-` stands before it, and where it is.

    `start` and `end` are places in the text; `said` is what was typed there.
    """

    kind: Kind
    value: str
    name: str
    negated: bool
    start: int
    said: str


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text in its order; AND is none, since it says what a space says."""
    depth, at = 0, _skip(text, 0)
    while at < len(text):
        piece, end = _piece(text, at, depth)
        depth += (piece.kind == "open") - (piece.kind == "close")
        if piece.said != "AND":
            yield piece
        at = _skip(text, end)


def can_stand(word: str) -> bool:
    """Whether a word is read as this very word where it stands without quotes, in brackets and after `-`, too."""
    if not word or word in _JOINS or word[0] in _CLOSING or word[0] in "-#＃@＠" or _FILTER.match(word):
        return False
    return not any(letter in "()" or letter.isspace() for letter in word)


def can_be_value(value: str) -> bool:
    """Whether a value is read as this very value after `name:` without quotes."""
    if not value or value[0] in _CLOSING or value[-1] in _TRAILING:
        return False
    return not any(letter in "()" or letter.isspace() for letter in value)


def quoted(words: str) -> str:
    """Words in quotes; a quote among them is doubled."""
    return '"' + words.replace('"', '""') + '"'


def tag(said: str) -> str | None:
    """The hashtag that a word is, without its sign and what punctuation follows it."""
    return _sole(HASHTAG.match(said), said)


def mention(said: str) -> str | None:
    """The handle that a word names with @."""
    return _sole(_MENTION.match(said), said)


def _sole(match: regex.Match[str] | None, said: str) -> str | None:
    return match[1] if match and not terms(said[match.end() :]) else None


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _piece(text: str, start: int, depth: int) -> tuple[Piece, int]:
    def made(kind: Kind, end: int, value: str = "", name: str = "") -> tuple[Piece, int]:
        return Piece(kind, value, name, negated, start, text[start:end]), end

    if text[start] == ")" and depth:
        negated = False
        return made("close", start + 1)
    negated = text[start] == "-" and text[start + 1 : start + 2] not in {"", "-"} and not text[start + 1].isspace()
    at = start + negated
    if text[at] == "(":
        return made("open", at + 1)
    if text[at] in _CLOSING:
        value, end = _quotation(text, at)
        return made("word", end, value)
    if match := _FILTER.match(text, at):
        name = match[1].lower()
        if text[match.end() : match.end() + 1] in _CLOSING:
            value, end = _quotation(text, match.end())
            return made("filter", end, value.strip(), name)
        end = _end(text, match.end(), depth)
        return made("filter", end, text[match.end() : end].rstrip(_TRAILING), name)
    end = _end(text, at, depth)
    return made(*_word(text[at:end], end, joins=not negated))


def _word(said: str, end: int, *, joins: bool) -> tuple[Kind, int, str, str]:
    if said == "OR" and joins:
        return "or", end, said, ""
    if said[0] in "#＃" and (found := tag(said)):
        return "filter", end, found, "tag"
    if said[0] in "@＠" and (found := mention(said)):
        return "filter", end, found, "mention"
    return "word", end, said, ""


def _end(text: str, at: int, depth: int) -> int:
    """Where a word ends: at a space, and in brackets where they close; those inside the word are its own."""
    inside = 0
    for place in range(at, len(text)):
        letter = text[place]
        if letter.isspace():
            return place
        inside += letter == "("
        if letter == ")":
            if not inside and depth:
                return place
            inside = max(inside - 1, 0)
    return len(text)


def _quotation(text: str, at: int) -> tuple[str, int]:
    """The words of a quotation that begins here, and where it has ended."""
    closing = _CLOSING[text[at]]
    kept: list[str] = []
    place = at + 1
    while place < len(text):
        letter = text[place]
        if letter in closing:
            if text.startswith('""', place):
                place += 1
            elif not _HEBREW.match(text, place - 1):
                return "".join(kept), place + 1
        kept.append(letter)
        place += 1
    return "".join(kept), place
