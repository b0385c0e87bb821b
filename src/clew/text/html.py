"""HTML as a person would read it: text, the links, mentions and hashtags in it, and the addresses of its pictures.

Paragraphs stand apart by a blank line, `<br>` ends a line, list items begin with `- ` or `1. `, lines of a quote with
`> `. Scripts and styles are dropped. Nothing is fetched, nothing is run, and no depth, length or brokenness of the
markup is too much: what stands in it is read as far as it is text.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, cast

from lxml import etree

from clew.post import Entity
from clew.text import tame
from clew.text.layout import Layout
from clew.text.markup import SIGNS, Picture, Reader, Tag, indexed

__all__ = ["Picture", "Tag", "Words", "element_words", "plain_words", "words"]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SIGNED = re.compile(r"(?<![\w@＠#＃/])(?:[#＃]([\w\u200c\u200d·]+)|[@＠]([\w.-]*\w(?:@[\w.-]*\w)?))")


class Words(NamedTuple):
    """The text, the spans over it in code points, and the pictures that stood in it (custom emoji aside)."""

    text: str
    entities: tuple[Entity, ...]
    pictures: tuple[Picture, ...] = ()


class _Target:
    """Hands what the parser finds to the reader at work; parsers are costly to make (30 µs) and so are kept."""

    def __init__(self, local: threading.local) -> None:
        self._local = local

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._local.reader.start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._local.reader.end(tag)

    def data(self, data: str) -> None:
        """A run of text."""
        self._local.reader.data(data)

    def close(self) -> None:
        """The markup ends."""


_local = threading.local()


def _parser() -> etree.HTMLParser:
    """The parser of the thread at work: without limits of depth and length, for nothing is built of what it reads."""
    parser: etree.HTMLParser | None = getattr(_local, "parser", None)
    if parser is None:
        parser = etree.HTMLParser(target=cast("Any", _Target(_local)), huge_tree=True, encoding="utf-8")
        _local.parser = parser
    return parser


def words(markup: str, tags: Iterable[Tag] = (), *, base: str = "", without: Collection[str] = ()) -> Words:
    """Read a piece of HTML.

    `tags` win over the classes of links. `base` is the page's own address, for links that leave it out. Elements
    with a class of `without` are left out.
    """
    if "<" not in markup and "&" not in markup:
        return _plain(markup, tags)
    tags = tuple(tags)
    by_href, by_name = indexed(tags)
    markup = _sound(markup)
    plain = tame.read(markup, by_href, by_name)
    if plain is not None:
        return Words(plain[0], _with_unlinked(plain[0], tuple(plain[1]), tags))
    return parsed(markup, tags, base=base, without=without)


def parsed(markup: str, tags: Iterable[Tag] = (), *, base: str = "", without: Collection[str] = ()) -> Words:
    """Read a piece of HTML with the parser, however plain it is; `words` gives the same."""
    reader = Reader(tags, base, without)
    parser, _local.reader = _parser(), reader
    with suppress(etree.LxmlError):  # markup in which the parser finds nothing at all
        etree.fromstring(_sound(markup).encode(), parser)
    return _finished(reader, tags)


def plain_words(text: str, tags: Iterable[Tag] = ()) -> Words:
    """Read plain text (or markup that reads as such, Markdown say): its lines are kept, its listed tags are found."""
    said = _sound(text).strip()
    return Words(said, _with_unlinked(said, (), tags))


def element_words(
    element: etree._Element, tags: Iterable[Tag] = (), *, base: str = "", without: Collection[str] = ()
) -> Words:
    """Read one element of a parsed page; see `words`."""
    reader = Reader(tags, base, without)
    for event, each in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            reader.start(str(each.tag), each.attrib)
            if each.text:
                reader.data(each.text)
            continue
        if event == "end":
            reader.end(str(each.tag))
        if each.tail and each is not element:
            reader.data(each.tail)
    return _finished(reader, tags)


def _sound(markup: str) -> str:
    """The markup with U+FFFD for each half of a character that stands alone: no encoding has a form for those."""
    try:
        markup.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", markup)
    return markup


def _plain(text: str, tags: Iterable[Tag]) -> Words:
    layout = Layout()
    layout.words(_sound(text))
    said = layout.text.rstrip()
    return Words(said, _with_unlinked(said, (), tags))


def _finished(reader: Reader, tags: Iterable[Tag]) -> Words:
    text = reader.text
    found = tuple(each for each in reader.found if each.start < each.end <= len(text))
    return Words(text, _with_unlinked(text, found, tags), tuple(reader.pictures))


def _with_unlinked(text: str, found: tuple[Entity, ...], tags: Iterable[Tag]) -> tuple[Entity, ...]:
    """The spans, and those of listed mentions and hashtags that the markup does not link."""
    linked = {(each.kind, each.value.casefold()) for each in found if each.kind != "link"}
    missing: dict[tuple[str, str], Tag] = {}
    for tag in tags:
        name = tag.name.casefold()
        # `@mo` is the listed mo@s.example.
        if (tag.kind, name) not in linked and (tag.kind, name.partition("@")[0]) not in linked:
            missing[tag.kind, name] = tag
    if not missing:
        return found
    added, taken = [], iter((*((each.start, each.end) for each in found), (len(text) + 1, 0)))
    start, end = next(taken)
    for match in _SIGNED.finditer(text):
        while end <= match.start() and end:
            start, end = next(taken)
        kind = "hashtag" if text[match.start()] in SIGNS["hashtag"] else "mention"
        name = match[1] or match[2]
        listed = missing.get((kind, name.casefold()))
        if listed is not None and match.end() <= start:
            added.append(Entity(listed.kind, match.start(), match.end(), name, listed.target))
    return tuple(sorted((*found, *added), key=lambda each: each.start))
