"""A server is ready while plans come out right and calls get their turn."""

import asyncio
import signal
from datetime import timedelta

import pytest
from corridor.v1 import server_info_service_pb2
from grpc_health.v1 import health_pb2
from processes import wait_until
from serving import PATIENCE, health_of, running_server, wait_until_ready

from optimizer.errors import QueueFullError
from optimizer.service import readiness, self_test_work
from optimizer.service.admission import Admission
from optimizer.service.readiness import Readiness
from optimizer.service.self_test_work import SelfTestFailedError, self_test
from optimizer.service.work import outcome_of
from optimizer.service.work_watch import Turn
from optimizer.service.workers import CallFailedError

SERVICE = "corridor.v1.PlanService"
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self):
        return self.now


class Workers:
    """Workers that do no work and answer as they are told."""

    def __init__(self, clock):
        self.admission = Admission(1, 1, clock)
        self.failure = None

    async def started(self):
        """Be there at once."""

    async def beside(self, *_):
        if self.failure is not None:
            raise self.failure


class Health:
    """Keeps what it is told."""

    def __init__(self):
        self.statuses = {}

    async def set(self, service, status):
        self.statuses[service] = status


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def workers(clock):
    return Workers(clock)


def failed():
    return CallFailedError(outcome_of("id", int, "x").status)


def test_the_self_test_plans():
    """Its cost is known by hand: 3 t at 10 and 2 t at 20."""
    assert self_test() == b"70.00"


def test_a_wrong_plan_fails_the_self_test(monkeypatch):
    """A solver that answers nonsense is worse than none."""
    monkeypatch.setattr(self_test_work, "LEAST_COST", 71)

    with pytest.raises(SelfTestFailedError, match=r"costs 70\.00 instead of 71"):
        self_test()


async def test_a_server_is_ready_once_a_test_has_passed(workers, clock):
    """Before, nothing is known."""
    ready = Readiness(workers, clock)

    assert ready.fault == "no self-test has passed yet"
    assert await ready.test()
    assert ready.fault == ""


async def test_a_proof_does_not_last(workers, clock):
    """Solving worked once; whether it still does is another question."""
    ready = Readiness(workers, clock)
    await ready.test()
    clock.now = 90.0
    assert ready.fault == ""
    workers.failure = failed()
    clock.now = 91.0

    assert not await ready.test()
    assert ready.fault == "no self-test has passed for 91 s"

    workers.failure = None
    assert await ready.test()
    assert ready.fault == ""


async def test_a_test_that_takes_too_long_fails(workers, clock, monkeypatch):
    """It takes milliseconds where all is well."""
    monkeypatch.setattr(readiness, "SELF_TEST_TIME", timedelta(milliseconds=20))

    async def beside(*_):
        await asyncio.sleep(5)

    workers.beside = beside

    assert not await Readiness(workers, clock).test()


async def test_a_full_queue_that_does_not_move_is_not_ready(workers, clock):
    """As long as calls get their turn it is busy, and refusals say when to come back."""
    ready = Readiness(workers, clock)
    await ready.test()
    ends = [asyncio.Event() for _ in range(3)]

    async def call(end):
        async with workers.admission.place(Turn.SINGLE):
            await end.wait()

    calls = [asyncio.create_task(call(end)) for end in ends[:2]]
    await asyncio.sleep(0)
    with pytest.raises(QueueFullError):
        await call(ends[2])
    clock.now = 30.0
    assert ready.fault == ""
    clock.now = 31.0
    assert ready.fault == "the queue is full and has not moved for 31 s"

    ends[0].set()
    await calls[0]
    calls.append(asyncio.create_task(call(ends[2])))
    await asyncio.sleep(0)
    clock.now = 60.0
    assert ready.fault == ""
    for end in ends:
        end.set()
    await asyncio.gather(*calls)


async def test_services_are_told_of_a_fault_and_of_its_end(workers, clock, monkeypatch):
    """Those who route calls act on what the health service says."""
    monkeypatch.setattr(readiness, "SELF_TEST_INTERVAL", timedelta(milliseconds=5))
    monkeypatch.setattr(readiness, "SELF_TEST_RETRY", timedelta(milliseconds=5))
    health, ready = Health(), Readiness(workers, clock)
    workers.failure = failed()
    await ready.start(health, [SERVICE])
    seen = [health.statuses[SERVICE]]
    for failure, age in ((None, 0.0), (failed(), 100.0), (None, 100.0)):
        workers.failure, clock.now = failure, age
        await asyncio.sleep(0.1)
        seen.append(health.statuses[SERVICE])
    await ready.stop()

    assert seen == [NOT_SERVING, SERVING, NOT_SERVING, SERVING]
    assert ready.fault == "the server is stopping"


@pytest.mark.integration
def test_a_server_says_that_it_is_going_and_still_takes_calls(tmp_path):
    """Between the signal and the end of routing, calls come in and must not fail."""
    with running_server(tmp_path, "--drain-seconds", "2") as server:
        wait_until_ready(server)
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: health_of(server) == NOT_SERVING)

        assert server.info.GetServerInfo(
            server_info_service_pb2.GetServerInfoRequest(), timeout=PATIENCE
        ).server_version
        server.process.wait(timeout=PATIENCE)

    assert server.process.returncode == 0


@pytest.mark.integration
def test_a_second_signal_ends_a_server_at_once(tmp_path):
    """Whoever presses Ctrl-C twice does not want to wait for an hour."""
    with running_server(tmp_path, "--drain-seconds", "3600") as server:
        wait_until_ready(server)
        server.process.send_signal(signal.SIGINT)
        wait_until(lambda: health_of(server) == NOT_SERVING)
        server.process.send_signal(signal.SIGINT)
        server.process.wait(timeout=PATIENCE)

    assert server.process.returncode == 0
