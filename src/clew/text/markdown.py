"""Words from outside inside a Markdown document: they show as they are and never become markup.

CommonMark 0.31, section 2.4: any ASCII punctuation may be written with a backslash before it. What GitHub adds
(autolinks, tables, strikethrough, mathematics) and Pandoc's numbered lists are kept from happening too.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from clew.post import Post
from clew.text.plain import one_line, printable

_INLINE = re.compile(r"[\\`*_\[\]<>&~|$]|!\Z")  # `!` before a link would make a picture of it
_LABEL = "(?:[0-9]{1,9}|[A-Za-z]|[ivxlcdm]{1,7}|[IVXLCDM]{1,7})"  # what Markdown or Pandoc takes for a list's number
_LINE_START = re.compile(rf"[#+\-=]|:[\s:\-]|\({_LABEL}\)")
_NUMBERED = re.compile(rf"({_LABEL})(?=[.)](?:\s|$))")
# GitHub makes links of these without being asked, and takes the backslashes for a part of the address.
_AUTOLINK = re.compile(r"(?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>`\\]*[^\s<>`\\.,;:!?()\[\]{}'\"*_~|…]", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s\x00-\x1f]+", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?=#?\w+;)")  # `&copy;` is a sign inside addresses too
_BLANK = re.compile(r"\n(?:[^\S\n]*\n)+")


def literal(text: str) -> str:
    """The words of one paragraph; line ends become hard breaks."""
    return _laid_out(_inline(_lines(text)))


def link(shown: str, address: str | None) -> str:
    """A link where the target is a web address, the bare words where it is anything else."""
    words = one_line(shown)
    address = web_address(address)
    if address is None:
        return _inline(words)
    if address == words and not _REFERENCE.search(address):
        return f"<{address}>"
    target = _REFERENCE.sub(r"\&", address)
    return f"[{_inline(words)}](<{target}>)"


def web_address(target: str | None) -> str | None:
    """The target when it is a web address, made fit to stand between `<` and `>`."""
    if target is None or not _WEB.fullmatch(target):
        return None
    return quote(target, safe="%/:?#@!$&'()*+,;=~[]-._", errors="replace")


def paragraphs(post: Post) -> list[str]:
    """A post's words as Markdown paragraphs, without the automatic mentions before them; its links lead on."""
    pieces: list[str] = []
    at = post.body_start
    for start, end, target in _links(post):
        pieces += [_inline(_lines(post.text[at:start])), link(post.text[start:end], target)]
        at = end
    pieces.append(_inline(_lines(post.text[at:])))
    blocks = _BLANK.split("".join(pieces).strip("\n"))
    return [laid for laid in map(_laid_out, blocks) if laid]


def _links(post: Post) -> list[tuple[int, int, str]]:
    """Spans of the body that are web addresses: those the source names, and those the words spell out."""
    named = [
        (entity.start, entity.end, entity.value)
        for entity in post.entities or ()
        if entity.kind == "link" and web_address(entity.value)
    ]
    spelt = [(match.start(), match.end(), match[0]) for match in _ADDRESS.finditer(post.text)]
    found: list[tuple[int, int, str]] = []
    at = post.body_start
    for start, end, target in sorted([*named, *spelt], key=lambda span: span[0]):  # stable: a named link wins
        if at <= start < end <= len(post.text):
            found.append((start, end, target))
            at = end
    return found


def _lines(text: str) -> str:
    return printable(text).replace("\u2028", "\n").replace("\u2029", "\n")


def _inline(text: str) -> str:
    return _AUTOLINK.sub(r"\g<0>\\", _INLINE.sub(r"\\\g<0>", text))


def _laid_out(escaped: str) -> str:
    """Escaped words with hard breaks at their line ends, and nothing at a line's start that would begin a block."""
    lines = (_line(line) for line in escaped.split("\n"))
    return "\\\n".join(line for line in lines if line)


def _line(escaped: str) -> str:
    line = escaped.rstrip()
    words = line.lstrip()
    # Four spaces before a line would make it a block of code; unbreakable ones keep the indent and do not.
    indent = "\u00a0" * len(line[: len(line) - len(words)].expandtabs(4))
    if _NUMBERED.match(words):
        return indent + _NUMBERED.sub(r"\1\\", words, count=1)
    return f"{indent}\\{words}" if _LINE_START.match(words) else indent + words
