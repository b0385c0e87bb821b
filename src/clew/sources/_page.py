"""A saved web page: plain HTML, MHTML as browsers write it, SingleFile; parsed without fetching or running anything."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import NamedTuple, cast

from lxml import etree

from clew.capture import Capture
from clew.post import Problem

MOST = 128 << 20
_MIME = re.compile(
    rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*?)*?(?:MIME-Version|Snapshot-Content-Location):", re.IGNORECASE
)
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!|html|head|body|div|main|article|section|meta|\?xml)", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
# "saved from url=(0056)https://…" is written by browsers, "url: https://…" by SingleFile, the third by MHTML.
_SAVED = re.compile(r"(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:|Snapshot-Content-Location:)\s*(\S+)")
_SAVED_WHEN = re.compile(r"saved date: \w{3} (\w{3} \d{2} \d{4} \d{2}:\d{2}:\d{2} GMT[+-]\d{4})")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Page(NamedTuple):
    """A parsed page, its own address where the file says it, and when it was saved."""

    root: etree._Element
    url: str
    seen: datetime | None


def head(capture: Capture) -> str:
    """The first bytes of a single file as the markup they are, `""` where the file is no saved page.

    MHTML writes `=` as `=3D` and folds lines; that is undone as far as it stands in the way of looking for something.
    """
    if not capture.single:
        return ""
    first = capture.head()
    if _is_mime(first):
        first = first.replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"=3D", b"=")
    elif not _MARKUP.match(first[:4096]):
        return ""
    return first.decode("utf-8", "replace")


def page(capture: Capture, name: str | None = None) -> Page | Problem:
    """Read and parse a page; a problem where nothing of it can be."""
    with capture.open(name) as stream:
        data = stream.read(MOST + 1)
    if len(data) > MOST:
        return Problem(capture.where(name), f"is longer than {MOST:,} bytes, which no saved page of words is")
    seen, url = None, ""
    if _is_mime(data[:65536]):
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        url, seen = str(message.get("Snapshot-Content-Location") or ""), _date(message)
        text = _html_part(message)
        del message
    else:
        text = decoded(data)
    first = text[:65536]
    data = _NOT_XML.sub(" ", text).encode()
    del text  # four bytes for each letter of a page with one emoji in it, and the parser needs room too
    root = _parsed(data)
    if root is None:
        return Problem(capture.where(name), "holds no HTML that could be read")
    if not url and (saved := _SAVED.search(first)):
        url = saved[1].strip()
    return Page(root, url or _own_address(root), seen or _saved_when(first))


def by_class(element: etree._Element, *names: str) -> list[etree._Element]:
    """The elements below this one that have one of the classes, in the page's order."""
    wanted = set(names)
    return [each for each in element.iterdescendants() if isinstance(each.tag, str) and wanted & classes(each)]


def first_by_class(element: etree._Element, *names: str) -> etree._Element | None:
    """The first of these elements."""
    return next(iter(by_class(element, *names)), None)


def classes(element: etree._Element) -> set[str]:
    """The classes of an element."""
    return set((element.get("class") or "").split())


def said(element: etree._Element | None) -> str:
    """The words in an element on one line."""
    return "" if element is None else " ".join("".join(cast("Sequence[str]", list(element.itertext()))).split())


def decoded(data: bytes) -> str:
    """A page's text: UTF-8 where that fits, else what its `meta` says, else what Windows wrote."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = _CHARSET.search(data, 0, 4096)
        name = found[1].decode("ascii") if found else "cp1252"
    try:
        # A page that says it is UTF-8 and has a few broken bytes is UTF-8 all the same.
        return data.decode(name, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _is_mime(first: bytes) -> bool:
    return first[:1] != b"<" and _MIME.match(first[:8192]) is not None


def _html_part(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                return decoded(payload)
    return ""


def _date(message: Message) -> datetime | None:
    try:
        when = parsedate_to_datetime(str(message.get("Date") or ""))
        return when.astimezone(UTC) if when.tzinfo is not None else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _saved_when(text: str) -> datetime | None:
    found = _SAVED_WHEN.search(text, 0, 65536)
    try:
        return datetime.strptime(found[1], "%b %d %Y %H:%M:%S GMT%z").astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def _parsed(data: bytes) -> etree._Element | None:
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", remove_pis=True, no_network=True)
    try:
        root: etree._Element | None = etree.fromstring(data, parser)
    except etree.LxmlError:
        return None
    return root


def _own_address(root: etree._Element) -> str:
    for each in root.iter("meta", "link"):
        if each.get("property") == "og:url" and each.get("content"):
            return str(each.get("content"))
        if each.get("rel") == "canonical" and each.get("href"):
            return str(each.get("href"))
    return ""
