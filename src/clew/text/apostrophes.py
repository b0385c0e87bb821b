"""Words with an apostrophe inside: what it parts, and what it only stands in."""

from __future__ import annotations

import regex

# ' ’ ‘ ‛ ＇, the letters ʼ and ʻ that look like them, and the accents ` ´ that people type for them.
_SIGNS = "'`´\u2018\u2019\u201b\u02bb\u02bc\uff07"
_SIGN = regex.compile(f"[{_SIGNS}]")
# The geresh and gershayim of Hebrew, often typed as ' and ", stand in acronyms.
_HEBREW = "\u05f3\u05f4"
IN_WORD = rf"(?:[{_SIGNS}{_HEBREW}]|(?<=\p{{Hebrew}})\"(?=\p{{Hebrew}}))"
"""The pattern of a sign that may stand inside a word."""
_NOTHING = str.maketrans("", "", "'\"" + _HEBREW)
# French, Catalan and Italian: a small word that lost its vowel. Not `quelqu'un`, `presqu'île` and `aujourd'hui`, which
# are one word each.
_ELIDED = regex.compile(
    r"(?:[ldjmnstc]|qu|jusqu|lorsqu|puisqu|quoiqu|un|all|dall|dell|nell|sull|quell)'(?=[\p{L}\p{N}])", regex.I
)
# English and Dutch `'s`; Turkish endings, which stand behind an apostrophe after names. Endings of one letter and
# names of three are left alone, because of Sana'a, Dar'a and Sa'da.
_ENDING = regex.compile(
    r"(?<=\p{L})'s"
    r"|(?<=\p{L}{4})(?<!quelqu)'(?:[dt][ae]n?|[dt][ae]ki(?:l[ae]r)?|y[aeıiuü]|n[ıiuü]n|[ıiuü]n|n?d[ae]n?|y?l[ae]|l[ıiuü])",
    regex.I,
)


def core(word: str) -> tuple[int, str]:
    """How many characters an elided word takes in front, and the rest without apostrophes and what they part behind."""
    plain = _SIGN.sub("'", word)
    elided = _ELIDED.match(plain)
    start = elided.end() if elided else 0
    rest = plain[start:]
    at = rest.rfind("'")
    if at > 0 and _ENDING.fullmatch(rest, at):
        rest = rest[:at]
    return start, rest.translate(_NOTHING)
