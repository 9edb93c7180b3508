"""A Dask cluster that does the pieces of large calls, beside the server's own processes.

A piece of work depends on its arguments alone, so it does not matter who does it, nor
whether it is done again because who had it was lost.
"""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from optimizer.errors import ClusterUnreachableError, WorkerCrashedError
from optimizer.service.work import Outcome, outcome_of
from optimizer.service.workers import CallFailedError

if TYPE_CHECKING:
    from distributed import Client

PIECES_PER_WORKER = 2
"""Pieces that are on their way to each worker: one is there when another is done."""

CONNECT_SECONDS = 15.0
"""Time within which the scheduler must answer."""

LOST = 1
"""Stands for the exit code of a worker that is gone."""

logger = logging.getLogger(__name__)

_one_at_a_time = threading.Lock()


class Cluster:
    """The workers of one scheduler.

    They need the same version of the optimizer installed, and where datasets are named,
    the same folder of datasets at the same path.

    Parameters
    ----------
    address
        Of the scheduler, as ``tcp://HOST:PORT``.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Client | None = None

    async def start(self) -> None:
        """Connect to the scheduler.

        Raises
        ------
        ClusterUnreachableError
            When it does not answer, or Dask is not installed.
        """
        try:
            from distributed import Client  # noqa: PLC0415 - an extra of its own
        except ImportError as error:
            cause = "the package 'distributed' is missing; install the extra 'cluster'"
            raise ClusterUnreachableError(self._address, cause) from error
        try:
            self._client = await Client(
                self._address, asynchronous=True, timeout=CONNECT_SECONDS
            )
        except (OSError, ValueError) as error:
            cause = str(error) or "it does not answer"
            raise ClusterUnreachableError(self._address, cause) from error
        logger.info("cluster at %s: %d workers", self._address, self._worker_count)

    async def stop(self) -> None:
        """Let go of the scheduler, which goes on without."""
        if self._client is not None:
            # What is lost by now does not matter any more.
            logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
            await self._client.close()

    @property
    def count(self) -> int:
        """Most pieces of work that are sent at once; workers may come and go."""
        return PIECES_PER_WORKER * max(self._worker_count, 1)

    async def run[T](self, request_id: str, work: Callable[..., T], *args: object) -> T:
        """Do a piece of work on any worker, again where one is lost.

        Raises
        ------
        CallFailedError
            When the work ends with an error.
        ClusterUnreachableError
            When the scheduler is lost.
        WorkerCrashedError
            When one worker after the other dies of it.
        """
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415 - as above
        from distributed.comm.core import CommClosedError  # noqa: PLC0415 - as above

        if self._client is None or self._client.status != "running":
            cause = "the connection is lost; start the server again"
            raise ClusterUnreachableError(self._address, cause)
        future = self._client.submit(piece_of, request_id, work, *args, pure=False)
        try:
            outcome: Outcome[T] = await future
        except KilledWorker as error:
            raise WorkerCrashedError(LOST) from error
        except (CancelledError, CommClosedError) as error:
            raise ClusterUnreachableError(self._address, str(error)) from error
        finally:
            future.release()
        if outcome.value is None:
            raise CallFailedError(outcome.status)
        return outcome.value

    @property
    def _worker_count(self) -> int:
        if self._client is None:
            return 0
        return len(self._client.scheduler_info(n_workers=-1)["workers"])


def piece_of[T](request_id: str, work: Callable[..., T], *args: object) -> Outcome[T]:
    """Do a piece of work in a process of a cluster, one at a time.

    What is kept between pieces, plans to start from above all, is not for several
    threads; workers of a cluster may have any number.
    """
    with _one_at_a_time:
        return outcome_of(request_id, work, *args)
