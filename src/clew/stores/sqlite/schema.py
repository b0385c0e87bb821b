"""The database's shape: numbered migrations, each one transaction, and the numbers by which a database is known."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from clew.errors import NewerArchive, StoreFault
from clew.stores.entry import FOLDING
from clew.stores.packed import as_post
from clew.text import wording

# "clew" in ASCII; `file clew.db` shows it (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION = 0x636C6577
MIGRATIONS = files(__package__) / "migrations"
NUMBERS = sorted(int(script.name.partition(".")[0]) for script in MIGRATIONS.iterdir() if script.name.endswith(".sql"))
LATEST = NUMBERS[-1]


def version(conn: sqlite3.Connection) -> int:
    """The last migration that a database has seen; 0 for a new one, `StoreFault` for one that is not Clew's."""
    application: int = conn.execute("PRAGMA application_id").fetchone()[0]
    number: int = conn.execute("PRAGMA user_version").fetchone()[0]
    empty = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if application != APPLICATION and not empty:
        raise StoreFault("The clew.db here is another program's database; choose another folder for the archive.")
    return number


def bring_up_to_date(conn: sqlite3.Connection, file: Path) -> None:
    """Run the migrations a database has not seen; two programs may try at once and one of them will find it done."""
    while (seen := version(conn)) < LATEST:
        number = next(each for each in NUMBERS if each > seen)
        script = (MIGRATIONS / f"{number:04}.sql").read_text(encoding="utf-8")
        conn.create_function("clew_words", 1, _words, deterministic=True)
        conn.execute("BEGIN IMMEDIATE")
        try:
            if version(conn) == seen:
                for statement in statements(script):
                    conn.execute(statement)
                conn.execute(f"PRAGMA application_id = {APPLICATION}")
                conn.execute(f"PRAGMA user_version = {number}")
            conn.execute("COMMIT")
        finally:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
    if seen > LATEST:
        raise NewerArchive(f"{file} was written by a later version of Clew; update Clew to open it.")
    if is_folded_otherwise(conn):
        _touch_everybody(conn)


def is_folded_otherwise(conn: sqlite3.Connection) -> bool:
    """Whether the words that are searched were made by another folding than this program's."""
    folding: int = conn.execute("SELECT value FROM tally WHERE name = 'folding'").fetchone()[0]
    return folding != FOLDING


def _touch_everybody(conn: sqlite3.Connection) -> None:
    """Have every author's entries made anew."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        conn.execute("UPDATE tally SET value = value + 1 WHERE name = 'mark'")
        conn.execute(
            "INSERT OR REPLACE INTO touched"
            " SELECT a.key, t.value FROM author a, tally t WHERE t.name = 'mark' AND a.posts > 0"
        )
        conn.execute("UPDATE tally SET value = ? WHERE name = 'folding'", (FOLDING,))
        conn.execute("COMMIT")
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")


def _words(record: bytes) -> int | None:
    """What a migration asks of a post's record."""
    return wording.number(as_post(record))


def statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit before the first of them."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found
