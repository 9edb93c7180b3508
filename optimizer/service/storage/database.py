"""A database: opening it, and doing work in it.

Its driver blocks, so work is done in threads, each piece in a transaction of its own.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.pool import StaticPool

from optimizer.errors import DatabaseUnavailableError
from optimizer.service.storage.addresses import (
    MEMORY,
    POSTGRESQL_PREFIX,
    file_of,
    shown,
)
from optimizer.service.storage.migrating import create_tables, migrate

ATTEMPTS = 4
"""How often work is tried where another transaction, or a lost connection, is in its way."""

BUSY_SECONDS = 5.0
"""Time for which a transaction waits for another one of the same SQLite file."""

_PAUSE_SECONDS = 0.05
_PASSING = ("40001", "40P01", "57P01")  # Serialization, deadlock, and a restart.

logger = logging.getLogger(__name__)


class Database:
    """A database that servers keep things in.

    Parameters
    ----------
    address
        ``sqlite:///PATH``, ``postgresql://...``, or ``memory``.

    Raises
    ------
    DatabaseUnavailableError
        When its driver is not installed, or its file cannot be made.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._engine = _engine(address)
        # A database in memory is one connection, which is for one thread at a time.
        self._turn = asyncio.Semaphore(1 if address == MEMORY else 8)

    async def open(self) -> None:
        """Make its tables, or bring them up to date.

        Raises
        ------
        DatabaseUnavailableError
            When it does not answer, or is of a newer version of the server.
        """
        make = create_tables if self._address == MEMORY else migrate
        await self.run(make)

    async def run[T](self, work: Callable[[Connection], T]) -> T:
        """Do work in a transaction, which is done again where another was in its way.

        Raises
        ------
        DatabaseUnavailableError
            When the database does not answer.
        sqlalchemy.exc.IntegrityError
            When the work breaks a rule of the tables.
        """
        async with self._turn:
            # A transaction is not left half done by who does not wait for it any more.
            running = asyncio.ensure_future(asyncio.to_thread(self._run, work))
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                await asyncio.gather(running, return_exceptions=True)
                raise

    async def close(self) -> None:
        """Close its connections."""
        await asyncio.to_thread(self._engine.dispose)

    def _run[T](self, work: Callable[[Connection], T]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except IntegrityError:
                raise
            except DBAPIError as error:
                if attempt == ATTEMPTS or not _may_pass(error):
                    cause = str(error.orig).partition("\n")[0]
                    logger.warning("database: %s", cause)
                    raise DatabaseUnavailableError(
                        shown(self._address), cause
                    ) from error
            _pause(attempt)
        message = "every attempt ends above"
        raise AssertionError(message)


def _pause(attempt: int) -> None:
    """Let the other one finish; in a thread, which may sleep."""
    time.sleep(_PAUSE_SECONDS * attempt * random.uniform(0.5, 1.5))  # noqa: S311 - no secret


def _may_pass(error: DBAPIError) -> bool:
    """Whether the same work may succeed when it is done again."""
    if error.connection_invalidated:
        return True
    if getattr(error.orig, "sqlstate", None) in _PASSING:
        return True
    return isinstance(error, OperationalError) and "locked" in str(error.orig)


def _engine(address: str) -> Engine:
    try:
        if address.startswith(POSTGRESQL_PREFIX):
            driver = address.replace(POSTGRESQL_PREFIX, "postgresql+psycopg://", 1)
            return create_engine(driver, pool_pre_ping=True)
        return _sqlite_engine(address)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        cause = "the driver is missing; install the extra 'postgresql'"
        raise DatabaseUnavailableError(shown(address), cause) from error


def _sqlite_engine(address: str) -> Engine:
    if address == MEMORY:
        engine = create_engine(
            "sqlite://",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
    else:
        _make_file(address)
        engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_file(address: str) -> None:
    """Make the file, so that only its owner can read it."""
    file = file_of(address)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailableError(address, error.strerror or str(error)) from error


def _prepare(connection: SqliteConnection, _: object) -> None:
    # Transactions are begun below, where Python would begin them late.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """Begin to write at once: a transaction that only then wants to is refused."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
