"""One file per store, each with a class `Store` that keeps the promises of `clew.stores.base`.

The other files here are what stores share: how observations of a post add up (`observation`), what a list says of a
thread (`listing`), where a page ends (`marker`), what a query means in SQL (`sql`), and what lies
beside threads in any database (`tables`).
"""

from __future__ import annotations

import re
import sys
from typing import Protocol, cast

from clew import plugins
from clew.errors import NotFound
from clew.stores.base import Store


class StoreModule(Protocol):
    """What a module of this folder has to offer to be a store."""

    Store: type[Store]

    def opens(self, place: str) -> bool:
        """Say whether this store is for that place."""
        ...


def names() -> tuple[str, ...]:
    """The names of all stores that come with Clew."""
    here = sys.modules[__name__]
    return tuple(name for name in plugins.own_names(here) if hasattr(plugins.load(here, name), "opens"))


def load(name: str) -> StoreModule:
    """The store module of that name; `NotFound` lists the names there are."""
    return cast("StoreModule", plugins.load(sys.modules[__name__], name))


def find(place: str) -> StoreModule:
    """The one store for a place: a folder's path, `memory:`, or an address."""
    return load(kind(place))


def kind(place: str) -> str:
    """The name of the one store for a place."""
    for name in (*names(), *plugins.outside_names(sys.modules[__name__])):
        if load(name).opens(place):
            return name
    raise NotFound(f"There is no store for {shown(place)}; give a folder, or memory: for one that is gone afterwards.")


def shown(place: str) -> str:
    """A place as it may be shown: an address without the password of whoever opens it."""
    bare = re.sub(r"(?<=://)([^:/?#@]*):.*@", r"\1@", place)
    return re.sub(r"([?&]\w*password=)[^&]*", r"\1…", bare)
