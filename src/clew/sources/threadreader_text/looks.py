"""What one line of a page shows: numbers at its ends, handles, openers, how X counted it."""

from __future__ import annotations

import unicodedata
from typing import Self

import regex

from clew.post import Value
from clew.text.entities import MENTION
from clew.text.length import body_start, characters, weight

_LOWER = regex.compile(r"\p{Ll}")
# A sign and a space before the words, unless the sign is one that sentences open with.
_BULLET = regex.compile(
    r"(?![#＃@＠$€£\"'“”‘’«»‹›「『【〈《(\[{¿¡…&])(?:[\p{P}\p{Sm}\p{Sc}\p{Sk}]{1,2}|[▪▫‣◦●○■□►▶★☆✔✓✅☑❌🔹🔸🔺➖➡✦♦])\ufe0f?\s"
    r"|->|=>|>>|--|[•▪‣◦●►▶→✔✓✅❌🔹🔸·・]"
)
_LABEL = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}\p{Nd} ]{0,11}+[:：]")
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{So}]")
_RUNS_ON = regex.compile(r"[,،、;؛(\[«“/&-]$")
_DOTS = regex.compile(r"(?:…|\.\.\.?)$")
_DOTS_FIRST = regex.compile(r"…|\.\.")
_POINTER = regex.compile(
    r"(?:[👇⬇🧵🔽⤵]\p{Emoji_Modifier}?\ufe0f?\s*)++$|[(\[](?i:1/\w*|a thread|thread|fil|hilo)[)\]]$|(?i:a thread)\W*$"
)
_OPENER = regex.compile(
    r"[^\p{L}\p{Nd}@#]*(?:(?i:(?:mini-?|short |twitter )?(?:thread|fil|hilo))\b|سلسلة|ثريد|خيط|スレッド)"
    r"|🧵|#(?i:thread)\b"
)
_SIGN = regex.compile(r"[#＃][\p{L}\p{M}\p{Nd}_]+|[\p{Emoji_Presentation}\p{So}]\ufe0f?")
_LETTER = regex.compile(
    r"(?P<latin>\p{Latin})|(?P<slavic>[\p{Cyrillic}\p{Greek}])|(?P<rtl>[\p{Arabic}\p{Hebrew}])"
    r"|(?P<east>[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}])|(?P<other>\p{L})"
)
_N = r"(?P<n>\p{Nd}{1,3})"
_OF = r"(?:\s?/\s?(?:\p{Nd}{1,3}|[nNxX?])?)"
_STARTS = regex.compile(
    rf"(?P<bracket>\({_N}{_OF}?\))|(?P<square>\[{_N}{_OF}?\])|(?P<slash>{_N}{_OF}(?![\p{{Nd}}/]))"
    rf"|(?P<dot>{_N}\s?[.．](?!\p{{Nd}}))|(?P<paren>{_N}\s?[)）])|(?P<dash>{_N}\s?[-–—](?!\p{{Nd}}))"
    rf"|(?P<colon>{_N}\s?[:：](?!\p{{Nd}}))|(?P<back>{_N}\\)|(?P<sign>[#＃]{_N}(?![\p{{L}}\p{{Nd}}_]))"
    rf"|(?P<key>{_N}\ufe0f?\u20e3)"
)
_ENDS = regex.compile(
    rf"(?<!\S)(?:(?P<bracket>\({_N}{_OF}?\))|(?P<square>\[{_N}{_OF}?\])|(?P<slash>{_N}/(?:\p{{Nd}}{{1,3}}|[nNxX?])?))\.?$"
)
_LAST = regex.compile(r"(?:[(\[/]\s?(?i:end|fin|fine)\s?[)\]]?|\bEND|\bFIN)\.?$")
_ITEM = 90  # characters: what is longer is hardly an item of a list
_TAIL = 40  # a line's last characters are enough for what it ends with
_SCRIPT_SEEN = 24  # letters that decide on a line's script


class Mark(Value):
    """A number at a line's start or end that may be its author's numbering of posts; `style` names its signs."""

    index: int
    style: str


class Look(Value):
    """A line as the evidence sees it.

    `weight` and `old` are what X counted of it since 2017 and before; `free` is what of it is free if a post begins
    here (the mentions of a reply). `leading` are the handles before its words, `handles` all of them, lower case.
    """

    weight: int
    old: int
    free: int
    start: Mark | None
    end: Mark | None
    last: bool
    leading: frozenset[str]
    handles: frozenset[str]
    sign: str | None
    script: str | None
    lower: bool
    bullet: bool
    item: str | None
    runs_on: bool
    colon: bool
    dots: bool
    dots_first: bool
    pointer: bool
    opener: bool

    @classmethod
    def of(cls, text: str) -> Self:
        """Look at a line."""
        head = body_start(text)
        body, tail = text[head:], text[-_TAIL:]
        heavy = weight(text)
        return cls(
            weight=heavy,
            old=heavy if text.isascii() else characters(text),
            free=heavy - weight(body) if head else 0,
            start=_mark(_STARTS.match(body)),
            end=_mark(_ENDS.search(tail)),
            last=_LAST.search(tail) is not None,
            leading=_handles(text[:head]),
            handles=_handles(text),
            sign=_sign(body),
            script=_script(body),
            lower=_LOWER.match(body) is not None,
            bullet=_BULLET.match(body) is not None,
            item=_item(body) if heavy < _ITEM else None,
            runs_on=_RUNS_ON.search(tail) is not None,
            colon=tail.endswith((":", "：")),
            dots=_DOTS.search(tail) is not None,
            dots_first=_DOTS_FIRST.match(body) is not None,
            pointer=_POINTER.search(tail) is not None,
            opener=_OPENER.match(body) is not None,
        )


def _mark(match: regex.Match[str] | None) -> Mark | None:
    if match is None or match.lastgroup is None:
        return None
    index = int("".join(str(unicodedata.decimal(digit)) for digit in match["n"]))
    style = next(name for name, text in match.groupdict().items() if text is not None and name != "n")
    return Mark(index, style)


def _item(body: str) -> str | None:
    """What a line opens with that the items of a list open with; numbers with a slash are posts', not items'."""
    if _BULLET.match(body):
        return "bullet"
    mark = _mark(_STARTS.match(body))
    if mark is not None:
        return None if mark.style == "slash" else "number"
    if _EMOJI.match(body):
        return "emoji"
    return "label" if _LABEL.match(body) else None


def _handles(text: str) -> frozenset[str]:
    if "@" not in text and "＠" not in text:
        return frozenset()
    return frozenset(handle.lower() for handle in MENTION.findall(text))


def _sign(body: str) -> str | None:
    match = _SIGN.match(body)
    return match[0] if match else None


def _script(body: str) -> str | None:
    """The script most of a line's first letters are of; None where there are too few to say."""
    if body.isascii():
        return "latin" if sum(letter.isalpha() for letter in body[:_SCRIPT_SEEN]) > _SCRIPT_SEEN // 4 else None
    counts: dict[str, int] = {}
    for match in _LETTER.finditer(body[: 3 * _SCRIPT_SEEN]):
        kind = match.lastgroup or "other"
        counts[kind] = counts.get(kind, 0) + 1
    most = max(counts, key=counts.__getitem__, default=None)
    return most if most is not None and counts[most] > _SCRIPT_SEEN // 4 else None
