"""Answers of servers that a post is gone, as Clew keeps them when it asks for posts by their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

from clew.capture import Capture
from clew.capture.gone import KIND, Gone
from clew.capture.records import values
from clew.post import Notice, Problem, Record, State
from clew.sources._head import shapes

title = "Answers of servers that a post is gone"

_STATES = frozenset(get_args(State))
_NAMES = {"kind", "post", "state", "asked", "status"}


def sniff(capture: Capture) -> bool:
    """One file of JSON lines, each with the name of this format."""
    if not capture.single or KIND.encode() not in capture.head():
        return False
    return any(
        {f"{place}{name}" for name in _NAMES} <= keys for keys in shapes(capture.head()) for place in ("", "[].")
    )


def read(capture: Capture) -> Iterator[Record]:
    """A notice for each answer."""
    with capture.open() as stream:
        answers = values(stream, capture.where(), Gone)
        for gone in answers:
            if isinstance(gone, Problem):
                yield gone
            elif ":" not in gone.post or gone.state not in _STATES:
                yield Problem(answers.place, "An answer was left out: it does not say which post is gone, or why.")
            else:
                yield Notice(gone.post, cast("State", gone.state), gone.author if ":" in (gone.author or "") else None)
