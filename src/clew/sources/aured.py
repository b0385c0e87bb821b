"""AuRED: rumours in Arabic, each with the timelines of accounts that could know, as `[account's address, id, text]`.

No dates and no answers are in the file; the ids have a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clew.capture import Capture
from clew.capture.records import Values, values
from clew.post import Author, Post, Problem, Record
from clew.sources._head import shapes
from clew.sources._snowflake import clock
from clew.sources._tweet import Wire
from clew.sources._x import NETWORK, address, handle_id, number, post_id
from clew.text.entities import entities

title = "AuRED rumours and timelines"

_TRIPLE = 3
_LONGEST_HANDLE = 20


class Rumour(Wire):
    """One rumour: what accounts posted around its time, and which of that is evidence."""

    id: str | None = None
    rumor: str | None = None
    timeline: list[Any] | None = None
    evidence: list[Any] | None = None


def sniff(capture: Capture) -> bool:
    """One file of JSON whose records have a rumour and a timeline."""
    return capture.single and any(
        {f"{place}rumor", f"{place}timeline"} <= keys for keys in shapes(capture.head()) for place in ("", "[].")
    )


def read(capture: Capture) -> Iterator[Record]:
    """The posts of each timeline in the order of the file, newest first, then evidence that no timeline has."""
    for name in capture.names:
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), Rumour)
            for value in file:
                if isinstance(value, Problem):
                    yield value
                else:
                    yield from _posts(value, file)


def _posts(rumour: Rumour, file: Values[Rumour]) -> Iterator[Record]:
    held: set[str] = set()
    rows = [*(rumour.timeline or ()), *(rumour.evidence or ())]
    if rumour.timeline is None and not rows:
        yield Problem(file.place, "This is no rumour with a timeline.")
    for row in rows:
        made = _post(row)
        if made is None:
            yield Problem(file.place, "A post was left out: it is not an account's address, an id and a text.")
        elif made.id not in held:
            held.add(made.id)
            yield made


def _post(row: Any) -> Post | None:
    if not isinstance(row, list) or len(row) < _TRIPLE or not all(isinstance(each, (str, int)) for each in row[:3]):
        return None
    own = number(str(row[1]), None, [])
    handle = str(row[0]).rstrip("/").rpartition("/")[2].lstrip("@")
    if own is None or not isinstance(row[2], str) or not handle or len(handle) > _LONGEST_HANDLE:
        return None
    text = row[2]
    return Post(
        id=post_id(own),
        network=NETWORK,
        author=Author(handle_id(handle), NETWORK, handle),
        created=clock(own),
        text=text,
        entities=entities(text),
        url=address(handle, own),
    )
