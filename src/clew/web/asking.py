"""What an address asks for: its parameters as a `Query`, and a `Query` as the address of another list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args
from urllib.parse import urlencode

import msgspec

from clew.errors import BadQuery
from clew.query import PAGE, Is, Match, Not, Query, Sort
from clew.speech import _, either
from clew.speech import number as figures
from clew.text import asking, dates

SORTS: tuple[Sort, ...] = tuple(sort for sort in get_args(Sort) if sort != "best")
"""The orders of a list."""
_SEARCHED: tuple[Sort, ...] = tuple(sort for sort in get_args(Sort) if sort != "grown")
_LONGEST_PAGE = 100
NARROWING = ("tag", "author", "lang", "network", "since", "until", "min_posts", "complete")
"""The parameters that make a list shorter."""
_FILTERS = ("q", "joined", *NARROWING, "sort", "limit")
_COMPLETE: dict[str, Match] = {"yes": Not(Is("has", "gap")), "no": Is("has", "gap")}


class Link(msgspec.Struct, frozen=True):
    """A choice among others; `href` is None for the one that is shown."""

    label: str
    href: str | None


def query(params: Mapping[str, str], *, tag: str | None = None, author: str | None = None) -> Query:
    """The query of a page's parameters; `BadQuery` says which of them means nothing, others are passed over."""
    asked = {name: value.strip() for name, value in params.items() if value.strip()}
    return Query(
        tag=tag or asked.get("tag"),
        author=author or asked.get("author"),
        network=asked.get("network"),
        lang=asked.get("lang"),
        since=dates.moment(asked["since"]) if "since" in asked else None,
        until=dates.moment(asked["until"]) if "until" in asked else None,
        min_posts=number(asked, "min_posts", 2),
        sort=order(asked, SORTS),
        limit=number(asked, "limit", PAGE, _LONGEST_PAGE),
        after=asked.get("after"),
        joined=joined(asked),
        match=complete(asked),
    )


def searched(text: str, params: Mapping[str, str]) -> Query:
    """The query of a search as it was typed, with the order and page of its parameters."""
    return msgspec.structs.replace(
        asking.asked(text),
        sort=order(params, _SEARCHED),
        limit=number(params, "limit", PAGE, _LONGEST_PAGE),
        after=params.get("after") or None,
    )


def order(params: Mapping[str, str], sorts: Sequence[Sort]) -> Sort:
    """The order that is asked for, of those there are."""
    written = params.get("sort") or "newest"
    found = next((each for each in sorts if each == written), None)
    if found is None:
        raise BadQuery(
            _("Threads are sorted %(orders)s first, not %(written)s.", orders=either(sorts), written=repr(written[:40]))
        )
    return found


def joined(params: Mapping[str, str]) -> bool:
    """Whether hashtags that mean the same are one, as they are unless the address says `joined=no`."""
    written = params.get("joined") or "yes"
    if written not in {"yes", "no"}:
        raise BadQuery(_("%(name)s is yes or no, not %(written)s.", name="joined", written=repr(written[:40])))
    return written == "yes"


def complete(params: Mapping[str, str]) -> Match | None:
    """What `complete=yes` and `complete=no` ask for: threads of which no post, or some post, is known to be missing."""
    written = params.get("complete") or None
    if written is not None and written not in _COMPLETE:
        raise BadQuery(_("%(name)s is yes or no, not %(written)s.", name="complete", written=repr(written[:40])))
    return None if written is None else _COMPLETE[written]


def everything(params: Mapping[str, str], *, tag: str | None = None, author: str | None = None) -> Query:
    """The same query for a file: all that it means, unless the address says how many."""
    limit = number(params, "limit", 0)
    return msgspec.structs.replace(query({**params, "limit": ""}, tag=tag, author=author), limit=limit or None)


def number(params: Mapping[str, str], name: str, default: int, most: int = 10**9) -> int:
    """A parameter that counts something, from 1 to `most`; `BadQuery` where it does not."""
    written = params.get(name, "").strip()
    if not written:
        return default
    value = int(written) if written.isascii() and written.isdigit() and len(written) <= len(str(most)) else 0
    if not 1 <= value <= most:
        raise BadQuery(
            _(
                "%(name)s has to be a number from 1 to %(most)s, not %(written)s.",
                name=name,
                most=figures(most),
                written=repr(written[:40]),
            )
        )
    return value


def address(path: str, params: Mapping[str, str], **changes: str | None) -> str:
    """The path with the filters of `params`, changed (None takes one away), at the first page of its list."""
    kept = {name: params[name] for name in _FILTERS if params.get(name)}
    asked = {name: value for name, value in {**kept, **changes}.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def choices(path: str, params: Mapping[str, str], name: str, labels: Mapping[str, str]) -> list[Link]:
    """Links to the same list with one filter set to each of `labels`; the key "" takes it away."""
    now = params.get(name, "")
    return [Link(_(text), None if key == now else address(path, params, **{name: key})) for key, text in labels.items()]
