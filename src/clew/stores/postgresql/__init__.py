"""The store in a PostgreSQL database: for a server, and for several programs that add at once.

`migrations/` holds the schema, `connections` who reads and who writes, `adding` and `threads` the two steps of
writing, `reading` and `counts` what comes out again; `words` is how text is kept. The driver (psycopg) is imported
when a database is opened and not before: it is an optional part.
"""

from __future__ import annotations

from typing import Any

from clew.errors import MissingPart

_SCHEMES = ("postgresql://", "postgres://")


def opens(place: str) -> bool:
    """True of an address of a PostgreSQL database."""
    return place.startswith(_SCHEMES)


def __getattr__(name: str) -> Any:
    """`Store`, once it is asked for."""
    if name != "Store":
        raise AttributeError(name)
    try:
        from clew.stores.postgresql.store import Store
    except ImportError as error:
        if not (error.name or "psycopg").startswith("psycopg"):
            raise
        raise MissingPart("An archive in PostgreSQL needs a part more: pip install 'clew[postgresql]'.") from error
    return Store
