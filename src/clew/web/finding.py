"""Names in addresses: which of them can mean anything."""

from __future__ import annotations

import regex

from clew.errors import NotFound
from clew.speech import _, later

_LONGEST = 2000
_NO = {
    "author": later("That address names no author."),
    "day": later("That address names no day."),
    "hashtag": later("That address names no hashtag."),
    "page": later("That address names no page."),
    "post": later("That address names no post."),
    "search": later("That address names no search."),
    "shelf": later("That address names no shelf."),
    "thread": later("That address names no thread."),
}
"""What an address names, and what is said where it does not."""
_NEVER = regex.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]")


def clean(name: str, what: str) -> str:
    """The name from an address; `NotFound` where it holds what no name can (controls, broken UTF-8) or is endless."""
    if len(name) > _LONGEST or _NEVER.search(name):
        raise NotFound(_(_NO[what]))
    return name


def tidy_tag(tag: str) -> str:
    """A hashtag without its sign."""
    return tag.strip().lstrip("#＃")
