"""Shapes of long threads, kept as they were decoded last: a page of one must not cost the whole of it each time."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from clew.recent import Recent
from clew.stores.packed import as_shape
from clew.thread import Shape

LONG = 64_000
"""Bytes from which on a shape is kept here: about a thousand posts; decoding a smaller one takes half a millisecond."""
_MOST = 200_000


class Shapes:
    """The shapes asked for last, as many as have `most` posts together, and the very last one however long it is.

    Whoever asks again is given the same object, so that what is made from it can be kept beside it.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._kept: Recent[Hashable, Shape] = Recent(most, lambda shape: len(shape.places))

    def of(self, version: Hashable, read: Callable[[], bytes]) -> Shape:
        """The shape of that version of a thread, which is another whenever its bytes are; `read` only where need be."""
        return self._kept.find(version) or self._kept.keep(version, as_shape(read()))
