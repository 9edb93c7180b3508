"""Writing runs down as they end, without holding anybody up."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
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

_TURNED_AWAY = frozenset(
    {
        code_pb2.RESOURCE_EXHAUSTED,
        code_pb2.UNAUTHENTICATED,
        code_pb2.PERMISSION_DENIED,
    }
)
"""Codes of calls that were not let in."""

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
        self._unwritten: deque[Run] = deque()
        self._dropped_count = 0
        self._is_away = False
        self._stopping = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None
        self._cleaned_at = -CLEANING_SECONDS

    @contextmanager
    def watch(self, record: Record, context: Context) -> Iterator[None]:
        """Note a call that was to plan something, once it has ended."""
        del context
        try:
            yield
        finally:
            if record.name in PLANNING_METHODS and record.code not in _TURNED_AWAY:
                self._note(_run_of(record))

    def note_operation(
        self,
        operation: Operation,
        answer: bytes | status_pb2.Status,
        facts: Mapping[str, str],
    ) -> None:
        """Note an operation that has ended, with its answer or its error."""
        record = Record(operation.method, operation.name, facts=dict(facts))
        record.end(answer)
        seconds = (now() - operation.created).total_seconds()
        self._note(replace(_run_of(record), label=operation.label, seconds=seconds))

    def start(self) -> None:
        """Begin to write."""
        if self._storage.is_lasting:
            self._writing = asyncio.create_task(self._keep_writing())

    async def stop(self) -> None:
        """Write what is left."""
        self._stopping.set()
        if self._writing is not None:
            await self._writing

    def _note(self, run: Run) -> None:
        """Have a run written down soon."""
        if self._storage.is_lasting:
            self._unwritten.append(run)
            while len(self._unwritten) > UNWRITTEN_LIMIT:
                self._unwritten.popleft()
                self._dropped_count += 1

    async def _keep_writing(self) -> None:
        archive = await self._archive()
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(WRITE_SECONDS):
                    await self._stopping.wait()
            try:
                await self._write(archive)
            except DatabaseUnavailableError as error:
                self._tell(error)

    async def _write(self, archive: "Archive") -> None:
        count = len(self._unwritten)
        if count:
            await archive.keep([*islice(self._unwritten, count)])
            for _ in range(min(count, len(self._unwritten))):
                self._unwritten.popleft()
        self._tell(None)
        if time.monotonic() - self._cleaned_at > CLEANING_SECONDS:
            await archive.forget_old()
            self._cleaned_at = time.monotonic()

    def _tell(self, error: DatabaseUnavailableError | None) -> None:
        """Log when the database goes away, and when it is back."""
        if error is not None and not self._is_away:
            logger.warning("runs wait to be written: %s", error)
        if error is None and self._is_away:
            count, self._dropped_count = self._dropped_count, 0
            logger.warning("runs are written again; dropped meanwhile: %d", count)
        self._is_away = error is not None

    async def _archive(self) -> "Archive":
        from optimizer.service.runs.archive import (  # noqa: PLC0415 - see Storage
            Archive,
        )

        return Archive(await self._storage.database())


def _run_of(record: Record) -> Run:
    return Run(
        run_id=record.request_id,
        method=record.name,
        caller=record.caller,
        code=code_pb2.Code.Name(record.code),
        reason=record.reason,
        ended=now(),
        seconds=record.seconds,
        **record.facts,
    )
