"""Shelves as people use them: threads put on one by any of their posts, taken off, and shown in their order.

A shelf keeps the post by which a thread was put there. Which thread that post stands in is looked up each time, so that
a thread stays where it is when an earlier post of it is found and its address changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from clew.errors import BadQuery, NotFound
from clew.post import Value
from clew.query import Page
from clew.speech import _, number
from clew.stores.base import ShelfCount, Shelved, Store
from clew.thread import Card, Thread

_NAME = re.compile(r"[^/\x00-\x1f\x7f]{1,80}")
_NOTED = 2000
_NAMED = 10


class OnShelf(Value):
    """What stands on a shelf, and the thread as it is now; None where no post of it is held."""

    shelved: Shelved
    card: Card | None


class Shelves:
    """The shelves of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[ShelfCount, ...]:
        """The shelves there are, by name."""
        return self._store.shelves()

    def on(self, name: str) -> tuple[Shelved, ...]:
        """What stands on a shelf; `NotFound` names the shelves there are."""
        found = self._store.shelf(name.strip())
        if not found:
            others = ", ".join(each.name for each in self.all()[:_NAMED])
            if not others:
                raise NotFound(_("There is no shelf %(name)s; `clew shelf NAME add ID` begins one.", name=name[:80]))
            raise NotFound(_("There is no shelf %(name)s; there are %(others)s.", name=name[:80], others=others))
        return found

    def page(self, name: str, limit: int, after: str | None) -> Page[OnShelf]:
        """A page of a shelf in its order; a thread that two of its posts stand for is there once."""
        shelved, start = self.on(name), _start(after)
        some = shelved[start : start + limit]
        cards = self._store.cards_named([each.post for each in some])
        seen: set[str] = set()
        items = []
        for each, card in zip(some, cards, strict=True):
            thread = each.post if card is None else card.summary.id
            if thread not in seen:
                seen.add(thread)
                items.append(OnShelf(each, card))
        further = start + limit
        return Page(tuple(items), str(further) if further < len(shelved) else None)

    def threads(self, name: str) -> Iterator[Thread]:
        """The threads of a shelf in its order, whole, one at a time."""
        return self._whole(self.on(name))

    def _whole(self, shelved: Iterable[Shelved]) -> Iterator[Thread]:
        seen: set[str] = set()
        for each in shelved:
            thread = self._store.thread(each.post)
            if thread is not None and thread.id not in seen:
                seen.add(thread.id)
                yield thread

    def put(self, name: str, threads: Sequence[str], note: str | None = None, place: int | None = None) -> int:
        """Put threads, by their ids, on a shelf, and begin it where there is none; how many are new there.

        One that stands there already stays where it is, unless a `place` is named, from 1 on; a `note` replaces its
        own.
        """
        name = _named(name)
        if note is not None and len(note) > _NOTED:
            raise BadQuery(
                _(
                    "A note has at most %(most)s characters, and this one has %(number)s.",
                    most=number(_NOTED),
                    number=number(len(note)),
                )
            )
        if place is not None and place < 1:
            raise BadQuery(f"Places on a shelf are counted from 1, so there is no place {place}.")
        before = self._store.shelf(name)
        standing = self._standing(before)
        now = datetime.now(UTC)
        wanted: dict[str, Shelved] = {}
        for thread in dict.fromkeys(threads):
            known = standing.get(thread) or Shelved(thread, "", now)
            wanted[thread] = known if note is None else replace(known, note=note.strip())
        fresh = [thread for thread in wanted if thread not in standing]
        self._store.shelve(name, _placed(before, standing, wanted, place))
        return len(fresh)

    def take(self, name: str, threads: Sequence[str]) -> int:
        """Take threads, by their ids, off a shelf; how many. The shelf is gone with the last of them."""
        before = self.on(name)
        cards = self._store.cards_named([each.post for each in before])
        going = set(threads)
        stay = [
            each
            for each, card in zip(before, cards, strict=True)
            if each.post not in going and (card is None or card.summary.id not in going)
        ]
        if len(stay) == len(before):
            raise NotFound(_("Nothing of that stands on the shelf %(name)s.", name=name[:80]))
        self._store.shelve(name.strip(), stay)
        return len(before) - len(stay)

    def _standing(self, shelved: Sequence[Shelved]) -> dict[str, Shelved]:
        """What stands on a shelf by the threads' ids of today."""
        cards = self._store.cards_named([each.post for each in shelved])
        found: dict[str, Shelved] = {}
        for each, card in zip(shelved, cards, strict=True):
            found.setdefault(each.post if card is None else card.summary.id, each)
        return found


def _placed(
    before: Sequence[Shelved], standing: dict[str, Shelved], wanted: dict[str, Shelved], place: int | None
) -> list[Shelved]:
    """What stands on the shelf then: in the place that is named, or each in its own and what is new at the end."""
    if place is not None:
        moved = {standing[thread].post for thread in wanted if thread in standing}
        others = [each for each in before if each.post not in moved]
        return [*others[: place - 1], *wanted.values(), *others[place - 1 :]]
    noted = {standing[thread].post: each for thread, each in wanted.items() if thread in standing}
    stay = [noted.get(each.post, each) for each in before]
    return [*stay, *(each for thread, each in wanted.items() if thread not in standing)]


def _named(name: str) -> str:
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise BadQuery(_("A shelf needs a name of 1 to 80 characters without a slash or a line break."))
    return name


def _start(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) <= 9):  # noqa: PLR2004 - more than anybody puts there
        raise BadQuery(_("That page marker means nothing here; start again from the first page."))
    return int(after)
