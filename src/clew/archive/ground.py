"""What a thread stands on: the captures its posts were read in, and what each of them brought."""

from __future__ import annotations

from collections import Counter

from clew.post import Value
from clew.stores.base import Kept, Store
from clew.thread import Thread


class Ground(Value):
    """A capture of a thread: how many of its posts stand there, and how many stand nowhere else (`alone`)."""

    capture: Kept
    posts: int
    alone: int


def ground(store: Store, thread: Thread) -> tuple[Ground, ...]:
    """The captures of a thread, oldest first."""
    posts: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for part in thread.parts:
        posts.update(part.captures)
        alone.update(part.captures if len(part.captures) == 1 else ())
    found = [(kept, posts[name], alone[name]) for name in posts if (kept := store.capture(name)) is not None]
    return tuple(Ground(*each) for each in sorted(found, key=lambda each: (each[0].taken, each[0].id)))
