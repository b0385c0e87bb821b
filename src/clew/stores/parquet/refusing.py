"""What a set cannot do: it is read, and never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from clew.errors import StoreFault
from clew.post import Notice, Post, Problem, Record
from clew.stores.base import Added, Holding, Kept, Mark, Saved, Shelved
from clew.stores.consent import Forgetting, Receipt, Refusal, Statement
from clew.stores.deeds import Deed
from clew.stores.entry import Entry
from clew.thread import Shape, Summary

READ_ONLY = "A set is only read; `clew add SET` brings it, or a part of it, into an archive that can be changed."
NOT_KEPT = "A set keeps what posts add up to and not what each capture said; `clew add SET` brings it into an archive."

COPY = "A set is files that never change; copy its folder as it is."


def only_read() -> NoReturn:
    """Say that a set is only read."""
    raise StoreFault(READ_ONLY)


class Unwished:
    """People's wishes, which are kept where posts are added; a set was made of what it was made of."""

    def forget(self, forgetting: Forgetting) -> None:
        """Refuse."""
        del forgetting
        only_read()

    def empty(self, capture_id: str, reason: str) -> None:
        """Refuse."""
        del capture_id, reason
        only_read()

    def refuse(self, refusal: Refusal) -> int:
        """Refuse."""
        del refusal
        only_read()

    def allow(self, name: str) -> int:
        """Refuse."""
        del name
        only_read()

    def state(self, statements: Sequence[Statement]) -> None:
        """Refuse."""
        del statements
        only_read()

    def records(self, ids: Iterable[str]) -> Iterator[tuple[str, Post]]:
        """Refuse: what each capture said is not in a set."""
        del ids
        raise StoreFault(NOT_KEPT)

    def named_as(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """None is needed where nothing can be forgotten."""
        del ids
        return {}

    def scour(self) -> bool:
        """Nothing was removed."""
        return True

    def is_scoured(self) -> bool:
        """Nothing was removed."""
        return True

    def forgets(self) -> bool:
        """Nothing was ever forgotten here."""
        return False

    def forgotten(self, signs: Iterable[bytes]) -> frozenset[bytes]:
        """Nothing was ever forgotten here."""
        del signs
        return frozenset()

    def signs(self) -> Iterator[bytes]:
        """Nothing was ever forgotten here."""
        return iter(())

    def tomb(self, name: str) -> Post | None:
        """Nothing was ever forgotten here."""
        del name
        return None

    def tombs(self) -> Iterator[Post]:
        """Nothing was ever forgotten here."""
        return iter(())

    def receipts(self) -> tuple[Receipt, ...]:
        """Nothing was ever forgotten here."""
        return ()

    def refusals(self) -> tuple[Refusal, ...]:
        """None can be noted."""
        return ()

    def withheld(self) -> Iterator[tuple[str, Post]]:
        """None can be."""
        return iter(())

    def withholds(self, ids: Iterable[str]) -> frozenset[str]:
        """None can be."""
        del ids
        return frozenset()

    def withholding(self) -> int:
        """Nothing ever was."""
        return 0

    def notices(self, ids: Iterable[str]) -> tuple[Notice, ...]:
        """None: what became of posts stands in threads."""
        del ids
        return ()

    def statements(self, author_id: str | None) -> tuple[Statement, ...]:
        """None can be noted."""
        del author_id
        return ()


class Idle:
    """What was done outside, of which a set knows nothing."""

    def do(self, deeds: Sequence[Deed]) -> None:
        """Refuse."""
        del deeds
        only_read()

    def deeds(self, kind: str | None, beginning: str = "", since: datetime | None = None) -> tuple[Deed, ...]:
        """None was noted here."""
        del kind, beginning, since
        return ()

    def undo(self, kind: str, before: datetime) -> int:
        """None was noted here."""
        del kind, before
        return 0


class Refusing(Unwished, Idle):
    """The writing half of a store, which a set has not; and what nothing was ever written to is empty."""

    def together(self) -> AbstractContextManager[None]:
        """While this lasts, what the same thread reads is read as one; here asking often costs nothing."""
        return nullcontext()

    def adding(self) -> AbstractContextManager[None]:
        """Nobody adds to a set."""
        only_read()

    def unattended(self) -> AbstractContextManager[bool]:
        """False: there is nothing that whoever opens it might have to see to."""
        return nullcontext(False)  # noqa: FBT003 what the block is given

    def begin(self, kept: Kept) -> None:
        """Refuse."""
        del kept
        only_read()

    def finish(self, capture_id: str) -> None:
        """Refuse."""
        del capture_id
        only_read()

    def add(self, capture_id: str, records: Sequence[Record], *, private: bool = False) -> Added:
        """Refuse."""
        del capture_id, records, private
        only_read()

    def write(
        self,
        marks: Sequence[Mark],
        threads: Sequence[tuple[Shape, Summary]],
        problems: Mapping[str, Problem],
        entries: Sequence[Entry] = (),
    ) -> None:
        """Refuse."""
        del marks, threads, problems, entries
        only_read()

    def note_met(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Refuse."""
        del pairs
        only_read()

    def meet(self, pairs: Mapping[str, str]) -> None:
        """Refuse."""
        del pairs
        only_read()

    def save(self, saved: Saved) -> None:
        """Refuse."""
        del saved
        only_read()

    def unsave(self, name: str) -> bool:
        """Refuse."""
        del name
        only_read()

    def shelve(self, name: str, threads: Sequence[Shelved]) -> None:
        """Refuse."""
        del name, threads
        only_read()

    def hold(self, holdings: Sequence[Holding]) -> None:
        """Refuse."""
        del holdings
        only_read()

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

    def holdings_of(self, sha: str) -> tuple[Holding, ...]:
        """No media are kept."""
        del sha
        return ()

    def snapshot(self, folder: Path, told: Callable[[int, int], None]) -> None:
        """Refuse: a set is files that never change, which can be copied as they are."""
        del folder, told
        raise StoreFault(COPY)

    @classmethod
    def restore(cls, place: str, files: Path) -> None:
        """Refuse."""
        del place, files
        raise StoreFault(COPY)
