"""What went wrong with the database, in one sentence for a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clew.errors import StoreBusy, StoreFault, StoreFull


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Say in one sentence what went wrong with the database."""
    try:
        yield
    except sqlite3.Error as fault:
        raise _in_words(file, fault) from fault


def _in_words(file: Path, fault: sqlite3.Error) -> StoreFault:
    code = getattr(fault, "sqlite_errorcode", None)
    main = None if code is None else code & 0xFF
    if main == sqlite3.SQLITE_FULL:
        return StoreFull(f"There is no room left for {file}; make room and do the same again, what is there is sound.")
    if main in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(busy(file))
    if main in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StoreFault(f"{file} is damaged ({fault}); put a copy of it in its place, or add the captures anew.")
    if main in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return StoreFault(f"{file} cannot be written or opened ({fault}); look at who may read and write its folder.")
    return StoreFault(f"{file} cannot be used: {fault}.")


def busy(file: Path) -> str:
    """What a second writer is told that has waited long enough."""
    return f"Another program is writing to {file}; wait until it has finished and do the same again."
