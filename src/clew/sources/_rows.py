"""A row of a table as a post: ids that a spreadsheet rounded are no ids, dates without a zone are those of X in UTC."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from clew.post import Author, Counts, Post, Problem, Reply
from clew.sources._columns import Columns
from clew.sources._snowflake import clock
from clew.sources._x import address, cut_short, handle_id, language, linked_name, linked_post, moment
from clew.text.entities import entities
from clew.text.escaped import unescaped
from clew.text.length import body_start

_NOTHING = frozenset({"", "nan", "none", "null", "na", "<na>", "n/a", "\\n", "nat", "undefined", "-"})
_DIGITS = re.compile(r"-?\d{1,30}(?:\.0*)?", re.ASCII)
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+|\d{16,}\.0+", re.ASCII)
_COUNTS = ("replies", "reposts", "likes", "quotes", "views", "bookmarks")
_TRUE = {"true": True, "t": True, "yes": True, "1": True, "false": False, "f": False, "no": False, "0": False}
_MILLISECONDS, _EARLIEST, _LAST = 10_000_000_000, 100_000_000, 253402300800
# Floats hold whole numbers up to here; ids beyond it were rounded when a table kept them as floats.
_EXACT = 2**53
_HANDLE = re.compile(r"@?(\w{1,30})", re.ASCII)


class Rows:
    """The rows of one table, one after another; each kind of trouble is told of once, with the first place it is at."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._places = columns.places
        self._network = columns.network
        self._name = name
        self._told: set[str] = set()
        self.problems: list[Problem] = []

    def post(self, row: Sequence[Any], place: str) -> Post | None:
        """The row as a post; what is wrong with it is in `problems`, None where it is no post."""
        get = self._getter(row)
        link = _said(get("url")) or ""
        own = self._id(get("id"), "id", place) or (linked_post(link) if get("id") is None else None)
        text = get("text")
        network = self._network_of(get("network"), link)
        if own is None or not isinstance(text, str):
            self.problems.append(Problem(place, f"A row was left out: it has no {'text' if own else 'id'}."))
            return None
        is_x = network == "x"
        if is_x:
            text = unescaped(text)
        made = self._author(get, own, network, place, linked_name(link, own) if is_x else None)
        parent = self._id(get("reply_to"), "reply_to", place)
        repost = self._id(get("repost_of"), "repost_of", place)
        found = entities(text)
        start = body_start(text) if is_x and parent else 0
        number = own.removeprefix("x:")
        return Post(
            id=_global(network, own),
            network=network,
            author=made,
            created=self._when(get("created"), place) or (clock(number) if is_x else None),
            text=text,
            body_start=start,
            entities=found,
            lang=language(_said(get("lang"))),
            reply_to=self._reply(get, parent, network, place) if parent and not repost else None,
            conversation=_named(network, self._id(get("conversation"), "conversation", place)),
            quote=_named(network, self._id(get("quote"), "quote", place)) if not repost else None,
            repost_of=_named(network, repost),
            repost=repost is not None,
            sensitive=_TRUE.get((_said(get("sensitive")) or "").lower()),
            counts=None if repost else _counts(get),
            url=link if link.startswith(("https://", "http://")) else address(made.handle, number) if is_x else None,
            in_parts=is_x and cut_short(text, start, found, is_repost=repost is not None),
        )

    def _getter(self, row: Sequence[Any]) -> Callable[[str], Any]:
        places = self._places

        def get(field: str) -> Any:
            at = places.get(field, -1)
            value = row[at] if 0 <= at < len(row) else None
            if isinstance(value, str):
                return value if field == "text" or value.strip().lower() not in _NOTHING else None
            return None if isinstance(value, float) and math.isnan(value) else value

        return get

    def _network_of(self, stated: object, link: str) -> str:
        if isinstance(stated, str):
            words = stated.strip().lower()
            return "x" if words in {"twitter", "x"} else words
        return self._network or ("x" if linked_post(link) else "table")

    def _id(self, value: object, field: str, place: str) -> str | None:
        if value is None or isinstance(value, bool):
            return None
        if isinstance(value, float):
            whole = value.is_integer() and abs(value) < _EXACT
            words = str(int(value)) if whole else repr(value)
        else:
            words = str(value).strip().strip("'\"")
        if _ROUNDED.fullmatch(words) or (isinstance(value, float) and not words.isdigit()):
            reason = f"holds numbers that were rounded before they were written down ({words[:30]})"
            self._tell(field, place, f"{reason}; such ids name nothing and were left out")
            return None
        if _DIGITS.fullmatch(words):
            words = words.partition(".")[0]
        found = linked_post(words)
        return found or (words if words and words != "0" and not any(map(str.isspace, words)) else None)

    def _author(self, get: Callable[[str], Any], own: str, network: str, place: str, linked: str | None) -> Author:
        who = self._id(get("author_id"), "author_id", place)
        found = _HANDLE.fullmatch((_said(get("handle")) or linked or "").strip())
        handle, name = (found[1] if found else None), _said(get("name"))
        if who is None and handle is None and network != "x":
            handle = _said(get("handle"))
        if network == "x":
            key = f"x:user:{who}" if who and who.isdigit() else handle_id(handle) if handle else f"x:author-of:{own}"
        elif who:
            key = who if ":" in who else f"{network}:user:{who}"
        else:
            key = f"{network}:@{handle.lower()}" if handle else f"{network}:author-of:{own}"
        return Author(key, network, handle, name)

    def _reply(self, get: Callable[[str], Any], parent: str, network: str, place: str) -> Reply:
        who = self._id(get("reply_to_author"), "reply_to_author", place)
        handle = _HANDLE.fullmatch((_said(get("reply_to_handle")) or "").strip())
        if network != "x":
            return Reply(_global(network, parent), (who if ":" in who else f"{network}:user:{who}") if who else None)
        if who and who.isdigit():
            return Reply(_global(network, parent), f"x:user:{who}")
        return Reply(_global(network, parent), handle_id(handle[1]) if handle else None)

    def _when(self, value: object, place: str) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        words = str(value).strip()
        try:
            when = _from_number(float(words)) if _DIGITS.fullmatch(words) or isinstance(value, float) else moment(words)
        except (OverflowError, ValueError, OSError):
            when = None
        if when is None:
            self._tell("created", place, f"has dates that mean nothing ({words[:40]!r}); they were left out")
        return when

    def _tell(self, field: str, place: str, reason: str) -> None:
        if field not in self._told:
            self._told.add(field)
            self.problems.append(Problem(place, f"The column for {field} {reason}."))


def _from_number(seconds: float) -> datetime | None:
    if seconds >= _MILLISECONDS:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC) if _EARLIEST <= seconds < _LAST else None


def _said(value: object) -> str | None:
    return None if value is None else str(value).strip() or None


def _global(network: str, own: str) -> str:
    return own if ":" in own else f"{network}:{own}"


def _named(network: str, own: str | None) -> str | None:
    return None if own is None else _global(network, own)


def _counts(get: Callable[[str], Any]) -> Counts | None:
    found: dict[str, int] = {}
    for name in _COUNTS:
        words = (_said(get(name)) or "").replace(",", "")
        if _DIGITS.fullmatch(words) and len(words) < 20:  # noqa: PLR2004 no count has as many digits
            found[name] = max(0, int(float(words)))
    return Counts(**found) if found else None
