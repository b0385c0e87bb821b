"""What looks like an author's numbering of a post: `1/`, `(2)`, `[3/12]`, `٤-`, `THREAD`, `(END)`.

These functions read a single post and are generous: `9/11`, `2017:` and the first item of a shopping list look like
numbering too. Which of them are one, `clew.text.counting` decides over a whole line of posts.
"""

from __future__ import annotations

from string import ascii_letters
from typing import Any, Literal

import regex

from clew.thread import Number

_SLASH = "/／⁄∕"
_HIDDEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c\ufe0f"
_POINTING = "👇⬇⤵↓➡→👉🧵"
_INDEX = r"(?P<index>\d{1,4})"
_TOTAL = r"(?P<total>\d{1,4})"
_OF = rf"(?:[{_SLASH}]|[ ][{_SLASH}][ ]|[ ](?:of|sur|von|de|من)[ ])"
_OPEN = r"(?:(?P<open>[nNxXkK?？…]|\?\?+|many)|(?P<last>end|END|End|fin|FIN|Fin))"
# What may not follow keeps dates, scores, times, fractions, decimals and "2-year-old" out.
_NUMBER = rf"""
    (?P<bracket>[(（\[［【〔])[ ]?{_INDEX}(?:{_OF}(?:{_TOTAL}|{_OPEN})|(?P<bare>[{_SLASH}]))?[ ]?[)）\]］】〕]
  | {_INDEX}{_OF}{_TOTAL}(?![\d%٪]|[.,:{_SLASH}-]\d)
  | {_INDEX}[{_SLASH}]{_OPEN}(?!\w)
  | {_INDEX}[ ]?(?P<mark>[{_SLASH}])(?![\d{_SLASH}])
  | {_INDEX}[ ]?(?P<mark>[\\＼])
  | {_INDEX}(?P<mark>[.．、])(?![\d.．])
  | {_INDEX}[ ]?(?P<mark>[)）])
  | {_INDEX}[ ]?(?P<mark>[-–—‐‑−－])(?![ ]?\d|[a-z-])
  | {_INDEX}[ ]?(?P<mark>[:：])(?!\d)
  | (?P<mark>[\#＃]){_INDEX}(?!\w|[.,]\d)
  | (?P<keycap>(?:[0-9]\ufe0f?\u20e3){{1,4}})
"""
_WORDS = "thread|hilo|fil|fio|draad|tråd|тред|ثريد|سلسلة|スレッド|スレ|타래"
_MENTIONS = rf"[\s{_HIDDEN}]*+(?:@\w+\s+)*+"
_START = regex.compile(
    rf"{_MENTIONS}(?:(?:[\#＃]?(?i:{_WORDS})\b|🧵)[\s{_HIDDEN}:：–—.!-]*+)?(?P<number>{_NUMBER})", regex.VERBOSE
)
# A number at the end stands free, or right behind a script that sets no spaces.
_END = regex.compile(
    rf"(?:(?<![\w.,:@%$€£&+{_SLASH}\\-])|(?<=[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}]))(?P<number>{_NUMBER})[.。!]?\Z",
    regex.VERBOSE,
)
_LONGEST = 20  # code points: "(1234 من 1234)." and a little room

_EACH_WORD = tuple(_WORDS.split("|"))
_OPENS = regex.compile(
    rf"""\bTHREAD\b
  | [(\[（【](?i:{_WORDS})[)\]）】]
  | \A{_MENTIONS}[\#＃]?(?i:{_WORDS})
    (?:[ ]?[:：{_POINTING}–—-]|\s*\n|\s*\Z|[ ](?:on|about|over|sur|sobre|über|عن|حول)\b)
  | (?:\A|\n|[.!?:…][ ]?)[\#＃]?(?i:{_WORDS})[ ]?[:：.]?[\s{_POINTING}{_HIDDEN}]*\Z""",
    regex.VERBOSE,
)
_CLOSES = regex.compile(
    r"""(?:[(\[（【][ ]?(?i:end|fin|fine|ende|fim|انتهى|النهاية|終わり|おわり|終|完|конец|끝)[ ]?[.!]?[)\]）】]
  | [/／\\](?i:end|fin|fine|ende|fim|انتهى|終わり|終|完)
  | \b(?i:end|fin|fine|ende|fim)[/／]
  | (?:\A|\n)[ ]*(?i:end|fin|fine|ende|fim|the[ ]end|end[ ]of[ ]thread|انتهى|النهاية|終わり|おわり|終|完|конец|끝))
    [\s.!。🧵]*\Z""",
    regex.VERBOSE,
)

# Any other first or last sign rules a number out, which spares nearly all posts the search.
_FIRST = frozenset("([（［【〔#＃@🧵ス타" + _HIDDEN)
_WORD_STARTS = frozenset(word[:3] for word in _WORDS.split("|"))
_INITIALS = frozenset(sign for word in _WORD_STARTS for sign in (word[0], word[0].upper()))
_LAST = frozenset(")）]］】〕/／⁄∕\\＼-–—‐‑−－:：．、\u20e3")
_STOPS = ".。!"
_SIGNS = _POINTING + _HIDDEN + "🏻🏼🏽🏾🏿 \n\r\t\u00a0\u3000"
_HASHES = frozenset("#＃")
_BRACKETS = frozenset(")）]］】〕")
_MOST_TAGS = 12  # links and hashtags behind a number at the end

