"""Workers keep to their memory, their number of tasks and the time of their calls."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import grpc
import pytest
from corridor.v1 import (
    plan_service_pb2,
    simulation_service_pb2,
    simulation_service_pb2_grpc,
)
from corridor_client import Client, ServerError
from lines import busy_ring, line
from processes import wait_until
from serving import PATIENCE, reason_of, running_server

from optimizer.service.grpc_calls import PUSHBACK
from optimizer.service.workers import SPARE_COUNT

pytestmark = pytest.mark.integration

CAP_MIB = 192
TASK_LIMIT = 3
CALLERS = 4
CALLS = 40
KILLED_WITHIN = 0.5
"""Seconds after a deadline in which the work for it has to be gone."""

SMALL = plan_service_pb2.OptimizePlanRequest(dataset=line())
LARGE = plan_service_pb2.OptimizePlanRequest(dataset=busy_ring(60, 400))


def is_planned(server, request=SMALL):
    return server.plans.OptimizePlan(request, timeout=PATIENCE).HasField("plan")


@pytest.fixture(scope="module")
def tight(tmp_path_factory):
    """A server whose two workers may take little more than they need to start."""
    options = ("--workers", "2", "--worker-memory-mib", str(CAP_MIB))
    with running_server(tmp_path_factory.mktemp("tight"), *options) as server:
        assert is_planned(server)
        yield server


def test_work_beyond_the_cap_fails_alone_and_its_worker_is_replaced(tight):
    """The heap of a process that ran out is suspect; other calls know nothing of it."""
    wait_until(lambda: len(tight.worker_ids()) == 2 + SPARE_COUNT)
    before = set(tight.worker_ids())
    large = tight.plans.OptimizePlan.future(LARGE, timeout=PATIENCE)
    others = []
    while not large.done():
        others.append(is_planned(tight))
    error = large.exception()
    pushback = dict(error.trailing_metadata())[PUSHBACK]
    wait_until(lambda: len(tight.worker_ids()) == 2 + SPARE_COUNT)

    assert reason_of(error) == (
        "RESOURCE_EXHAUSTED",
        "SOLVER_OUT_OF_MEMORY",
        {"limitMib": str(CAP_MIB)},
    )
    assert pushback == "-1"
    assert others
    assert all(others)
    assert len(before - set(tight.worker_ids())) == 1
    assert is_planned(tight)


def test_the_client_does_not_try_again_what_needs_too_much_memory(tight):
    """It would take down one worker after the other."""
    wait_until(lambda: len(tight.worker_ids()) == 2 + SPARE_COUNT)
    before = set(tight.worker_ids())
    with Client(tight.address) as client:
        with pytest.raises(ServerError, match="than the 192 MiB") as error:
            client.optimize_plan(LARGE.dataset)
        limits = client.get_server_info().limits
    wait_until(lambda: len(tight.worker_ids()) == 2 + SPARE_COUNT)

    assert error.value.reason == "SOLVER_OUT_OF_MEMORY"
    assert limits.max_worker_memory_mib == CAP_MIB
    assert len(before - set(tight.worker_ids())) == 1


def test_workers_are_replaced_without_failing_anybody(tmp_path):
    """Each ends after its number of tasks, under load too."""
    options = ("--workers", "2", "--worker-tasks", str(TASK_LIMIT))
    with running_server(tmp_path, *options) as server:
        seen = set()

        def call(_):
            planned = is_planned(server)
            seen.update(server.worker_ids())
            return planned

        with ThreadPoolExecutor(CALLERS) as pool:
            answers = list(pool.map(call, range(CALLS)))
        log = server.log.read_text()

    assert all(answers)
    assert len(answers) == CALLS
    # As many as it takes to do all calls, three by three.
    assert len(seen) >= CALLS // TASK_LIMIT
    assert "died" not in log
    assert "broke" not in log


def building(server):
    """Work that does not get beyond reading and building in its time."""
    dataset = busy_ring(60, 2_000)
    request = plan_service_pb2.OptimizePlanRequest(dataset=dataset)
    return partial(server.plans.OptimizePlan.future, request), 1.0


def solving(server):
    """Work that has solved something, and would go on for long."""
    stub = simulation_service_pb2_grpc.SimulationServiceStub(server.channel)
    request = simulation_service_pb2.FindContractsRequest(
        dataset_name="datasets/middle-corridor",
        stored_uncertainty_id="weather-and-growth",
        draw_count=200,
    )
    return partial(stub.FindContracts.future, request), 4.0


@pytest.mark.parametrize("work", [building, solving])
def test_work_ends_with_its_deadline(tmp_path, monkeypatch, work):
    """The worker is gone at once, nothing is left, and the next call is as any other."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    with running_server(tmp_path) as server:
        assert is_planned(server)
        begin, seconds = work(server)
        wait_until(lambda: len(server.worker_ids()) == 1 + SPARE_COUNT)
        before = set(server.worker_ids())
        started = time.monotonic()
        call = begin(timeout=seconds)
        wait_until(lambda: not before <= set(server.worker_ids()))
        late = time.monotonic() - started - seconds
        (ended,) = before - set(server.worker_ids())

        assert call.exception().code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert 0 <= late <= KILLED_WITHIN
        wait_until(lambda: not Path(f"/proc/{ended}").exists())
        assert is_planned(server)

    assert list(scratch.iterdir()) == []
