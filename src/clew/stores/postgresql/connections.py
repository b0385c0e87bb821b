"""Connections to the database: one that writes, and a few that are lent to readers."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress

import psycopg
from psycopg import sql

from clew.errors import NewerArchive, NotFound, StoreBusy, StoreFault
from clew.patience import allowed
from clew.stores.postgresql import schema, upkeep, words
from clew.stores.postgresql.bulk import Binary, Conn, run
from clew.stores.postgresql.faults import busy, gone, told, unreachable
from clew.stores.postgresql.place import Place

PATIENCE = 30.0
# Readers at a time; others wait. A server has a hundred connections for everybody, unless its owner says otherwise.
READERS = 8
_TO_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_SESSION = """
    SELECT set_config('search_path', %s, false), set_config('lock_timeout', %s, false),
        -- compiling a statement takes longer than any of ours
        set_config('jit', 'off', false),
        -- a processor for each reader is enough; with more of them a table is read whole where an index would do
        set_config('max_parallel_workers_per_gather', '0', false),
        -- unless somebody has said how far apart pages are: the default is that of disks that turn
        set_config('random_page_cost', coalesce(
            (SELECT CASE WHEN source <> 'default' THEN setting END FROM pg_settings WHERE name = 'random_page_cost'),
            '1.1'), false)
