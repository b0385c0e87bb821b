"""A saved page of Thread Reader: a thread (2018 to today), a listing, and the cards that a thread's page ends with.

The page of a thread has a post's own number in `data-tweet` from about 2020 on, and with it the time to the
millisecond. Before that, and on cards, posts have no ids of their own: the number in the page's address is that of the
post somebody named, which need not be the first one shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from clew.capture import Capture
from clew.post import Author, Listed, Media, Post, Problem, Record
from clew.sources import _listing
from clew.sources._page import Page, by_class, classes, first_by_class, head, page, said
from clew.sources._snowflake import clock
from clew.sources._x import NETWORK, address, author_id, handle_id, linked_post, number, post_id
from clew.text.html import Tag, Words, element_words

title = "Thread Reader page, saved as HTML"
served = True

_SITE = "threadreaderapp.com"
_MARKS = re.compile(
    r"<[^>]+\bclass\s*=\s*[\"']?[^\"'>]*\b(?:content-tweet|thread-card)\b"
    r"|(?:og:url|application-name)[\"']?\s+content=[\"']?(?:https://(?:\w+\.)?threadreaderapp\.com|Thread Reader\b)"
    r"|(?:saved from url=\(\d+\)|SingleFile\s+url:|Snapshot-Content-Location:)\s*https?://(?:\w+\.)?threadreaderapp\.com"
)
# What stands in a post and is none of its words: pictures, films, quoted posts, previews, the little link sign.
_APART = frozenset(
    {"tw-permalink", "entity-image", "entity-multiple-2", "entity-multiple-3", "entity-multiple-4", "entity-video"}
    | {"entity-video-gif", "entity-embed", "entity-url-preview", "entity-polls", "twitter-player"}
)
_PAGE = re.compile(r"/(?:thread|scrolly|refresh)/(\d{1,19})(?:\.html)?")
_TOPIC = re.compile(r"/hashtag/([^/?#]+)")
_COUNT = re.compile(r"(?:Read (?:all )?)?(\d{1,3}(?:[.,\u2019\u00a0 ]\d{3})*|\d+)\s+(?:tweets|posts)\b", re.IGNORECASE)
_NOT_WORDS = re.compile(r"\D")
_SHOWN = 3
_LAST = 253402300800  # the year 10000


class Shown(NamedTuple):
    """One thread as a page shows it."""

    posts: list[etree._Element]
    author: Author | None
    page_number: str | None
    time: datetime | None
    promised: int | None
    row: int


def sniff(capture: Capture) -> bool:
    """HTML or MHTML that the site's own marks stand in, or that says it was saved from there."""
    first = head(capture)
    return _SITE in first and _MARKS.search(first) is not None


def read(capture: Capture) -> Iterator[Record]:
    """The posts of the page's thread, then those of each card on it."""
    for name in capture.names:
        found = page(capture, name)
        if isinstance(found, Problem):
            yield found
            continue
        topic = capture.topic or _topic(found.url)
        shown = [*_thread(found), *_cards(found)]
        if not shown:
            yield Problem(capture.where(name), "The page shows no posts; it may have been saved before it had loaded.")
        for each in shown:
            yield from _posts(each, topic, found)


def _topic(url: str) -> str | None:
    found = _TOPIC.search(url) if _SITE in url else None
    return unquote(found[1]) if found else None


def _thread(found: Page) -> Iterator[Shown]:
    """The thread that the page is of: its posts stand outside the cards."""
    cards = set(by_class(found.root, "thread-card"))
    inside = {each for card in cards for each in by_class(card, "content-tweet")}
    posts = [each for each in by_class(found.root, "content-tweet") if each not in inside]
    if not posts:
        return
    main = next((each for each in by_class(found.root, "thread-info", "thread-main", "t-main")), None)
    named = _PAGE.search(found.url) or next(
        (match for each in found.root.iter("form") if (match := _PAGE.search(each.get("action") or ""))), None
    )
    info = first_by_class(found.root, "thread-info")
    outside = [each for each in by_class(found.root, "time") if not cards & set(each.iterancestors())]
    yield Shown(
        posts,
        _author([each for each in _boxes(found.root) if not cards & set(each.iterancestors())]),
        named[1] if named else None,
        _time(outside),
        _count(said(info if info is not None else main)) if info is not None else None,
        0,
    )


def _cards(found: Page) -> Iterator[Shown]:
    row = 1 if first_by_class(found.root, "t-main") is not None else 0
    for card in by_class(found.root, "thread-card"):
        posts = [] if "sponsored" in classes(card) else by_class(card, "content-tweet")
        if not posts:
            continue
        link, promised = None, None
        for each in card.iter("a"):
            match = _PAGE.search(each.get("href") or "")
            if match:
                link = link or match[1]
                promised = promised or _count(said(each))
        above = promised if promised is not None and promised > _SHOWN else None
        yield Shown(posts, _author(_boxes(card)), link, _time(by_class(card, "time")), above, row)
        row += 1


def _boxes(element: etree._Element) -> list[etree._Element]:
    return by_class(element, "username", "screenName", "twitter_name", "prof-image")


