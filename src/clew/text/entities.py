"""Hashtags, mentions, cashtags and links found in running text, for sources whose records do not list them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from clew.post import Entity
from clew.text.tags import HASHTAG

# A handle has 1 to 20 letters, digits or _ (15 today; old accounts have more); before it stands nothing word-like and
# after it no second @ and no "://" (rules of twitter-text, the library X publishes), so that a@b.org names nobody.
MENTION = regex.compile(r"(?<![A-Za-z0-9_!#$%&*@＠])[@＠]([A-Za-z0-9_]{1,20}+)(?![@＠À-ÖØ-öø-ÿ]|://)")
CASHTAG = regex.compile(r"(?<![\p{L}\p{M}\p{Nd}_$])\$([A-Za-z]{1,6}+(?:[._][A-Za-z]{1,2})?+)(?![\p{L}\p{Nd}_$])")
# An address goes on to the next space, angle bracket, or letter of a script that writes without spaces.
_REST = r"[^\s<>\p{Han}\p{Hiragana}\p{Katakana}、。「」，！？]"
# Without a scheme only with a path, or under an ending that is no word, and in lower case: in "so.it" and "yes.No"
# somebody forgot a space.
_ENDING = r"(?:com|org|net|edu|gov|int|info|eu|uk|de|fr|jp|ru|ly|tv|co)"
_BARE = (
    r"(?<![\p{L}\p{Nd}_@＠#$/.-])(?:[a-z0-9-]++\.(?=[a-z0-9]))++"
    rf"(?:{_ENDING}(?![\p{{L}}\p{{Nd}}_@-])(?:/{_REST}*+)?|[a-z]{{2,}}+/{_REST}*+)"
)
LINK = regex.compile(rf"(?i:https?)://{_REST}++|{_BARE}")
# No address goes over a space: words without a dot in them or a scheme are not searched, nor even looked at one by one.
_MAYBE = re.compile(r"\.[a-z0-9]|://")
_BEFORE = regex.compile(r"(?r)\S*+")
_WORD = regex.compile(r"\S++")
_AFTER = ".,;:!?'\"’”»*_"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def entities(text: str) -> tuple[Entity, ...]:
    """What the text itself shows, in its order.

    A link the page cut to `…` leads nobody knows where: it stays text. A bare address is read as X reads one, with
    `http://` before it.
    """
    found, apart, at = [], [], 0
    for start, end in links(text):
        if not text.startswith(("…", "..."), end):
            address = text[start:end]
            found.append(Entity("link", start, end, address if "://" in address else f"http://{address}"))
        apart += [text[at:start], " " * (end - start)]
        at = end
    rest = "".join((*apart, text[at:]))  # the same places, without the addresses, whose # and @ mean other things
    if "#" in rest or "＃" in rest:
        found += (Entity("hashtag", *match.span(), match[1]) for match in HASHTAG.finditer(rest))
    if "@" in rest or "＠" in rest:
        found += (Entity("mention", *match.span(), match[1]) for match in MENTION.finditer(rest))
    if "$" in rest:
        found += (Entity("cashtag", *match.span(), match[1]) for match in CASHTAG.finditer(rest))
    return tuple(sorted(found, key=lambda each: each.start))


def links(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the addresses in a text, without the punctuation that follows them.

    A span that ends right before `…` or `...` is a link the page cut.
    """
    if "." not in text:
        return
    searched = 0
    for maybe in _MAYBE.finditer(text):
        if maybe.start() < searched:
            continue
        before, after = _BEFORE.search(text, searched, maybe.start()), _WORD.match(text, maybe.start())
        assert before is not None
        assert after is not None
        searched = after.end()
        for match in LINK.finditer(text, before.start(), searched):
            start, end = match.start(), _end(match[0])
            if end:
                yield start, start + end


def _end(address: str) -> int:
    """Where an address ends: before `…`, before closing punctuation, before a bracket it did not open."""
    cut = address.find("…")
    end = len(address) if cut < 0 else cut
    while end:
        last = address[end - 1]
        opening = _PAIRS.get(last)
        unopened = opening is not None and address.count(last, 0, end) > address.count(opening, 0, end)
        if last not in _AFTER and not unopened:
            break
        end -= 1
    return 0 if address[:end].endswith(":/") or address[:end].lower() in {"http", "https"} else end
