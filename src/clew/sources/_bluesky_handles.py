"""How accounts of Bluesky are called, as a stream tells it beside their posts."""

from __future__ import annotations

from collections import OrderedDict

from clew.post import Author
from clew.sources._bluesky_post import NETWORK

# A stream of months has millions of names, and this many are kept: the latest that were told.
_MOST = 100_000
_NONE = "handle.invalid"


class Handles:
    """The latest handle of each account."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, str] = OrderedDict()

    def told(self, did: str | None, handle: str | None) -> None:
        """Note a name; one that could not be verified is none."""
        if did and handle and handle != _NONE:
            self._of[did] = handle
            self._of.move_to_end(did)
            if len(self._of) > _MOST:
                self._of.popitem(last=False)

    def author(self, did: str) -> Author:
        """The account as it is called."""
        return Author(did, NETWORK, self._of.get(did))