def _author(boxes: list[etree._Element]) -> Author | None:
    """The account that a card or page names; its number where the page has it beside the picture."""
    handle, name, who = None, None, None
    for box in boxes:
        words, kind = said(box), classes(box)
        if "screenName" in kind and handle is None and words.lstrip("@"):
            handle = words.split()[0].lstrip("@")
        elif kind & {"username", "twitter_name"} and name is None and words:
            name = words
        elif "prof-image" in kind and who is None:
            who = next((each.get("data-twtrid") for each in box.iter() if each.get("data-twtrid")), None)
    if handle is None:
        return None
    known = number(who, None, [])
    return Author(author_id(known) if known else handle_id(handle), NETWORK, handle, name)


def _time(elements: list[etree._Element]) -> datetime | None:
    for each in elements:
        stated = (each.get("data-time") or "").strip()
        if stated.isascii() and stated.isdigit() and 0 < int(stated[:12]) < _LAST:
            return datetime.fromtimestamp(int(stated[:12]), UTC)
    return None


def _count(words: str) -> int | None:
    found = _COUNT.search(words)
    return int(_NOT_WORDS.sub("", found[1])[:9]) if found else None


def _posts(shown: Shown, topic: str | None, found: Page) -> Iterator[Post]:
    read_ = [_words(each) for each in shown.posts]
    numbers = [number(each.get("data-tweet"), None, []) for each in shown.posts]
    if any(numbers):
        card = _listing.page_key(shown.page_number or next(filter(None, numbers)))
    else:
        card = _listing.card_key(words.text for words in read_)
    for place, (element, words, own) in enumerate(zip(shown.posts, read_, numbers, strict=True)):
        author = _of_post(element, shown.author) or Author(_listing.author_id(card), NETWORK)
        stated = shown.time if place == 0 else None
        yield Post(
            id=post_id(own) if own else _listing.post_id(card, place),
            network=NETWORK,
            author=author,
            created=clock(own) if own else stated,
            text=words.text,
            body_start=_body_start(element, words),
            entities=words.entities,
            quote=_quoted(element, own),
            visibility="public",
            media=tuple(_media(element)),
            url=address(author.handle, own) if own else _linked(shown, place),
            listed=Listed(card, place, shown.row, shown.promised, topic),
            seen=found.seen,
        )


def _linked(shown: Shown, place: int) -> str | None:
    """Where a card's button leads: the whole thread, as the site has it."""
    return f"https://{_SITE}/thread/{shown.page_number}.html" if shown.page_number and place == 0 else None


def _of_post(element: etree._Element, author: Author | None) -> Author | None:
    handle = (element.get("data-screenname") or "").strip()
    if not handle or (author is not None and (author.handle or "").lower() == handle.lower()):
        return author
    return Author(handle_id(handle), NETWORK, handle)


def _words(element: etree._Element) -> Words:
    """A post's words with its links; a mention's or hashtag's address says which it is."""
    tags = []
    for each in element.iter("a"):
        kind, href, words = classes(each), (each.get("href") or "").strip(), said(each)
        if "entity-mention" in kind or "entity-mention-first" in kind:
            tags.append(Tag("mention", words.lstrip("@＠"), href))
        elif "entity-hashtag" in kind:
            tags.append(Tag("hashtag", words.lstrip("#＃"), href))
    return element_words(element, [tag for tag in tags if tag.name and tag.href], without=_APART)


def _body_start(element: etree._Element, words: Words) -> int:
    """Where a post's own words begin: after the leading mentions that the site hides as `entity-mention-first`."""
    if not by_class(element, "entity-mention-first"):
        return 0
    at = 0
    for entity in words.entities:
        if entity.kind != "mention" or words.text[at : entity.start].strip():
            break
        at = entity.end
    rest = words.text[at:]
    return at + len(rest) - len(rest.lstrip()) if at else 0


def _quoted(element: etree._Element, own: str | None) -> str | None:
    for embed in by_class(element, "entity-embed", "twitter-tweet"):
        for link in embed.iter("a"):
            quoted = linked_post(link.get("href") or "")
            if quoted and quoted != own:
                return post_id(quoted)
    return None


def _media(element: etree._Element) -> Iterator[Media]:
    """Pictures and films; the page shows `Image`, or nothing, where there is no description and where it keeps none."""
    for each in element.iter("img", "video"):
        around = {name for above in each.iterancestors() for name in classes(above)}
        if around & {"entity-embed", "entity-url-preview", "tw-permalink"}:
            continue
        if each.tag == "img":
            alt = (each.get("alt") or "").strip()
            url = each.get("data-src") or each.get("src")
            yield Media("photo", _web(url), None if alt in {"", "Image"} else alt)
        else:
            source = next((one.get("src") for one in each.iter("source") if one.get("src")), each.get("src"))
            kind = "gif" if "entity-video-gif" in around else "video"
            yield Media(kind, _web(source), None, _web(each.get("poster")))  # type: ignore[arg-type]


def _web(url: str | None) -> str | None:
    """An address on the web; pictures that stand in the file itself have none."""
    url = (url or "").strip()
    if url.startswith("//"):
        return f"https:{url}"
    return url if url.startswith(("https://", "http://")) else None
