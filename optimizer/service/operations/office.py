"""The operations of a server: what is kept of them, and who does them.

The database is opened at the start where it may hold operations from before, and where
nothing is kept only when the first one is asked for: who starts a server for a single call
does not wait for it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.service.operations.kinds import Kind
from optimizer.service.storage.addresses import MEMORY

if TYPE_CHECKING:
    from optimizer.service.operations.ledger import Ledger
    from optimizer.service.operations.runner import Runner
    from optimizer.service.storage.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """Where operations are asked for.

    Attributes
    ----------
    ledger
        What is kept of them.
    runner
        Who does them.
    database
        Where they are kept.
    """

    ledger: "Ledger"
    runner: "Runner"
    database: "Database"


class Office:
    """The operations of a server.

    Parameters
    ----------
    address
        The database: ``memory``, ``sqlite:///PATH`` or ``postgresql://...``.
    kinds
        What can be done, by the full name of the method.
    count
        How many operations are worked on at a time.
    """

    def __init__(self, address: str, kinds: Mapping[str, Kind], count: int) -> None:
        self._address = address
        self._kinds = kinds
        self._count = count
        self._desk: Desk | None = None
        self._opening = asyncio.Lock()

    async def start(self) -> None:
        """Go on with what is left from before.

        Raises
        ------
        DatabaseUnavailableError, DatabaseTooNewError
            When the database cannot be used.
        """
        if self._address != MEMORY:
            await self.desk()

    async def stop(self) -> None:
        """Give back what is not done, for the next server."""
        if self._desk is not None:
            await self._desk.runner.stop()
            await self._desk.database.close()

    async def desk(self) -> Desk:
        """Return where operations are asked for, which is opened first.

        Raises
        ------
        DatabaseUnavailableError
            When the database cannot be used.
        """
        async with self._opening:
            if self._desk is None:
                self._desk = await self._opened()
            return self._desk

    def answer_type_of(self, method: str) -> str:
        """Return the full name of the message that a method answers."""
        return self._kinds[method].answer_type.DESCRIPTOR.full_name

    async def _opened(self) -> Desk:
        from optimizer.service.operations.ledger import (  # noqa: PLC0415 - see the module
            Ledger,
        )
        from optimizer.service.operations.runner import (  # noqa: PLC0415 - see the module
            Runner,
        )
        from optimizer.service.storage.database import (  # noqa: PLC0415 - see the module
            Database,
        )

        database = Database(self._address)
        await database.open()
        ledger = Ledger(database)
        runner = Runner(ledger, self._kinds, self._count)
        runner.start()
        return Desk(ledger, runner, database)
