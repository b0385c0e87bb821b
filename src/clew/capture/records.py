"""Numbered lines, and JSON values however they are laid out, out of a stream of any length in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, TypeVar

from clew.capture.layouts import LIMIT, Values
from clew.post import Problem

__all__ = ["LIMIT", "Values", "lines", "values"]

T = TypeVar("T")

BOM = b"\xef\xbb\xbf"
PIECE = 1 << 20


def lines(
    stream: BinaryIO, name: str, limit: int = LIMIT, *, bare: bool = True
) -> Iterator[tuple[int, bytes] | Problem]:
    """The lines of a stream, numbered from 1, without their ends; one longer than `limit` bytes is a problem.

    Where not `bare`, a carriage return before the line feed stays: it may stand inside a field of a table.
    """
    number = 0
    while line := stream.readline(limit + 2):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        ended = line.endswith(b"\n")
        line = line.removesuffix(b"\n")
        line = line.removesuffix(b"\r") if bare else line
        if len(line) <= limit:
            yield number, line
        else:
            yield Problem(f"{name}, line {number}", f"is longer than {limit:,} bytes; it was skipped")
        del line
        while not ended and (rest := stream.readline(PIECE)):
            ended = rest.endswith(b"\n")


def values(stream: BinaryIO, name: str, type: type[T]) -> Values[T]:  # noqa: A002 the word that says it
    """The JSON values of a stream as records of a type, each broken one as a problem with its place.

    JSON lines, one array, objects one after another, pretty-printed or not, each with a JavaScript assignment in front
    or none: `window.YTD.tweets.part0 = [` is cut at its `=` and never run. `name` is what problems call the stream;
    the iterator's `place` is where the record just given stands. A record with a field of the wrong type is given
    without that field, and the problem that says so comes after it.
    """
    return Values(stream, name, type)