"""


class Connections:
    """What `Store` opens and lends out; closing it waits for nobody.

    `create` None is for whoever makes the tables otherwise: nothing is looked at then.
    """

    def __init__(self, address: str, *, create: bool | None, patience: float = PATIENCE) -> None:
        self.place = Place(address)
        self.schema = ""
        self._patience = patience
        self._turn = threading.Lock()
        self._writer: Conn | None = None
        self._idle: list[Conn] = []
        self._readers = threading.BoundedSemaphore(READERS)
        self._closed = False
        self._together = threading.local()
        if create is None:
            return
        try:
            self._check(create=create)
        except BaseException:
            self.close()
            raise

    def _check(self, *, create: bool) -> None:
        """Make the tables or bring them up to date, and refuse later ones, before anything else is asked of them."""
        with self.reading() as conn:
            if conn.info.parameter_status("server_encoding") != "UTF8":
                raise StoreFault(
                    f"The database at {self.place.name} cannot hold every script; make one with"
                    " createdb -E UTF8 -T template0."
                )
            seen = schema.version(conn, self.schema)
            stale = seen < schema.LATEST or (seen == schema.LATEST and schema.is_folded_otherwise(conn))
        if seen == 0 and not create:
            raise NotFound(f"There is no archive at {self.place.name}; `clew add` makes one.")
        if seen > schema.LATEST:
            raise NewerArchive(f"{self.place.name} was written by a later version of Clew; update Clew to open it.")
        if stale:
            with told(self.place.name), closing(self.connect()) as conn:
                schema.bring_up_to_date(conn, self.schema, self.place.name)

    @contextmanager
    def writing(self) -> Iterator[Conn]:
        """A transaction that writes; it is kept when the block ends and undone when it fails.

        Writers of all programs take turns: what each of them reads to decide what to write stays true until it is
        written. Readers wait for nobody.
        """
        if not self._turn.acquire(timeout=self._patience):
            raise StoreBusy(busy(self.place.name))
        try:
            with told(self.place.name):
                lock = schema.lock(self.schema, "writing")
                conn = self._writer = self._begun(self._writer, f"BEGIN; SELECT pg_advisory_xact_lock({lock})")
                try:
                    yield conn
                    conn.execute("COMMIT")
                except BaseException:
                    _undo(conn)
                    raise
        finally:
            self._turn.release()

    @contextmanager
    def reading(self, *, by_index: bool = False) -> Iterator[Conn]:
        """A transaction that sees the archive as it was at its first question, whoever writes meanwhile.

        The server ends a question that takes longer than is allowed (`clew.patience`), so that nobody waits for it.
        `by_index` is for what an index finds: the server does not know what it costs to look at each row's terms.
        """
        if (held := getattr(self._together, "conn", None)) is not None:
            with told(self.place.name):
                yield held
            return
        if not self._readers.acquire(timeout=self._patience):
            raise StoreBusy(f"Too many are reading from the database at {self.place.name}; try again in a moment.")
        try:
            with told(self.place.name):
                conn = self._begun(self._take(), _to_read(allowed(), by_index=by_index))
                try:
                    yield conn
                finally:
                    _undo(conn)
                    self._give_back(conn)
        finally:
            self._readers.release()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Lend this thread one transaction for all it reads: most of what a page asks takes less than to begin one."""
        with self.reading(by_index=True) as conn:
            outer = getattr(self._together, "conn", None)
            self._together.conn = conn
            try:
                yield
            finally:
                self._together.conn = outer

    def outside(self, statements: Iterable[str]) -> None:
        """Run statements that no transaction may hold, with what of writing there is left to wait for."""
        with told(self.place.name), closing(self.connect()) as conn:
            for statement in statements:
                conn.execute(statement)

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Be known to be adding while the block lasts; many may be at a time. The lock ends with the connection."""
        with told(self.place.name):
            conn = self.connect()
            conn.execute("SELECT pg_advisory_lock_shared(%s)", (schema.lock(self.schema, "adding"),))
        with closing(conn):
            yield
            # what was added is there, whatever becomes of this
            with suppress(psycopg.Error):
                upkeep.tidy(conn)

    @contextmanager
    def unattended(self) -> Iterator[bool]:
        """Whether nobody is adding; nobody can begin while the block lasts."""
        with told(self.place.name):
            conn = self.connect()
            row = conn.execute("SELECT pg_try_advisory_lock(%s)", (schema.lock(self.schema, "adding"),)).fetchone()
        with closing(conn):
            yield bool(row and row[0])

    def _begun(self, conn: Conn | None, begin: str) -> Conn:
        """A connection in a transaction: the one that was kept or, where its server has gone since, a new one."""
        if conn is not None:
            try:
                run(conn, begin)
            except psycopg.errors.LockNotAvailable:
                _undo(conn)
                raise
            except (psycopg.OperationalError, psycopg.InterfaceError):
                conn.close()
            else:
                return conn
        conn = self.connect()
        try:
            run(conn, begin)
        except BaseException:
            conn.close()
            raise
        return conn

    def _take(self) -> Conn | None:
        with suppress(IndexError):
            return self._idle.pop()
        return None

    def _give_back(self, conn: Conn) -> None:
        if self._closed or conn.closed:
            conn.close()
        else:
            self._idle.append(conn)

    def connect(self) -> Conn:
        """A connection of the caller's own, which sees the archive's schema."""
        conn = self._bare()
        try:
            self.schema = self.schema or schema.named(conn)
            path = sql.Identifier(self.schema).as_string(conn)
            conn.execute(_SESSION, (path, f"{int(self._patience * 1000)}ms"))
        except BaseException:
            conn.close()
            raise
        return conn

    def _bare(self) -> Conn:
        try:
            conn = psycopg.connect(self.place.written, autocommit=True, cursor_factory=Binary)
        except psycopg.Error as fault:
            # once it was there, what matters is what became of the work
            raise (gone(self.place.name) if self.schema else unreachable(self.place.name, fault)) from fault
        words.teach(conn)
        return conn

    def close(self) -> None:
        """Close what nobody is using."""
        self._closed = True
        while (conn := self._take()) is not None:
            conn.close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None


def _to_read(seconds: float | None, *, by_index: bool) -> str:
    """How a reader begins; what is set ends with the transaction."""
    bound = "" if seconds is None else f"; SET LOCAL statement_timeout = {max(1, round(seconds * 1000))}"
    return f"{_TO_READ}{bound}{'; SET LOCAL enable_seqscan = off' if by_index else ''}"


def _undo(conn: Conn) -> None:
    """End a transaction without keeping it; a connection that cannot is of no more use."""
    try:
        if not conn.closed:
            conn.execute("ROLLBACK")
    except psycopg.Error:
        conn.close()
