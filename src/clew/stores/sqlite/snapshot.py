"""All rows as they are at one moment, as a database of their own, while others write (https://sqlite.org/backup.html)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from clew.errors import StoreFault
from clew.stores.sqlite.connections import FILE, Connections
from clew.stores.sqlite.faults import told

# 64 MB between two looks at the clock.
_PAGES = 8192


def take(connections: Connections, folder: Path, tell: Callable[[int, int], None]) -> None:
    """Copy the database into a folder; `StoreFault` where what was copied is damaged.

    A transaction that reads is held meanwhile, so that what is copied stands still and nobody waits for it.
    """
    file = folder / FILE
    with connections.reading() as source, told(file), closing(sqlite3.connect(file, isolation_level=None)) as target:
        source.execute("SELECT 1 FROM sqlite_schema").fetchone()
        source.backup(target, pages=_PAGES, progress=lambda _status, left, count: tell(count - left, count))
        target.execute("PRAGMA journal_mode = delete")
        found = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreFault(f"{connections.file} is damaged ({found}); what was backed up before is still there.")
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def restore(folder: Path, files: Path) -> None:
    """Put such a copy into the folder of a new archive."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / FILE
    if target.exists():
        raise StoreFault(f"There is an archive at {folder} already; restore to an empty place.")
    partial = folder / f".{FILE}.part"
    shutil.copyfile(files / FILE, partial)
    with partial.open("rb+") as written:
        os.fsync(written.fileno())
    partial.replace(target)
