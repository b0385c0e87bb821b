"""Whether anybody is adding: so that who opens an archive can tell marks left by a killed program from work under way.

The file `clew.lock` is an empty database, because SQLite's locks (https://www.sqlite.org/lockingv3.html) are the same
on every system and are gone with the program that held them, however it ended. Who adds holds a shared lock; who asks
whether nobody does tries for the exclusive one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from clew.stores.sqlite.faults import told

FILE = "clew.lock"


class Attendance:
    """The lock of one archive."""

    def __init__(self, folder: Path, patience: float) -> None:
        self._file = folder / FILE
        self._patience = patience

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Be known to be adding while the block lasts; many may be at a time."""
        with closing(self._connect(self._patience)) as conn:
            with told(self._file):
                conn.execute("BEGIN")
                conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            yield

    @contextmanager
    def unattended(self) -> Iterator[bool]:
        """Whether nobody is adding; nobody can begin while the block lasts."""
        with closing(self._connect(0)) as conn:
            try:
                conn.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                # somebody is, or this is a place where no lock can be had, and then nothing can be mended either
                yield False
            else:
                yield True

    def _connect(self, patience: float) -> sqlite3.Connection:
        with told(self._file):
            return sqlite3.connect(self._file, timeout=patience, isolation_level=None, check_same_thread=False)
