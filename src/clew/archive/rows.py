"""Lists that are no threads (hashtags, authors, problems) as rows, and the forms that rows are written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from clew.post import Author, Value
from clew.stores.base import AuthorCount, FiledProblem, ShelfCount, TagCount
from clew.text.markdown import literal
from clew.text.plain import one_line

Row = tuple[str, ...]
HEADS: Mapping[str, Row] = {
    "tags": ("hashtag", "written", "threads"),
    "authors": ("id", "handle", "name", "posts", "threads"),
    "problems": ("name", "place", "reason"),
    "days": ("day", "threads"),
    "shelves": ("shelf", "threads", "changed"),
}


class DayCount(Value):
    """How many threads begin on a day."""

    day: date
    threads: int


def row(value: TagCount | AuthorCount | FiledProblem | DayCount | ShelfCount) -> Row:
    """A value as the cells of its list, each on one line."""
    if isinstance(value, DayCount):
        return value.day.isoformat(), str(value.threads)
    if isinstance(value, ShelfCount):
        return one_line(value.name), str(value.threads), f"{value.changed:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, TagCount):
        return one_line(value.tag), f"#{one_line(value.written)}", str(value.threads)
    if isinstance(value, FiledProblem):
        return one_line(value.name), one_line(value.problem.place), one_line(value.problem.reason)
    author = value.author
    handle = f"@{one_line(author.handle)}" if author.handle else ""
    return one_line(author.id), handle, one_line(author.name or ""), str(value.posts), str(value.threads)


def record(value: Any) -> Any:
    """A value of the model with every key, also those whose default says nothing; a problem is one flat record."""
    if isinstance(value, FiledProblem):
        return {"capture": value.capture, "name": value.name} | record(value.problem)
    if isinstance(value, Author):
        # what a profile asks for is no part of who somebody is
        return {name: getattr(value, name) for name in ("id", "network", "handle", "name")}
    if isinstance(value, msgspec.Struct):
        return {name: record(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [record(each) for each in value]
    return value


def json_lines(_head: Row, values: Iterable[Any]) -> Iterator[bytes]:
    """One value a line."""
    for value in values:
        yield msgspec.json.encode(record(value)) + b"\n"


def json_array(head: Row, values: Iterable[Any]) -> Iterator[bytes]:
    """The same values as one array, each on a line of its own."""
    before = b"[\n"
    for line in json_lines(head, values):
        yield before + line.rstrip(b"\n")
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def tabs(_head: Row, values: Iterable[Any]) -> Iterator[bytes]:
    """One row a line, with tabs between its cells."""
    for value in values:
        yield ("\t".join(row(value)) + "\n").encode("utf-8", "replace")


def markdown(head: Row, values: Iterable[Any]) -> Iterator[bytes]:
    """A table; the words in it never become markup."""
    yield (_bars(head) + _bars(("---",) * len(head))).encode()
    for value in values:
        yield _bars([literal(each) for each in row(value)]).encode("utf-8", "replace")


def _bars(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


FORMS: Mapping[str, Callable[[Row, Iterable[Any]], Iterator[bytes]]] = {
    "json": json_array,
    "jsonl": json_lines,
    "markdown": markdown,
    "text": tabs,
}
