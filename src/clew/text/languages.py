"""Language codes: what a page may put into `lang`, and what a person calls the language."""

from __future__ import annotations

import regex

from clew.speech import _, now

_TAG = regex.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# X writes three languages by codes that were withdrawn in 1989, and gives its own codes (`qme`, `qst`, `zxx`…) to posts
# that are links, pictures or hashtags only.
_WITHDRAWN = {"in": "id", "iw": "he", "ji": "yi"}
_NO_LANGUAGE = {"und", "zxx", "mul", "mis", "art"}
_OWN_CODES = regex.compile(r"q[a-t][a-z]")

_NAMES = {
    "am": "Amharic",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "bo": "Tibetan",
    "bs": "Bosnian",
    "ca": "Catalan",
    "ckb": "Central Kurdish",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "dv": "Divehi",
    "el": "Greek",
    "en": "English",
    "eo": "Esperanto",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "gu": "Gujarati",
    "ha": "Hausa",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "ht": "Haitian Creole",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "kn": "Kannada",
    "ko": "Korean",
    "ku": "Kurdish",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mn": "Mongolian",
    "mr": "Marathi",
    "ms": "Malay",
    "my": "Burmese",
    "ne": "Nepali",
    "nl": "Dutch",
    "no": "Norwegian",
    "or": "Odia",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sd": "Sindhi",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovenian",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "ug": "Uyghur",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "yi": "Yiddish",
    "zh": "Chinese",
}


def attribute(code: str | None) -> str | None:
    """The code as BCP 47 has it, for `lang`; None where it names no language."""
    if not code or not _TAG.fullmatch(code.replace("_", "-")):
        return None
    first, dash, rest = code.replace("_", "-").partition("-")
    first = first.lower()
    if first in _NO_LANGUAGE or _OWN_CODES.fullmatch(first):
        return None
    return _WITHDRAWN.get(first, first) + dash + rest


def name(code: str) -> str | None:
    """What a person calls the language; the code itself where Clew has no name for it."""
    known = attribute(code)
    if known is None:
        return None
    first = known.split("-")[0]
    spoken = now()
    return (None if spoken.code == "en" else spoken.language(first)) or _NAMES.get(first, known)


def names(codes: tuple[str, ...]) -> str:
    """The languages of a thread as a list in words, each once."""
    return _(", ").join(dict.fromkeys(found for code in codes if (found := name(code))))
