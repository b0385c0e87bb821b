"""All rows as they are at one moment, as a file for each table, while others write.

    tables.json       the migrations that were seen, and each table's columns
    post.copy.zst     its rows as COPY writes them in PostgreSQL's binary format, packed

The tables themselves are made again by the migrations, in whatever schema is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import zstandard
from psycopg import sql

from clew.errors import NewerArchive, StoreFault
from clew.post import Value
from clew.stores.postgresql import schema
from clew.stores.postgresql.bulk import Conn
from clew.stores.postgresql.connections import Connections
from clew.stores.postgresql.faults import told

_TABLES = "tables.json"
_SUFFIX = ".copy.zst"
_PIECE = 1 << 18
_COLUMNS = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND c.relname <> 'clew' GROUP BY 1 ORDER BY 1
"""
_NUMBERED = """
    SELECT c.relname, a.attname, pg_get_serial_sequence(c.oid::regclass::text, a.attname) FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
    WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r'
"""


class Tables(Value):
    """What was written."""

    version: int
    columns: dict[str, tuple[str, ...]]


def take(connections: Connections, folder: Path, tell: Callable[[int, int], None]) -> None:
    """Write every table into a folder, all of them in one transaction."""
    with connections.reading() as conn:
        version = schema.version(conn, connections.schema)
        quoted = sql.Identifier(connections.schema).as_string(conn)
        columns = {name: tuple(found) for name, found in conn.execute(_COLUMNS, (quoted,)).fetchall()}
        for number, (name, found) in enumerate(columns.items(), 1):
            _write(conn, name, found, folder / f"{name}{_SUFFIX}")
            tell(number, len(columns))
    (folder / _TABLES).write_bytes(msgspec.json.encode(Tables(version, columns)))


def _write(conn: Conn, name: str, columns: tuple[str, ...], file: Path) -> None:
    with (
        file.open("xb") as out,
        zstandard.ZstdCompressor(write_checksum=True).stream_writer(out, closefd=False) as packed,
        conn.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(_named(name, columns))) as copy,
    ):
        for piece in copy:
            packed.write(piece)


def restore(connections: Connections, files: Path) -> None:
    """Make the tables and fill them in one transaction; `StoreFault` where there are some already."""
    tables = msgspec.json.decode((files / _TABLES).read_bytes(), type=Tables)
    name = connections.place.name
    if tables.version > schema.LATEST:
        raise NewerArchive("The backup was made by a later version of Clew; update Clew to restore it.")
    with told(name), closing(connections.connect()) as conn, conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (schema.lock(connections.schema, "writing"),))
        if schema.version(conn, connections.schema) != 0:
            raise StoreFault(f"There is an archive at {name} already; restore to an empty place.")
        schema.migrate_to(conn, connections.schema, tables.version)
        for table, columns in tables.columns.items():
            conn.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
            _read(conn, table, columns, files / f"{table}{_SUFFIX}")
        quoted = sql.Identifier(connections.schema).as_string(conn)
        for table, column, sequence in conn.execute(_NUMBERED, (quoted,)).fetchall():
            last = sql.SQL("SELECT setval(%s, coalesce(max({}), 0) + 1, false) FROM {}")
            conn.execute(last.format(sql.Identifier(column), sql.Identifier(table)), (sequence,))
        # The archive's own tables, which nobody else sees yet: those of others may be looked at by others just now.
        for table in tables.columns:
            conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _read(conn: Conn, name: str, columns: tuple[str, ...], file: Path) -> None:
    with (
        file.open("rb") as packed,
        zstandard.ZstdDecompressor().stream_reader(packed) as rows,
        conn.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(_named(name, columns))) as copy,
    ):
        while piece := rows.read(_PIECE):
            copy.write(piece)


def _named(name: str, columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL("{} ({})").format(sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns)))
