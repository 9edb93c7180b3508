"""The one database of a server, opened when it is needed.

It is opened at the start where it may hold something from before, and where nothing is kept
only when something is to be kept: who starts a server for a single call does not wait for
it.
"""

import asyncio
from typing import TYPE_CHECKING

from optimizer.service.storage.addresses import MEMORY

if TYPE_CHECKING:
    from optimizer.service.storage.database import Database


class Storage:
    """Where a server keeps things.

    Parameters
    ----------
    address
        The database: ``memory``, ``sqlite:///PATH`` or ``postgresql://...``.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._database: Database | None = None
        self._opening = asyncio.Lock()

    @property
    def is_lasting(self) -> bool:
        """Whether it outlives the server."""
        return self._address != MEMORY

    @property
    def is_empty(self) -> bool:
        """Whether it is known to hold nothing."""
        return self._database is None and not self.is_lasting

    async def start(self) -> None:
        """Open what may hold something from before.

        Raises
        ------
        DatabaseUnavailableError, DatabaseTooNewError
            When the database cannot be used.
        """
        if self.is_lasting:
            await self.database()

    async def database(self) -> "Database":
        """Return the database, which is opened first.

        Raises
        ------
        DatabaseUnavailableError
            When it cannot be used.
        """
        async with self._opening:
            if self._database is None:
                from optimizer.service.storage.database import (  # noqa: PLC0415 - see the module
                    Database,
                )

                database = Database(self._address)
                await database.open()
                self._database = database
            return self._database

    async def stop(self) -> None:
        """Close it."""
        if self._database is not None:
            await self._database.close()
