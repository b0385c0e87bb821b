"""Which fonts of this machine a paper is set in, and what a person is told where one is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import regex

from clew.errors import MissingPart
from clew.post import Value

_SERIF = ("Noto Serif", "Source Serif 4", "Charter", "Georgia", "Libertinus Serif")
_SANS = ("Noto Sans", "Inter", "Helvetica Neue", "Segoe UI", "Arial", "DejaVu Sans", "Libertinus Serif")
_EMOJI = ("Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", "Twemoji")
# An emoji font has digits and # too, which must not come from it.
_PICTURES = r"[\u{2600}-\u{27bf}\u{2b00}-\u{2bff}\u{1f000}-\u{1faff}]"
_ARABIC = (
    "Noto Naskh Arabic",
    "Amiri",
    "Scheherazade New",
    "Geeza Pro",
    "Noto Sans Arabic",
    "Times New Roman",
    "Arial",
)
_HEBREW = ("Noto Serif Hebrew", "Frank Ruehl CLM", "Noto Sans Hebrew", "Times New Roman", "Arial Hebrew", "Arial")
_CJK = {
    "ja": ("Noto Serif CJK JP", "Noto Serif JP", "Hiragino Mincho ProN", "Yu Mincho", "Noto Sans CJK JP"),
    "ko": ("Noto Serif CJK KR", "Noto Serif KR", "AppleMyungjo", "Batang", "Noto Sans CJK KR"),
    "zh": ("Noto Serif CJK SC", "Noto Serif SC", "Songti SC", "SimSun", "Noto Sans CJK SC"),
    "zh-Hant": ("Noto Serif CJK TC", "Noto Serif TC", "Songti TC", "PMingLiU", "Noto Sans CJK TC"),
}
_ANY_CJK = tuple(family for families in _CJK.values() for family in families)


class Script(Value):
    """Letters that need a font of their own: what people call them, how they are known, and who has them."""

    name: str
    letters: str
    families: tuple[str, ...]
    package: str


SCRIPTS = (
    Script("Arabic letters", r"\p{Arabic}", (*_ARABIC, "DejaVu Sans", "FreeSerif", "Tahoma"), "fonts-noto-core"),
    Script("Hebrew letters", r"\p{Hebrew}", (*_HEBREW, "DejaVu Sans", "FreeSerif", "Tahoma"), "fonts-noto-core"),
    Script("Chinese, Japanese or Korean", r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]", _ANY_CJK, "fonts-noto-cjk"),
    Script("emoji", r"\p{Emoji_Presentation}", _EMOJI, "fonts-noto-color-emoji"),
)
_TRADITIONAL = regex.compile(r"zh-(hant|tw|hk|mo)\b.*", regex.IGNORECASE)


def face(lang: str | None, text: str) -> str:
    """Which of the faces a post is set in, by its language; by its letters where nobody says."""
    code = (lang or "").lower()
    if code.startswith("zh"):
        return "zh-Hant" if _TRADITIONAL.fullmatch(code) else "zh"
    if code[:2] in _CJK:
        return code[:2]
    if text.isascii() or not regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]", text):
        return "default"
    if regex.search(r"\p{Hangul}", text):
        return "ko"
    return "ja" if regex.search(r"[\p{Hiragana}\p{Katakana}]", text) else "zh"


def faces(there: Collection[str]) -> Mapping[str, Any]:
    """The families of each face that are there, in the order they are asked."""
    emoji = [{"name": family, "covers": _PICTURES} for family in _EMOJI if family in there]
    other = [family for family in (*_ARABIC[:5], *_HEBREW[:3]) if family in there]
    cjk = {key: [family for family in families if family in there][:1] for key, families in _CJK.items()}

    def face_of(latin: tuple[str, ...], first: str) -> list[Any]:
        letters = [family for family in latin if family in there]
        han = list(dict.fromkeys((*cjk[first], *(family for each in cjk.values() for family in each))))
        return [*emoji[:1], *letters, *other, *han]

    return {key: face_of(_SERIF, key) for key in _CJK} | {
        "default": face_of(_SERIF, "zh"),
        "sans": face_of(_SANS, "zh"),
    }


def insist(text: str, there: Collection[str]) -> None:
    """`MissingPart` where the text has letters that no font here can show, with the package that brings one."""
    for script in SCRIPTS:
        if not any(family in there for family in script.families) and _letters(script.letters).search(text):
            raise MissingPart(
                f"This PDF has {script.name} and no font here can show them; install a font that does "
                f"(on Debian and Ubuntu `apt install {script.package}`) and try again."
            )


@cache
def _letters(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)
