"""Connections to the database: one that writes, and as many that read as there are readers at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clew.errors import NewerArchive, NotFound, StoreBusy, StoreFault
from clew.stores.sqlite import schema
from clew.stores.sqlite.attendance import Attendance
from clew.stores.sqlite.faults import busy, told
from clew.stores.sqlite.rows import Connection

FILE = "clew.db"
PATIENCE = 30.0
# Pages of 8 kB hold a dozen posts; those of 4 kB took a fifth longer to fill (benchmarks/adding.py).
# A transaction that is in the log is safe whatever happens to the program; the log is emptied into the database every
# 64 MB, because each emptying waits for the disk and writes the same pages of the indexes again.
_WRITING = (
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = wal",
    "PRAGMA synchronous = normal",
    "PRAGMA wal_autocheckpoint = 16384",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -65536",
)
_READING = ("PRAGMA query_only = 1", "PRAGMA cache_size = -16384")


class Connections:
    """What `Store` opens and lends out; closing it waits for nobody."""

    def __init__(self, folder: Path, *, create: bool, patience: float = PATIENCE) -> None:
        self.file = folder / FILE
        self._patience = patience
        self._writer: sqlite3.Connection | None = None
        self._turn = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self.attendance = Attendance(folder, patience)
        if not self.file.exists():
            if not create:
                raise NotFound(f"There is no archive at {folder}; `clew add` makes one.")
            self._make(folder)
        self._check()

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreFault(f"No archive can be made at {folder} ({fault.strerror}); name another folder.") from fault
        with self.writing():
            pass

    def _check(self) -> None:
        """Bring an older archive up to date, and refuse a later one, before anything else is asked of it."""
        with self.reading() as conn:
            version = schema.version(conn)
            stale = version < schema.LATEST or (version == schema.LATEST and schema.is_folded_otherwise(conn))
        if version > schema.LATEST:
            raise NewerArchive(f"{self.file} was written by a later version of Clew; update Clew to open it.")
        if stale:
            with self.writing():
                pass

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes; it is kept when the block ends and undone when it fails."""
        if not self._turn.acquire(timeout=self._patience):
            raise StoreBusy(busy(self.file))
        try:
            with told(self.file):
                conn = self._writer = self._writer or self._open_to_write()
                conn.execute("BEGIN IMMEDIATE")
                try:
                    yield conn
                    conn.execute("COMMIT")
                finally:
                    if conn.in_transaction:
                        conn.execute("ROLLBACK")
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees the archive as it was at its first question, whoever writes meanwhile."""
        with told(self.file):
            conn = self._idle.pop() if self._idle else self._open_to_read()
            try:
                conn.execute("BEGIN")
                yield conn
            finally:
                if conn.in_transaction:
                    conn.execute("ROLLBACK")
                if self._closed:
                    conn.close()
                else:
                    self._idle.append(conn)

    def _open_to_write(self) -> sqlite3.Connection:
        conn = self._connect("rwc")
        try:
            for pragma in _WRITING:
                conn.execute(pragma)
            schema.bring_up_to_date(conn, self.file)
        except BaseException:
            conn.close()
            raise
        return conn

    def _open_to_read(self) -> sqlite3.Connection:
        conn = self._connect("ro")
        try:
            conn.execute("SELECT 1 FROM sqlite_schema")
        except sqlite3.OperationalError as fault:
            # A folder that cannot be written to has no place for the log's index; then nobody else writes either.
            conn.close()
            if fault.sqlite_errorcode != sqlite3.SQLITE_CANTOPEN:
                raise
            conn = self._connect("ro&immutable=1")
        for pragma in _READING:
            conn.execute(pragma)
        return conn

    def _connect(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.file.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
            factory=Connection,
        )

    def rewrite(self) -> bool:
        """Write the database anew without what was deleted, and empty the log; false while a reader needs the log."""
        if not self._turn.acquire(timeout=self._patience):
            raise StoreBusy(busy(self.file))
        try:
            with told(self.file):
                conn = self._writer = self._writer or self._open_to_write()
                conn.execute("VACUUM")
                held_up, *_ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not held_up
        finally:
            self._turn.release()

    def size(self) -> int:
        """How many bytes the database takes, with what waits in its log."""
        files = (self.file, self.file.with_name(f"{FILE}-wal"))
        return sum(each.stat().st_size for each in files if each.exists())

    def close(self) -> None:
        """Close what nobody is using; the writer last, so that it can empty the log into the database."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
