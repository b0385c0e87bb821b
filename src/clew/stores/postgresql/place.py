"""An address of a database, read without repeating what is secret in it."""

from __future__ import annotations

import os

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from clew.errors import StoreFault

# What a connection is asked for, unless the address says otherwise.
_UNLESS_SAID = {"application_name": "clew", "connect_timeout": "10"}
_FORM = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"


class Place:
    """Where a database is: `written` for the driver, and its `name` for messages, which never has a password."""

    def __init__(self, address: str) -> None:
        try:
            given = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
        except ProgrammingError:
            # libpq repeats the whole address in what it says
            raise StoreFault(
                f"The address of the archive's database cannot be read; write it as {_FORM}, and signs like @ or / in a"
                " password as %40 or %2F."
            ) from None
        host = given.get("host") or given.get("hostaddr") or os.environ.get("PGHOST") or "localhost"
        if "@" in host:
            raise StoreFault(
                "There is an @ too many in the address of the archive's database; write %40 for one in a password."
            )
        self.written = make_conninfo(**(_UNLESS_SAID | given | {"client_encoding": "UTF8"}))
        port = given.get("port")
        database = given.get("dbname")
        self.name = host + (f":{port}" if port else "") + (f"/{database}" if database else "")
