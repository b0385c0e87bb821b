"""What went wrong with the database, in one sentence for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from clew.errors import StoreBusy, StoreFault, StoreFull, StoreSlow
from clew.speech import _

# Classes of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) of a server that goes or is gone.
_GONE = ("08", "57P")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Say in one sentence what went wrong with the database of that name."""
    try:
        yield
    except psycopg.Error as fault:
        raise _in_words(name, fault) from fault


def unreachable(name: str, fault: psycopg.Error) -> StoreFault:
    """What is said where no connection can be made."""
    if isinstance(fault, errors.TooManyConnections):
        return StoreBusy(f"The database at {name} has no connection free; wait a while and do the same again.")
    reason = _first_line(fault).rpartition(" failed: ")[2].removeprefix("FATAL:").strip().rstrip(".")
    return StoreFault(
        f"The database at {name} cannot be reached ({reason}); start it, or see that address, user and password are"
        " right, and do the same again."
    )


def _in_words(name: str, fault: psycopg.Error) -> StoreFault:
    if isinstance(fault, errors.LockNotAvailable):
        return StoreBusy(busy(name))
    if isinstance(fault, errors.QueryCanceled):  # by its time, or by whoever looks after the server
        return StoreSlow(
            _("That takes too long to look for here; ask for less: a rarer word, one author, a span of dates.")
        )
    if isinstance(fault, errors.DiskFull):
        return StoreFull(
            f"There is no room left for the database at {name}; make room and do the same again,"
            " what is there is sound."
        )
    if isinstance(fault, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
        return StoreFault(f"The database at {name} refuses this ({_first_line(fault)}); see what its user may do.")
    if isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError) and _is_lost(fault):
        return gone(name)
    return StoreFault(f"The database at {name} cannot be used: {_first_line(fault)}.")


def gone(name: str) -> StoreFault:
    """What is said when the server has gone in the middle of something."""
    return StoreFault(f"The database at {name} is gone; what was finished is there; start it and do the same again.")


def _is_lost(fault: psycopg.Error) -> bool:
    return fault.sqlstate is None or fault.sqlstate.startswith(_GONE)


def _first_line(fault: psycopg.Error) -> str:
    said = fault.diag.message_primary or str(fault)
    return (said.strip().splitlines() or [type(fault).__name__])[0]


def busy(name: str) -> str:
    """What a second writer is told that has waited long enough."""
    return f"Another program is writing to the database at {name}; wait until it has finished and do the same again."
