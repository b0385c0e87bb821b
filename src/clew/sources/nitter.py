"""A saved page of Nitter or one of its kin: a post with what stands above and below it, or a timeline.

Posts of one author on one line (`thread-line`) answer each other; so does a post that says it answers the author of the
one above it. A quoted post is shown in full and is a post of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import unquote

from lxml import etree

from clew.capture import Capture
from clew.post import Author, Choice, Counts, Media, Post, Problem, Record, Reply
from clew.sources._page import by_class, classes, first_by_class, head, page, said
from clew.sources._snowflake import clock
from clew.sources._x import NETWORK, address, handle_id, linked_post, post_id
from clew.text.html import Tag, Words, element_words

title = "Nitter page, saved as HTML"
served = True

_ITEM = re.compile(r"\btimeline-item\b|\bmain-tweet\b")
_INSIDE = re.compile(r"\btweet-(?:link|body|content|header)\b")
_STATUS = re.compile(r"(?:https?://[^/]+)?/(\w{1,20})/status(?:es)?/(\d{1,19})(?:[/?#].*)?\Z")
_USER = re.compile(r"(?:https?://[^/]+)?/(\w{1,20})/?\Z")
_SEARCHED = re.compile(r"(?:https?://[^/]+)?/search\?(?:.*&)?q=(%23|%24|#|\$)([^&]+)")
_WHEN = re.compile(r"(\w{3}) (\d{1,2}), (\d{4}) · (\d{1,2}):(\d{2}) (AM|PM) UTC")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PICTURE = re.compile(r"(?:https?://[^/]+)?/pic/(?:orig/)?(.+?)(?:\?name=\w+|%3Fname%3D\w+)?\Z")
_NUMBER = re.compile(r"[\d,.]+")
_COUNTED = {
    "icon-comment": "replies", "icon-retweet": "reposts", "icon-quote": "quotes", "icon-heart": "likes",
    "icon-play": "views", "icon-views": "views",
}  # fmt: skip


def sniff(capture: Capture) -> bool:
    """HTML or MHTML with Nitter's own names for a post and its parts."""
    first = head(capture)
    return _ITEM.search(first) is not None and _INSIDE.search(first) is not None


def read(capture: Capture) -> Iterator[Record]:
    """The posts in the page's order, each followed by the one it quotes."""
    for name in capture.names:
        found = page(capture, name)
        if isinstance(found, Problem):
            yield found
            continue
        shown = 0
        above: dict[etree._Element, Post | None] = {}
        for item in by_class(found.root, "timeline-item"):
            line = _line(item)
            if "more-replies" in classes(item) or "show-more" in classes(item) or "unavailable" in classes(item):
                above.pop(line, None)  # something is left out here, so what follows answers a post that is not shown
                continue
            made = _post(item, above.get(line), found.seen)
            above[line] = made
            if made is not None:
                shown += 1
                yield made
                yield from _quote(item, found.seen)
        if not shown:
            yield Problem(capture.where(name), "The page shows no posts; it may be an error page or have none.")


def _line(item: etree._Element) -> etree._Element:
    """The element whose posts stand on one line: what is around a conversation's three parts, or a timeline's group."""
    above = item.getparent()
    while above is not None:
        kind = classes(above)
        if kind & {"main-thread", "reply", "timeline"}:
            return above
        if "thread-line" in kind and not kind & {"before-tweet", "after-tweet"}:
            return above
        above = above.getparent()
    return item


def _post(item: etree._Element, above: Post | None, seen: datetime | None) -> Post | None:
    quotes = set(by_class(item, "quote"))
    named = _named(item, quotes)
    if named is None:
        return None
    handle, own = named
    name = next((said(each) for each in by_class(item, "fullname") if not _within(each, quotes)), None)
    content = next((each for each in by_class(item, "tweet-content") if not _within(each, quotes)), None)
    words = _words(content)
    return Post(
        id=post_id(own),
        network=NETWORK,
        author=Author(handle_id(handle), NETWORK, handle, name or None),
        created=clock(own) or _when(item, quotes),
        text=words.text,
        entities=words.entities,
        reply_to=_answered(item, handle, above),
        quote=next((post_id(number) for each in quotes if (number := _quoted(each))), None),
        visibility="public",
        media=tuple(_media(item, quotes)),
        poll=_poll(item),
        counts=_counts(item),
        url=address(handle, own),
        seen=seen,
    )


def _within(element: etree._Element, others: set[etree._Element]) -> bool:
    return bool(others) and not others.isdisjoint(element.iterancestors())


def _named(item: etree._Element, quotes: set[etree._Element]) -> tuple[str, str] | None:
    """Handle and number: both are in the address of the post's link or of its date."""
    for each in item.iter("a"):
        above = each.getparent()
        dated = above is not None and "tweet-date" in classes(above)
        if ("tweet-link" in classes(each) or dated) and not _within(each, quotes):
            found = _STATUS.match(each.get("href") or "")
            if found:
                return found[1], found[2]
    return None


