"""Shapes of long threads, kept as they were decoded last: a page of one must not cost the whole of it each time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

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
        self._most = most
        self._posts = 0
        self._turn = threading.Lock()
        self._kept: OrderedDict[Hashable, Shape] = OrderedDict()

    def of(self, version: Hashable, read: Callable[[], bytes]) -> Shape:
        """The shape of that version of a thread, which is another whenever its bytes are; `read` only where need be."""
        with self._turn:
            found = self._kept.get(version)
            if found is not None:
                self._kept.move_to_end(version)
                return found
        shape = as_shape(read())
        with self._turn:
            if version not in self._kept:
                self._kept[version] = shape
                self._posts += len(shape.places)
            while self._posts > self._most and len(self._kept) > 1:
                self._posts -= len(self._kept.popitem(last=False)[1].places)
            return self._kept.get(version, shape)
