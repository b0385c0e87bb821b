"""One file per output form.

An export is a module with these names: `title`, `mime`, `suffix` (with its dot), and `write(threads, out, about)`,
which writes bytes as it goes and keeps no more than one thread in memory. An output form that is one value by nature
(`json`) streams it all the same. `about` says what the threads are the export of, and where they can be read. A form
that programs ask for again and again says `feed = True`; pages tell browsers and feed readers of it. One that cannot be
written before its last thread is known says `streams = False`, and refuses what memory cannot bear.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import BinaryIO, Protocol, cast

from clew import plugins
from clew.exports._about import UNTOLD, About, Captured, Picture
from clew.exports._pseudonyms import pseudonymised
from clew.thread import Thread

__all__ = ["UNTOLD", "About", "Captured", "Export", "Picture", "load", "names", "pseudonymised"]


class Export(Protocol):
    """What a module of this folder has to offer."""

    __name__: str
    title: str
    mime: str
    suffix: str

    def write(self, threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
        """Write every thread to `out`."""
        ...


def load(name: str) -> Export:
    """The export of that name; `NotFound` lists the names there are."""
    return cast("Export", plugins.load(sys.modules[__name__], name))


def names() -> tuple[str, ...]:
    """The names of all exports that come with Clew."""
    return plugins.own_names(sys.modules[__name__])
