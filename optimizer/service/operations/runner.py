"""Doing what was asked for in the background."""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from contextvars import Context

from google.rpc import code_pb2, status_pb2

from optimizer.errors import (
    OperationAbandonedError,
    OperationCancelledError,
    OptimizerError,
)
from optimizer.service.calls import Call, answer_of
from optimizer.service.deadlines import Deadline
from optimizer.service.facts import noting
from optimizer.service.limits import LONGEST_OPERATION_TIME
from optimizer.service.operations.kinds import Kind, Progress
from optimizer.service.operations.ledger import Ledger
from optimizer.service.operations.record import Operation, State
from optimizer.service.runs.book import RunBook
from optimizer.service.status import status_of

LOOK_SECONDS = 1.0
"""Time after which a server looks again for work of others, and whether its own was
cancelled elsewhere."""

CLEANING_SECONDS = 600.0
"""Time after which what is old is forgotten again."""

ATTEMPTS = 3
"""Servers that may be lost over an operation."""

logger = logging.getLogger(__name__)


class Runner:
    """Takes operations up one after the other, some at a time, until it is stopped.

    Parameters
    ----------
    ledger
        Where they are kept.
    kinds
        What can be done, by the full name of the method.
    count
        How many are worked on at a time.
    runs
        Where they are noted when they have ended.
    """

    def __init__(
        self, ledger: Ledger, kinds: Mapping[str, Kind], count: int, runs: RunBook
    ) -> None:
        self._ledger = ledger
        self._runs = runs
        self._kinds = kinds
        self._count = count
        self._running: dict[str, asyncio.Task[None]] = {}
        self._cancelled: set[str] = set()
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to take operations up."""
        # Whoever happens to begin it is no part of what is done later.
        self._loop = asyncio.create_task(self._take_up(), context=Context())

    def wake(self) -> None:
        """Look for work at once."""
        self._wake.set()

    def cancel(self, name: str) -> None:
        """End an operation at once if it is worked on here."""
        task = self._running.get(name)
        if task is not None:
            self._cancelled.add(name)
            task.cancel()

    async def stop(self) -> None:
        """Take nothing up any more, and give back what is not done."""
        tasks = [*self._running.values(), *filter(None, [self._loop])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _take_up(self) -> None:
        cleaned = -CLEANING_SECONDS
        while True:
            self._wake.clear()
            try:
                await self._fill()
                if time.monotonic() - cleaned > CLEANING_SECONDS:
                    cleaned = time.monotonic()
                    await self._ledger.forget_expired()
            except OptimizerError as error:
                logger.warning("operations cannot be taken up: %s", error)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wake.wait()

    async def _fill(self) -> None:
        while len(self._running) < self._count:
            taken = await self._ledger.take()
            if taken is None:
                return
            operation, content = taken
            task = asyncio.create_task(self._see_through(operation, content))
            self._running[operation.name] = task

    async def _see_through(self, operation: Operation, content: bytes) -> None:
        """Work on an operation until it has ended, or is none of this server's."""
        name = operation.name
        try:
            await self._end(operation, content)
        except asyncio.CancelledError:
            if name not in self._cancelled:
                await self._ledger.give_back(name)
                raise
            await self._finish(operation, _cancelled())
        except OptimizerError as error:
            # Whoever takes it up next finds what was kept.
            logger.warning("%s is let go: %s", name, error)
        finally:
            self._running.pop(name, None)
            self._cancelled.discard(name)
            self.wake()

    async def _end(self, operation: Operation, content: bytes) -> None:
        name = operation.name
        if operation.attempt_count > ATTEMPTS:
            await self._finish(operation, status_of(OperationAbandonedError(ATTEMPTS)))
            return
        if operation.is_cancelled:
            await self._finish(operation, _cancelled())
            return
        work = asyncio.create_task(self._answer(operation, content))
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=LOOK_SECONDS)
                if not work.done() and not await self._ledger.hold(name):
                    await self._let_go(operation)
                    return
            await work
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _let_go(self, operation: Operation) -> None:
        """End what somebody cancelled elsewhere; of what another server has, nothing."""
        logger.info("%s is cancelled, or another server has it", operation.name)
        await self._finish(operation, _cancelled())

    async def _answer(self, operation: Operation, content: bytes) -> None:
        name = operation.name
        kind = self._kinds[operation.method]
        pieces = await self._ledger.pieces_of(name)

        async def keep(piece: bytes, done_count: int, total_count: int) -> None:
            await self._ledger.keep_piece(name, piece, done_count, total_count)

        async def method(content: bytes, call: Call) -> bytes:
            return await kind.work(content, call, Progress(pieces, keep))

        ends_at = time.monotonic() + LONGEST_OPERATION_TIME.total_seconds()
        request_id = name.rpartition("/")[2]
        call = Call(request_id, Deadline(ends_at))
        with noting() as facts:
            answer = await answer_of(method, content, call)
        await self._finish(operation, answer, facts)

    async def _finish(
        self,
        operation: Operation,
        answer: bytes | status_pb2.Status,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Write down how an operation ended, unless another server has it by now."""
        if isinstance(answer, bytes):
            state, status = State.SUCCEEDED, b""
        else:
            is_cancelled = answer.code == code_pb2.CANCELLED
            state = State.CANCELLED if is_cancelled else State.FAILED
            status = answer.SerializeToString()
        answer_given = answer if isinstance(answer, bytes) else b""
        name = operation.name
        if await self._ledger.finish(name, state, answer=answer_given, status=status):
            self._runs.note_operation(operation, answer, facts or {})
        logger.info("%s %s", name, state.value)


def _cancelled() -> status_pb2.Status:
    return status_of(OperationCancelledError())
