"""Which of an author's posts is older (rule 11): the clock in the id, then the stated time, then the id itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from clew.post import Post

Key = tuple[int, int, int, str]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# X counts milliseconds from 2010-11-04 01:42:54.657 in the upper bits of an id; ids before that were handed out one
# after another and had just passed 29.7 thousand million.
_X_EPOCH = 1_288_834_974_657
_X_CLOCK_FROM = 30_000_000_000
_X_ID = re.compile(r"x:([0-9]{1,19})\Z", re.ASCII)
# atproto.com/specs/tid: 13 signs of sortable base 32, the top bit 0, then 53 bits of microseconds and 10 of the clock.
_TID = re.compile(r"at://[^/]+/[^/]+/([2-7a-j][2-7a-z]{12})\Z", re.ASCII)
_TID_SIGNS = str.maketrans("234567abcdefghijklmnopqrstuvwxyz", "0123456789abcdefghijklmnopqrstuv")
_LAST_NUMBER = re.compile(r"([0-9]{1,18})/?\Z", re.ASCII)


def instant(post: Post) -> int | None:
    """When the post was made, in microseconds since 1970; None where neither its id nor its source says."""
    return _clock(post.id) or _stated(post)


def key(post: Post) -> Key:
    """What to sort an author's posts by, older first; no two posts with different ids are equal.

    Posts without any time come last: in the order of the page that showed them, then of their ids.
    """
    number = _x_number(post.id)
    if number is not None and number < _X_CLOCK_FROM:  # no clock, but ids of that time grow, and all precede the clock
        return 0, _X_EPOCH * 1000 - _X_CLOCK_FROM + number, 0, post.id
    moment = instant(post)
    if moment is None:
        return (
            (1, post.listed.row, post.listed.place, post.id) if post.listed else (2, 0, _last_number(post.id), post.id)
        )
    return 0, moment, _last_number(post.id) if number is None else number, post.id


def _clock(post_id: str) -> int | None:
    number = _x_number(post_id)
    if number is not None:
        return ((number >> 22) + _X_EPOCH) * 1000 if number >= _X_CLOCK_FROM else None
    found = _TID.match(post_id)
    return int(found[1].translate(_TID_SIGNS), 32) >> 10 if found else None


def _stated(post: Post) -> int | None:
    return None if post.created is None else (post.created - _EPOCH) // _MICROSECOND


def _x_number(post_id: str) -> int | None:
    found = _X_ID.match(post_id)
    return int(found[1]) if found else None


def _last_number(post_id: str) -> int:
    """The number an id ends in: addresses of one server count up, and `…/99` stands before `…/100`."""
    found = _LAST_NUMBER.search(post_id)
    return int(found[1]) if found else 0
