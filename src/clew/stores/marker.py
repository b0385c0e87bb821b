"""Where a page of a list ends, as an opaque word that goes into an address and comes back from anybody."""

from __future__ import annotations

import base64
from typing import Annotated, TypeVar

import msgspec

from clew.errors import BadQuery
from clew.post import Value
from clew.query import Query, Sort
from clew.speech import _

T = TypeVar("T")
_LONGEST = 4096
# What every store can compare: 62 bits and a sign.
Whole = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]


class ThreadMarker(Value):
    """The last thread of a page in a list sorted by `sort`; the next page begins after it.

    `held` is the third of an `ordering.Row`: in the order `grown` it is no number of posts.
    """

    sort: Sort
    held: Whole
    rank: Whole
    id: str


class EntryMarker(Value):
    """The last entry of a page of a search sorted by `sort`; `place` is how many were before it and on it."""

    sort: Sort
    number: Whole
    held: Whole
    place: Whole


class ProblemMarker(Value):
    """The last problem of a page: the place of its capture, and its own."""

    capture: Whole
    key: Whole


def pack(marker: Value) -> str:
    """The marker as a word of letters, digits, - and _."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(marker)).rstrip(b"=").decode()


def unpack(word: str, kind: type[T]) -> T:
    """The marker in a word; `BadQuery` for a word that is none."""
    try:
        padded = word[:_LONGEST].encode("ascii") + b"=" * (-len(word) % 4)
        return msgspec.msgpack.decode(base64.b64decode(padded, altchars=b"-_", validate=True), type=kind)
    except (ValueError, msgspec.MsgspecError) as fault:
        raise BadQuery(_("That page marker means nothing here; start again from the first page.")) from fault


def of_threads(query: Query) -> ThreadMarker | None:
    """Where the page of a list begins, None at the start; `BadQuery` where the marker is of another order."""
    return _of(query, ThreadMarker)


def of_entries(query: Query) -> EntryMarker | None:
    """Where the page of a search begins, None at the start; `BadQuery` where the marker is of another order."""
    return _of(query, EntryMarker)


M = TypeVar("M", ThreadMarker, EntryMarker)


def _of(query: Query, kind: type[M]) -> M | None:
    if query.after is None:
        return None
    marker = unpack(query.after, kind)
    if marker.sort != query.sort:
        raise BadQuery(
            _(
                "That page marker is of a list sorted %(order)s first; start again from the first page.",
                order=marker.sort,
            )
        )
    return marker
