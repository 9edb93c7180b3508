"""The processes that do the work, so that the server itself stays responsive."""

import asyncio
import logging
import multiprocessing
from collections.abc import AsyncIterator, Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from optimizer.errors import QueueFullError, WorkerCrashedError
from optimizer.service.settings import QUEUE_LIMIT
from optimizer.service.work import Outcome, outcome_of, prepare_worker

SPARE_COUNT = 1
"""Processes beyond those that may work at once: one is ready at once when another was
ended, which otherwise takes as long as loading the solver."""

START_PATIENCE = timedelta(seconds=8)
"""Time within which a free process takes up work, the start of one included."""

logger = logging.getLogger(__name__)


@dataclass
class CallFailedError(Exception):
    """Work ended with an error, which is known as a status.

    Attributes
    ----------
    status
        A serialized ``google.rpc.Status``.
    """

    status: bytes


class Workers:
    """A fixed number of processes, each doing one piece of work at a time.

    Work that is cancelled is stopped by ending its process; another takes its place.
    Processes are spawned: a forked one would inherit the threads' locks of gRPC.

    Parameters
    ----------
    count
        Number of processes, at least 1.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._slots = asyncio.Semaphore(count)
        self._waiting = 0
        self._pool = self._new_pool()
        self._ending: list[Thread] = []

    @property
    def count(self) -> int:
        """Most pieces of work that are done at once."""
        return self._count

    async def run[T](self, request_id: str, work: Callable[..., T], *args: object) -> T:
        """Do a piece of work in the next process that is free.

        Raises
        ------
        CallFailedError
            When the work ends with an error.
        QueueFullError
            When too many pieces of work wait.
        WorkerCrashedError
            When the process dies.
        """
        async with self._slot():
            outcome = await self._outcome(request_id, work, args)
        if outcome.value is None:
            raise CallFailedError(outcome.status)
        return outcome.value

    def start(self) -> None:
        """Start the processes, without waiting until they are ready."""
        self._pool.schedule(int)

    def stop(self) -> None:
        """End all processes, and with them what they work on.

        Those of broken pools too: a process that is just starting looks for locks that
        are gone once the interpreter ends.
        """
        _end(self._pool)
        for thread in self._ending:
            thread.join()

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """Wait in turn for a process that is free."""
        if self._waiting >= QUEUE_LIMIT:
            raise QueueFullError(QUEUE_LIMIT)
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._slots.release()

    async def _outcome[T](
        self, request_id: str, work: Callable[..., T], args: tuple[object, ...]
    ) -> Outcome[T]:
        try:
            return await self._scheduled(request_id, work, args)
        except BrokenProcessPool:
            # A process died while none was at work. That is no fault of this call.
            self._renew_pool()
            return await self._scheduled(request_id, work, args)

    async def _scheduled[T](
        self, request_id: str, work: Callable[..., T], args: tuple[object, ...]
    ) -> Outcome[T]:
        if not self._is_pool_sound():
            self._renew_pool()
        future = self._pool.schedule(outcome_of, args=(request_id, work, *args))
        wrapped = asyncio.wrap_future(future)
        try:
            await asyncio.wait({wrapped}, timeout=START_PATIENCE.total_seconds())
            _require_taken_up(future)
            return await wrapped
        except (asyncio.CancelledError, BrokenProcessPool):
            wrapped.cancel()
            raise
        except ProcessExpired as error:
            logger.warning("request %s: its worker died: %s", request_id, error)
            raise WorkerCrashedError(error.exitcode) from error

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._count + SPARE_COUNT,
            initializer=prepare_worker,
            context=multiprocessing.get_context("spawn"),
        )

    def _is_pool_sound(self) -> bool:
        return bool(self._pool.active)

    def _renew_pool(self) -> None:
        logger.warning("the workers' pool broke and is replaced")
        broken, self._pool = self._pool, self._new_pool()
        thread = Thread(target=_end, args=(broken,), daemon=True)
        self._ending = [t for t in self._ending if t.is_alive()] + [thread]
        thread.start()


def _end(pool: ProcessPool) -> None:
    """End a pool and its processes.

    Joining it closes its locks before it ends its processes, and one that is just starting
    would miss them and say so. So these are ended first, once nothing replaces them.
    """
    pool.stop()  # type: ignore[no-untyped-call]  # pebble types only some methods
    if pool._pool_manager_loop is not None:  # noqa: SLF001 - see above
        pool._pool_manager_loop.join()  # noqa: SLF001 - as above
    processes = pool._pool_manager.worker_manager.workers  # noqa: SLF001 - as above
    for process in tuple(processes.values()):
        process.terminate()
        process.join()
    pool.join()


def _require_taken_up[T](future: "ProcessFuture[T]") -> None:
    """Refuse to wait for a pool whose processes were killed while they held its lock.

    Raises
    ------
    BrokenProcessPool
        When no process has taken up the work.
    """
    if not future.done() and not future.running():
        message = "no process takes up the work"
        raise BrokenProcessPool(message)
