"""What the first bytes of a JSON file show of its shape, though they end in the middle of a record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"\s*+(:?)|[{}\[\]"]', re.DOTALL)
_RECORDS = 40
# No source needs to look deeper than `data[].author_id` or `statuses[].user.screen_name`.
_DEPTH = 5


@lru_cache(maxsize=4)
def shapes(head: bytes) -> tuple[frozenset[str], ...]:
    """The key paths of the first records, such as `user.screen_name` or `data[].id`, one set for each.

    The first is of the whole head as one value; then follows one for each line that opens an object of its own, so
    that a broken first line, a prefix or blank lines hide nothing. A head that is no JSON gives empty sets.
    """
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    found = [_paths(text)] if text[:1] in {"{", "["} else []
    lines = [line for line in text.splitlines() if line.startswith('{"')]
    found += [_paths(line) for line in lines[:_RECORDS]]
    return tuple(found)


def _paths(text: str) -> frozenset[str]:
    return frozenset(_walk(text))


def _walk(text: str) -> Iterator[str]:
    trail: list[str] = []  # one step for each open bracket: a key and a dot, or "[]"
    key = ""
    for token in TOKEN.finditer(text):
        sign = token[0]
        if sign in "{[":
            trail.append(f"{key}[]" if sign == "[" else f"{key}.")
            key = ""
        elif sign in "}]":
            if trail:
                trail.pop()
            if not trail:
                return
            key = ""
        elif token[2]:
            key = token[1]
            if len(trail) <= _DEPTH:
                yield "".join(trail).lstrip(".") + key
        elif sign == '"':  # the head ends within this string
            return
        else:
            key = ""
