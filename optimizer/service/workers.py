"""The processes that do the work, so that the server itself stays responsive."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from optimizer.errors import SolverOutOfMemoryError, WorkerCrashedError
from optimizer.service.admission import Admission
from optimizer.service.facts import note
from optimizer.service.limits import QUEUE_LIMIT, WORKER_MEMORY_MIB, WORKER_TASKS
from optimizer.service.logs import LogStyle
from optimizer.service.memory_cap import died_of_memory
from optimizer.service.reports import Report, Reports
from optimizer.service.work_watch import Loss, NoWatch, Turn, WorkWatch
from optimizer.service.worker_pool import WorkerPool
from optimizer.service.worker_process import WorkerProcess

SPARE_COUNT = 2
"""Processes beyond those that may work at once: one is ready at once when another was
ended, which otherwise takes as long as loading the solver, and one more when the next is
ended before that is over."""

LONGEST_START = timedelta(minutes=1)
"""Longest time for which the first process is waited for."""

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


@dataclass(frozen=True, slots=True)
class Terms:
    """What each process may take, and how it logs.

    Attributes
    ----------
    memory_mib
        Most memory in MiB; 0 leaves it to the system.
    task_limit
        Pieces of work after which it is replaced by a fresh one; 0 is never.
    log_style
        How it logs.
    """

    memory_mib: int = WORKER_MEMORY_MIB
    task_limit: int = WORKER_TASKS
    log_style: LogStyle = field(default_factory=LogStyle)


class Follower(Protocol):
    """Is told how a piece of work goes that somebody follows."""

    def wait(self, position: int, expected: timedelta) -> None:
        """Learn its place in the queue, from 1, and about how long it will wait."""

    def start(self) -> None:
        """Learn that its turn has come."""

    def note(self, report: Report) -> None:
        """Learn how far it is."""


class Staff(Protocol):
    """Who does the work of calls; raises as :class:`Workers` does."""

    @property
    def pieces(self) -> "Pieces":
        """Who does the further pieces of work of a call."""

    async def run[T](self, request_id: str, work: Callable[..., T], *args: object) -> T:
        """Answer a call by one piece of work."""

    async def begin[T](
        self, request_id: str, work: Callable[..., T], *args: object
    ) -> T:
        """Do the first piece of work of a call that has several."""

    async def go_on[T](
        self, request_id: str, work: Callable[..., T], *args: object
    ) -> T:
        """Do a further piece of work of a call that was let in."""


class Workers:
    """A fixed number of processes, each doing one piece of work at a time.

    Work that is cancelled is stopped by ending its process; another takes its place.
    Processes are spawned: a forked one would inherit the threads' locks of gRPC.

    Parameters
    ----------
    count
        Number of processes, at least 1.
    queue_limit
        Most calls that wait, of those with one answer and of the others.
    terms
        What each process may take, and how it logs.
    watch
        Who is told of their work.

    Attributes
    ----------
    admission
        Who is let in.
    """

    def __init__(
        self,
        count: int,
        queue_limit: int = QUEUE_LIMIT,
        terms: Terms | None = None,
        watch: WorkWatch | None = None,
    ) -> None:
        self._count = count
        self._terms = terms or Terms()
        self._watch = watch or NoWatch()
        self.admission = Admission(count, queue_limit, watch=watch)
        self._reports = Reports()
        self._pool = WorkerPool(
            count,
            SPARE_COUNT,
            self._new_process,
            self._terms.task_limit,
            self._watch,
        )

    @property
    def count(self) -> int:
        """Most pieces of work that are done at once."""
        return self._count

    async def run[T](self, request_id: str, work: Callable[..., T], *args: object) -> T:
        """Answer a call by one piece of work, in the next process that is free.

        Raises
        ------
        CallFailedError
            When the work ends with an error.
        QueueFullError
            When too many pieces of work wait.
        SolverOutOfMemoryError
            When the work needs more memory than a process may take.
        WorkerCrashedError
            When the process dies otherwise.
        """
        async with self.admission.place(Turn.SINGLE):
            return await self._done(request_id, work, args)

    async def follow[T](
        self,
        request_id: str,
        follower: Follower,
        work: Callable[..., T],
        *args: object,
    ) -> T:
        """Answer a call by one piece of work, and tell a follower how it goes.

        The work gets a number as its last argument, under which it reports. Raises as
        :meth:`run` does.
        """
        async with self.admission.place(Turn.SINGLE, on_wait=follower.wait):
            follower.start()
            with self._reports.followed(follower.note) as number:
                return await self._done(request_id, work, (*args, number))

    async def begin[T](
        self, request_id: str, work: Callable[..., T], *args: object
    ) -> T:
        """Do the first piece of work of a call that has several.

        Raises as :meth:`run` does.
        """
        async with self.admission.place(Turn.BATCH):
            return await self._done(request_id, work, args)

    @property
    def background(self) -> "Background":
        """The same processes for work that nobody waits for."""
        return Background(self)

    @property
    def pieces(self) -> "Pieces":
        """Who does the further pieces of work of such a call."""
        return Pieces(self)

    async def go_on[T](
        self, request_id: str, work: Callable[..., T], *args: object
    ) -> T:
        """Do a further piece of work of a call that was let in.

        Raises as :meth:`run` does, but never that the queue is full.
        """
        async with self.admission.place(Turn.BATCH, is_let_in=True):
            return await self._done(request_id, work, args)

    async def beside[T](
        self, request_id: str, work: Callable[..., T], *args: object
    ) -> T:
        """Do a short piece of work in a spare process, past all who wait.

        Raises as :meth:`run` does, but never that the queue is full.
        """
        return await self._done(request_id, work, args)

    @property
    def process_ids(self) -> list[int]:
        """Ids of the processes, the spare ones included."""
        return self._pool.process_ids

    def start(self) -> None:
        """Start the processes, without waiting until they are ready."""
        self._reports.start()
        self._pool.start()

    async def started(self) -> None:
        """Wait until a process is ready, however long it takes to start.

        Raises
        ------
        TimeoutError
            When none is within a minute.
        """
        async with asyncio.timeout(LONGEST_START.total_seconds()):
            await self._pool.started()

    def stop(self) -> None:
        """End all processes, and with them what they work on."""
        self._pool.stop()
        self._reports.stop()

    async def _done[T](
        self, request_id: str, work: Callable[..., T], args: tuple[object, ...]
    ) -> T:
        try:
            outcome = await self._pool.do(request_id, work, args)
        except asyncio.CancelledError:
            self._watch.lost(Loss.CANCEL)
            raise
        except WorkerCrashedError as error:
            self._watch.lost(Loss.CRASH)
            limit_mib = self._terms.memory_mib
            if died_of_memory(error.exit_code, limit_mib):
                raise SolverOutOfMemoryError(limit_mib) from error
            raise
        note(**outcome.facts)
        if outcome.value is None:
            raise CallFailedError(outcome.status)
        return outcome.value

    def _new_process(self, is_spare: bool) -> WorkerProcess:  # noqa: FBT001 - alone
        terms = self._terms
        return WorkerProcess(
            self._reports.writer,
            terms.memory_mib,
            terms.log_style,
            is_spare=is_spare,
        )


@dataclass(frozen=True, slots=True)
class Background:
    """The processes, for work that nobody waits for: none of it is refused."""

    workers: Workers

    @property
    def pieces(self) -> "Pieces":
        """Who does the further pieces of work of a call."""
        return self.workers.pieces

    async def run[T](self, request_id: str, work: Callable[..., T], *args: object) -> T:
        """Do a piece of work, as :meth:`Workers.go_on` does."""
        return await self.workers.go_on(request_id, work, *args)

    begin = go_on = run


@dataclass(frozen=True, slots=True)
class Pieces:
    """The processes, for further pieces of work of calls that were let in."""

    workers: Workers

    @property
    def count(self) -> int:
        """Most pieces of work that are done at once."""
        return self.workers.count

    async def run[T](self, request_id: str, work: Callable[..., T], *args: object) -> T:
        """Do a piece of work, as :meth:`Workers.go_on` does."""
        return await self.workers.go_on(request_id, work, *args)
