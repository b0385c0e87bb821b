"""What Clew says to people, in their own language: sentences, numbers and dates; English where nobody says otherwise.

Whoever writes words writes them in English: `_("No date")`, `_("on %(network)s", network=name)`,
`many("%(num)s post", "%(num)s posts", 12)`. Pages are made while `speaking` a language; the command line, the output
forms and the feeds never are. A language is a folder here with its catalogue (docs/languages.md).
"""

from __future__ import annotations

from clew.speech.now import _, either, english, later, listed, many, now, number, plural, speaking
from clew.speech.tongues import ENGLISH, Tongue, named, tongues

__all__ = [
    "ENGLISH",
    "Tongue",
    "_",
    "either",
    "english",
    "later",
    "listed",
    "many",
    "named",
    "now",
    "number",
    "plural",
    "speaking",
    "tongues",
]
