"""Clew puts authors' threads back together and says what is missing.

A script needs four names::

    from clew import Archive, Query

    with Archive.open("my-archive") as archive:
        for thread in archive.threads(Query(tag="raqqa")):
            print(thread.id, len(thread.parts))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clew.archive import Archive
    from clew.post import Post
    from clew.query import Query
    from clew.thread import Thread

__all__ = ["Archive", "Post", "Query", "Thread"]

# Each name is looked up in its room when it is first asked for, so that `clew --help` loads no store and no arrays.
_ROOMS = {"Archive": "archive", "Post": "post", "Query": "query", "Thread": "thread"}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'clew' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"clew.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
