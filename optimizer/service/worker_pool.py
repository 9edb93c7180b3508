"""The processes that work: as many as there should be, each replaced when it is gone."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from optimizer.errors import WorkerCrashedError
from optimizer.service.memory_cap import OUT_OF_MEMORY
from optimizer.service.work import Outcome
from optimizer.service.work_watch import Loss, WorkWatch
from optimizer.service.worker_process import (
    NotTakenUpError,
    ProcessGoneError,
    WorkerProcess,
)

LONGEST_START = timedelta(minutes=2)
"""Time after which a process that is not ready is taken for broken. Loading the solver
takes a second, and many times that on a machine that is busy."""

ATTEMPTS = 5
"""Processes that may be gone before they take up a piece of work."""

LOST = 1
"""Stands for the exit code of a process of which nothing is known."""

FAILED_STARTS = 5
"""Starts in a row that fail, after which those who wait are told so."""

LONGEST_PAUSE = timedelta(seconds=5)
"""Longest time between two starts that fail."""

_FIRST_PAUSE = timedelta(milliseconds=100)

logger = logging.getLogger(__name__)


class WorkerPool:
    """A fixed number of processes, each doing one piece of work at a time.

    Lives in the event loop that first uses it.

    Parameters
    ----------
    count
        Number of processes that may work at once.
    spare_count
        Number of further ones, which take the place of those that are lost.
    new_process
        Makes one, without starting it; told whether it is a spare one.
    task_limit
        Pieces of work after which a process is replaced by a fresh one; 0 is never.
    watch
        Who is told of processes that are lost.
    """

    def __init__(
        self,
        count: int,
        spare_count: int,
        new_process: Callable[[bool], WorkerProcess],
        task_limit: int,
        watch: WorkWatch,
    ) -> None:
        self._count = count
        self._spare_count = spare_count
        self._new_process = new_process
        self._task_limit = task_limit
        self._watch = watch
        self._processes: set[WorkerProcess] = set()
        self._resting: deque[WorkerProcess] = deque()
        self._waiting: deque[asyncio.Future[WorkerProcess]] = deque()
        self._failed_starts = 0
        self._births: set[asyncio.Task[None]] = set()
        # Threads wait for processes, which takes nothing from the event loop. One that waits
        # for a killed process may overlap with one for its successor.
        self._talk = ThreadPoolExecutor(2 * (count + spare_count), "worker-talk")
        self._midwife = ThreadPoolExecutor(1, "worker-start")
        self._is_started = self._is_stopped = False
        self._ready = asyncio.Event()

    @property
    def process_ids(self) -> list[int]:
        """Ids of the processes that are started."""
        ids = (process.process_id for process in self._processes)
        return [number for number in ids if number is not None]

    def start(self) -> None:
        """Start the processes, without waiting until they are ready."""
        if not self._is_started:
            self._is_started = True
            for _ in range(self._count + self._spare_count):
                self._replace()

    async def started(self) -> None:
        """Wait until a process is ready, or was."""
        await self._ready.wait()

    async def do[T](
        self, request_id: str, work: Callable[..., T], args: tuple[object, ...]
    ) -> Outcome[T]:
        """Do a piece of work in the next process that is free.

        Who is cancelled ends the process, and with it the work.

        Raises
        ------
        WorkerCrashedError
            When the process dies, or none can be started; it has the exit code.
        """
        self.start()
        exit_code = LOST
        for _ in range(ATTEMPTS):
            process = await self._free()
            try:
                return await self._done(process, request_id, work, args)
            except NotTakenUpError:
                exit_code = await self._exit_code_of(process)
                if exit_code == OUT_OF_MEMORY:
                    break
                # It died at rest, a moment ago. That is no fault of this call.
                self._watch.lost(Loss.REST)
        raise WorkerCrashedError(exit_code)

    def stop(self) -> None:
        """End all processes, and with them what they work on."""
        self._is_stopped = True
        for birth in self._births:
            birth.cancel()
        self._midwife.shutdown(wait=True)
        for process in self._processes:
            self._ignore(process)
            process.kill()
        self._talk.shutdown(wait=True)
        for process in self._processes:
            process.bury()
        self._processes.clear()
        for waiting in self._waiting:
            waiting.cancel()

    async def _free(self) -> WorkerProcess:
        if self._resting:
            # Each in turn, so that the spare ones have at hand what they need as well.
            process = self._resting.popleft()
            self._ignore(process)
            return process
        waiting: asyncio.Future[WorkerProcess] = (
            asyncio.get_running_loop().create_future()
        )
        self._waiting.append(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            elif not waiting.cancelled():
                # The process was given at the very moment of the cancellation.
                self._give(waiting.result())
            raise

    async def _done[T](
        self,
        process: WorkerProcess,
        request_id: str,
        work: Callable[..., T],
        args: tuple[object, ...],
    ) -> Outcome[T]:
        loop = asyncio.get_running_loop()
        doing = loop.run_in_executor(self._talk, process.do, request_id, work, args)
        try:
            # Shielded, so that whoever cancels does not hide how it ended.
            outcome = await asyncio.shield(doing)
        except asyncio.CancelledError:
            process.kill()
            doing.add_done_callback(partial(self._forget, process))
            raise
        except ProcessGoneError as error:
            exit_code = await self._exit_code_of(process)
            logger.warning(
                "request %s: its worker died with exit code %d", request_id, exit_code
            )
            raise WorkerCrashedError(exit_code) from error
        except NotTakenUpError:
            raise
        except Exception:
            # What it was to do could not be sent; the process knows nothing of it.
            self._give(process)
            raise
        self._give(process)
        return outcome

    async def _exit_code_of(self, process: WorkerProcess) -> int:
        """Bury a process that ended at work; a successor comes at once."""
        self._processes.discard(process)
        self._replace()
        loop = asyncio.get_running_loop()
        burial = loop.run_in_executor(self._midwife, process.bury)
        return await asyncio.shield(burial)

    def _forget(self, process: WorkerProcess, doing: "asyncio.Future[object]") -> None:
        """Bury a process that was killed, once nobody listens to it any more."""
        if not doing.cancelled():
            doing.exception()
        self._bury(process)
        self._replace()

    def _give(self, process: WorkerProcess) -> None:
        """Let a process that is ready do what waits, or rest."""
        if self._task_limit and process.done_count >= self._task_limit:
            self._bury(process)
            self._replace()
            return
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(process)
                return
        self._resting.append(process)
        self._listen(process)

    def _listen(self, process: WorkerProcess) -> None:
        """Notice when a process that does not work says something, or is gone."""
        if not self._is_stopped:
            loop = asyncio.get_running_loop()
            loop.add_reader(process.fileno(), self._hear, process)

    def _ignore(self, process: WorkerProcess) -> None:
        asyncio.get_running_loop().remove_reader(process.fileno())

    def _hear(self, process: WorkerProcess) -> None:
        try:
            process.hear()
        except (EOFError, OSError):
            self._lose(process, Loss.REST)
            return
        self._ignore(process)
        self._failed_starts = 0
        self._ready.set()
        self._give(process)

    def _lose(self, process: WorkerProcess, loss: Loss) -> None:
        """Put another process in the place of one that ended while it did not work."""
        logger.warning("a worker ended while it did not work, and is replaced")
        self._ignore(process)
        if process in self._resting:
            self._resting.remove(process)
        if not process.is_ready:
            self._failed_starts += 1
        self._watch.lost(loss)
        self._bury(process)
        self._replace()
        if self._failed_starts >= FAILED_STARTS:
            self._give_up()

    def _give_up(self) -> None:
        """Tell those who wait that no process can be started."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(WorkerCrashedError(LOST))

    def _bury(self, process: WorkerProcess) -> None:
        if process in self._processes and not self._is_stopped:
            self._processes.discard(process)
            self._midwife.submit(process.bury)

    def _replace(self) -> None:
        """Start one more process, unless all are to end."""
        if not self._is_stopped:
            birth = asyncio.get_running_loop().create_task(self._bear())
            self._births.add(birth)
            birth.add_done_callback(self._births.discard)

    async def _bear(self) -> None:
        if self._failed_starts:
            pause = _FIRST_PAUSE * 2 ** min(self._failed_starts - 1, 10)
            await asyncio.sleep(min(pause, LONGEST_PAUSE).total_seconds())
        process = self._new_process(self._has_enough())
        self._processes.add(process)
        loop = asyncio.get_running_loop()
        try:
            await asyncio.shield(loop.run_in_executor(self._midwife, process.start))
        except OSError as error:
            logger.warning("no worker can be started: %s", error)
            self._failed_starts += 1
            self._bury(process)
            self._replace()
            return
        self._listen(process)
        patience = LONGEST_START.total_seconds()
        loop.call_later(patience, self._require_ready, process)

    def _has_enough(self) -> bool:
        """Whether as many as may work at once are ready, or hurry to be."""
        sound = (each.is_ready or not each.is_spare for each in self._processes)
        return sum(sound) >= self._count

    def _require_ready(self, process: WorkerProcess) -> None:
        """End a process that does not get ready, which then is replaced."""
        if process in self._processes and not process.is_ready:
            process.kill()
