"""Whether a sentence runs on from one post into the next, so that an article may print both as one paragraph."""

from __future__ import annotations

import regex

# Signs that point to the next post, and white space, say nothing of the sentence.
_POINTING = " \t\n\u00a0\u200b\u200d\ufe0f👇⬇⤵↓➡→👉🧵"
_DOTS = ("…", "...")
_ENDS = regex.compile(r"""[.!?。！？؟۔:;؛：；…"'”’»)\]）」』\p{So}\p{Sk}]\Z""")
_GOES_ON = regex.compile(r"[\p{Ll},;،؛]")


def runs_on(before: str, after: str) -> bool:
    """Whether `after` goes on with the sentence that `before` leaves open; both without numbering and mentions.

    Either both have dots where the sentence is torn, or nothing ends it and a small letter goes on.
    """
    said, next_said = before.rstrip(_POINTING), after.lstrip(_POINTING)
    if not said or not next_said or "\n\n" in before[-2:]:
        return False
    if next_said.startswith(_DOTS):
        return said.endswith(_DOTS) or not _ENDS.search(said)
    if said.endswith(_DOTS):
        return _GOES_ON.match(next_said) is not None
    return (
        not _ENDS.search(said)
        and not said.rsplit(None, 1)[-1].startswith(("#", "http"))
        and (_GOES_ON.match(next_said) is not None)
    )
