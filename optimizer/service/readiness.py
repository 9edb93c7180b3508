"""Whether the server is able to solve, found out by solving."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta

from google.rpc import status_pb2
from grpc_health.v1 import health, health_pb2

from optimizer.errors import OptimizerError
from optimizer.service.self_test_work import self_test
from optimizer.service.workers import CallFailedError, Workers

SELF_TEST_INTERVAL = timedelta(seconds=30)
"""Time between self-tests that pass."""

SELF_TEST_RETRY = timedelta(seconds=5)
"""Time after a self-test that fails until the next."""

SELF_TEST_TIME = timedelta(seconds=20)
"""Longest time of a self-test; it takes some milliseconds."""

PROOF_LASTS = timedelta(seconds=90)
"""Time after a self-test that passed for which it proves something."""

LONGEST_STUCK = timedelta(seconds=30)
"""Time for which a full queue may stand still."""

_LOOK_SECONDS = 1.0
_REQUEST_ID = "self-test"

logger = logging.getLogger(__name__)


class Readiness:
    """Knows whether plans can be made, and tells whoever asks for the health.

    The server is ready once a self-test has passed, and stays so while the last one that
    passed is recent and single calls get their turn.

    Parameters
    ----------
    workers
        Who does the self-test.
    clock
        Seconds that pass.
    """

    def __init__(
        self, workers: Workers, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._workers = workers
        self._clock = clock
        self._passed_at: float | None = None
        self._is_closing = False
        self._tested = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def fault(self) -> str:
        """Why the server is not ready; empty where it is."""
        if self._is_closing:
            return "the server is stopping"
        if self._passed_at is None:
            return "no self-test has passed yet"
        age = self._clock() - self._passed_at
        if age > PROOF_LASTS.total_seconds():
            return f"no self-test has passed for {age:.0f} s"
        stuck = self._workers.admission.stuck_seconds
        if stuck > LONGEST_STUCK.total_seconds():
            return f"the queue is full and has not moved for {stuck:.0f} s"
        return ""

    async def start(
        self, servicer: health.aio.HealthServicer, services: Iterable[str]
    ) -> None:
        """Begin to test, and to say of the services whether they are able to serve."""
        names = tuple(services)
        await _tell(servicer, names, self.fault)
        self._tasks = [
            asyncio.create_task(self._keep_testing()),
            asyncio.create_task(self._keep_telling(servicer, names)),
        ]

    def close(self) -> None:
        """Be ready no more."""
        self._is_closing = True

    async def stop(self) -> None:
        """End what :meth:`start` began."""
        self.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def test(self) -> bool:
        """Say whether a plan comes out as it has to."""
        try:
            async with asyncio.timeout(SELF_TEST_TIME.total_seconds()):
                await self._workers.beside(_REQUEST_ID, self_test)
        except TimeoutError:
            logger.warning("the self-test took more than %s", SELF_TEST_TIME)
        except OptimizerError as error:
            logger.warning("the self-test failed: %s", error)
        except CallFailedError as error:
            status = status_pb2.Status.FromString(error.status)
            logger.warning("the self-test failed: %s", status.message)
        else:
            self._passed_at = self._clock()
            return True
        return False

    async def _keep_testing(self) -> None:
        # A test that is not taken up at once means that the processes are broken.
        with suppress(TimeoutError):
            await self._workers.started()
        while True:
            has_passed = await self.test()
            self._tested.set()
            pause = SELF_TEST_INTERVAL if has_passed else SELF_TEST_RETRY
            await asyncio.sleep(pause.total_seconds())

    async def _keep_telling(
        self, servicer: health.aio.HealthServicer, services: tuple[str, ...]
    ) -> None:
        was_ready = False
        while not self._is_closing:
            fault = self.fault
            if was_ready != (not fault):
                was_ready = not fault
                await _tell(servicer, services, fault)
                level = logging.INFO if was_ready else logging.WARNING
                logger.log(
                    level,
                    "ready" if was_ready else "not ready: %s",
                    *filter(None, [fault]),
                )
            self._tested.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._tested.wait()


async def _tell(
    servicer: health.aio.HealthServicer, services: tuple[str, ...], fault: str
) -> None:
    status = health_pb2.HealthCheckResponse
    for service in services:
        await servicer.set(service, status.NOT_SERVING if fault else status.SERVING)
