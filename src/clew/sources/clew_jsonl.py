"""Clew's own `jsonl` and `json` exports, read back in: one thread a line, with its posts and what stands around them.

What is known of a thread follows from its posts, so that they are what is read; a post that a gap names as deleted, and
the state of a held one, are notices again.
"""

from __future__ import annotations

from collections.abc import Iterator

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Problem, Record
from clew.sources._clew import Hole, Said, Who, missing, posts, state
from clew.sources._head import shapes
from clew.sources._tweet import Wire

title = "Clew's own export (jsonl, json)"
by_lines = True

FORMAT = "clew-thread/1"


class Line(Wire):
    """One thread."""

    format: str | None = None
    network: str | None = None
    author: Who | None = None
    gaps: tuple[Hole, ...] = ()
    posts: tuple[Said, ...] = ()
    context: tuple[Said, ...] = ()


def sniff(capture: Capture) -> bool:
    """One file of JSON whose records say that they are this format, or have its keys."""
    if not capture.single or FORMAT.encode() not in capture.head():
        return False
    return any(
        {f"{place}format", f"{place}main", f"{place}held"} <= keys
        for keys in shapes(capture.head())
        for place in ("", "[].")
    )


def read(capture: Capture) -> Iterator[Record]:
    """The posts of each thread in their order, then the posts around them, then what became of any."""
    for name in capture.names:
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), Line)
            for value in file:
                if isinstance(value, Problem):
                    yield value
                elif value.format != FORMAT:
                    yield Problem(
                        file.place, f"A thread was left out: its format is {value.format!r} and not {FORMAT!r}."
                    )
                else:
                    yield from _thread(value, file.place)


def _thread(line: Line, place: str) -> Iterator[Record]:
    author = line.author or Who()
    for said in line.posts:
        who = said.author_id or author.id
        yield from posts(said, who, author if who == author.id else Who(), line.network, place)
    for said in line.context:
        other = said.author or Who()
        yield from posts(said, other.id, other, said.network or line.network, place)
    for said in line.posts:
        yield from state(said, said.author_id or author.id)
    yield from missing(line.gaps, author.id)