def _when(item: etree._Element, quotes: set[etree._Element]) -> datetime | None:
    """The date in a title, to the minute: `Jul 18, 2026 · 11:00 AM UTC`."""
    for date in by_class(item, "tweet-date"):
        if _within(date, quotes):
            continue
        for each in date.iter("a"):
            found = _WHEN.fullmatch((each.get("title") or "").strip())
            if found and found[1] in _MONTHS:
                hour = int(found[4]) % 12 + (12 if found[6] == "PM" else 0)
                try:
                    return datetime(
                        int(found[3]), _MONTHS.index(found[1]) + 1, int(found[2]), hour, int(found[5]), tzinfo=UTC
                    )
                except ValueError:
                    return None
    return None


def _answered(item: etree._Element, handle: str, above: Post | None) -> Reply | None:
    if above is None or above.author.handle is None:
        return None
    answered = first_by_class(item, "replying-to")
    names = (
        {match[1].lower() for each in answered.iter("a") if (match := _USER.match(each.get("href") or ""))}
        if (answered is not None)
        else set()
    )
    before = above.author.handle.lower()
    if before in names or (not names and before == handle.lower()):
        return Reply(above.id, above.author.id)
    return None


def _words(content: etree._Element | None) -> Words:
    """A post's words. Its line ends are meant: the page shows them as they are (`white-space: pre-wrap`)."""
    if content is None:
        return Words("", ())
    tags = []
    for each in content.iter("a"):
        href, words = (each.get("href") or "").strip(), said(each)
        if words[:1] in {"@", "＠"} and _USER.match(href):
            tags.append(Tag("mention", words[1:], href))
        elif words[:1] in {"#", "＃"} and _SEARCHED.match(href):
            tags.append(Tag("hashtag", words[1:], href))
    content.tag = "pre"
    return element_words(content, tags, without=("quote", "attachments"))


def _media(item: etree._Element, quotes: set[etree._Element]) -> Iterator[Media]:
    for each in by_class(item, "attachment", "gallery-gif", "video-container", "still-image"):
        if _within(each, quotes) or (each.tag == "a" and _above(each, "attachment")):
            continue
        video, picture = next(each.iter("video"), None), next(each.iter("img"), None)
        if video is not None:
            source = next((one.get("src") for one in each.iter("source") if one.get("src")), None)
            gif = "gif" in classes(video) or "gallery-gif" in classes(each) or _above(each, "gallery-gif")
            url = source or video.get("src") or video.get("data-url")
            yield Media("gif" if gif else "video", _origin(url), None, _origin(video.get("poster")))
        elif picture is not None and not (classes(each) & {"gallery-gif", "video-container"}):
            film = "video-container" in {name for one in each.iterdescendants() for name in classes(one)}
            alt = picture.get("alt")
            yield Media("video" if film else "photo", _origin(picture.get("src")), alt.strip() if alt else None)


def _above(element: etree._Element, name: str) -> bool:
    return any(name in classes(each) for each in element.iterancestors())


def _origin(url: str | None) -> str | None:
    """Where a picture really is: Nitter passes on `/pic/media%2FX.jpg` from pbs.twimg.com."""
    found = _PICTURE.match(url or "")
    if found is None:
        return url if (url or "").startswith(("https://", "http://")) else None
    path = unquote(found[1]).split("?name=")[0]
    if path.startswith(("https://", "http://")):
        return path
    return (
        f"https://{path}"
        if path.startswith(("pbs.twimg.com/", "video.twimg.com/"))
        else f"https://pbs.twimg.com/{path}"
    )


def _poll(item: etree._Element) -> tuple[Choice, ...] | None:
    """The answers of a poll; the page gives shares of them, not votes."""
    labels = [said(each) for each in by_class(item, "poll-choice-option")]
    return tuple(Choice(label) for label in labels) or None


def _counts(item: etree._Element) -> Counts | None:
    found: dict[str, int] = {}
    for stat in by_class(item, "tweet-stat"):
        kind = next((_COUNTED[name] for each in stat.iter() for name in classes(each) if name in _COUNTED), None)
        number = _NUMBER.search(said(stat))
        if kind is not None and number is None:
            found[kind] = 0  # the page leaves out noughts
        elif kind is not None and number is not None:
            digits = number[0].replace(",", "").replace(".", "")
            found[kind] = int(digits[:12]) if digits else 0
    return Counts(**found) if found else None


def _quoted(quote: etree._Element) -> str | None:
    for each in quote.iter("a"):
        href = each.get("href") or ""
        found = _STATUS.match(href)
        number = found[2] if found else linked_post(href)
        if number:
            return number
    return None


def _quote(item: etree._Element, seen: datetime | None) -> Iterator[Post]:
    """The quoted post, where it is shown and not only named."""
    for quote in by_class(item, "quote"):
        content, own = first_by_class(quote, "quote-text"), _quoted(quote)
        named = next((match for each in quote.iter("a") if (match := _STATUS.match(each.get("href") or ""))), None)
        if own is None or named is None or content is None:
            continue
        words = _words(content)
        name = said(first_by_class(quote, "fullname")) or None
        cut = first_by_class(quote, "quote-more") is not None or words.text.endswith("…")
        yield Post(
            id=post_id(own),
            network=NETWORK,
            author=Author(handle_id(named[1]), NETWORK, named[1], name),
            created=clock(own) or _when(quote, set()),
            text=words.text,
            entities=words.entities,
            visibility="public",
            url=address(named[1], own),
            seen=seen,
            in_parts=cut,
        )
