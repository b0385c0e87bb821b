"""Writes a text as X keeps it: escaped for HTML, links shortened, spans over it counted in code points."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from html import escape

_TOKEN = re.compile(r"https?://[^\s،]+|(?<![\w&/])#\w+|(?<![\w&/@])@[A-Za-z0-9_]{1,15}")
_SHOWN = 26  # so much of an address X shows before it cuts it
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass
class Span:
    """What stands in a written text and where, end exclusive; `target` is a link's whole address."""

    kind: str
    start: int
    end: int
    word: str
    target: str = ""


@dataclass
class Written:
    """A text and its spans; readers are shown `start` to `end`, without automatic mentions and attached links."""

    text: str
    start: int
    end: int
    spans: list[Span] = field(default_factory=list)

    def of(self, kind: str) -> list[Span]:
        """The spans of a kind, in order."""
        return [span for span in self.spans if span.kind == kind]

    def cut(self, end: int, link: str | None, target: str = "") -> Written:
        """The text up to a place, an ellipsis after it, and a link to the whole where the service gives one."""
        text = self.text[:end].rstrip() + "…"
        spans = [span for span in self.spans if span.end <= end]
        if link:
            spans.append(Span("link", len(text) + 1, len(text) + 1 + len(link), link, target))
            text = f"{text} {link}"
        return Written(text, self.start, len(text), spans)


def short(seed: str) -> str:
    """A shortened link of 23 characters, always the same for the same seed."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    letters = ""
    for _ in range(10):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return f"https://t.co/{letters}"


def shown(address: str) -> str:
    """An address as X shows it: without its scheme, and cut where it grows long."""
    bare = address.partition("://")[2]
    return bare if len(bare) <= _SHOWN else bare[:_SHOWN] + "…"


def written(key: str, text: str, mentions: list[str], attached: list[tuple[str, str]], *, html: bool = True) -> Written:
    """A text with its automatic mentions before it and its attached links behind it.

    `attached` are pairs of kind (`media` or `link`) and address; they get a shortened link each, as links in the text.
    """
    out, at = "", 0
    spans: list[Span] = []
    before = "".join(f"@{handle} " for handle in mentions)
    for found in _TOKEN.finditer(before + text):
        out += _kept((before + text)[at : found.start()], html=html)
        span = _span(found[0], f"{key}/{len(spans)}", len(out))
        out, at = out + (span.word if span.kind == "link" else found[0]), found.end()
        spans.append(span)
    out += _kept((before + text)[at:], html=html)
    end = len(out)
    for kind, target in attached:
        link = short(f"{key}/{kind}")
        space = " " if out else ""
        spans.append(Span(kind, len(out + space), len(out + space) + len(link), link, target))
        out += space + link
    return Written(out, len(before), end, spans)


def _kept(text: str, *, html: bool) -> str:
    return escape(text, quote=False) if html else text


def _span(found: str, seed: str, start: int) -> Span:
    if found[0] in "#@":
        kind = "hashtag" if found[0] == "#" else "mention"
        return Span(kind, start, start + len(found), found[1:])
    link = short(seed)
    return Span("link", start, start + len(link), link, found)
