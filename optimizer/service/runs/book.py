"""Writing runs down as they end, without holding anybody up."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from google.rpc import code_pb2, status_pb2

from optimizer.errors import DatabaseUnavailableError
from optimizer.service.operations.record import Operation
from optimizer.service.reception import Context, Record
from optimizer.service.runs.record import PLANNING_METHODS, Run
from optimizer.service.storage.opening import Storage
from optimizer.service.storage.times import now

if TYPE_CHECKING:
    from optimizer.service.runs.archive import Archive

WRITE_SECONDS = 0.5
"""Time for which runs are gathered before they are written together."""

UNWRITTEN_LIMIT = 10_000
"""Most runs that wait to be written; the oldest are dropped where the database is away."""

CLEANING_SECONDS = 3600.0
"""Time after which old runs are forgotten again."""

logger = logging.getLogger(__name__)


class RunBook:
    """Keeps runs where the server keeps anything beyond its life.

    Parameters
    ----------
    storage
        Where they are kept.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._unwritten: deque[Run] = deque(maxlen=UNWRITTEN_LIMIT)
        self._writing: asyncio.Task[None] | None = None
        self._cleaned_at = -CLEANING_SECONDS

    @contextmanager
    def watch(self, record: Record, context: Context) -> Iterator[None]:
        """Note a call that planned something, once it has ended."""
        del context
        try:
            yield
        finally:
            if record.name in PLANNING_METHODS and record.facts:
                run = Run(
                    run_id=record.request_id,
                    method=record.name,
                    caller=record.caller,
                    code=code_pb2.Code.Name(record.code),
                    reason=record.reason,
                    ended=now(),
                    seconds=record.seconds,
                    **record.facts,
                )
                self.note(run)

    def note_operation(
        self,
        operation: Operation,
        answer: bytes | status_pb2.Status,
        facts: Mapping[str, str],
    ) -> None:
        """Note an operation that has ended, with its answer or its error."""
        record = Record(operation.method, operation.name)
        record.end(answer)
        run = Run(
            run_id=operation.name,
            method=operation.method,
            label=operation.label,
            code=code_pb2.Code.Name(record.code),
            reason=record.reason,
            ended=now(),
            seconds=(now() - operation.created).total_seconds(),
            **facts,
        )
        self.note(run)

    def note(self, run: Run) -> None:
        """Have a run written down soon."""
        if self._storage.is_lasting:
            self._unwritten.append(run)

    def start(self) -> None:
        """Begin to write."""
        if self._storage.is_lasting:
            self._writing = asyncio.create_task(self._keep_writing())

    async def stop(self) -> None:
        """Write what is left."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
            with suppress(DatabaseUnavailableError):
                await self._write(await self._archive())

    async def _keep_writing(self) -> None:
        archive = await self._archive()
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            try:
                await self._write(archive)
                if time.monotonic() - self._cleaned_at > CLEANING_SECONDS:
                    self._cleaned_at = time.monotonic()
                    await archive.forget_old()
            except DatabaseUnavailableError as error:
                count = len(self._unwritten)
                logger.warning("runs that wait to be written: %d; %s", count, error)

    async def _write(self, archive: "Archive") -> None:
        ended, self._unwritten = self._unwritten, deque(maxlen=UNWRITTEN_LIMIT)
        if not ended:
            return
        try:
            await archive.keep([*ended])
        except DatabaseUnavailableError:
            later = [*ended, *self._unwritten]
            self._unwritten = deque(later, maxlen=UNWRITTEN_LIMIT)
            raise

    async def _archive(self) -> "Archive":
        from optimizer.service.runs.archive import (  # noqa: PLC0415 - see Storage
            Archive,
        )

        return Archive(await self._storage.database())
