"""What a set cannot do: it is read, and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import NoReturn

from clew.errors import StoreFault
from clew.post import Post, Problem, Record
from clew.stores.base import Added, Holding, Kept, Mark, Saved, Shelved
from clew.stores.entry import Entry
from clew.thread import Shape, Summary

READ_ONLY = "A set is only read; `clew add SET` brings it, or a part of it, into an archive that can be changed."
NOT_KEPT = "A set keeps what posts add up to and not what each capture said; `clew add SET` brings it into an archive."


def refuse() -> NoReturn:
    """Say that a set is only read."""
    raise StoreFault(READ_ONLY)


class Refusing:
    """The writing half of a store, which a set has not; and what nothing was ever written to is empty."""

    def adding(self) -> AbstractContextManager[None]:
        """Nobody adds to a set."""
        refuse()

    def unattended(self) -> AbstractContextManager[bool]:
        """False: there is nothing that whoever opens it might have to see to."""
        return nullcontext(False)  # noqa: FBT003 what the block is given

    def begin(self, kept: Kept) -> None:
        """Refuse."""
        del kept
        refuse()

    def finish(self, capture_id: str) -> None:
        """Refuse."""
        del capture_id
        refuse()

    def add(self, capture_id: str, records: Sequence[Record], *, private: bool = False) -> Added:
        """Refuse."""
        del capture_id, records, private
        refuse()

    def write(
        self,
        marks: Sequence[Mark],
        threads: Sequence[tuple[Shape, Summary]],
        problems: Mapping[str, Problem],
        entries: Sequence[Entry] = (),
    ) -> None:
        """Refuse."""
        del marks, threads, problems, entries
        refuse()

    def note_met(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Refuse."""
        del pairs
        refuse()

    def meet(self, pairs: Mapping[str, str]) -> None:
        """Refuse."""
        del pairs
        refuse()

    def save(self, saved: Saved) -> None:
        """Refuse."""
        del saved
        refuse()

    def unsave(self, name: str) -> bool:
        """Refuse."""
        del name
        refuse()

    def shelve(self, name: str, threads: Sequence[Shelved]) -> None:
        """Refuse."""
        del name, threads
        refuse()

    def hold(self, holdings: Sequence[Holding]) -> None:
        """Refuse."""
        del holdings
        refuse()

    def said(self) -> Iterator[tuple[str, Record]]:
        """Refuse: what each capture said is not in a set."""
        raise StoreFault(NOT_KEPT)

    def private(self) -> Iterator[tuple[str, Post]]:
        """None is ever in a set."""
        return iter(())

    def met(self) -> Iterator[tuple[str, str]]:
        """Meetings are over when a set is made; the names they left are names like others."""
        return iter(())

    def unmet(self, author_ids: Sequence[str]) -> tuple[Post, ...]:
        """Nothing more can meet here."""
        del author_ids
        return ()

    def said_by(self, words: int, most: int) -> tuple[str, ...] | None:
        """Nothing more can meet here."""
        del words, most
        return ()

    def touched(self, limit: int) -> tuple[Mark, ...]:
        """Nobody ever is."""
        del limit
        return ()

    def saved(self) -> tuple[Saved, ...]:
        """None can be kept."""
        return ()

    def shelf(self, name: str) -> tuple[Shelved, ...]:
        """Nothing stands on any."""
        del name
        return ()

    def shelves(self) -> tuple[()]:
        """There are none."""
        return ()

    def holdings(self, addresses: Iterable[str]) -> Mapping[str, Holding]:
        """No media are kept."""
        del addresses
        return {}

    def holding(self, sha: str) -> Holding | None:
        """No media are kept."""
        del sha
        return None

    def every_holding(self) -> Iterator[Holding]:
        """No media are kept."""
        return iter(())
