"""The operations of a server: what is kept of them, and who does them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.service.operations.kinds import Kind
from optimizer.service.operations.record import State
from optimizer.service.runs.book import RunBook
from optimizer.service.storage.opening import Storage

if TYPE_CHECKING:
    from optimizer.service.operations.ledger import Ledger
    from optimizer.service.operations.runner import Runner


@dataclass(frozen=True, slots=True)
class Desk:
    """Where operations are asked for.

    Attributes
    ----------
    ledger
        What is kept of them.
    runner
        Who does them.
    """

    ledger: "Ledger"
    runner: "Runner"


class Office:
    """The operations of a server, opened as its storage is.

    Parameters
    ----------
    storage
        Where they are kept.
    kinds
        What can be done, by the full name of the method.
    count
        How many operations are worked on at a time.
    runs
        Where they are noted when they have ended.
    """

    def __init__(
        self, storage: Storage, kinds: Mapping[str, Kind], count: int, runs: RunBook
    ) -> None:
        self._storage = storage
        self._runs = runs
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
        if self._storage.is_lasting:
            await self.desk()

    async def stop(self) -> None:
        """Give back what is not done, for the next server."""
        if self._desk is not None:
            await self._desk.runner.stop()

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

    async def counts(self) -> Mapping[State, int]:
        """Count the operations in each state; none where none was asked for yet.

        Raises
        ------
        DatabaseUnavailableError
            When the database does not answer.
        """
        if self._desk is None:
            return dict.fromkeys(State, 0)
        return await self._desk.ledger.counts()

    def answer_type_of(self, method: str) -> str:
        """Return the full name of the message that a method answers."""
        return self._kinds[method].answer_type.DESCRIPTOR.full_name

    async def _opened(self) -> Desk:
        from optimizer.service.operations.ledger import (  # noqa: PLC0415 - see Storage
            Ledger,
        )
        from optimizer.service.operations.runner import (  # noqa: PLC0415 - see Storage
            Runner,
        )

        ledger = Ledger(await self._storage.database())
        runner = Runner(ledger, self._kinds, self._count, self._runs)
        runner.start()
        return Desk(ledger, runner)
