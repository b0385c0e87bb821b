"""The elements of HTML one after another, as a reader of text takes them: what each does to the words in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import ClassVar, Literal, NamedTuple
from urllib.parse import urljoin

from clew.post import Entity
from clew.text.layout import Layout


class Tag(NamedTuple):
    """A mention or hashtag that a record lists beside its HTML.

    `name` comes without its sign, `href` is what the link to it points to, `target` the mentioned author's id.
    """

    kind: Literal["mention", "hashtag"]
    name: str
    href: str | None = None
    target: str | None = None


class Picture(NamedTuple):
    """An image in the markup; `alt` is None where it has no such attribute."""

    url: str
    alt: str | None


def indexed(tags: tuple[Tag, ...]) -> tuple[dict[str | None, Tag], dict[str, Tag]]:
    """The tags by what links to them point to, and the mentions among them by name, with the host and without."""
    if not tags:
        return {}, {}
    names = [(tag.name.casefold(), tag) for tag in tags if tag.kind == "mention"]
    by_name = {name.partition("@")[0]: tag for name, tag in names} | dict(names)
    return {tag.href: tag for tag in tags if tag.href}, by_name


# fmt: off
_DROPPED = frozenset({
    "script", "style", "template", "noscript", "title", "iframe", "object", "embed", "applet", "svg", "canvas",
    "audio", "video", "select", "button", "textarea", "datalist", "noembed", "noframes",
})
_APART = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "figure", "blockquote", "pre", "hr",
})
_OWN_LINE = frozenset({
    "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "details", "summary",
    "figcaption", "form", "fieldset", "li", "dt", "dd", "tr", "caption", "center",
})
# fmt: on
SIGNS = {"mention": "@＠", "hashtag": "#＃"}
_LINKED = re.compile(r"(?:https?|gemini|gopher|ftp|mailto|xmpp|magnet|ipfs|dat):", re.IGNORECASE)
_EMOJI = frozenset({"emoji", "custom-emoji", "emojione", "mfm-emoji"})


class _Link:
    """An open link: its target, where its first letter stands, and whether a part of its text is hidden."""

    __slots__ = ("attributes", "hidden", "shown_picture", "start", "target")

    def __init__(self, target: str, attributes: Mapping[str, str]) -> None:
        self.target = target
        self.attributes = attributes
        self.start: int | None = None
        self.hidden = False
        self.shown_picture = False


_Undo = Callable[[], None] | None


class Reader:
    """Takes the elements and the text between them in their order; each element's end undoes what its start did."""

    def __init__(self, tags: Iterable[Tag], base: str, without: Collection[str]) -> None:
        self._by_href, self._by_name = indexed(tuple(tags))
        self._base = base
        self._without = frozenset(without)
        self._layout = Layout()
        self.found: list[Entity] = []
        self.pictures: list[Picture] = []
        self._open: list[_Undo] = []
        self._dropped = 0  # how many elements deep in one that is left out
        self._hidden = 0
        self._pre = 0
        self._lists: list[int | None] = []  # the number of the next item of each open list, None where it has dots
        self._link: _Link | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._dropped or tag in _DROPPED or self._unwanted(attributes):
            self._dropped += 1
            self._open.append(self._undrop)
            return
        if tag in _APART:
            self._layout.block(1 if tag in {"ul", "ol"} and self._lists else 2)
        elif tag in _OWN_LINE:
            self._layout.block(1)
        begin = self._starts.get(tag)
        self._open.append(begin(self, attributes) if begin else None)

    def end(self, tag: str) -> None:
        """An element ends; the parser closes what the author left open, so each end is that of the last begun."""
        undo = self._open.pop() if self._open else None
        if undo is not None:
            undo()
        if self._dropped:
            return
        if tag in _APART:
            self._layout.block(1 if tag in {"ul", "ol"} and self._lists else 2)
        elif tag in _OWN_LINE:
            self._layout.block(1)

    def data(self, data: str) -> None:
        """A run of text."""
        if self._dropped:
            return
        link = self._link
        if link is not None and self._hidden:
            link.hidden = True
            return
        start = self._layout.lines(data) if self._pre else self._layout.words(data)
        if link is not None and link.start is None:
            link.start = start

    def close(self) -> None:
        """The markup ends."""

    @property
    def text(self) -> str:
        """The text that was read."""
        return self._layout.text.rstrip()

    def _unwanted(self, attributes: Mapping[str, str]) -> bool:
        return bool(self._without) and not self._without.isdisjoint(attributes.get("class", "").split())

    def _undrop(self) -> None:
        self._dropped -= 1

    def _end_line(self, _attributes: Mapping[str, str]) -> _Undo:
        self._layout.line()
        return None

    def _rule(self, _attributes: Mapping[str, str]) -> _Undo:
        self._layout.words("* * *")
        return None

    def _quote(self, _attributes: Mapping[str, str]) -> _Undo:
        self._layout.open("> ", "> ")
        return self._layout.shut

    def _preformatted(self, _attributes: Mapping[str, str]) -> _Undo:
        self._pre += 1
        return self._unpre

    def _unpre(self) -> None:
        self._pre -= 1

    def _dots(self, _attributes: Mapping[str, str]) -> _Undo:
        self._lists.append(None)
        return self._unlist

    def _numbers(self, attributes: Mapping[str, str]) -> _Undo:
        first = attributes.get("start", "1")
        self._lists.append(int(first) if first.isascii() and first.isdecimal() and len(first) < 10 else 1)  # noqa: PLR2004
        return self._unlist

    def _unlist(self) -> None:
        self._lists.pop()

    def _item(self, _attributes: Mapping[str, str]) -> _Undo:
        number = self._lists[-1] if self._lists else None
        if number is None:
            mark = "- "
        else:
            mark = f"{number}. "
            self._lists[-1] = number + 1
        self._layout.open(mark, " " * len(mark))
        return self._layout.shut

    def _cell(self, _attributes: Mapping[str, str]) -> _Undo:
        if self._layout.last:
            self._layout.words(" | ")
        return None

    def _span(self, attributes: Mapping[str, str]) -> _Undo:
        if self._link is None:  # only a link may hide text: it is whole in the link's target
            return None
        classes = attributes.get("class", "").split()
        if "invisible" in classes:
            self._hidden += 1
            return self._unhide
        return self._ellipsis if "ellipsis" in classes else None

    def _unhide(self) -> None:
        self._hidden -= 1

    def _ellipsis(self) -> None:
        self._layout.words("…")

    def _image(self, attributes: Mapping[str, str]) -> _Undo:
        alt, source = attributes.get("alt"), attributes.get("src", "").strip()
        name = (alt or attributes.get("title") or "").strip()
        classes = attributes.get("class", "").split()
        shortcode = name[:1] == name[-1:] == ":" and len(name) > 2  # noqa: PLR2004 the two colons and a name
        if shortcode or not _EMOJI.isdisjoint(classes) or "emoji" in attributes.get("rel", "").split():
            self.data(name)
        elif source and not source.startswith("data:"):
            self.pictures.append(Picture(self._address(source), alt))
            if self._link is not None:
                self._link.shown_picture = True
        return None

    def _begin_link(self, attributes: Mapping[str, str]) -> _Undo:
        href = attributes.get("href", "").strip()
        if self._link is not None or not href:
            return None
        self._link = _Link(self._address(href), attributes)
        return self._end_link

    def _end_link(self) -> None:
        link, self._link = self._link, None
        assert link is not None
        if link.start is None:
            if not link.hidden or link.shown_picture:
                return
            link.start = self._layout.words(link.target)
        start, end = link.start, self._layout.length
        if start is not None and start < end:
            found = self._entity(link, start, end)
            if found is not None:
                self.found.append(found)

    def _entity(self, link: _Link, start: int, end: int) -> Entity | None:
        text = self._layout.since(start)
        tag = self._by_href.get(link.target)
        kind = tag.kind if tag is not None else _kind(link.attributes)
        if kind is not None:
            signs = SIGNS[kind]
            if text[:1] not in signs and start:  # Friendica links the name without its sign
                start -= 1
                text = self._layout.since(start)
            name = text[1:]
            if text[:1] in signs and name and not any(map(str.isspace, name)):
                if tag is None and kind == "mention":  # the link leads to the page, the listed tag to the account
                    tag = self._by_name.get(name.casefold())
                return Entity(kind, start, end, name, tag.target if tag is not None else None)
        return Entity("link", start, end, link.target) if _LINKED.match(link.target) else None

    def _address(self, href: str) -> str:
        if not self._base:
            return href
        try:
            return urljoin(self._base, href)
        except ValueError:  # such as a broken IPv6 host
            return href

    _starts: ClassVar[Mapping[str, Callable[[Reader, Mapping[str, str]], _Undo]]] = {
        "a": _begin_link,
        "blockquote": _quote,
        "br": _end_line,
        "hr": _rule,
        "img": _image,
        "li": _item,
        "ol": _numbers,
        "pre": _preformatted,
        "span": _span,
        "td": _cell,
        "th": _cell,
        "ul": _dots,
    }


def _kind(attributes: Mapping[str, str]) -> Literal["mention", "hashtag"] | None:
    classes = attributes.get("class", "").split()
    if "hashtag" in classes or "tag" in attributes.get("rel", "").split():
        return "hashtag"
    return "mention" if "mention" in classes else None
