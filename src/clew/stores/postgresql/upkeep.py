"""Let the server look at tables that have grown: by itself it comes by in a minute, or in an hour.

Until it has looked, it takes a table for as small as it was: it reads a million posts to find those of one author,
sorts all that a search finds to show the newest, and reads a row for each place of a list, because it does not know
which pages everybody may see. Looking at 100,000 posts and all that is made of them takes half a second, at ten times
as many little more; a table is looked at when it has doubled.
"""

from __future__ import annotations

from clew.stores.postgresql.bulk import Conn

# Pages; a smaller table is read as a whole, whatever is known of it.
_SMALL = 64
_GROWN = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND pg_has_role(relowner, 'USAGE')
        AND pg_relation_size(oid) / current_setting('block_size')::bigint > %s + 2::bigint * {}
"""


def look(conn: Conn) -> None:
    """Count what is in the tables, a sample of them; in whatever transaction there is."""
    _each(conn, "ANALYZE (SKIP_LOCKED)", "relpages")


def tidy(conn: Conn) -> None:
    """Note as well which pages everybody sees all of, and free those of rows that are gone; in no transaction."""
    look(conn)
    _each(conn, "VACUUM (SKIP_LOCKED)", "relallvisible")


def _each(conn: Conn, word: str, known: str) -> None:
    tables = [name for (name,) in conn.execute(_GROWN.format(known), (_SMALL,)).fetchall()]
    if tables:
        conn.execute(f"{word} {', '.join(tables)}")
