"""Names in addresses: which of them can mean anything."""

from __future__ import annotations

import regex

from clew.errors import NotFound

_LONGEST = 2000
_NEVER = regex.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]")


def clean(name: str, what: str) -> str:
    """The name from an address; `NotFound` where it holds what no name can (controls, broken UTF-8) or is endless."""
    if len(name) > _LONGEST or _NEVER.search(name):
        raise NotFound(f"That address names no {what}.")
    return name


def tidy_tag(tag: str) -> str:
    """A hashtag without its sign."""
    return tag.strip().lstrip("#＃")