_ROUND = frozenset("(（〔")
_MARKS = {
    **dict.fromkeys(_SLASH, "1/"),
    **dict.fromkeys("\\＼", "1\\"),
    **dict.fromkeys(".．、", "1."),
    **dict.fromkeys(")）", "1)"),
    **dict.fromkeys("-–—‐‑−－", "1-"),
    **dict.fromkeys(":：", "1:"),
    **dict.fromkeys("#＃", "#1"),
}


def candidates(text: str, body_start: int = 0) -> tuple[Number, ...]:
    """What looks like the author's numbering at the text's start (from `body_start`) and at its end.

    At most one at either end, the start first. One post alone proves nothing: `clew.text.counting.decide` does.
    """
    start, length = body_start, len(text)
    while start < length and text[start].isspace():
        start += 1
    if start >= length:
        return ()
    first = text[start]
    opening = closing = None
    if first.isdecimal() or first in _FIRST or (first in _INITIALS and text[start : start + 3].lower() in _WORD_STARTS):
        opening = _number(_START.match(text, start), "start")
    if _may_end(text, length) or _may_hide_one(text):
        closing = _at_end(text, start if opening is None else opening.end)
    if opening is None:
        return () if closing is None else (closing,)
    return (opening,) if closing is None else (opening, closing)


def opens(text: str, body_start: int = 0) -> bool:
    """Whether the post says that a thread begins: `THREAD`, `🧵`, `Thread:`, `سلسلة:`, `(fil)` and the like."""
    if "🧵" in text:
        return True
    lowered = text.lower()
    return any(word in lowered for word in _EACH_WORD) and _OPENS.search(text, body_start) is not None


def closes(text: str) -> bool:
    """Whether the post says that the thread ends: `(END)`, `/fin`, or such a word alone on the last line."""
    return _CLOSES.search(text, max(0, len(text) - _LONGEST)) is not None


def _may_end(text: str, end: int) -> bool:
    """Whether the text up to `end` may end in a number, a full stop behind it left out: a cheap no for most."""
    last = text[end - 1]
    if last.isdecimal() or last in _LAST:
        return True
    if last in _STOPS:
        before = text[end - 2 : end - 1]
        return before.isdecimal() or before in _BRACKETS
    return "/" in text[max(end - 5, 0) : end - 1]  # 3/n, 1/many, 6/end


def _may_hide_one(text: str) -> bool:
    """Whether links, hashtags or signs that point downwards stand at the end, with a number before them perhaps."""
    last = text[-1]
    if last.isalnum() or last in "_/":
        word = text[text.rfind(" ") + 1 :]
        return "/" in word or "#" in word or "＃" in word
    return last in _SIGNS


def _at_end(text: str, start: int) -> Number | None:
    end = len(text)
    for _ in range(_MOST_TAGS):
        while end > start and text[end - 1] in _SIGNS:
            end -= 1
        cut = text.rfind(" ", start, end) + 1
        cut = max(cut, text.rfind("\n", max(cut, start), end) + 1)
        is_link = text.startswith(("http://", "https://", "pic.twitter.com/"), cut)
        if not cut or not (is_link or (text[cut : cut + 1] in _HASHES and not text[cut + 1 : cut + 2].isdecimal())):
            break
        end = cut
    if end == start or not _may_end(text, end) or (text[cut] in ascii_letters and text[end - 1] not in _BRACKETS):
        return None  # a last word such as `example.org/7` numbers nothing, and a search would cost 8 µs
    return _number(_END.search(text, max(start, end - _LONGEST), end), "end")


def _number(found: Any, place: Literal["start", "end"]) -> Number | None:
    if found is None:
        return None
    groups: dict[str, str | None] = found.groupdict()
    start, end = found.span("number")
    if groups["keycap"]:
        digits = "".join(sign for sign in groups["keycap"] if sign.isdecimal())
        return Number(index=int(digits), start=start, end=end, style="1⃣", place=place)
    index = int(groups["index"] or 0)
    total = int(groups["total"]) if groups["total"] else index if groups["last"] else None
    if total is not None and (total == 0 or total < index):
        return None
    return Number(index=index, start=start, end=end, total=total, style=_style(groups), place=place)


def _style(groups: dict[str, str | None]) -> str:
    if groups["mark"]:
        return _MARKS[groups["mark"]]
    count = "1/12" if groups["total"] else "1/n" if groups["open"] or groups["last"] else "1"
    if not groups["bracket"]:
        return count
    count += "/" if groups["bare"] else ""
    return f"({count})" if groups["bracket"] in _ROUND else f"[{count}]"
