"""The database's shape: numbered migrations, each one transaction, in a schema of the archive's own.

The table `clew` says that a schema is an archive, and how many migrations it has seen.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files

from psycopg import sql

from clew.errors import NewerArchive, StoreFault
from clew.stores.entry import FOLDING
from clew.stores.postgresql.bulk import Conn, run

OWN = "clew"
MIGRATIONS = files(__package__) / "migrations"
NUMBERS = sorted(int(script.name.partition(".")[0]) for script in MIGRATIONS.iterdir() if script.name.endswith(".sql"))
LATEST = NUMBERS[-1]


def named(conn: Conn) -> str:
    """The schema that the address names (`?options=-csearch_path%3D…`), or the archive's own."""
    query = """
        SELECT (parse_ident(trim(split_part(setting, ',', 1))))[1] FROM pg_settings
        WHERE name = 'search_path' AND source = 'client'
    """
    row = conn.execute(query).fetchone()
    return OWN if row is None else row[0]


def lock(schema: str, purpose: str) -> int:
    """The number of an advisory lock, which belongs to the archive in that schema of the database."""
    digest = hashlib.blake2b(f"clew {purpose} {schema}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def version(conn: Conn, schema: str) -> int:
    """The last migration a schema has seen; 0 for an empty or missing one, `StoreFault` for one that is not Clew's."""
    tables = {
        name for (name,) in conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall()
    }
    if OWN in tables:
        row = conn.execute(sql.SQL("SELECT version FROM {}").format(sql.Identifier(schema, OWN))).fetchone()
        return 0 if row is None else row[0]
    if tables:
        raise StoreFault(
            f"The schema {schema} of this database holds another program's tables; name another one in the address"
            " (?options=-csearch_path%3DNAME)."
        )
    return 0


def bring_up_to_date(conn: Conn, schema: str, name: str) -> None:
    """Run the migrations a schema has not seen; two programs may try at once, and one of them will find it done."""
    while (seen := version(conn, schema)) < LATEST:
        number = next(each for each in NUMBERS if each > seen)
        script = (MIGRATIONS / f"{number:04}.sql").read_text(encoding="utf-8")
        with conn.transaction():
            conn.execute("SELECT pg_advisory_xact_lock(%s)", (lock(schema, "writing"),))
            if version(conn, schema) == seen:
                _migrate(conn, schema, number, script)
    if seen == LATEST and is_folded_otherwise(conn):
        with conn.transaction():
            conn.execute("SELECT pg_advisory_xact_lock(%s)", (lock(schema, "writing"),))
            run(conn, _TOUCH)
            conn.execute("UPDATE tally SET value = %s WHERE name = 'folding'", (FOLDING,))
    if seen > LATEST:
        raise NewerArchive(f"{name} was written by a later version of Clew; update Clew to open it.")


def migrate_to(conn: Conn, schema: str, number: int) -> None:
    """Make the tables of a schema that has none as they were after so many migrations, in the caller's transaction."""
    for each in (known for known in NUMBERS if known <= number):
        _migrate(conn, schema, each, (MIGRATIONS / f"{each:04}.sql").read_text(encoding="utf-8"))


def is_folded_otherwise(conn: Conn) -> bool:
    """Whether the words that are searched were made by another folding than this program's."""
    row = conn.execute("SELECT value FROM tally WHERE name = 'folding'").fetchone()
    return row is None or row[0] != FOLDING


# Every author's entries are to be made anew.
_TOUCH = """
    UPDATE tally SET value = value + 1 WHERE name = 'mark';
    INSERT INTO touched SELECT a.key, t.value FROM author a, tally t WHERE t.name = 'mark' AND a.posts > 0
        ON CONFLICT (author) DO UPDATE SET mark = excluded.mark;
"""


def _migrate(conn: Conn, schema: str, number: int, script: str) -> None:
    if number == 1:
        # not IF NOT EXISTS, which asks for the right to make one where there is one
        if conn.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone() is None:
            conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        run(conn, "CREATE TABLE clew (version bigint NOT NULL); INSERT INTO clew VALUES (0)")
    run(conn, script)
    conn.execute("UPDATE clew SET version = %s", (number,))
