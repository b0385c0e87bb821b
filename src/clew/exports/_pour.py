"""Words written as they come: a thread may be as long as a library, and is not put together as one string first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO

_TOGETHER = 500
"""Pieces that are written at a time; one is some paragraphs at most."""


def pour(pieces: Iterable[str], out: BinaryIO) -> None:
    """Write pieces one after another, in UTF-8."""
    coming = iter(pieces)
    while some := "".join(islice(coming, _TOGETHER)):
        out.write(some.encode())
